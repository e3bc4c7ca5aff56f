"""What this floor refuses, and why, in the words people read."""

from typing import Any

from django.db import IntegrityError

from config.lib.reason import Reason


class Refused(Exception):
    """A change of a dossier that is not possible; carries every reason."""

    def __init__(self, *reasons: Reason) -> None:
        self.reasons = reasons
        super().__init__("；".join(reason.text for reason in reasons))


class TakenMeanwhile(IntegrityError):
    """Another case took it between a guard's look and the lock; whoever moves looks again, and is told why not."""


class Stale(Exception):
    """The page was made from an older version: somebody, perhaps the same person elsewhere, saved meanwhile (TM5)."""

    def __init__(self, version: int, values: dict[str, Any]) -> None:
        self.version, self.values = version, values
        super().__init__(f"version {version} stands")
