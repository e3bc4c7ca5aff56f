"""Opinions and approvals from elsewhere, one channel, the talent market (002 二（一）; CHAN-14…CHAN-17)."""

from collections.abc import Iterator
from datetime import date

from declarations.eligibility.dossier import Dossier
from declarations.eligibility.facts import is_from_outside, is_lowest
from declarations.eligibility.findings import Finding
from declarations.eligibility.registry import rule
from declarations.eligibility.saying import ONE_BASE, block, fulfilled, human
from declarations.eligibility.seniority import NO_BASE, needs_base
from declarations.eligibility.slots import COMMISSION_APPROVAL, OPINION, takes_commission
from declarations.parts import Section, slot_key
from declarations.states import Channel, LetterKind, Special
from notices.rules import Terms

OPTIONS, TITLES = Section.OPTIONS.value, Section.TITLES.value


@rule("CHAN-14", "书面意见", "申报渠道")
def a_written_opinion_on_the_channel(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Who chooses this series' committee from outside brings the word of those above; who gave it is looked at."""
    law = terms.outside_units
    if not law.written_opinion or not is_from_outside(dossier, terms):
        return
    issuers = "或".join(law.issuers) or "上级组织人事部门"
    if dossier.papers_in(OPINION.code):
        told = dossier.request.letter_issuer
        text = f"申报渠道书面意见须由{issuers}出具{f'，所填出具单位：{told}' if told else ''}，请核对。"
        yield human(code="CHAN-14", part=slot_key(OPINION.code), title=OPINION.label, text=text)
    elif not any(item.code == OPINION.code and item.hard for item in terms.checklist):  # else E201 says it
        text = f"选择本系列评委会参评的，须上传{issuers}出具的申报渠道书面意见。"
        place = slot_key(OPINION.code)
        yield block(
            code="CHAN-14", part=place, slot=OPINION.code, title=OPINION.label, text=text, missing=True, hard=True
        )


@rule("CHAN-14", "两个或两个以上", "申报渠道")
def one_channel_alone(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """People of outside units keep one channel; another declaration of theirs that is under way bars this one."""
    request = dossier.request
    if terms.outside_units.multi_channel == "forbidden" and is_from_outside(dossier, terms) and request.parallel:
        text = f"不得同时保留两个以上申报渠道；您还有正在办理的申报：{'、'.join(request.parallel)}，请先撤回其中一个。"
        yield block(code="CHAN-14", part=OPTIONS, title="申报渠道", text=text)


@rule("CHAN-15", "委托评审", "外省")
def another_province_commissions(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Senior titles for another province: its authority asks in writing, ours agrees, then the committee is sent it."""
    law, request = terms.outside_units.other_province_senior, dossier.request
    if law is None or not takes_commission(dossier, terms):
        return
    if request.letter_kind != LetterKind.COMMISSIONED:
        text = f"外省人员申报高级职称的，由{law.letter}出具委托评审函，请选择“委托评审”。"
        yield block(code="CHAN-15", part=OPTIONS, field="letter_kind", title="委托评审", text=text, missing=True)
    if not (request.commission_approval_no.strip() and request.commission_approval_on):
        text = f"外省委托评审高级职称的，须先经{law.approve}同意，请填写同意函文号和日期。"
        field = "commission_approval_no"
        yield block(code="CHAN-15", part=OPTIONS, field=field, title="委托评审", text=text, missing=True, hard=True)
    elif request.commission_approval_on > today:
        text = f"{law.approve}同意函的日期晚于今天，请核对。"
        yield block(code="CHAN-15", part=OPTIONS, field="commission_approval_on", title="委托评审", text=text)
    elif dossier.papers_in(COMMISSION_APPROVAL.code):
        text = f"{law.letter}委托、{law.approve}同意（{request.commission_approval_no}），须核对函件。"
        yield human(code="CHAN-15", part=slot_key(COMMISSION_APPROVAL.code), title="委托评审", text=text)
    if not dossier.papers_in(COMMISSION_APPROVAL.code):
        yield block(
            code="CHAN-15",
            part=slot_key(COMMISSION_APPROVAL.code),
            slot=COMMISSION_APPROVAL.code,
            title=COMMISSION_APPROVAL.label,
            text=f"请上传{law.letter}的委托评审函和{law.approve}的同意函。",
            missing=True,
            hard=True,
        )


@rule("CHAN-16", "委托评审", at_start=True)
def another_s_committee(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """A region or department without a committee of its own commissioned this one: the case carries the tag."""
    if by := dossier.request.commissioned_by:
        text = f"由{by}委托{dossier.request.committee}评审，须核对委托函。"
        yield human(code="CHAN-16", part=OPTIONS, title="委托评审", text=text)


@rule("CHAN-17", "人才市场")
def by_the_talent_market(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Only where the archive lies there, and after the unit's own opinion: the unit's step comes first on the route."""
    request = dossier.request
    if not request.relay_is_agency or request.dispatched:
        return
    if not terms.unit_rules.talent_market_with_unit_opinion:
        text = f"本通知不接受通过人才市场（{request.relay}）申报。"
        yield block(code="CHAN-17", part=OPTIONS, field="relay", title="人才市场", text=text)
    elif not request.archive_hosted:
        text = f"人事档案存放在人才市场的，才能通过{request.relay}申报；请勾选“人事档案存放在人才市场”或改选。"
        yield block(code="CHAN-17", part=OPTIONS, field="archive_hosted", title="人才市场", text=text)
    elif request.channel == Channel.UNIT:
        text = f"所在单位同意并出具考核推荐意见后，由{request.relay}核验所存档案并报送。"
        yield fulfilled(part=OPTIONS, title="人才市场", text=text)


@rule("MAT-22", "勾选一个资格证书")
def one_certificate_of_those_held(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Where the notice says 须且只能勾选一个 of everybody but direct applicants, also who needs no base ticks one.

    Not at the lowest level (G-34), nor where an authority determines a title or talents come straight to a senior one.
    """
    law, request = terms.base_qualification, dossier.request
    if not law.exactly_one_unless_direct or request.opted(Special.DIRECT) or dossier.bases or not dossier.titles:
        return
    if is_lowest(request.level, terms) or request.kind in NO_BASE or needs_base(dossier, terms, today):
        return  # nobody is asked, or the rule of the level itself asks
    yield block(code="E222", part=TITLES, title="申报资格", text=ONE_BASE, missing=True)
