"""Who keeps away from which entries: nobody touches what is written of themselves, nor of whom a floor above names."""

from collections.abc import Callable, Iterable

from accounts.models import IdNumber, User

Ties = Callable[[User], Iterable[str]]

_ties: list[Ties] = []


def register_ties(identifiers: Ties) -> None:
    """``identifiers(user)``: the indexes of ID numbers of people whose cases the person keeps away from (§10)."""
    if identifiers not in _ties:
        _ties.append(identifiers)


def kept_from(user: User) -> set[str]:
    """Identifiers of the archive that this person neither enters, revokes nor sees in the admin: their own first."""
    own = IdNumber.objects.filter(user=user).values_list("number_index", flat=True)
    return {*own, *(each for ties in _ties for each in ties(user))}
