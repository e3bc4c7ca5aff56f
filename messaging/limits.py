"""When a text may not go yet: at night, after too many to one number, when the day's budget is spent (SM1).

Nothing is lost by a limit: what may not go today goes tomorrow morning, unless it is over by then. Several workers may
each pass a limit once at the same instant; a budget is a guard, not an account.
"""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db.models import Sum
from django.utils.timezone import localtime

from config.lib import clock
from messaging.models import Sms, SmsTry
from messaging.states import TryOutcome
from records.exceptions import Postponed, Undeliverable

MORNING = time(8)  # when waiting texts go out; the hours themselves stand in SMS_QUIET
NIGHT, NUMBER_FULL, SPENT = (
    "夜间不打扰，早上发送。",
    "该号码今日短信已达上限，明早发送。",
    "今日短信额度已用完，明早发送。",
)
NO_MORE_CODES = "今日验证码额度已用完。"


def quiet_until(now: datetime) -> datetime | None:
    """The end of the quiet hours ``now`` (of the law clock) lies in; None by day."""
    begins, ends = _hours()
    if begins == ends:
        return None
    local = localtime(now)
    at, by_night = local.time(), begins > ends
    inside = (at >= begins or at < ends) if by_night else begins <= at < ends
    if not inside:
        return None
    day = local.date() + timedelta(days=1 if by_night and at >= begins else 0)
    return datetime.combine(day, ends, tzinfo=local.tzinfo)


def not_before(now: datetime, expires_at: datetime | None) -> datetime | None:
    """When a text ordered ``now`` may go, on the machine's clock: at once (None), or in the morning if it keeps."""
    morning = quiet_until(now)
    if morning is None or (expires_at is not None and expires_at <= clock.machine() + (morning - now)):
        return None
    return clock.machine() + (morning - now)


def hold_back(sms: Sms) -> None:
    """Before a call. Raises ``Postponed``, or for a code ``Undeliverable``: tomorrow it would be no use."""
    now = clock.machine()
    if sms.is_code:
        if settings.SMS_DAILY_CODES and spent(now, codes=True) + sms.parts > settings.SMS_DAILY_CODES:
            raise Undeliverable(NO_MORE_CODES)
        return
    if until := not_before(clock.law(), sms.expires_at):
        raise Postponed(until, NIGHT)
    if settings.SMS_DAILY_PER_NUMBER and _to_number(sms, now) >= settings.SMS_DAILY_PER_NUMBER:
        raise Postponed(_tomorrow(now), NUMBER_FULL)
    if settings.SMS_DAILY_PARTS and spent(now, codes=False) + sms.parts > settings.SMS_DAILY_PARTS:
        raise Postponed(_tomorrow(now), SPENT)


def spent(now: datetime, *, codes: bool) -> int:
    """Parts that went out today, and may have. One statement."""
    went = SmsTry.objects.filter(at__gte=_midnight(now), is_code=codes, outcome__in=TryOutcome.charged)
    return went.aggregate(total=Sum("parts"))["total"] or 0


def _to_number(sms: Sms, now: datetime) -> int:
    went = SmsTry.objects.filter(phone_index=sms.phone_index, at__gte=_midnight(now), is_code=False)
    return went.filter(outcome__in=TryOutcome.charged).count()


def _hours() -> tuple[time, time]:
    if not settings.SMS_QUIET:
        return MORNING, MORNING
    begins, _, ends = settings.SMS_QUIET.partition("-")
    return time.fromisoformat(begins.strip()), time.fromisoformat(ends.strip())


def _midnight(now: datetime) -> datetime:
    return localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)


def _tomorrow(now: datetime) -> datetime:
    return _midnight(now) + timedelta(days=1, hours=MORNING.hour)
