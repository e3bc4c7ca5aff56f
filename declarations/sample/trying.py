"""A notice tried out: a sample with some facts changed, judged at a moment; nothing of it is stored (24-3)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from config.lib import clock
from config.lib.period import add_months
from declarations.eligibility import Dossier, Finding, Severity, examine
from declarations.eligibility.dossier import Entry, Paper, Schooling, Title
from declarations.eligibility.slots import OTHER, Slot, slots_of
from declarations.packages.dossier_file import precheck
from declarations.sample.asked import Offering
from declarations.sample.making import sample, with_papers
from declarations.states import Channel
from notices.rules import ChecklistItem, Terms
from notices.rules.facts import when_words

UNTITLED = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is changed in the sample; what is None or empty stays as it is."""

    born_on: date | None = None
    education: str = ""
    graduated_on: date | None = None
    title: str = ""  # the code of a level; ``none``: no title
    granted_on: date | None = None
    achievements: int | None = None
    publications: int | None = None
    paid_months: int | None = None
    courses: bool | None = None
    channel: str = ""
    affiliation: str = ""
    papers: bool = True  # a file in every slot


@dataclass(frozen=True, slots=True)
class Material:
    """One place of the list of materials as this person meets it."""

    slot: Slot
    about: str  # the entry it proves
    pieces: tuple[str, ...]
    there: bool


@dataclass(frozen=True, slots=True)
class TryOut:
    """What the sample's person would be told at this moment."""

    asked: Offering
    dossier: Dossier
    at: datetime
    findings: tuple[Finding, ...]  # the worst first
    fulfilled: tuple[Finding, ...]
    materials: tuple[Material, ...]
    needless: tuple[tuple[ChecklistItem, str], ...]  # rows of the notice's list that do not concern this person

    @property
    def submittable(self) -> bool:
        """Whether nothing holds it up."""
        return not any(each.blocks for each in self.findings)

    @property
    def blocks(self) -> int:
        """How many things hold it up."""
        return sum(each.blocks for each in self.findings)


ORDER = (Severity.BLOCK, Severity.WARN, Severity.HUMAN)


def try_out(asked: Offering, facts: Facts, *, at: datetime) -> TryOut:
    """Judge the changed sample by the rules of SUBMIT, its window included."""
    dossier = altered(sample(asked), facts, asked.terms)
    found = precheck(dossier, asked.terms, at=at).findings
    today = clock.local_date(at)
    told = examine(dossier, asked.terms, today)
    return TryOut(
        asked,
        dossier,
        at,
        tuple(sorted(found, key=lambda each: ORDER.index(each.severity))),
        tuple(each for each in told if each.severity is Severity.OK),
        tuple(_materials(dossier, asked.terms)),
        tuple(_needless(dossier, asked.terms)),
    )


def altered(dossier: Dossier, facts: Facts, terms: Terms) -> Dossier:
    """The sample with these facts; its files follow, unless it shall have none."""
    dossier = replace(
        dossier,
        person=replace(dossier.person, born_on=facts.born_on or dossier.person.born_on),
        schooling=tuple(_schooling(each, facts) for each in dossier.schooling),
        titles=_titles(dossier, facts, terms),
        courses=tuple(replace(each, passed=facts.courses is not False) for each in dossier.courses),
        paid_months=dossier.paid_months if facts.paid_months is None else dossier.paid_months[: facts.paid_months],
        achievements=_as_many(dossier.achievements, facts.achievements),
        publications=_as_many(dossier.publications, facts.publications),
    )
    dossier = _elsewhere(dossier, facts)
    return with_papers(dossier, terms) if facts.papers else replace(dossier, papers=tuple[Paper, ...]())


def _schooling(each: Schooling, facts: Facts) -> Schooling:
    return replace(
        each,
        level=facts.education or each.level,
        graduated_on=facts.graduated_on or each.graduated_on,
    )


def _titles(dossier: Dossier, facts: Facts, terms: Terms) -> tuple[Title, ...]:
    if facts.title == UNTITLED:
        return ()
    held = dossier.titles
    if facts.title:
        level = terms.level(facts.title)
        granted = facts.granted_on or (held[0].granted_on if held else add_months(date(terms.year, 12, 31), -60))
        new = Title(
            key="titles:1",
            name=level.name,
            rank=level.rank,
            series=terms.series,
            granted_on=granted,
            declared_until=granted,
            verified_online=True,
            is_base=True,
        )
        return (new, *held[1:])
    if facts.granted_on:
        changed = {"granted_on": facts.granted_on, "declared_until": facts.granted_on}
        return tuple(replace(each, **changed) if each.is_base else each for each in held)
    return held


def _as_many(entries: tuple[Entry, ...], wanted: int | None) -> tuple[Entry, ...]:
    """So many of a kind; more than there are repeat the last under a number of their own."""
    if wanted is None or not entries:
        return entries
    more = [_again(entries[-1], number) for number in range(len(entries) + 1, wanted + 1)]
    return (*entries[:wanted], *more)


def _again(entry: Entry, number: int) -> Entry:
    key, title = f"{entry.section}:{number}", f"{entry.title.rstrip('（演示）').rstrip('0123456789')}{number}（演示）"
    return replace(entry, key=key, title=title, rank=number, representative=False, representative_paper=False)


def _elsewhere(dossier: Dossier, facts: Facts) -> Dossier:
    """Another channel, a unit of another affiliation."""
    request, unit, employer = dossier.request, dossier.unit, dossier.employer
    if facts.channel:
        request = replace(request, channel=facts.channel)
        kind = {Channel.AGENCY: "agency", Channel.ASSOCIATION: "association"}.get(Channel(facts.channel), "unit")
        unit = replace(unit, kind=kind)
    if facts.affiliation:
        unit = replace(unit, affiliation=facts.affiliation)
        employer = replace(employer, affiliation=facts.affiliation) if employer else None
    return replace(dossier, request=request, unit=unit, employer=employer)


def _materials(dossier: Dossier, terms: Terms) -> Iterator[Material]:
    laid = {(paper.slot, paper.part) for paper in dossier.papers}
    entries = (*dossier.experiences, *dossier.achievements, *dossier.publications)
    named = {each.key: each.title for each in entries}
    for slot in slots_of(dossier, terms):
        if slot.code != OTHER.code:
            pieces = tuple(each.name for each in slot.pieces if not each.optional)
            yield Material(slot, named.get(slot.part, ""), pieces, (slot.code, slot.part) in laid)


def _needless(dossier: Dossier, terms: Terms) -> Iterator[tuple[ChecklistItem, str]]:
    asked = {slot.code for slot in slots_of(dossier, terms)}
    for item in terms.checklist:
        if item.max_files and item.code not in asked:
            yield item, when_words(item.when)
