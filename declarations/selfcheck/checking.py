"""我能报吗, before anybody signs in: what somebody tells becomes a partial dossier for the rules of SUBMIT (S04).

No rule stands here (04-1…04-3): the same core is asked, for the choice itself and for the other ways in.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from committees.states import Rank
from declarations.eligibility import Dossier, Finding, Severity, examine
from declarations.eligibility.dossier import Barring, Body, Person, Request, Schooling, Title
from declarations.eligibility.kinds import direct_bases, kinds_of
from declarations.eligibility.registry import EXCLUSIONS
from declarations.eligibility.seniority import stands_at
from declarations.states import Channel, Special
from notices.rules import Terms
from notices.states import DeclarationKind

FREELANCER, NOTHING_HELD = "freelancer", "none"
CERTIFICATES = {"skill": "职业技能等级证书", "qualification": "专业技术人员职业资格证书"}
# Asked on the page: what is missing here is missing. Everything else that is missing comes with the dossier.
ASKED = frozenset(
    ("ELIG-01", "ELIG-10", "ELIG-11", "ELIG-12", "MAT-22", "COND-13", "PATH-01", "PATH-02", "PATH-09", "PATH-15")
)
IN_OWN_WORDS = frozenset({"COND-12", "CHAN-06"})  # the window of results is told with what is to be prepared
# What another level, kind or option may change; against any other bar no way helps.
QUALIFYING = frozenset(("COND-13", "MAT-22", "PATH-08", "PATH-12", "CHAN-01", "CHAN-02"))
SENIORITY = frozenset({"COND-13", "PATH-02"})  # counted up to the notice's cut-off, so that a year can be named
ORDER = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.HUMAN: 1, Severity.OK: 2}

Competent = Callable[[str, str], tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was told on the page; dates of which only a month was asked are its first day."""

    level: str
    specialty: str = ""
    kind: str = DeclarationKind.ORDINARY.value
    sex: str = ""
    born_on: date | None = None
    education: str = ""
    graduated_on: date | None = None
    degree_code: str = ""
    degree_field: str = ""
    held: str = NOTHING_HELD  # level:zj, rank:fugao, skill:技师（二级）, qualification:初级_二级
    series: str = ""
    granted_on: date | None = None
    origin: str = "local"
    specialty_since: date | None = None
    new_work_since: date | None = None
    nature: str = ""
    affiliation: str = ""
    city: str = ""
    zone: str = ""
    employed_since: date | None = None
    archive_agency: str = ""
    archive_since: date | None = None
    situations: frozenset[str] = frozenset()
    until: date | None = None  # of a sanction
    transition_until: date | None = None
    extension_until: date | None = None

    @property
    def freelancer(self) -> bool:
        return self.nature == FREELANCER

    @property
    def channel(self) -> str:
        """A freelancer's way follows from the archive (CHAN-10)."""
        if not self.freelancer:
            return Channel.UNIT.value
        return Channel.AGENCY.value if "archive_hosted" in self.situations else Channel.ASSOCIATION.value

    def title(self, terms: Terms) -> Title | None:
        """The one certificate they declare on; None for nobody's."""
        kind, _, what = self.held.partition(":")
        if kind == NOTHING_HELD or self.granted_on is None:
            return None
        if kind in CERTIFICATES:
            told = {"kind": kind, "name": CERTIFICATES[kind], "grade": what}
        else:
            told = dict(zip(("name", "rank"), _named(kind, what, self.series, terms), strict=True))
            told |= {"series": self.series or terms.series}
        return Title(**told, origin=self.origin, granted_on=self.granted_on, is_base=True)


def _named(kind: str, what: str, series: str, terms: Terms) -> tuple[str, str]:
    """Name and rank of a title; the lower of two steps of 初级 is told by its last character (G-28)."""
    own = not series or series == terms.series
    if kind == "rank":
        return f"{'' if own else series}{Rank(what).label}职称", what
    level = terms.level(what)
    if own:
        return level.name, level.rank
    return f"{series}{'系列技术员' if level.name.endswith('员') else f'系列{Rank(level.rank).label}职称'}", level.rank


