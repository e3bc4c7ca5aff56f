"""The documents of confirmation and approval; the moves that follow them enter the people (COMM-07)."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date

from accounts.models import Organisation, User
from config.lib import clock
from config.lib.reason import Reason, Severity
from notices.models import Notice
from notices.rules import terms_of
from notices.selectors import current_edition
from records.models import Fact
from records.selectors import audit_head
from records.services.audit import audited, note
from review.outcomes.exceptions import OutcomeRefused
from review.outcomes.models import Approval, Confirmation
from review.outcomes.rules import confirms_for, keeps_results


def draw_up_confirmation(
    notice: Notice, *, authority: Organisation, doc_no: str, dated: date, actor: User
) -> Confirmation:
    """Register the confirming authority's document; the head of the audit chain is printed on it.

    Raises ``OutcomeRefused`` for people of other bodies, a number used before, a date that has not come.
    """
    with audited():
        now = clock.law()
        reasons = []
        if not confirms_for(actor, authority, notice):
            reasons.append(Reason("not_yours", "只有结果确认机关可以登记确认文件。", field="authority"))
        if Confirmation.objects.filter(authority=authority, doc_no=doc_no).exists():
            reasons.append(Reason("E651", "该文号已登记。", field="doc_no"))
        reasons += _from_the_future(dated, clock.local_date(now))
        if reasons:
            raise OutcomeRefused(reasons)
        made = Confirmation.objects.create(
            notice=notice, authority=authority, doc_no=doc_no, dated=dated, chain_head=audit_head()[1], by=actor, at=now
        )
        note(Fact("confirmation.draw_up", made.pk, actor.pk, now))
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalData:
    """What the head of a 批复 says."""

    issuer: str
    doc_no: str
    dated: date
    effective_on: date
    title: str
    legal_person: bool = True
    explanation: str = ""


def draw_up_approval(
    notice: Notice,
    *,
    issuer: str,
    doc_no: str,
    dated: date,
    effective_on: date,
    title: str,
    actor: User,
    legal_person: bool = True,
    explanation: str = "",
) -> Approval:
    """Register the issuing body's 批复. Raises ``OutcomeRefused``; W110 passes with an explanation (GEN-07)."""
    data = ApprovalData(
        issuer=issuer,
        doc_no=doc_no,
        dated=dated,
        effective_on=effective_on,
        title=title,
        legal_person=legal_person,
        explanation=explanation,
    )
    with audited():
        now = clock.law()
        if reasons := list(_against_approval(notice, data, clock.local_date(now), actor)):
            raise OutcomeRefused(reasons)
        made = Approval.objects.create(notice=notice, by=actor, at=now, **asdict(data))
        note(Fact("approval.draw_up", made.pk, actor.pk, now))
    return made


def _against_approval(notice: Notice, data: ApprovalData, today: date, actor: User) -> Iterator[Reason]:
    if not keeps_results(actor, notice):
        yield Reason("not_yours", "只有评委会所在职改办可以登记批复。")
    if Approval.objects.filter(doc_no=data.doc_no).exists():
        yield Reason("E651", "该文号已登记。", field="doc_no")
    yield from _from_the_future(data.dated, today)
    if not data.legal_person and not data.explanation.strip() and _wants_legal_person(notice):
        yield Reason("W110", "发文主体不具有法人资格，请说明情况。", field="explanation", severity=Severity.WARN)


def _from_the_future(dated: date, today: date) -> list[Reason]:
    return [Reason("E652", "文件日期不能晚于今天。", field="dated")] if dated > today else []


def _wants_legal_person(notice: Notice) -> bool:
    return terms_of(current_edition(notice.pk, now=clock.law())).rules.issuer_must_be_legal_person == "warn"
