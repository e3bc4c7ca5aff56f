"""What the services of this floor refuse, in the words people read."""

from typing import Any

from declarations import exceptions


class Refused(exceptions.Refused):
    """A piece of work at a desk that is not possible now; carries every reason."""


class Overtaken(Exception):
    """A colleague wrote the same sheet after this page was shown: nothing was written, both stand to be read (TM5)."""

    def __init__(self, theirs: Any) -> None:
        self.theirs = theirs
        super().__init__(f"{theirs} stands")
