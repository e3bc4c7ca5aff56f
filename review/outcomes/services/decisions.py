"""The documents of confirmation and approval; the moves that follow them enter the people (COMM-07)."""

from datetime import date

from accounts.models import Membership, Organisation, User
from accounts.states import Role
from config.lib import clock
from config.lib.reason import Reason
from notices.models import Notice
from records.models import Fact
from records.selectors import audit_head
from records.services.audit import audited, note
from review.outcomes.exceptions import OutcomeRefused
from review.outcomes.models import Approval, Confirmation


def draw_up_confirmation(
    notice: Notice, *, authority: Organisation, doc_no: str, dated: date, actor: User
) -> Confirmation:
    """Register the confirming authority's document; the head of the audit chain is printed on it."""
    if not Membership.objects.of(actor).filter(organisation=authority, role__in=(Role.CONFIRMER, Role.OFFICE)).exists():
        raise OutcomeRefused([Reason("not_yours", "只有结果确认机关可以登记确认文件。")])
    with audited():
        now = clock.law()
        made = Confirmation.objects.create(
            notice=notice, authority=authority, doc_no=doc_no, dated=dated, chain_head=audit_head()[1], by=actor, at=now
        )
        note(Fact("confirmation.draw_up", made.pk, actor.pk, now))
    return made


def draw_up_approval(
    notice: Notice, *, issuer: str, doc_no: str, dated: date, effective_on: date, title: str, actor: User
) -> Approval:
    """Register the issuing body's 批复."""
    if not Membership.objects.of(actor).filter(organisation=notice.office_id, role=Role.OFFICE).exists():
        raise OutcomeRefused([Reason("not_yours", "只有评委会所在职改办可以登记批复。")])
    if Approval.objects.filter(doc_no=doc_no).exists():
        raise OutcomeRefused([Reason("E651", "该文号已登记。", field="doc_no")])
    with audited():
        now = clock.law()
        made = Approval.objects.create(
            notice=notice,
            issuer=issuer,
            doc_no=doc_no,
            dated=dated,
            effective_on=effective_on,
            title=title,
            by=actor,
            at=now,
        )
        note(Fact("approval.draw_up", made.pk, actor.pk, now))
    return made
