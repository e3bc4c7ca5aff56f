"""The rules, one function each, registered by requirement id; ``judge`` asks them all."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from declarations.eligibility.citing import cite
from declarations.eligibility.dossier import Dossier
from declarations.eligibility.findings import Finding, Severity
from declarations.eligibility.kinds import is_reviewed
from notices.rules import Terms

Judge = Callable[[Dossier, Terms, date], Iterable[Finding]]

# The exclusions by the names the notice gives them (``eligibility.exclusions``); they are asked again and again.
EXCLUSIONS = {
    "civil_servant": "ELIG-02",
    "retired": "ELIG-03",
    "discipline_jiguo_plus": "ELIG-06",
    "investigation_or_sanction": "ELIG-07",
    "integrity": "ELIG-08",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """``cites`` is a phrase of the notice by which the clause it comes from is found and named.

    ``reviewed`` rules speak of what a committee votes on; where an authority decides, nobody asks them (PATH-30).
    An exclusion the notice does not name bars nobody under it (ELIG-06…08).
    """

    id: str
    judge: Judge
    cites: tuple[str, ...]
    at_start: bool  # can be answered before anything is filled in
    reviewed: bool = False

    def ask(self, dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
        if self.reviewed and not is_reviewed(dossier.request.kind):
            return
        if self.id in EXCLUSIONS.values() and self.id not in _excluding(terms):
            return
        for finding in self.judge(dossier, terms, today):
            yield replace(finding, rule=self.id, clause=finding.clause or cite(terms, self.cites))


def _excluding(terms: Terms) -> set[str]:
    return {EXCLUSIONS[name] for name in terms.eligibility.exclusions}


RULES: list[Rule] = []


def rule(rule_id: str, *cites: str, at_start: bool = False, reviewed: bool = False) -> Callable[[Judge], Judge]:
    """Register a rule under its requirement id; one requirement may take several rules."""

    def enter(judge: Judge) -> Judge:
        RULES.append(Rule(rule_id, judge, cites, at_start, reviewed))
        return judge

    return enter


def examine(
    dossier: Dossier, terms: Terms, today: date, *, only: Collection[str] | None = None, at_start: bool = False
) -> list[Finding]:
    """Every answer of every rule, the fulfilled ones too; ``at_start`` asks only what can be said before filling in."""
    asked = [each for each in RULES if (only is None or each.id in only) and (each.at_start or not at_start)]
    return [finding for each in asked for finding in each.ask(dossier, terms, today)]


def judge(dossier: Dossier, terms: Terms, today: date) -> list[Finding]:
    """What is wrong, missing or to be looked at by somebody. Empty: nothing at all."""
    return [finding for finding in examine(dossier, terms, today) if finding.severity is not Severity.OK]


def exclusions(dossier: Dossier, terms: Terms, today: date) -> dict[str, Finding]:
    """Which of the notice's exclusions bar this person today, by the notice's names for them (ELIG-02…09)."""
    asked = {EXCLUSIONS[name]: name for name in terms.eligibility.exclusions}
    found = examine(dossier, terms, today, only=asked.keys())
    return {asked[finding.rule]: finding for finding in found if finding.blocks}
