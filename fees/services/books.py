"""The provider's statement of a day held against our rows: nothing differs in silence (PM5).

What the statement knows as paid and we do not is settled first; what then still differs is listed, and stays listed.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.timezone import get_current_timezone

from config.lib import clock
from fees.exceptions import GatewayDown, GatewayRefused
from fees.gateways import Line, Money, current_gateway
from fees.models import DailyCheck, Payment
from fees.services.settling import settle_money
from fees.states import PaymentMeans, PaymentState

DAY = timedelta(days=1)
DAYS_A_RUN = 31
LOOK_AGAIN = timedelta(hours=6)  # at a day that did not balance
FORGET_AFTER = timedelta(days=60)


def reconcile(day: date) -> DailyCheck:
    """Hold one day's statement against our rows and write down the outcome. Raises ``GatewayDown``."""
    gateway = current_gateway()
    lines = gateway.daily_bill(day)
    settled = _settle_unknown(lines, gateway.name)
    ours = list(_recorded(day, gateway.name))
    paid = [line for line in lines if line.kind == "pay"]
    check, _ = DailyCheck.objects.update_or_create(
        provider=gateway.name,
        day=day,
        defaults={
            "lines": len(lines),
            "statement_fen": sum(line.amount_fen for line in paid),
            "recorded_fen": sum(payment.received_fen or 0 for payment in ours),
            "settled": settled,
            "mismatches": [*_differences(paid, ours, gateway.name), *_refund_differences(lines, gateway.name, day)],
            "checked_at": clock.law(),
        },
    )
    return check


def reconcile_due() -> int:
    """Every past day since the first order that was not looked at, or did not balance; how many days were looked at."""
    done = 0
    for day in list(_due_days(clock.law()))[:DAYS_A_RUN]:
        try:
            reconcile(day)
        except (GatewayDown, GatewayRefused):
            break
        done += 1
    return done


def _due_days(now: datetime) -> Iterator[date]:
    name = current_gateway().name
    first = Payment.objects.filter(provider=name).order_by("created_at").values_list("created_at", flat=True).first()
    if first is None:
        return
    today = clock.local_date(now)
    day = max(clock.local_date(first), today - FORGET_AFTER)
    checks = {check.day: check for check in DailyCheck.objects.filter(provider=name, day__gte=day)}
    while day < today:
        check = checks.get(day)
        if check is None or not (check.is_balanced or now - check.checked_at < LOOK_AGAIN):
            yield day
        day += DAY


def _settle_unknown(lines: Sequence[Line], provider: str) -> int:
    """Payments whose notice and answer were both lost (PM3)."""
    numbers = [line.order_no for line in lines if line.kind == "pay"]
    orders = Payment.objects.filter(provider=provider, order_no__in=numbers)
    open_orders = set(orders.exclude(state__in=PaymentState.holding_money).values_list("order_no", flat=True))
    lost = [line for line in lines if line.kind == "pay" and line.order_no in open_orders]
    for line in lost:
        event_id = f"bill:{line.order_no}:{line.provider_ref}"
        settle_money(Money(line.order_no, line.provider_ref, line.amount_fen, line.at, event_id), provider=provider)
    return len(lost)


def _recorded(day: date, provider: str) -> Iterator[Payment]:
    start = datetime.combine(day, time(), get_current_timezone())
    online = Payment.objects.filter(provider=provider, means=PaymentMeans.ONLINE)
    received = online.filter(paid_at__gte=start, paid_at__lt=start + DAY, received_fen__isnull=False)
    yield from received.order_by("pk")


def _differences(paid: Sequence[Line], ours: Sequence[Payment], provider: str) -> list[dict[str, Any]]:
    """By order number and the provider's own reference: one order may have been paid twice."""
    theirs = {(line.order_no, line.provider_ref): line.amount_fen for line in paid}
    known = {(each.order_no.partition("+")[0], each.provider_ref): each.received_fen or 0 for each in ours}
    return [
        {
            "order_no": key[0],
            "what": _what(key, theirs, known),
            "statement": theirs.get(key),
            "recorded": known.get(key),
        }
        for key in sorted(theirs.keys() | known.keys())
        if theirs.get(key) != known.get(key)
    ]


def _what(key: tuple[str, str], theirs: dict[tuple[str, str], int], known: dict[tuple[str, str], int]) -> str:
    if key not in known:
        return "账单有，系统没有入账"
    return "系统已入账，账单没有" if key not in theirs else "金额不一致"


def _refund_differences(lines: Sequence[Line], provider: str, day: date) -> list[dict[str, Any]]:
    """Money given back there and not here, or here and not there."""
    start = datetime.combine(day, time(), get_current_timezone())
    refunded = Payment.objects.filter(provider=provider, state=PaymentState.REFUNDED, refunded_by_hand=False)
    here = refunded.filter(means=PaymentMeans.ONLINE, refunded_at__gte=start, refunded_at__lt=start + DAY)
    known, theirs = Counter[str](), Counter[str]()
    for payment in here:
        known[payment.order_no.partition("+")[0]] += payment.received_fen or 0
    for line in (each for each in lines if each.kind == "refund"):
        theirs[line.order_no] += line.amount_fen
    return [
        {"order_no": number, "what": "退款不一致", "statement": theirs.get(number), "recorded": known.get(number)}
        for number in sorted(theirs.keys() | known.keys())
        if theirs.get(number) != known.get(number)
    ]
