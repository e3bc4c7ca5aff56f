"""Asking the rules of SUBMIT about a partial dossier (S04): what was answered is judged, the rest is to be prepared.

No rule stands here (04-1…04-3).
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from declarations.eligibility import Dossier, Finding, Severity, examine
from declarations.eligibility.registry import EXCLUSIONS
from notices.rules import Terms

# Asked on the page: what is missing here is missing. Everything else that is missing comes with the dossier.
ASKED = frozenset(
    (
        *("ELIG-01", "ELIG-10", "ELIG-11", "ELIG-12", "MAT-22", "COND-13"),
        *("PATH-01", "PATH-02", "PATH-09", "PATH-14", "PATH-15", "PATH-20", "PATH-28"),
    )
)
ASKED_FIELDS = frozenset({"team_leader", "project_level"})  # of PATH-24, PATH-27: their papers come later
# Rules of the talents' ways: the chooser cannot ask their facts, this page does (PATH-20, PATH-24…28).
ASKED_HERE = frozenset({"PATH-20", "PATH-24", "PATH-26", "PATH-27", "PATH-28"})
IN_OWN_WORDS = frozenset({"COND-12", "CHAN-06"})  # the window of results is told with what is to be prepared
SENIORITY = frozenset({"COND-13", "PATH-02"})  # counted up to the notice's cut-off, so that a year can be named
NO_TABLE = "通知没有列出认定要求的学历和年限，系统算不出您是否符合，要由人核实。"
ORDER = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.HUMAN: 1, Severity.OK: 2}


def outcome_of(conditions: tuple[Finding, ...]) -> str:
    """The worst of the answers decides."""
    if any(each.blocks for each in conditions):
        return "no"
    return "ask" if any(each.severity is not Severity.OK for each in conditions) else "yes"


def judged(
    dossier: Dossier, terms: Terms, today: date, *, archive_asked: bool = False
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """The conditions, the worst first; and what will be asked for when there is something to show."""
    asked = [*examine(dossier, terms, today, at_start=True), *examine(dossier, terms, today, only=ASKED_HERE)]
    found = list(_within_the_month(asked, dossier, terms, today))
    known = [each for each in found if _was_asked(each, terms, archive_asked=archive_asked)]
    later = tuple(each for each in known if each.missing and not _is_asked(each))
    conditions = [each for each in known if each not in later]
    if any(each.rule == "COND-13" and each.blocks for each in conditions):  # it names the lower title itself
        conditions = [each for each in conditions if each.rule != "MAT-22"]
    return tuple(sorted(conditions, key=lambda each: ORDER[each.severity])), later


def _is_asked(finding: Finding) -> bool:
    return finding.rule in ASKED or finding.field in ASKED_FIELDS


def _was_asked(finding: Finding, terms: Terms, *, archive_asked: bool) -> bool:
    """A fulfilled bar is only told where the question was put: an archive nobody looked into is not clean."""
    if finding.rule in IN_OWN_WORDS:
        return False
    if finding.severity is not Severity.OK or finding.rule not in EXCLUSIONS.values():
        return True
    named = {EXCLUSIONS[name] for name in terms.eligibility.exclusions}
    return finding.rule in named and (finding.rule != EXCLUSIONS["integrity"] or archive_asked)


def _within_the_month(found: list[Finding], dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Only the month of birth was asked: a bar that holds for its first day and not for its last is to be checked."""
    born, rule = dossier.person.born_on, EXCLUSIONS["retired"]
    last = born.replace(day=monthrange(born.year, born.month)[1]) if born else None
    later = replace(dossier, person=replace(dossier.person, born_on=last))
    doubtful = last and not any(each.blocks for each in examine(later, terms, today, only={rule}))
    for each in found:
        if doubtful and each.rule == rule and each.blocks:
            text = "您在本月达到法定退休年龄，请按出生日期核对。"
            yield replace(each, severity=Severity.HUMAN, text=text, other_ways=())
        else:
            yield each


def year_of(finding: Finding, terms: Terms) -> int | None:
    """The year whose declaring counts to a day late enough; None where the notice names no cut-off."""
    cutoff, day = terms.seniority.cutoff_date, finding.earliest
    if cutoff is None or day is None or finding.rule not in SENIORITY:
        return None
    return day.year + ((day.month, day.day) > (cutoff.month, cutoff.day))


def is_determination(finding: Finding) -> bool:
    """认定, which a person decides: no notice has a table of its education and years (PATH-30)."""
    return finding.rule == "PATH-30" and finding.severity is Severity.HUMAN


def plain(finding: Finding) -> str:
    """The sentence without the count which stands below it, for somebody who has begun nothing yet.

    Nobody here chose the committee E109 speaks of; why 认定 cannot be counted is said, not left to be guessed.
    """
    if finding.code == "E109":
        return f"本通知的评委会不受理这一级别或您的单位：{finding.text.partition('：')[2]}"
    if is_determination(finding):
        return f"{NO_TABLE}{finding.text}"
    first = finding.arithmetic[0] if finding.arithmetic else ""
    return finding.text.replace(f"：{first}", "") if first else finding.text
