"""Before a draft exists: what a choice of level, specialty and unit leads to, as facts the rules can look at (S04)."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.models import IdNumber, Organisation, User
from committees.models import Commission, Committee
from committees.selectors import commission_of
from config.lib import clock
from config.lib.reason import Reason
from config.lib.text import birth_date_of, sex_of
from declarations.dossier import barrings_of, belongs_to, body_of, competent_committees
from declarations.eligibility import Dossier, Finding, Severity, examine
from declarations.eligibility.dossier import Person, Request, Schooling, Title
from declarations.eligibility.kinds import competent_for, is_reviewed, sort_of_committee
from declarations.eligibility.seniority import level_below
from declarations.models import Declaration
from declarations.routes import authority_of
from declarations.states import Channel
from notices.models import NoticeEdition
from notices.rules import Terms, terms_of
from notices.rules.offer import CommitteeTerms
from notices.states import DeclarationKind


@dataclass(frozen=True, slots=True)
class Known:
    """The few things a person can tell before filling in a form."""

    education: str = ""
    lower_title_on: date | None = None
    specialty_since: date | None = None
    titles: tuple[Title, ...] = ()  # as told on 我能报吗; else the next lower title is meant


def committee_for(
    terms: Terms,
    level: str,
    workplace: Organisation,
    *,
    kind: str = "",
    wanted: str = "",
    options: Collection[str] = (),
) -> Committee | None:
    """The committee of the notice competent for this level and unit (CHAN-01…05); None: another notice is.

    ``wanted`` stands where that one is competent, too (04-1).
    """
    names = [each.name for each in competent_for(terms, level, workplace.affiliation, kind, options)]
    name = wanted if wanted in names else next(iter(names), "")
    return Committee.objects.select_related("office").filter(name=name).first() if name else None


def against_wanted(edition: NoticeEdition, choice: Mapping[str, Any]) -> Reason | None:
    """Why the committee somebody chose instead of the derived one does not take this level or unit (04-1, E109)."""
    terms, wanted, kind = terms_of(edition), choice.get("committee", ""), choice.get("kind", "")
    workplace, options = choice.get("employer") or choice["unit"], choice.get("options", ())
    legal = [each.name for each in competent_for(terms, choice["level"], workplace.affiliation, kind, options)]
    if not wanted or wanted in legal:
        return None
    ways = "、".join(legal) or "由系统确定"
    return Reason("E109", f"所选评委会不受理该级别/该单位，请选择有权限的评委会：{ways}。", "committee")


def commission_for(
    terms: Terms, level: str, workplace: Organisation, *, kind: str, day: date, options: Collection[str] = ()
) -> Commission | None:
    """Where no committee of the notice is competent by itself: one that the unit's region or department commissioned.

    Accepted, in force, for this rank (CHAN-16).
    """
    if kind in DeclarationKind.unvoted:
        return None
    offered = terms.committees_for(level, sort_of_committee(terms, level, kind, options))
    senders = [each.pk for each in workplace.chain()]
    return commission_of(senders, [each.name for each in offered], terms.level(level).rank, day=day)


def settle_committee(draft: Declaration, terms: Terms, *, wanted: str = "") -> None:
    """The competent committee, and the commission by which it is that; not saved."""
    workplace = draft.employer or draft.unit
    asked = {"kind": draft.kind, "options": draft.options}
    draft.committee = committee_for(terms, draft.level, workplace, wanted=wanted, **asked)
    draft.commission = None
    if draft.committee is None and draft.level in {level.code for level in terms.levels}:
        day = clock.local_date(clock.law())
        draft.commission = commission_for(terms, draft.level, workplace, day=day, **asked)
        draft.committee = draft.commission.committee if draft.commission else None


def chosen(edition: NoticeEdition, *, applicant: User, choice: Mapping[str, Any]) -> Declaration:
    """The declaration a choice would begin, not saved; with its committee."""
    told = {name: value for name, value in choice.items() if name != "committee"}
    draft = Declaration(applicant=applicant, edition=edition, **told)
    draft.options = sorted(set(draft.options))
    settle_committee(draft, terms_of(edition), wanted=choice.get("committee", ""))
    draft.authority = authority_of(draft)
    return draft


def facts_at_start(draft: Declaration, *, now: datetime, known: Known | None = None) -> Dossier:
    """What can be said of a choice: channel, committee, integrity archive, and what the person knows by heart."""
    workplace, terms = draft.employer or draft.unit, terms_of(draft.edition)
    number = IdNumber.objects.filter(user=draft.applicant_id, is_current=True).first()
    return Dossier(
        request=_request(draft, terms, workplace),
        person=Person(
            unit_nature=workplace.nature,
            born_on=birth_date_of(number.number) if number else None,
            sex=sex_of(number.number) if number else "",
            specialty_since=known.specialty_since if known else None,
        ),
        unit=body_of(draft.unit),
        employer=body_of(draft.employer) if draft.employer else None,
        schooling=(Schooling(level=known.education),) if known and known.education else (),
        titles=tuple(_titles(draft.level, terms, known)),
        barrings=barrings_of(draft.applicant_id, today=clock.local_date(now)),
    )


def _request(draft: Declaration, terms: Terms, workplace: Organisation) -> Request:
    rank = next((each.rank for each in terms.levels if each.code == draft.level), "")
    series, committee = draft.edition.notice.series_id, draft.committee
    own = draft.channel != Channel.UNIT or belongs_to(draft.applicant_id, draft.unit_id)
    return Request(
        level=draft.level,
        specialty=draft.specialty,
        kind=draft.kind,
        options=frozenset(draft.options),
        committee=committee.name if committee else "",
        competent=() if committee else competent_committees(series, rank, workplace.place),
        channel=draft.channel,
        freelancer=draft.freelancer,
        archive_hosted=draft.archive_hosted,
        employment_confirmed=own,
        letter_kind=draft.letter_kind,
        letter_issuer=draft.letter_issuer,
        outside_reason=draft.outside_reason,
    )


def _titles(level: str, terms: Terms, known: Known | None) -> list[Title]:
    if known and known.titles:
        return list(known.titles)
    below = level_below(level, terms) if level in {each.code for each in terms.levels} else None
    if known is None or known.lower_title_on is None or below is None:
        return []
    title = Title(name=below.name, rank=below.rank, series=terms.series, granted_on=known.lower_title_on, is_base=True)
    return [title]


@dataclass(frozen=True, slots=True)
class Weighed:
    """The instant answer: one row a condition, and what it comes to."""

    draft: Declaration
    findings: tuple[Finding, ...]
    others: tuple[CommitteeTerms, ...] = ()  # committees that may be chosen instead (04-1)
    unasked: tuple[str, ...] = ()  # what 基本信息 will ask and decides, too
    untold: tuple[str, ...] = ()  # what was asked here and left open: years cannot be counted without it

    @property
    def decided_by(self) -> str:
        """The authority where no committee votes (PATH-14, PATH-23, PATH-30); empty else."""
        return "" if is_reviewed(self.draft.kind) else self.draft.office.name

    @property
    def outcome(self) -> str:
        """不能申报, 需要核实 or 可以申报."""
        if any(each.blocks for each in self.findings):
            return "no"
        return "ask" if any(each.severity is not Severity.OK for each in self.findings) else "yes"


# What a chooser cannot know yet is not held against anybody: letters, certificates and papers come with the dossier.
LATER = frozenset(
    {"CHAN-09", "CHAN-11", "CHAN-13", "CHAN-20", "CHAN-25", "ELIG-14", "MAT-21", "MAT-22"}
    | {"PATH-01", "PATH-02", "PATH-05", "PATH-09", "PATH-14", "PATH-15", "PATH-17", "PATH-23"}
)
# Nobody is asked here; that they hold is not told before 基本信息 asks.
UNASKED = {"ELIG-02": "是不是公务员（参公人员）", "ELIG-06": "受过的处分", "ELIG-07": "立案审查调查和影响期"}
BELONGING = frozenset({"ELIG-10", "ELIG-11", "ELIG-12"})  # dates which only the dossier asks


def weigh(draft: Declaration, *, now: datetime, known: Known | None = None) -> Weighed:
    """The rules that can be asked before anything is filled in (04-2, 04-3)."""
    dossier = facts_at_start(draft, now=now, known=known)
    found = examine(dossier, terms_of(draft.edition), clock.local_date(now), at_start=True)
    order = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.HUMAN: 1, Severity.OK: 2}
    kept = [each for each in found if each.rule not in LATER and not (each.missing and each.rule in BELONGING)]
    told = [each for each in kept if not _is_unasked(each)]
    unasked = tuple(dict.fromkeys(UNASKED[each.rule] for each in kept if _is_unasked(each)))
    findings = tuple(sorted(told, key=lambda each: order[each.severity]))
    return Weighed(draft, findings, _others(draft), unasked, tuple(_untold(draft, known)))


def _untold(draft: Declaration, known: Known | None) -> Iterator[str]:
    """A green answer to what nobody said would be untrue (04-2); who needs no years is asked for none."""
    if not is_reviewed(draft.kind):
        return
    if not (known and known.education):
        yield "学历"
    if not (known and (known.lower_title_on or known.specialty_since or known.titles)):
        yield "资历"


def _is_unasked(finding: Finding) -> bool:
    """A tick for what nobody said would be untrue (04-2)."""
    return finding.rule in UNASKED and finding.severity is Severity.OK


def _others(draft: Declaration) -> tuple[CommitteeTerms, ...]:
    if draft.committee is None:
        return ()
    workplace = draft.employer or draft.unit
    legal = competent_for(terms_of(draft.edition), draft.level, workplace.affiliation, draft.kind, draft.options)
    return tuple(each for each in legal if each.name != draft.committee.name)
