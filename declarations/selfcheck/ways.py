"""Other ways in, judged by the same rules (04-3): the review, 破格, 直接申报, 转评, 认定, the next lower level."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from declarations.eligibility import Dossier, Finding, Severity
from declarations.eligibility.channels import inquiries
from declarations.eligibility.dossier import OtherCommittee, Request
from declarations.eligibility.kinds import competent_for, direct_bases, kinds_of
from declarations.eligibility.seniority import stands_at
from declarations.selfcheck.judging import SENIORITY, judged, outcome_of, plain, year_of
from declarations.states import Special
from notices.rules import Terms
from notices.states import DeclarationKind

# What another level, kind or option may change; against any other bar no way helps.
QUALIFYING = frozenset(
    (
        *("COND-13", "MAT-22", "PATH-02", "PATH-08", "PATH-12", "CHAN-01", "CHAN-02"),
        *("PATH-14", "PATH-15", "PATH-24", "PATH-27", "PATH-28", "PATH-29", "PATH-30"),
    )
)
FIRST = ("yes", "ask", "no")  # what can be done stands before what cannot
ORDINARY, DETERMINED = DeclarationKind.ORDINARY.value, DeclarationKind.INITIAL_DETERMINATION.value


@dataclass(frozen=True, slots=True)
class Way:
    """Another way in, judged by the same rules."""

    name: str
    outcome: str  # yes, ask, no
    lines: tuple[str, ...] = ()
    earliest: date | None = None
    year: int | None = None
    level: str = ""  # what to ask next with the same answers
    kind: str = ""
    option: str = ""

    @property
    def asks(self) -> tuple[str, str, str]:
        """Level, kind and option, as the questions name them."""
        return self.level, self.kind, self.option


def to_committee(
    request: Request, terms: Terms, affiliation: str, competent: tuple[OtherCommittee, ...] = ()
) -> Request:
    """The committee is derived, never asked for (04-1); where an authority decides there is none."""
    legal = competent_for(terms, request.level, affiliation, request.kind, request.options)
    return replace(request, committee=legal[0].name if legal else "", competent=() if legal else competent)


def ways_of(dossier: Dossier, terms: Terms, today: date, conditions: tuple[Finding, ...]) -> Iterator[Way]:
    """The roads the notice has, as far as they change anything (04-3)."""
    if any(each.blocks and each.rule not in QUALIFYING for each in conditions):
        return
    roads = (_way(name, other, terms, today) for name, other in _roads(dossier, terms))
    found = [*(way for way in roads if way is not None), *_lower(dossier, terms, today)]
    yield from sorted(found, key=lambda way: FIRST.index(way.outcome))


def _roads(dossier: Dossier, terms: Terms) -> Iterator[tuple[str, Dossier]]:
    """The same level by another road than the one that was asked for."""
    asked = dossier.request
    reviewed = _reviewed(dossier, terms)
    if asked.kind not in {ORDINARY, DeclarationKind.CONVERSION} or asked.options != reviewed.request.options:
        yield "正常申报", reviewed
    yield from ((name, other) for name, other in _options(reviewed, terms) if other.request != asked)
    yield from _converting(reviewed, terms)
    if DETERMINED in kinds_of(terms) and asked.kind != DETERMINED:
        told = replace(reviewed.request, kind=DETERMINED, committee="", competent=())
        yield DeclarationKind(DETERMINED).label, _asking(dossier, told)


def _reviewed(dossier: Dossier, terms: Terms) -> Dossier:
    """The level step by step, as the committee reviews it."""
    request = dossier.request
    if request.kind == DeclarationKind.CONVERSION:
        return dossier
    special = {Special.EXCEPTIONAL.value, Special.DIRECT.value}
    told = replace(request, kind=ORDINARY, options=request.options - special, direct_basis="", relaxes=())
    return _asking(dossier, to_committee(told, terms, dossier.workplace.affiliation, request.competent))


def _options(dossier: Dossier, terms: Terms) -> Iterator[tuple[str, Dossier]]:
    """By a special option (PATH-02, PATH-05, PATH-15)."""
    request, law, early = dossier.request, terms.exception, terms.exception and terms.exception.early_one_year
    if law and (option := terms.option(Special.EXCEPTIONAL)):
        yield option.label, _asking(dossier, _opting(request, Special.EXCEPTIONAL, relaxes=law.relaxes))
    if early and any(each.degree_code for each in dossier.schooling):
        yield "提前1年申报", _asking(dossier, replace(request, early_one_year=True))
    if option := terms.option(Special.DIRECT):
        for basis in direct_bases(terms) or ("",):
            name = f"{option.label}（{basis}）" if basis else option.label
            yield name, _asking(dossier, _opting(request, Special.DIRECT, direct_basis=basis))


def _opting(request: Request, option: Special, **told: object) -> Request:
    return replace(request, options=request.options | {option.value}, **told)


def _asking(dossier: Dossier, request: Request) -> Dossier:
    return replace(dossier, request=request)


def _converting(dossier: Dossier, terms: Terms) -> Iterator[tuple[str, Dossier]]:
    """From a title of another series to the same level of this one; the work they told of is the new work."""
    request, base = dossier.request, dossier.base
    if request.kind != DeclarationKind.ORDINARY or not base or base.series in {"", terms.series}:
        return
    same = next((each for each in terms.levels if each.rank == base.rank and not each.name.endswith("员")), None)
    if same:
        told = {"kind": DeclarationKind.CONVERSION.value, "new_work_since": dossier.person.specialty_since}
        asked = to_committee(replace(request, level=same.code, **told), terms, dossier.workplace.affiliation)
        yield f"转评（申报{same.name}）", _asking(dossier, asked)


def _lower(dossier: Dossier, terms: Terms, today: date) -> Iterator[Way]:
    """The next lower level which they may declare and do not hold already."""
    base = dossier.base
    codes = [each.code for each in terms.levels]
    for level in terms.levels[codes.index(dossier.request.level) + 1 :]:
        if base and base.series == terms.series and stands_at(base, level, terms):
            return
        asked = to_committee(replace(dossier.request, level=level.code), terms, dossier.workplace.affiliation)
        name, other = f"申报{level.name}", _asking(dossier, asked)
        way = _way(name, other, terms, today) or _elsewhere(name, other, terms, today)
        if way and way.outcome != "no":
            yield way
            return


def _elsewhere(name: str, dossier: Dossier, terms: Terms, today: date) -> Way | None:
    """A level they may declare, only not to a committee of this notice: it is not left out without a word (CHAN-02)."""
    blocks = [each for each in judged(dossier, terms, today)[0] if each.blocks]
    if [each.rule for each in blocks] != ["CHAN-02"]:
        return None
    asked = blocks[0].other_ways
    if not asked or asked == inquiries(terms):
        asked = ("请向单位所在市职改办了解由哪个评委会受理。", *asked)
    return Way(name, "ask", ("条件符合，但本通知的评委会不受理您单位的这一级申报。", *asked), **_next(dossier))


def _next(dossier: Dossier) -> dict[str, Any]:
    request = dossier.request
    option = Special.EXCEPTIONAL.value if request.opted(Special.EXCEPTIONAL) else ""
    if request.opted(Special.DIRECT) and request.direct_basis:
        option = f"{Special.DIRECT.value}:{request.direct_basis}"
    return {"level": request.level, "kind": request.kind, "option": option}


def _way(name: str, dossier: Dossier, terms: Terms, today: date) -> Way | None:
    """How the road stands; None where something else than the road itself bars it."""
    conditions, later = judged(dossier, terms, today)
    blocks = [each for each in conditions if each.blocks]
    if any(not _is_of_the_road(each) for each in blocks):
        return None
    told = blocks or [*(each for each in conditions if _is_of_the_road(each)), *later]
    only = blocks[0] if len(blocks) == 1 else None
    return Way(
        name=name,
        outcome=outcome_of(conditions),
        lines=tuple(dict.fromkeys(line for each in told for line in _said(each))),
        earliest=only.earliest if only else None,
        year=year_of(only, terms) if only else None,
        **_next(dossier),
    )


def _is_of_the_road(finding: Finding) -> bool:
    return finding.rule in SENIORITY or finding.rule.startswith("PATH")


def _said(finding: Finding) -> tuple[str, ...]:
    """The sentence and how it was counted; years that a road does not ask for are not counted again."""
    counted = () if finding.severity is Severity.HUMAN else finding.arithmetic
    return (plain(finding), *counted)
