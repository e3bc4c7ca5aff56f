"""What the desk of committees may answer instead of doing its work."""

from collections.abc import Sequence

from config.lib.reason import Reason


class CommitteeRefused(Exception):
    """The person can act on it: the sentences are shown at the form they came from."""

    def __init__(self, *reasons: Reason) -> None:
        super().__init__(" ".join(reason.text for reason in reasons))
        self.reasons: Sequence[Reason] = reasons