@dataclass(frozen=True, slots=True)
class Way:
    """Another way in, judged by the same rules."""

    name: str
    outcome: str  # yes, ask, no
    lines: tuple[str, ...] = ()
    earliest: date | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What the rules answered: conditions, what only material will show, and other ways in."""

    dossier: Dossier
    conditions: tuple[Finding, ...]
    later: tuple[Finding, ...]
    ways: tuple[Way, ...]

    @property
    def outcome(self) -> str:
        """不能申报, 需要核实 or 可以申报."""
        return outcome_of(self.conditions)


def outcome_of(conditions: tuple[Finding, ...]) -> str:
    """The worst of the answers decides."""
    if any(each.blocks for each in conditions):
        return "no"
    return "ask" if any(each.severity is not Severity.OK for each in conditions) else "yes"


def check(
    answers: Answers,
    terms: Terms,
    today: date,
    *,
    competent: Competent = lambda rank, place: (),
    barrings: tuple[Barring, ...] | None = None,
) -> Checked:
    """Judge an answer sheet. ``barrings`` None: nobody has signed in, so the integrity archive was not asked."""
    dossier = dossier_of(answers, terms, competent=competent, barrings=barrings or ())
    conditions, later = judged(dossier, terms, today, archive_asked=barrings is not None)
    ways = tuple(_ways(dossier, terms, today, conditions)) if outcome_of(conditions) == "no" else ()
    return Checked(dossier, conditions, later, ways)


# ── the partial dossier ────────────────────────────────────────────────────────────────────────────────────────────
def dossier_of(answers: Answers, terms: Terms, *, competent: Competent, barrings: tuple[Barring, ...] = ()) -> Dossier:
    """The facts as SUBMIT would find them; what was not asked stands at its default."""
    title = answers.title(terms)
    schooling = Schooling(
        level=answers.education,
        graduated_on=answers.graduated_on,
        degree_code=answers.degree_code,
        degree_field=answers.degree_field,
    )
    unit = _unit(answers)
    return Dossier(
        request=_request(answers, terms, title, competent),
        person=_person(answers),
        unit=unit,
        employer=unit,
        schooling=(schooling,) if answers.education else (),
        titles=(title,) if title else (),
        barrings=barrings,
    )


def _request(answers: Answers, terms: Terms, title: Title | None, competent: Competent) -> Request:
    skilled = title is not None and title.kind == "skill" and terms.option(Special.HIGH_SKILL) is not None
    asked = Request(
        level=answers.level,
        specialty=answers.specialty,
        kind=answers.kind,
        options=frozenset({Special.HIGH_SKILL.value}) if skilled else frozenset(),
        channel=answers.channel,
        freelancer=answers.freelancer,
        archive_hosted="archive_hosted" in answers.situations,
        new_work_since=answers.new_work_since,
        dispatched="dispatched" in answers.situations,
    )
    return _to_committee(asked, terms, answers.affiliation, competent(terms.level(answers.level).rank, answers.city))


def _to_committee(request: Request, terms: Terms, affiliation: str, competent: tuple[str, ...] = ()) -> Request:
    """The committee is derived, never chosen (04-1)."""
    found = terms.committee_for(request.level, affiliation)
    return replace(request, committee=found.name if found else "", competent=() if found else competent)


def _person(answers: Answers) -> Person:
    told = answers.situations
    return Person(
        sex=answers.sex,
        born_on=answers.born_on,
        unit_nature="" if answers.freelancer else answers.nature,
        specialty_since=answers.specialty_since,
        is_civil_servant="civil_servant" in told,
        transition_until=answers.transition_until,
        is_retired="retired" in told,
        extension_until=answers.extension_until,
        discipline="记过" if "discipline" in told else "",
        discipline_until=answers.until,
        under_investigation="investigation" in told,
        sanction_until=answers.until if "sanction" in told else None,
        employed_since=answers.employed_since,
        works_outside="works_outside" in told,
        household_inside="household_inside" in told,
        archive_agency=answers.archive_agency,
        archive_since=answers.archive_since,
    )


def _unit(answers: Answers) -> Body:
    return Body(
        affiliation=answers.affiliation,
        legal_person="branch" not in answers.situations,
        place=answers.city,
        zone=answers.zone,
    )


# ── asking the core ────────────────────────────────────────────────────────────────────────────────────────────────
def judged(
    dossier: Dossier, terms: Terms, today: date, *, archive_asked: bool = False
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """The conditions, the worst first; and what will be asked for when there is something to show."""
    found = list(_within_the_month(examine(dossier, terms, today, at_start=True), dossier, terms, today))
    known = [each for each in found if _was_asked(each, terms, archive_asked=archive_asked)]
    later = tuple(each for each in known if each.missing and each.rule not in ASKED)
    conditions = [each for each in known if each not in later]
    if any(each.rule == "COND-13" and each.blocks for each in conditions):  # it names the lower title itself
        conditions = [each for each in conditions if each.rule != "MAT-22"]
    return tuple(sorted(conditions, key=lambda each: ORDER[each.severity])), later


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


# ── other ways in ──────────────────────────────────────────────────────────────────────────────────────────────────
def _ways(dossier: Dossier, terms: Terms, today: date, conditions: tuple[Finding, ...]) -> Iterator[Way]:
    """破格, 提前1年, 直接申报, 转评, 低一级, 认定, as far as the notice has them and they change anything (04-3)."""
    if any(each.blocks and each.rule not in QUALIFYING for each in conditions):
        return
    roads = (_way(name, other, terms, today) for name, other in _options(dossier, terms))
    yield from (way for way in roads if way is not None)
    yield from _lower(dossier, terms, today)


def _options(dossier: Dossier, terms: Terms) -> Iterator[tuple[str, Dossier]]:
    """The same level by another road."""
    request, law, early = dossier.request, terms.exception, terms.exception and terms.exception.early_one_year
    if law and (option := terms.option(Special.EXCEPTIONAL)):
        yield option.label, _asking(dossier, _opting(request, Special.EXCEPTIONAL, relaxes=law.relaxes))
    if early and any(each.degree_code for each in dossier.schooling):
        yield "提前1年申报", _asking(dossier, replace(request, early_one_year=True))
    if option := terms.option(Special.DIRECT):
        for basis in direct_bases(terms) or ("",):
            name = f"{option.label}（{basis}）" if basis else option.label
            yield name, _asking(dossier, _opting(request, Special.DIRECT, direct_basis=basis))
    yield from _converting(dossier, terms)
    if DeclarationKind.INITIAL_DETERMINATION in kinds_of(terms):
        asked = replace(request, kind=DeclarationKind.INITIAL_DETERMINATION.value, committee="", competent=())
        yield DeclarationKind.INITIAL_DETERMINATION.label, _asking(dossier, asked)


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
        asked = _to_committee(replace(request, level=same.code, **told), terms, dossier.workplace.affiliation)
        yield f"转评（申报{same.name}）", _asking(dossier, asked)


def _lower(dossier: Dossier, terms: Terms, today: date) -> Iterator[Way]:
    """The next lower level which they may declare and do not hold already."""
    base = dossier.base
    codes = [each.code for each in terms.levels]
    for level in terms.levels[codes.index(dossier.request.level) + 1 :]:
        if base and base.series == terms.series and stands_at(base, level, terms):
            return
        asked = _to_committee(replace(dossier.request, level=level.code), terms, dossier.workplace.affiliation)
        way = _way(f"申报{level.name}", _asking(dossier, asked), terms, today)
        if way and way.outcome != "no":
            yield way
            return


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
    )


def _is_of_the_road(finding: Finding) -> bool:
    return finding.rule in SENIORITY or finding.rule.startswith("PATH")


def _said(finding: Finding) -> tuple[str, ...]:
    """The sentence and how it was counted; years that a road does not ask for are not counted again."""
    counted = () if finding.severity is Severity.HUMAN else finding.arithmetic
    return (plain(finding), *counted)


def plain(finding: Finding) -> str:
    """The sentence without the count which stands below it."""
    first = finding.arithmetic[0] if finding.arithmetic else ""
    return finding.text.replace(f"：{first}", "") if first else finding.text
