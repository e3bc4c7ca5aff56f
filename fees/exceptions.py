"""What a service of this floor may answer instead of doing its work."""

from collections.abc import Sequence

from config.lib.reason import Reason


class FeeRefused(Exception):
    """The person can act on it: the sentences are shown at the form they came from."""

    def __init__(self, *reasons: Reason) -> None:
        super().__init__(" ".join(reason.text for reason in reasons))
        self.reasons: Sequence[Reason] = reasons


class GatewayDown(Exception):
    """The provider did not answer, or not in its own words: what became of the call is unknown."""


class GatewayRefused(Exception):
    """The provider answered that it will not do this."""


class NoticeForged(Exception):
    """A message to our door that the provider did not write, or wrote too long ago. It changes nothing."""
