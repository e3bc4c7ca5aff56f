"""What a step after the vote leaves behind."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import Actor, User
from accounts.orders import text_phone
from config.lib import clock
from config.lib.flow import Asked, BulkEffect
from config.lib.text import mask_id_number
from declarations.eligibility.qualification import area_of
from declarations.models import Declaration
from declarations.states import Special, State
from messaging.letters import close_tasks
from notices.rules import Terms, terms_of
from notices.states import DeclarationKind
from records.services.documents import request_document
from review.outcomes.models import (
    ApprovalEntry,
    Certificate,
    ConfirmationEntry,
    Objection,
    Recheck,
    ResultPublicity,
    ReviewRequest,
)
from review.outcomes.states import CertificateState, ObjectionState, ReviewRequestState

# The level's digit in a certificate number: 正高 1 … 初级 4.
RANK_DIGIT = {"zhenggao": 1, "fugao": 2, "zhong": 3, "chu": 4}


# ── recheck ────────────────────────────────────────────────────────────────────────────────────────────────────────
def record_recheck(declaration: Declaration, asked: Asked, *, actor: User, now: datetime) -> None:
    """复核 without findings (T28)."""
    Recheck.objects.create(declaration=declaration, opinion=asked["opinion"], passed=True, by=actor, at=now)


def record_failed_recheck(declaration: Declaration, asked: Asked, *, actor: User, now: datetime) -> None:
    """复核 with findings: the result is cancelled (COMM-10)."""
    Recheck.objects.create(
        declaration=declaration, findings=asked["findings"], opinion=asked["opinion"], passed=False, by=actor, at=now
    )


# ── second publicity and objections ────────────────────────────────────────────────────────────────────────────────
@BulkEffect
def end_result_publicity(declarations: Sequence[Declaration], *, actor: Actor, now: datetime) -> None:
    """The list has hung its days: note when that was found, and make the record of it (S14)."""
    over = ResultPublicity.objects.filter(
        entries__declaration__in=[case.pk for case in declarations], last_day__lt=clock.local_date(now), ended_at=None
    )
    for publicity in over.distinct():
        publicity.ended_at = now
        publicity.save(update_fields=["ended_at"])
        request_document("FORM-34R", "result_publicity", publicity.pk, by=actor.pk if isinstance(actor, User) else None)


def accept_objection(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """The objections received so far are under investigation (T30)."""
    received = declaration.objections.filter(state=ObjectionState.RECEIVED)
    received.update(state=ObjectionState.ACCEPTED, accepted_at=now)


def dismiss_objections(declaration: Declaration, asked: Asked, *, actor: User, now: datetime) -> None:
    """Not founded: the result goes on where it was frozen. One that came meanwhile waits for an answer of its own."""
    under_way = declaration.objections.filter(state=ObjectionState.ACCEPTED)
    _resolve(under_way, ObjectionState.DISMISSED, asked, actor, now)


def uphold_objections(declaration: Declaration, asked: Asked, *, actor: User, now: datetime) -> None:
    """Founded: the result is cancelled, and nothing is left to object to."""
    _resolve(declaration.objections.filter(state__in=ObjectionState.open), ObjectionState.UPHELD, asked, actor, now)


def settle_objections(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """A result that was cancelled for another reason: what was objected to is gone, and who objected hears so (T37)."""
    still_open = declaration.objections.filter(state__in=ObjectionState.open)
    _resolve(still_open, ObjectionState.UPHELD, asked, actor, now, reply="该评审结果已被取消。")


# ── confirmation, approval, certificate ────────────────────────────────────────────────────────────────────────────
def record_confirmation(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """Entered in the document of the confirming authority (T31)."""
    entry = {"confirmation_id": asked["document"], "confirmed": True, "reason": ""}
    ConfirmationEntry.objects.update_or_create(declaration=declaration, defaults=entry)


def record_refusal(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """不予确认 is entered too, with its reason, when a document was chosen (T31)."""
    if document := asked.answers.get("document"):
        entry = {"confirmation_id": document, "confirmed": False, "reason": asked["reason"][:300]}
        ConfirmationEntry.objects.update_or_create(declaration=declaration, defaults=entry)


def record_approval(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """Entered in the 批复 (T32). A commissioned result goes back with a letter instead of a certificate (CERT-05)."""
    ApprovalEntry.objects.create(declaration=declaration, approval_id=asked["document"])
    by = actor.pk if isinstance(actor, User) else None
    request_document(form_of(declaration), "declaration", declaration.pk, by=by)
    if declaration.state == State.COMMISSION_RETURNED:
        request_document("FORM-02R", "declaration", declaration.pk, by=by)


def form_of(declaration: Declaration) -> str:
    """The paper of the whole case: 评审表, or 认定表 and the like where no committee voted (CERT-02, FORM-43)."""
    return "FORM-43" if declaration.kind in DeclarationKind.unvoted else "FORM-20"


def issue_certificate(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """The e-certificate, with everything printed on it copied (CERT-01)."""
    terms, approval = terms_of(declaration.edition), declaration.approval_entry.approval
    Certificate.objects.create(
        declaration=declaration,
        number=certificate_number(declaration, terms),
        holder=declaration.basic.name,
        masked_id=mask_id_number(declaration.basic.id_number),
        title=declaration.level_name,
        rank=declaration.rank,
        series=terms.series,
        specialty=declaration.specialty_name,
        granted_on=approval.effective_on,
        authority=approval.issuer,
        approval_doc=approval.doc_no,
        area_limit=area_limit(declaration, terms),
        issued_at=now,
    )


def certificate_number(declaration: Declaration, terms: Terms) -> str:
    """The seeds publish no rule for numbers; ours says year, level and case: GX2024-2-0000017."""
    return f"GX{terms.year}-{RANK_DIGIT[declaration.rank]}-{declaration.pk:07d}"


def area_limit(declaration: Declaration, terms: Terms) -> str:
    """A 双定向 title is valid in its area only; the area stands on the certificate (PATH-08, CERT-04)."""
    if Special.TARGETED not in declaration.options or not terms.targeted_eval.area_limited:
        return ""
    return area_of((declaration.employer or declaration.unit).place, terms) or "定向评价区域内"


def void_certificate(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """A revoked title shows as void to whoever checks it (T35, T36, INTEG-05). Harmless without a certificate."""
    valid = Certificate.objects.filter(declaration=declaration, state=CertificateState.VALID)
    valid.update(state=CertificateState.VOID, void_on=clock.local_date(now), void_reason=asked["reason"][:200])


# ── review request ─────────────────────────────────────────────────────────────────────────────────────────────────
def uphold_review(declaration: Declaration, asked: Asked, *, actor: User, now: datetime) -> None:
    """The request was right: answered in writing with the move that takes the result up again (T39, FORM-49)."""
    for request in ReviewRequest.objects.filter(declaration=declaration, state=ReviewRequestState.RECEIVED):
        request.state, request.answered_by, request.answered_at = ReviewRequestState.UPHELD, actor, now
        request.checked, request.answer = asked.answers.get("checked", ""), asked["reason"]
        request.save(update_fields=["state", "answered_by", "answered_at", "checked", "answer"])
    request_document("FORM-49", "declaration", declaration.pk, by=actor.pk)


def _resolve(
    objections: QuerySet[Objection],
    state: ObjectionState,
    asked: Asked,
    actor: Actor,
    now: datetime,
    *,
    reply: str = "",
) -> None:
    answered = list(objections)
    for objection in answered:
        objection.state, objection.finding = state, asked["reason"]
        objection.reply = asked.answers.get("reply") or reply or objection.reply
        objection.resolved_by, objection.resolved_at = actor if isinstance(actor, User) else None, now
        objection.save(update_fields=["state", "finding", "reply", "resolved_by", "resolved_at"])
    tell_objectors(answered, now=now)


def tell_objectors(objections: Iterable[Objection], *, now: datetime) -> None:
    """Who gave a number is told that there is an answer; what it says stands behind the tracking code."""
    answered = list(objections)
    close_tasks(subject_kind="objection", subject_ids=[each.pk for each in answered], now=now)
    for objection in answered:
        if objection.phone:
            text_phone(
                objection.phone,
                event="objection_answered",
                text="您提出的评审结果异议已有答复，请在公示公告页面凭查询码查看。",
                key=f"objection:{objection.pk}:{objection.state}",
                office_id=objection.declaration.office_id,
            )
