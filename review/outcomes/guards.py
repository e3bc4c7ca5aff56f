"""Why a result does not go on."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from accounts.models import Actor
from accounts.states import OrganisationKind
from config.lib import clock
from config.lib.flow import Asked, bulk_guard
from config.lib.reason import Reason
from declarations.models import Declaration
from notices.rules import terms_of
from review.meetings.models import Result
from review.meetings.states import Outcome
from review.outcomes.models import (
    Approval,
    ApprovalEntry,
    Confirmation,
    ConfirmationEntry,
    Objection,
    Recheck,
    ResultPublicityEntry,
    ReviewRequest,
)
from review.outcomes.states import ObjectionState, ReviewRequestState

OPEN_OBJECTIONS = ObjectionState.open


def passed_before(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """A recheck lets a passed result through; it never turns a failed one (G-26)."""
    return (
        None if _last_outcome(declaration) == Outcome.PASSED else Reason("E640", "该申报未通过表决，不能直接复核通过。")
    )


def reviewed_again(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Only a failed result that came back by a review request is voted on again or kept (T28 after T39)."""
    return None if _last_outcome(declaration) == Outcome.FAILED else Reason("E641", "该申报不是复查退回的申报。")


def _publicity_over(now: datetime) -> Q:
    today = clock.local_date(now)
    shown = ResultPublicityEntry.objects.filter(declaration=OuterRef("pk"))
    running = shown.filter(publicity__last_day__gte=today)
    return Q(Exists(shown)) & ~Q(Exists(running))


@bulk_guard(where=_publicity_over)
def result_publicity_over(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """The last day belongs to the public (T29)."""
    shown = ResultPublicityEntry.objects.filter(declaration=declaration).select_related("publicity")
    last_days = [entry.publicity.last_day for entry in shown]
    if not last_days:
        return Reason("E642", "尚未进行二次公示。")
    since = max(last_days) + timedelta(days=1)
    if since > clock.local_date(now):
        return Reason("E642", f"二次公示至 {max(last_days):%Y-%m-%d}，{since:%Y-%m-%d} 起可报批。", since=since)
    return None


def _unopposed(_now: datetime) -> Q:
    waiting = Objection.objects.filter(declaration=OuterRef("pk"), state__in=OPEN_OBJECTIONS)
    return ~Q(Exists(waiting))


@bulk_guard(where=_unopposed)
def no_open_objection(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """An objection that is not answered holds the result (T29)."""
    waiting = declaration.objections.filter(state__in=OPEN_OBJECTIONS).exists()
    return Reason("E643", "公示异议未处理完毕。") if waiting else None


def recheck_closed(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """A recheck that found something is not confirmed over (COMM-10)."""
    last = Recheck.objects.filter(declaration=declaration).last()
    return None if last is None or last.passed else Reason("E644", "复核发现的问题尚未处理。")


def confirmation_chosen(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """A confirmation stands in a document of the authority that confirms this level (COMM-07)."""
    drawn_up = _confirmation(declaration, asked)
    if drawn_up is None:
        return Reason("E645", "请先登记结果确认文件。", field="document")
    if _authority_fits(declaration, drawn_up):
        return None
    return Reason("E645", f"{drawn_up.authority} 不是该级别评审结果的确认机关。", field="document")


def confirmation_fits_if_chosen(
    declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime
) -> Reason | None:
    """不予确认 may be entered in a document too; then it is the right authority's."""
    if not asked.answers.get("document"):
        return None
    return confirmation_chosen(declaration, asked, actor=actor, now=now)


def confirmed_by_document(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """批复 follows the confirmation document, never comes before it (COMM-07)."""
    confirmed = ConfirmationEntry.objects.filter(declaration=declaration, confirmed=True).select_related("confirmation")
    entry = confirmed.first()
    if entry is None:
        return Reason("E646", "结果尚未确认，不能批复。")
    chosen = asked.answers.get("document")
    drawn_up = Approval.objects.filter(pk=chosen, notice=declaration.edition.notice_id).first() if chosen else None
    if drawn_up is None:
        return Reason("E646", "请先登记批复文件。", field="document")
    if drawn_up.dated < entry.confirmation.dated:
        text = f"批复日期（{drawn_up.dated}）早于结果确认日期（{entry.confirmation.dated}）。"
        return Reason("E646", text, field="document")
    return None


def approved_by_document(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """No certificate before the 批复 (CERT-01)."""
    approved = ApprovalEntry.objects.filter(declaration=declaration).exists()
    return None if approved else Reason("E646", "评审结果尚未批复，不能发放证书。")


def certificates_are_electronic(
    declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime
) -> Reason | None:
    """Where the notice knows no e-certificate, 批复 is the end (CERT-08)."""
    electronic = terms_of(declaration.edition).certificate.mode == "electronic"
    return None if electronic else Reason("E647", "本通知不发放电子证书。")


def review_asked_for(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """A failed result is taken up again only on a request handed in within its days and not answered yet (G-26)."""
    waiting = ReviewRequest.objects.filter(declaration=declaration, state=ReviewRequestState.RECEIVED)
    return None if waiting.exists() else Reason("E648", "没有在期限内提出、尚待答复的复查申请。")


def _confirmation(declaration: Declaration, asked: Asked) -> Confirmation | None:
    chosen = asked.answers.get("document")
    documents = Confirmation.objects.filter(notice=declaration.edition.notice_id).select_related("authority")
    return documents.filter(pk=chosen).first() if chosen else None


def _authority_fits(declaration: Declaration, drawn_up: Confirmation) -> bool:
    # Senior results are the region's, whoever else keeps documents of this notice (分级管理).
    if terms_of(declaration.edition).level(declaration.level).senior:
        return drawn_up.authority.kind == OrganisationKind.REGION_OFFICE
    return drawn_up.authority_id == declaration.office_id


def _last_outcome(declaration: Declaration) -> str:
    counted = Result.objects.filter(ballot__entry__declaration=declaration).order_by("-ballot__box__tallied_at")
    return counted.values_list("outcome", flat=True).first() or ""
