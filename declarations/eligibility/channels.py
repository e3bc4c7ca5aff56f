"""Through whom, and to which committee (000 二（一）; CHAN-02…11, CHAN-25)."""

from collections.abc import Iterator
from datetime import date

from declarations.eligibility.dossier import Dossier
from declarations.eligibility.facts import identity_unit, is_from_outside, may_use_archive_agency
from declarations.eligibility.findings import Finding
from declarations.eligibility.kinds import is_reviewed, sort_of_committee
from declarations.eligibility.registry import rule
from declarations.eligibility.saying import block, fulfilled, human, warn, yet_to_come
from declarations.eligibility.slots import COMMISSION
from declarations.parts import Section, slot_key
from declarations.states import Channel
from notices.rules import Terms
from notices.states import DeclarationKind

OPTIONS = Section.OPTIONS.value
OUTSIDE_LETTER = "outside_letter"


@rule("CHAN-01", "评委会及专业目录", at_start=True)
def offered_this_year(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """A level of the notice, and a specialty of the groups opened this year (GEN-17, COND-03)."""
    request = dossier.request
    if request.level not in {level.code for level in terms.levels}:
        yield block(code="E107", part=OPTIONS, text="本通知不受理所选级别。", title="申报级别")
    elif request.specialty and request.specialty not in {each.code for each in terms.specialties_for(request.level)}:
        yield block(code="CHAN-01", part=OPTIONS, text="所选专业不在本年度开评专业目录内。", title="申报专业")


@rule("CHAN-02", "评委会，负责", "职称评审委员会", at_start=True)
def a_competent_committee(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """The committee follows from level and affiliation; where none of this notice is competent, the way is named."""
    request = dossier.request
    if not is_reviewed(request.kind):
        return  # no committee votes; who decides is said with the kind (PATH-14, PATH-23, PATH-30)
    if request.committee:
        text = f"由{request.committee}受理。"
        yield fulfilled(part=OPTIONS, text=text, title="评委会", arithmetic=(_why(dossier, terms),))
        return
    city = dossier.workplace.city_office
    ask = f"请咨询所在市职改办（{city}）" if city else "请咨询所在市职改办"
    where = "、".join(each.words for each in request.competent) or ask
    unloaded = [each.name for each in request.competent if not each.notice]
    told = (ask, *inquiries(terms)) if unloaded else () if request.competent else inquiries(terms)
    yield block(
        code="E109",
        part=OPTIONS,
        title="评委会",
        text=f"所选评委会不受理该级别/该单位，请选择有权限的评委会：{where}。",
        arithmetic=(_why(dossier, terms),),
        other_ways=told,
        links=tuple((f"查看《{each.notice}》", each.url) for each in request.competent if each.notice),
    )


def inquiries(terms: Terms) -> tuple[str, ...]:
    """Whom to ring up: the office of the notice, as its contacts name it; nothing where they name no number."""
    office, phones = terms.contacts.office, "、".join(terms.contacts.phones)
    return (f"本通知的咨询电话：{office}{phones}。",) if phones else ()


def _why(dossier: Dossier, terms: Terms) -> str:
    level, unit = dossier.request.level, dossier.workplace
    kind = sort_of_committee(terms, level, dossier.request.kind, dossier.request.options)
    told = [f"{each.name}：受理{each.scope or '未写明范围'}" for each in terms.committees_for(level, kind)]
    return f"{unit.name or '本单位'}隶属关系为{AFFILIATIONS.get(unit.affiliation, '未填写')}；" + "；".join(told)


AFFILIATIONS = {
    "region": "区直",
    "city": "市属",
    "county": "县（市、区）属",
    "central": "中直驻桂",
    "other_province": "外省驻桂",
}


@rule("CHAN-07", "不具有独立法人资格的分支机构", at_start=True)
def a_legal_person(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """No branch without legal personality, but those that by law bear civil liability (banks, insurers)."""
    unit, law = dossier.workplace, terms.unit_rules
    if not law.legal_person_required or unit.legal_person or unit.branch_type in law.exempt_branch_types:
        return
    yield block(
        code="E108",
        part=OPTIONS,
        title="申报单位",
        text="申报单位不具有独立法人资格，不得作为申报单位。",
        other_ways=("请选择其上级法人单位作为申报单位。", f"{'、'.join(law.exempt_branch_types)}的分支机构除外。"),
    )


@rule("CHAN-06", "人事劳动关系所在单位", at_start=True)
def belongs_to_the_unit(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """The unit confirms that the person is theirs before it reviews; declaring does not wait for it."""
    if dossier.request.channel == Channel.UNIT and not dossier.request.employment_confirmed:
        text = f"{dossier.unit.name}还没有确认您是本单位人员；提交时系统会请单位确认，确认后单位才能审核。"
        yield human(code="CHAN-06", part=OPTIONS, title="人事关系", text=text)


@rule("CHAN-09", "也可以由档案托管的人事代理机构", at_start=True)
def an_agency_by_commission(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """An agency or talent market does the unit's step only with the unit's word (CHAN-17); freelancers as such.

    认定 of people outside the public sector may go through the agency that hosts the archive (PATH-30).
    """
    request = dossier.request
    if request.channel != Channel.AGENCY or request.freelancer:
        return
    by_archive = request.kind == DeclarationKind.INITIAL_DETERMINATION and may_use_archive_agency(dossier, terms)
    ways = (terms.unit_rules.agency_by_commission, terms.unit_rules.talent_market_with_unit_opinion, by_archive)
    if not any(ways):
        yield block(code="CHAN-09", part=OPTIONS, title="申报渠道", text="本通知不接受委托人事代理机构办理。")
    elif not dossier.papers_in(COMMISSION.code):
        yield block(
            code="CHAN-09",
            part=slot_key(COMMISSION.code),
            slot=COMMISSION.code,
            title=COMMISSION.label,
            text="由人事代理机构办理的，须上传所在单位的委托函。",
            missing=True,
            hard=True,
        )


@rule("CHAN-10", "档案没有委托存放的", at_start=True)
def the_freelancers_way(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """The archive's agency; an association only where the archive is hosted nowhere."""
    request = dossier.request
    if request.channel == Channel.ASSOCIATION and request.archive_hosted:
        text = "档案已委托存放，应由人事代理机构办理，不得选择行业协会。"
        yield block(code="E113", part=OPTIONS, title="申报渠道", text=text)
    elif request.freelancer and request.channel == Channel.AGENCY and not request.archive_hosted:
        text = "人事档案没有委托存放的自由职业者，应通过相关行业协会申报；已委托存放的，请在申报渠道中勾选。"
        yield block(code="CHAN-10", part=OPTIONS, title="申报渠道", text=text)
    elif request.channel == Channel.ASSOCIATION and not request.freelancer:
        text = "行业协会只办理档案没有委托存放的自由职业者，请选择所在单位。"
        yield block(code="CHAN-10", part=OPTIONS, title="申报渠道", text=text)
    elif request.freelancer and request.channel == Channel.UNIT:
        ways = "、".join(terms.unit_rules.freelancer_via) or "人事代理机构"
        yield block(code="CHAN-10", part=OPTIONS, title="申报渠道", text=f"自由职业者请通过{ways}申报。")


@rule("CHAN-11", "授权或委托函", at_start=True)
def the_letter_of_an_outside_unit(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Units from outside need a letter of somebody entitled to give one (CHAN-12, MAT-64)."""
    request, law = dossier.request, terms.outside_units
    if not is_from_outside(dossier, terms) or not law.letter_required:
        return
    if not request.letter_kind or not request.letter_issuer:
        yield _letter(dossier, terms, OPTIONS, "letter_kind")
    elif not dossier.papers_in(OUTSIDE_LETTER):
        yield _letter(dossier, terms, slot_key(OUTSIDE_LETTER), "")
    elif law.issuers and request.letter_issuer not in law.issuers:
        text = f"授权或委托函由“{request.letter_issuer}”出具，须核对其是否有权出具。"
        yield human(code="CHAN-11", part=OPTIONS, field="letter_issuer", title="授权或委托函", text=text)


@rule("CHAN-13", "备案")
def the_letter_is_filed(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Where the notice wants it, the paper letter lies with the office before anything is handed in (CHAN-14)."""
    filing = terms.outside_units.prior_filing
    if not filing or not is_from_outside(dossier, terms):
        return
    what = "授权或委托函" if terms.outside_units.letter_required else "申报渠道书面意见"
    if late := yet_to_come(dossier.request.letter_filed_on, today):
        text = f"{what}须在申报前报{filing.office}备案，备案日期不能晚于今天，请核对。"
        yield block(code="CHAN-13", part=OPTIONS, field="letter_filed_on", title="函件备案", text=text, arithmetic=late)
    elif dossier.request.letter_filed_on:
        number = dossier.request.letter_filed_no.strip()
        told = f"备案号 {number}" if number else "没有填写备案号"  # FORM-11
        text = f"函件已于 {dossier.request.letter_filed_on} 报{filing.office}备案（{told}），须核对。"
        yield human(code="CHAN-13", part=OPTIONS, field="letter_filed_on", title="函件备案", text=text)
    else:
        phone = f"（{filing.phone}）" if filing.phone else ""
        text = f"{what}须先报{filing.office}备案后方可申报{phone}。"
        yield block(
            code="E111", part=OPTIONS, field="letter_filed_on", title="函件备案", text=text, missing=True, hard=True
        )


def _letter(dossier: Dossier, terms: Terms, part: str, field: str) -> Finding:
    issuers = terms.outside_units.issuers
    where = AFFILIATIONS.get(identity_unit(dossier, terms).affiliation, "区外")
    return block(
        code="E110",
        part=part,
        field=field,
        slot="" if field else OUTSIDE_LETTER,
        title="授权或委托函",
        text=f"{where}单位须上传授权或委托函。",
        other_ways=(f"可由{'、'.join(issuers)}出具。",) if issuers else (),
        missing=True,
        hard=True,
    )


@rule("CHAN-25", "统一渠道申报", at_start=True)
def why_not_the_own_channel(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """The own system's channel comes first; 确需 asks for a reason, which the office reads."""
    if is_from_outside(dossier, terms) and not dossier.request.outside_reason.strip():
        text = "中直驻桂、外省驻桂单位应根据本系统统一渠道申报；确需在我区参评的，请写明原因。"
        yield warn(code="CHAN-25", part=OPTIONS, field="outside_reason", title="申报渠道", text=text)
