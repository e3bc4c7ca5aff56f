"""The port to whoever sends texts."""

from typing import Protocol

from messaging.states import Fate

ProviderRef = str


class SmsGateway(Protocol):
    """A provider. ``reference`` is ours, the same at every try; no provider is trusted to send it once only."""

    name: str

    def send(self, phone: str, text: str, reference: str) -> ProviderRef:
        """Hand one text over; the provider's own number of it.

        Raises ``GatewayDown`` when surely nothing was sent, ``records.exceptions.Undeliverable`` when repeating is
        useless, ``records.exceptions.OutcomeUnknown`` when it may have been sent: then ``query`` comes first.
        """

    def query(self, reference: str) -> Fate:
        """What became of it. Raises ``GatewayDown``."""
