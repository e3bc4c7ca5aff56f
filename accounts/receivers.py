"""Every door of the house opens and closes sessions through Django's own signals, Django's admin included."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import SignedIn, User
from accounts.services.sessions import note_session


@receiver(user_logged_in, dispatch_uid="accounts.note_session")
def session_opened(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    note_session(request, user)


@receiver(user_logged_out, dispatch_uid="accounts.forget_session")
def session_closed(sender: Any, request: HttpRequest, user: User | None, **_: Any) -> None:
    SignedIn.objects.filter(session_key=request.session.session_key or "").delete()
