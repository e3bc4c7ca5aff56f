"""What stands against the step of a page before its form is opened (S17).

The table of steps stands on the floor above; it registers how it is asked.
"""

from collections.abc import Callable, Sequence

from accounts.models import User
from config.lib.reason import Reason
from declarations.models import Declaration

Asker = Callable[[User, Declaration, str], Sequence[Reason]]
_asker: list[Asker] = []  # one, once the apps are ready


def register_reasons(asker: Asker) -> None:
    """Called once by the floor that keeps the table."""
    _asker[:] = [asker]


def reasons_ahead(user: User, declaration: Declaration, action: str) -> Sequence[Reason]:
    """Why this person could not take the step now, whatever they entered; empty where it is open."""
    return _asker[0](user, declaration, action)
