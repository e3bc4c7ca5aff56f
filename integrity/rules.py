"""Who keeps away from which entries: nobody touches what is written of themselves, nor of whom a floor above names."""

from collections.abc import Callable, Iterable

from accounts.models import IdNumber, User

FINDS = "integrity.change_suspicion"  # held in the admin, where a suspicion is heard and found
BY_GROUP = "django.contrib.auth.backends.ModelBackend"  # the rights of groups; several backends stand in the settings

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


def finds(user: User) -> bool:
    """Whether the person is entitled to hear and find on suspicions (MAT-05)."""
    return user.is_staff and user.has_perm(FINDS)


def finders_of(identifier: str, *, but: User) -> list[User]:
    """Everybody who may find on this subject: not who reported it, nobody who keeps away from it."""
    entitled = User.objects.with_perm(FINDS, backend=BY_GROUP).filter(is_staff=True).exclude(pk=but.pk).order_by("pk")
    return [each for each in entitled if identifier not in kept_from(each)]
