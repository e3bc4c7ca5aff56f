"""What ``perform`` raises."""

from collections.abc import Sequence

from config.lib.reason import Reason


class MoveRefused(Exception):
    """The person can do something about it: every reason, not only the first."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__("；".join(reason.text for reason in reasons))
        self.reasons = list(reasons)

    @property
    def codes(self) -> list[str]:
        return [reason.code for reason in self.reasons]
