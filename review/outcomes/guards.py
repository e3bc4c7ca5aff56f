"""Why a result does not go on."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from accounts.models import Actor
from config.lib import clock
from config.lib.flow import Asked, bulk_guard
from config.lib.reason import Reason
from declarations.models import Declaration
from notices.rules import terms_of
from records.services.calendar import working_days_after
from review.meetings.models import Result
from review.meetings.states import Outcome
from review.outcomes.models import Approval, Confirmation, Objection, Recheck, ResultPublicityEntry
from review.outcomes.states import ObjectionState

OPEN_OBJECTIONS = (ObjectionState.RECEIVED, ObjectionState.ACCEPTED)


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
    if max(last_days) >= clock.local_date(now):
        return Reason("E642", f"二次公示至 {max(last_days):%Y-%m-%d} 止，期满后方可报批。")
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
    """A confirmation stands in a document of the notice (COMM-07)."""
    drawn_up = Confirmation.objects.filter(pk=asked["document"], notice=declaration.edition.notice_id)
    return None if drawn_up.exists() else Reason("E645", "请先登记结果确认文件。", field="document")


def confirmed_by_document(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """批复 follows the confirmation document, never comes before it (COMM-07)."""
    confirmed = getattr(declaration, "confirmation_entry", None)
    if confirmed is None or not confirmed.confirmed:
        return Reason("E646", "结果尚未确认，不能批复。")
    drawn_up = Approval.objects.filter(pk=asked["document"], notice=declaration.edition.notice_id)
    return None if drawn_up.exists() else Reason("E646", "请先登记批复文件。", field="document")


def certificates_are_electronic(
    declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime
) -> Reason | None:
    """Where the notice knows no e-certificate, 批复 is the end (CERT-08)."""
    electronic = terms_of(declaration.edition).certificate.mode == "electronic"
    return None if electronic else Reason("E647", "本通知不发放电子证书。")


def review_in_time(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Within so many working days after the result, where the notice allows it (G-26)."""
    rule = terms_of(declaration.edition).result
    days = rule.review_request_working_days if rule else 0
    if not days:
        return Reason("E648", "本通知不受理复查申请。")
    last_day = working_days_after(clock.local_date(declaration.state_since), days)[0]
    if clock.local_date(now) <= last_day:
        return None
    return Reason("E648", f"复查申请应在 {last_day:%Y-%m-%d} 前提出。")


def _last_outcome(declaration: Declaration) -> str:
    counted = Result.objects.filter(ballot__entry__declaration=declaration).order_by("-ballot__box__tallied_at")
    return counted.values_list("outcome", flat=True).first() or ""
