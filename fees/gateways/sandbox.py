"""A cashier that takes no money, for trying and for tests. It keeps a book of its own, like a real provider.

``pay`` is what its page does when somebody presses the button; the notice it then sends passes through the same door,
signed in the same way, as one from outside. Settings refuse it in production.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import get_current_timezone, localtime

from config.lib import clock
from fees.exceptions import GatewayRefused, NoticeForged
from fees.gateways import wire
from fees.gateways.port import Answer, Cashier, Line, Money, Order, Refund, Stand
from fees.gateways.signing import Signer
from fees.gateways.wire import WireBroken
from fees.models import SandboxOrder
from fees.states import SandboxState

SALT = "fees.sandbox"
DAY = timedelta(days=1)


class SandboxGateway:
    """演示收银台."""

    name = "sandbox"

    def create(self, order: Order) -> Cashier:
        """Write the order down once."""
        row, _ = SandboxOrder.objects.get_or_create(
            order_no=order.order_no,
            defaults={
                "amount_fen": order.amount_fen,
                "subject": order.subject,
                "payer_name": order.payer_name,
                "return_url": order.return_url,
                "expires_at": order.expires_at,
                "created_at": clock.law(),
            },
        )
        return Cashier(reverse("fees:cashier", args=[token_of(row.order_no)]), pay_code=row.order_no)

    def query(self, order_no: str) -> Answer:
        """How the order stands in the sandbox's own book."""
        row = SandboxOrder.objects.filter(order_no=order_no).first()
        if row is None:
            return Answer(Stand.UNKNOWN)
        if row.state == SandboxState.PAID:
            return Answer(Stand.PAID, _money(row, event_id=f"query:{row.order_no}:{row.trade_no}"))
        return Answer(Stand.CLOSED if row.state == SandboxState.CLOSED else Stand.WAITING)

    def close(self, order_no: str) -> bool:
        """Close what waits."""
        waiting = SandboxOrder.objects.filter(order_no=order_no, state=SandboxState.WAITING)
        waiting.update(state=SandboxState.CLOSED)
        return not SandboxOrder.objects.filter(order_no=order_no, state=SandboxState.PAID).exists()

    def parse_notify(self, headers: Mapping[str, str], body: bytes) -> Money:
        """As any provider's."""
        _signer().check(headers, "NOTIFY", body)
        try:
            content = wire.loads(body)
            return wire.money(content, event_id=wire.text(content, "event_id"))
        except WireBroken as broken:
            raise NoticeForged(str(broken)) from broken

    def refund(self, order_no: str, *, refund_no: str, amount_fen: int) -> Refund:
        """Give back what was paid, once."""
        with transaction.atomic():
            row = SandboxOrder.objects.select_for_update().filter(order_no=order_no).first()
            if row is None or row.state != SandboxState.PAID or row.amount_fen != amount_fen:
                raise GatewayRefused("订单不存在、未支付或金额不符")
            if not row.refunded_at:
                row.refund_no, row.refunded_at = refund_no, clock.law()
                row.save(update_fields=["refund_no", "refunded_at"])
        return Refund(f"R{row.trade_no}", row.refunded_at)

    def daily_bill(self, day: date) -> Sequence[Line]:
        """What was paid and given back on this day."""
        first = datetime.combine(day, time(), get_current_timezone())
        within = (first, first + DAY - timedelta(microseconds=1))
        paid = SandboxOrder.objects.filter(paid_at__range=within).order_by("pk")
        back = SandboxOrder.objects.filter(refunded_at__range=within).order_by("pk")
        return [_line("pay", row, row.paid_at) for row in paid] + [
            _line("refund", row, row.refunded_at) for row in back
        ]


def token_of(order_no: str) -> str:
    """What stands in the cashier's address: opened by a phone that is not signed in, guessed by nobody."""
    return signing.dumps(order_no, salt=SALT, compress=True)


def order_of(token: str) -> SandboxOrder | None:
    """The order an address speaks of; None for an address nobody made."""
    try:
        order_no = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return SandboxOrder.objects.filter(order_no=order_no).first()


def pay(order_no: str, *, at: datetime | None = None) -> bool:
    """The button of the cashier's page. False when the order can no longer be paid."""
    now = at or clock.law()
    with transaction.atomic():
        row = SandboxOrder.objects.select_for_update().get(order_no=order_no)
        if row.state != SandboxState.WAITING or (row.expires_at and now > row.expires_at):
            return False
        row.state, row.paid_at = SandboxState.PAID, now
        row.trade_no = f"S{localtime(now):%Y%m%d}{secrets.token_hex(6)}"
        row.save(update_fields=["state", "paid_at", "trade_no"])
    return True


def notice(order_no: str) -> tuple[dict[str, str], bytes]:
    """Headers and body of the message a provider sends about a paid order; the same event however often it is sent."""
    row = SandboxOrder.objects.get(order_no=order_no)
    body = wire.dumps(
        {
            "event_id": f"E{row.trade_no}",
            "order_no": row.order_no,
            "provider_ref": row.trade_no,
            "amount_fen": row.amount_fen,
            "currency": wire.CURRENCY,
            "paid_at": localtime(row.paid_at).isoformat(),
        }
    )
    return _signer().headers("NOTIFY", body), body


def _signer() -> Signer:
    return Signer("sandbox", hashlib.sha256(f"{SALT}:{settings.SECRET_KEY}".encode()).digest())


def _money(row: SandboxOrder, *, event_id: str) -> Money:
    assert row.paid_at
    return Money(row.order_no, row.trade_no, row.amount_fen, row.paid_at, event_id)


def _line(kind: str, row: SandboxOrder, at: Any) -> Line:
    return Line(kind, row.order_no, row.trade_no, row.amount_fen, at)
