"""The default for trying: nothing leaves the house, the ledger keeps every text for the staff's page.

Production refuses to start with it.
"""

from messaging.gateways.port import ProviderRef
from messaging.states import Fate


class LocalGateway:
    """Everything arrives at once."""

    name = "本机记录"

    def send(self, phone: str, text: str, reference: str) -> ProviderRef:
        """The ledger row is the message."""
        return f"local-{reference[:12]}"

    def query(self, reference: str) -> Fate:
        """Delivered: it lies where it was to lie."""
        return Fate.DELIVERED
