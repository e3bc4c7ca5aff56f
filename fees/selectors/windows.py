"""The times of payment of several notices, on one page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from fees.models import Bill
from notices.models import Gate, Notice
from notices.rules import terms_of
from notices.selectors import editions_in_force
from notices.states import Window


@dataclass(frozen=True, slots=True)
class FeeWindow:
    """One notice: how its time of payment is set, when it is, how many wait for it."""

    notice: Notice
    announced: bool  # told by an announcement, not printed
    on_delivery: bool
    opens_at: datetime | None
    closes_at: datetime | None
    waiting: int


def fee_windows(notices: Sequence[Notice], *, now: datetime) -> list[FeeWindow]:
    """In the order given; three statements however many there are."""
    editions = editions_in_force(notices, now=now)
    gates = {gate.notice_id: gate for gate in Gate.objects.filter(notice__in=notices, window=Window.FEES, level="")}
    payable = Bill.objects.payable().filter(declaration__edition__notice__in=notices)
    counts = payable.values_list("declaration__edition__notice").annotate(number=Count("pk"))
    waiting = dict(counts.order_by())
    rows = []
    for notice in notices:
        if edition := editions.get(notice.pk):
            fees, gate = terms_of(edition).fees, gates.get(notice.pk)
            rows.append(
                FeeWindow(
                    notice=notice,
                    announced=fees.window == "announced",
                    on_delivery=fees.method != "online",
                    opens_at=gate.opens_at if gate else None,
                    closes_at=gate.closes_at if gate else None,
                    waiting=waiting.get(notice.pk, 0),
                )
            )
    return rows
