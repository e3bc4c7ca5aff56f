"""What we ask of a payment provider. Amounts are whole fen, moments aware; every call may raise ``GatewayDown``.

``GatewayDown`` means that nobody knows what became of the call; ``GatewayRefused`` that the provider said no.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be paid."""

    order_no: str
    amount_fen: int
    subject: str
    payer_name: str
    expires_at: datetime
    notify_url: str
    return_url: str


@dataclass(frozen=True, slots=True)
class Cashier:
    """Where it is paid: a page to open or to scan, and the code to pay with at a bank's counter, where there is one."""

    url: str
    pay_code: str = ""


@dataclass(frozen=True, slots=True)
class Money:
    """Something was paid, says the provider. ``event_id`` names the telling, ``provider_ref`` the payment."""

    order_no: str
    provider_ref: str
    amount_fen: int
    paid_at: datetime
    event_id: str


class Stand(StrEnum):
    """How an order stands at the provider."""

    WAITING = "waiting"
    PAID = "paid"
    CLOSED = "closed"
    UNKNOWN = "unknown"  # no such order there


@dataclass(frozen=True, slots=True)
class Answer:
    """The provider's word about one order; ``money`` stands with ``PAID``."""

    stand: Stand
    money: Money | None = None


@dataclass(frozen=True, slots=True)
class Refund:
    """Money given back; ``at`` by the provider's clock."""

    reference: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a day's statement."""

    kind: str  # "pay" or "refund"
    order_no: str
    provider_ref: str
    amount_fen: int
    at: datetime


class PaymentGateway(Protocol):
    """A provider. ``create``, ``close`` and ``refund`` may be repeated with the same numbers and have one effect."""

    name: str

    def create(self, order: Order) -> Cashier:
        """Open an order. Raises ``GatewayRefused``."""

    def query(self, order_no: str) -> Answer:
        """How the order stands."""

    def close(self, order_no: str) -> bool:
        """Make the order unpayable; False when it was paid before."""

    def parse_notify(self, headers: Mapping[str, str], body: bytes) -> Money:
        """Read a message sent to our door. Raises ``NoticeForged``; makes no call."""

    def refund(self, order_no: str, *, refund_no: str, amount_fen: int) -> Refund:
        """Give the whole amount back. Raises ``GatewayRefused``."""

    def daily_bill(self, day: date) -> Sequence[Line]:
        """Everything the provider took and gave back on this day of its own clock."""
