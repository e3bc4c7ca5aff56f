"""What can go wrong on this floor, for those who call it."""

from datetime import date


class OutcomeUnknown(Exception):
    """A delivery handler does not know whether its call took effect (timeout, cut connection)."""


class Undeliverable(Exception):
    """A delivery handler knows that no repetition will help (refused number, unknown template)."""


class KeyReused(Exception):
    """The same idempotency key came with another request."""


class CalendarUnknown(Exception):
    """No calendar row and no rule covers this day."""

    def __init__(self, day: date) -> None:
        super().__init__(f"{day:%Y-%m-%d} 的工作日历尚未录入。")
        self.day = day
