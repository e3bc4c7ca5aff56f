"""Who declares: people of private firms, freelancers, dispatched staff, of outside units, owners, without a title.

Each kind changes the dossier of ordinary staff; a notice that does not admit the kind says so.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from config.lib.period import add_months
from declarations.eligibility.dossier import Body, Dossier, Job, PaidMonth
from declarations.eligibility.exclusions import population_of
from declarations.eligibility.seniority import WORK, is_lowest
from declarations.sample.asked import HEAD, PRIVATE, SINCE, STAFF, UNTITLED, Offering
from declarations.sample.rows import row_of
from declarations.states import Channel, LetterKind
from notices.rules import Terms
from notices.rules.natures import FREELANCER

AGENCY = "示例人才服务中心（演示）"
ASSOCIATION = "示例行业协会（演示）"
DISPATCHER = "示例人力资源有限公司（演示）"
SELF = "自由职业（演示）"
VIA_AGENCY, VIA_ASSOCIATION = "人事代理机构", "行业协会"
REVIEWED = frozenset({"ordinary", "direct", "exceptional", "high_skill", "conversion"})
WHY = "本系统在桂没有工艺美术、工程等系列的评审渠道，确需在我区参评（演示）。"
LATELY = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Who:
    """A kind of person: whether the offering is for them, and how their dossier differs."""

    label: str
    admits: Callable[[Offering], bool] = lambda _asked: True
    change: Callable[[Dossier, Offering], Dossier] = lambda dossier, _asked: dossier
    paths: frozenset[str] | None = REVIEWED  # None: any
    nature: str = PRIVATE


def is_admitted(asked: Offering) -> bool:
    """Whether the notice takes such a person by this path."""
    who = PEOPLE[asked.person]
    return (who.paths is None or asked.path in who.paths) and who.admits(asked)


# ── freelancers (CHAN-10, MAT-35) ──────────────────────────────────────────────────────────────────────────────────
def _freelance(via: str) -> Callable[[Offering], bool]:
    def admits(asked: Offering) -> bool:
        terms = asked.terms
        return (
            population_of(FREELANCER, terms) in terms.eligibility.populations and via in terms.unit_rules.freelancer_via
        )

    return admits


def _by_agency(dossier: Dossier, asked: Offering) -> Dossier:
    return _freelancer(dossier, asked, channel=Channel.AGENCY, name=AGENCY)


def _by_association(dossier: Dossier, asked: Offering) -> Dossier:
    return _freelancer(dossier, asked, channel=Channel.ASSOCIATION, name=ASSOCIATION)


def _freelancer(dossier: Dossier, asked: Offering, *, channel: Channel, name: str) -> Dossier:
    """No unit pays; the archive lies with the agency, or nowhere and then an association does the unit's step."""
    hosted = channel == Channel.AGENCY
    paid = tuple(replace(each, payer=dossier.person.name, by_unit=False) for each in dossier.paid_months)
    return replace(
        dossier,
        request=replace(dossier.request, channel=channel.value, freelancer=True, archive_hosted=hosted),
        person=replace(dossier.person, unit_nature="", employed_since=None),
        unit=_body(name, channel.value, asked),
        paid_months=paid,
        jobs=(Job(key="resume:1", started_on=SINCE, unit=SELF),),
    )


def _body(name: str, kind: str, asked: Offering) -> Body:
    return Body(name=name, kind=kind, affiliation=asked.affiliation, place="广西南宁市")


# ── by an agency on the unit's word; owners (CHAN-09, G-32) ────────────────────────────────────────────────────────
def _takes_agencies(asked: Offering) -> bool:
    return asked.terms.unit_rules.agency_by_commission


def _commissioned_agency(dossier: Dossier, asked: Offering) -> Dossier:
    request = replace(dossier.request, channel=Channel.AGENCY.value)
    return replace(dossier, request=request, employer=dossier.unit, unit=_body(AGENCY, "agency", asked))


def _owner(dossier: Dossier, asked: Offering) -> Dossier:
    """The legal representative declares: an agency does the unit's step where the notice knows agencies (G-32).

    Elsewhere the own unit stands at its step, and somebody else than the owner works there.
    """
    dossier = replace(
        dossier,
        person=replace(dossier.person, name=HEAD, sex="男"),
        unit=replace(dossier.unit, legal_representative=HEAD),
    )
    return _commissioned_agency(dossier, asked) if _takes_agencies(asked) else dossier


# ── dispatched, hosted archives (ELIG-11…14, CHAN-17, CHAN-26) ─────────────────────────────────────────────────────
def _dispatched(dossier: Dossier, asked: Offering) -> Dossier:
    """The dispatcher pays, as lies in the nature of it (ELIG-14, MAT-32)."""
    return replace(
        dossier,
        request=replace(dossier.request, dispatched=True, relay=DISPATCHER),
        personnel_unit=Body(name=DISPATCHER, nature=PRIVATE),
        paid_months=tuple(PaidMonth(month=each.month, payer=DISPATCHER) for each in dossier.paid_months),
    )


