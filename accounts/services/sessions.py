"""Who is signed in where; the number of open sessions is limited, and a person can end any of theirs (AU3)."""

from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, login
from django.http import HttpRequest

from accounts.models import SignedIn, User
from accounts.net import client_ip, device_of
from accounts.selectors import roles_of
from accounts.states import Role
from config.lib import clock

BACKEND = "accounts.backends.PhoneBackend"
MOST = 2  # a desk and a phone; the third sign-in ends the oldest
IDLE_OF_STAFF = 15 * 60  # seconds; applicants have SESSION_COOKIE_AGE
LONGEST = timedelta(hours=8)
STARTED = "accounts.started"


def sign_in(request: HttpRequest, person: User) -> None:
    """Open a session with a new key for somebody who was authenticated."""
    if SESSION_KEY in request.session:  # Django renews the key of strangers only
        request.session.cycle_key()
    first = person.last_login is None
    login(request, person, backend=BACKEND)
    duties = [role for role in roles_of(person) if role != Role.APPLICANT]
    if duties:
        request.session.set_expiry(IDLE_OF_STAFF)
    if first and len(duties) == 1 and not person.employments.exists():
        _begin_at_the_desk(person, duties[0])


def _begin_at_the_desk(person: User, role: str) -> None:
    """Who has one duty and never said where they are employed came to work, not to apply; they may switch."""
    person.current_role = role
    person.save(update_fields=["current_role"])


def note_session(request: HttpRequest, person: User) -> None:
    """Remember the session that was just opened, by whichever door; the oldest beyond the limit end."""
    if not request.session.session_key:
        request.session.create()
    now = clock.machine()
    request.session[STARTED] = now.timestamp()
    key = request.session.session_key
    told = {"user": person, "started_at": now, "ip": client_ip(request), "device": device_of(request)}
    SignedIn.objects.update_or_create(session_key=key, defaults=told)
    if not settings.DEMO:  # there a whole class looks through one person's eyes
        _end(list(_open(person)[MOST:]))


def renew_session(request: HttpRequest) -> None:
    """A new key for the open session; what a person may do has changed."""
    was = request.session.session_key
    request.session.cycle_key()
    SignedIn.objects.filter(session_key=was).update(session_key=request.session.session_key)


def end_session(*, person: User, sign_in_id: int) -> int:
    """End one of one's own sessions; how many ended."""
    return _end(list(SignedIn.objects.filter(user=person, pk=sign_in_id)))


def end_sessions(person: User, *, but: str | None = None) -> int:
    """End all sessions of a person, except the one with this key; how many ended."""
    return _end(list(SignedIn.objects.filter(user=person).exclude(session_key=but or "")))


def is_open(sign_in: SignedIn) -> bool:
    """Whether the session is still going: not signed out, not idle too long, not older than a working day (AU3)."""
    session = import_module(settings.SESSION_ENGINE).SessionStore(sign_in.session_key)
    return session.get(SESSION_KEY) == str(sign_in.user_id) and not is_too_old(session)


def forget_old_sessions() -> int:
    """Drop the notes of sessions that are over by themselves; how many."""
    return SignedIn.objects.filter(started_at__lt=clock.machine() - LONGEST).delete()[0]


def is_too_old(session: Any) -> bool:
    """Eight hours are enough for anybody, however busy (AU3)."""
    started = session.get(STARTED)
    return started is not None and clock.machine().timestamp() - started > LONGEST.total_seconds()


def _open(person: User) -> Any:
    return SignedIn.objects.filter(user=person).order_by("-started_at", "-pk")


def _end(ended: list[SignedIn]) -> int:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for each in ended:
        store(each.session_key).delete()
        each.delete()
    return len(ended)
