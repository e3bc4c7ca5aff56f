"""What the services of this floor refuse, in the words people read."""

from config.lib.reason import Reason


class Refused(Exception):
    """A piece of work that is not possible now; carries every reason."""

    def __init__(self, *reasons: Reason) -> None:
        self.reasons = list(reasons)
        super().__init__("；".join(reason.text for reason in reasons))
