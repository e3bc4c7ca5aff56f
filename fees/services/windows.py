"""A notice that leaves the time of payment open tells it later, with beginning and end (FEE-07, G-06, OFFICE-11)."""

from datetime import datetime

from accounts.models import User
from config.lib import clock
from config.lib.reason import Reason
from fees.exceptions import FeeRefused
from fees.messages import tell_of_window
from fees.models import Bill
from notices.models import Gate
from notices.rules import terms_of
from notices.selectors import current_edition
from notices.services import set_gate
from notices.states import Window
from records.models import Fact
from records.services.audit import audited, note


def announce_window(notice_id: int, *, opens_at: datetime, closes_at: datetime, actor: User) -> Gate:
    """Open payment for a notice, or give it other times; everybody with a bill is told. Raises ``FeeRefused``.

    A notice that printed its times has them changed by an amendment, with reason and basis, not here.
    """
    with audited():
        now = clock.law()
        if reasons := _against(notice_id, opens_at, closes_at, now):
            raise FeeRefused(*reasons)
        gate = set_gate(notice_id, Window.FEES, opens_at=opens_at, closes_at=closes_at, actor=actor)
        waiting = Bill.objects.payable().filter(declaration__edition__notice=notice_id)
        waiting.update(opens_at=opens_at, closes_at=closes_at)
        tell_of_window(waiting.select_related("declaration"), opens_at=opens_at, closes_at=closes_at, now=now)
        note(Fact("fees.announce", notice_id, actor.pk, now))
    return gate


def _against(notice_id: int, opens_at: datetime, closes_at: datetime, now: datetime) -> list[Reason]:
    reasons = []
    if terms_of(current_edition(notice_id, now=now)).fees.window != "announced":
        reasons.append(Reason("E520", "通知已写明缴费时间，调整请发布修订通知。"))
    if closes_at <= opens_at:
        reasons.append(Reason("E520", "截止时间须晚于开始时间。", "closes_at"))
    if closes_at <= now:
        reasons.append(Reason("E520", "截止时间须晚于现在。", "closes_at"))
    return reasons
