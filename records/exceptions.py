"""What can go wrong on this floor, for those who call it."""

from datetime import datetime


class OutcomeUnknown(Exception):
    """A delivery handler does not know whether its call took effect (timeout, cut connection)."""


class Undeliverable(Exception):
    """A delivery handler knows that no repetition will help (refused number, unknown template)."""


class Postponed(Exception):
    """A delivery handler may not act yet (a quiet night, a spent budget): no try was made. ``until``: machine clock."""

    def __init__(self, until: datetime, why: str) -> None:
        super().__init__(why)
        self.until = until


class KeyReused(Exception):
    """The same idempotency key came with another request."""


class DaysRefused(Exception):
    """What is wrong with days of the calendar, a sentence each, for who entered or approves them."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("".join(sentences))
        self.sentences = sentences
