"""What services of results raise."""

from collections.abc import Sequence

from config.lib.reason import Reason


class OutcomeRefused(Exception):
    """The person can do something about it: every reason, not only the first."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__("；".join(reason.text for reason in reasons))
        self.reasons = list(reasons)
