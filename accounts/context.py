"""Context processor ``site``: what every page's frame says about the house, the reader and the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import cached_property

from accounts.models import User
from accounts.selectors import held_roles
from accounts.states import Role
from config.lib import clock
from config.lib.prefs import SIZES, size_of, theme_of

_unread: list[Callable[[object], int]] = []


def register_unread(counter: Callable[[object], int]) -> None:
    """Messaging tells here how to count a user's unread messages; asked only by pages that show the number."""
    _unread[:] = [counter]


@dataclass(frozen=True)
class Standing:
    """A role the reader may act in: ``value`` is posted to accounts:switch_role, ``tone`` colours the strip."""

    value: str
    label: str
    organisation: str = ""
    tone: str = ""  # "" applicant, "unit", "office", "expert", "admin"
    current: bool = False


TONES = {Role.UNIT: "unit", Role.RELAY: "unit", Role.EXPERT: "expert", Role.ADMIN: "admin"}


def standings_of(user: User) -> tuple[Standing, ...]:
    """The roles a person may act in, the current one marked; a role held in several places stands once."""
    current = user.current_role or Role.APPLICANT
    places: dict[Role, list[str]] = {}
    for role, place in held_roles(user):
        places.setdefault(role, []).append(place)
    return tuple(
        Standing(role.value, role.label, "、".join(dict.fromkeys(named)), _tone_of(role), current=role == current)
        for role, named in places.items()
    )


def _tone_of(role: Role) -> str:
    return "" if role == Role.APPLICANT else TONES.get(role, "office")


class Site:
    """Read by base.html; everything that costs a query is a property and waits until the page asks."""

    name = "职称申报评审"
    sizes = tuple(SIZES.items())

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.owner = settings.SITE_OWNER
        self.phone = settings.SUPPORT_PHONE
        self.address = settings.SITE_URL
        self.demo = settings.DEMO
        self.size = size_of(request)
        self.theme = theme_of(request)
        self.find_errors_url = settings.SITE_FIND_ERRORS_URL
        self.registrations = [pair for pair in settings.SITE_REGISTRATIONS.items() if pair[1]]

    @cached_property
    def clock(self) -> datetime | None:
        """The law clock, shown where it can be moved."""
        return clock.law() if settings.LAW_CLOCK_MOVABLE and self.demo else None

    @property
    def signed_in(self) -> bool:
        user = getattr(self._request, "user", None)
        return bool(user and user.is_authenticated)

    @property
    def person(self) -> str:
        user = self._request.user
        return getattr(user, "name", "") or user.get_username()

    @property
    def session_seconds(self) -> int | str:
        """How long this session lives; "" for visitors, who have none to lose."""
        return self._request.session.get_expiry_age() if self.signed_in else ""

    @cached_property
    def unread(self) -> int:
        return sum(count(self._request.user) for count in _unread) if self.signed_in else 0

    @cached_property
    def roles(self) -> tuple[Standing, ...]:
        user = getattr(self._request, "user", None)
        return standings_of(user) if isinstance(user, User) else ()

    @property
    def role(self) -> Standing | None:
        return next((role for role in self.roles if role.current), None)


def site(request: HttpRequest) -> dict[str, Site]:
    """``{{ site.… }}``."""
    return {"site": Site(request)}