def _by_market(dossier: Dossier, asked: Offering) -> Dossier:
    request = replace(dossier.request, relay=AGENCY, relay_is_agency=True, archive_hosted=True)
    return replace(dossier, request=request)


def _hosted(dossier: Dossier, asked: Offering) -> Dossier:
    """Not at home in the area the notice is for, but the archive is, long enough."""
    law = asked.terms.eligibility.alternative
    assert law, "checked when the offering was chosen"
    least = law.or_archive_hosted_months or law.months or 0
    person = replace(
        dossier.person,
        works_outside=law.outside_guangxi,
        archive_agency=law.archive_agency or AGENCY,
        archive_since=add_months(asked.today, -least - 1),
    )
    return replace(dossier, person=person, unit=replace(dossier.unit, zone=""))


# ── outside units (CHAN-11…15, CHAN-25) ────────────────────────────────────────────────────────────────────────────
def _outside(affiliation: str, word: str) -> Callable[[Offering], bool]:
    """The notice names such units, and a committee of it is competent for them."""

    def admits(asked: Offering) -> bool:
        named = any(word in each for each in asked.terms.outside_units.includes)
        return named and asked.terms.committee_for(asked.level.code, affiliation) is not None

    return admits


def _central(dossier: Dossier, asked: Offering) -> Dossier:
    return _with_letter(dossier, asked, affiliation="central", kind=LetterKind.LOCAL)


def _other_province(dossier: Dossier, asked: Offering) -> Dossier:
    """Senior titles by commission, to which the authority here has agreed, where the notice says so (CHAN-15)."""
    dossier = _with_letter(dossier, asked, affiliation="other_province", kind=LetterKind.COMMISSIONED)
    if not (_agreed_first(asked.terms) and asked.level.senior):
        return dossier
    agreed = {
        "letter_kind": LetterKind.COMMISSIONED.value,
        "letter_issuer": asked.terms.outside_units.issuers[0],
        "commission_approval_no": f"示例函〔{asked.terms.year}〕1号",
        "commission_approval_on": asked.today - LATELY,
    }
    return replace(dossier, request=replace(dossier.request, **agreed))


def _agreed_first(terms: Terms) -> bool:
    return terms.outside_units.other_province_senior is not None


def _with_letter(dossier: Dossier, asked: Offering, *, affiliation: str, kind: LetterKind) -> Dossier:
    law = asked.terms.outside_units
    request = dossier.request
    if law.letter_required:
        request = replace(request, letter_kind=kind.value, letter_issuer=law.issuers[0])
    if law.prior_filing:
        number = f"示例备〔{asked.terms.year}〕1号"
        request = replace(request, letter_filed_on=asked.today - LATELY, letter_filed_no=number)
    request = replace(request, outside_reason=WHY)
    return replace(dossier, request=request, unit=replace(dossier.unit, affiliation=affiliation))


# ── people without a lower title ───────────────────────────────────────────────────────────────────────────────────
def _by_years_alone(asked: Offering) -> bool:
    """A row of the matrix that counts from the start of work, above the lowest level (G-34)."""
    row = row_of(asked)
    years = (asked.today.year - SINCE.year) * 12
    return not is_lowest(asked.level.code, asked.terms) and bool(row and row.base == WORK and row.months <= years)


PEOPLE: dict[str, Who] = {
    STAFF: Who("国有单位在职人员", paths=None, nature="state_enterprise"),
    "private": Who("民营企业人员", paths=None),
    "freelancer_agency": Who("自由职业者，人事代理机构办理", _freelance(VIA_AGENCY), _by_agency, nature=""),
    "freelancer_association": Who("自由职业者，行业协会办理", _freelance(VIA_ASSOCIATION), _by_association, nature=""),
    "agency": Who("单位委托人事代理机构办理", _takes_agencies, _commissioned_agency),
    "owner": Who("法定代表人本人申报", change=_owner),
    "dispatched": Who("劳务派遣人员", lambda asked: asked.terms.eligibility.dispatch is not None, _dispatched),
    "talent_market": Who(
        "档案在人才市场，经人才市场报送",
        lambda asked: asked.terms.unit_rules.talent_market_with_unit_opinion,
        _by_market,
    ),
    "hosted": Who("凭档案托管申报", lambda asked: asked.terms.eligibility.alternative is not None, _hosted),
    "central": Who("中直驻桂单位人员，凭函件", _outside("central", "中直"), _central),
    "other_province": Who("外省驻桂单位人员，凭函件", _outside("other_province", "外省"), _other_province),
    UNTITLED: Who("没有下一级职称，凭年限", _by_years_alone, paths=frozenset({"ordinary"}), nature="state_enterprise"),
}
