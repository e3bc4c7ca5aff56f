"""The port to whoever sends texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from messaging.states import Fate

ProviderRef = str


@dataclass(frozen=True, slots=True)
class Asked:
    """A text whose fate is asked for: our reference, its number, and when it was handed over (machine clock)."""

    reference: str
    phone: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a provider reports of a text by itself; by our reference, or where it does not return it, by its own."""

    fate: Fate
    reference: str = ""
    provider_ref: str = ""


class SmsGateway(Protocol):
    """A provider. ``reference`` is ours, the same until somebody decides anew; nobody is trusted to send it once."""

    name: str
    receipt_key: str  # the secret part of the address where its receipts arrive; empty: it reports nothing
    received: Mapping[str, Any]  # what it wants to read when its receipts have arrived

    def accepts(self, text: str) -> bool:
        """Whether it sends these words at all: some send approved texts only. Asks nobody."""

    def send(self, phone: str, text: str, reference: str) -> ProviderRef:
        """Hand one text over; the provider's own number of it.

        Raises ``GatewayDown`` when surely nothing was sent, ``records.exceptions.Undeliverable`` when repeating is
        useless, ``records.exceptions.OutcomeUnknown`` when it may have been sent: then ``query`` comes first.
        """

    def query(self, asked: Asked) -> Fate:
        """What became of it. Raises ``GatewayDown``."""

    def receipts(self, path: str, headers: Mapping[str, str], body: bytes) -> Sequence[Receipt]:
        """What it reports. Raises ``ReceiptForged`` for what it cannot have written."""
