"""The default for trying: nothing leaves the house, the ledger keeps every text for the staff's page.

Production refuses to start with it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from messaging.gateways.port import Asked, ProviderRef, Receipt
from messaging.states import Fate


class LocalGateway:
    """Everything arrives at once."""

    name = "本机记录"
    receipt_key = ""
    received: Mapping[str, Any] = {}

    def accepts(self, text: str) -> bool:
        """Any words."""
        return True

    def send(self, phone: str, text: str, reference: str) -> ProviderRef:
        """The ledger row is the message."""
        return f"local-{reference[:12]}"

    def query(self, asked: Asked) -> Fate:
        """Delivered: it lies where it was to lie."""
        return Fate.DELIVERED

    def receipts(self, path: str, headers: Mapping[str, str], body: bytes) -> Sequence[Receipt]:
        """Nobody reports: nothing left the house."""
        return []
