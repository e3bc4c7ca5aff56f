"""Sign-in by phone number and password. Codes sign in through ``accounts.services``."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts.models import User
from config.lib.text import normalise_phone


class PhoneBackend(ModelBackend):
    """A person is found by phone; staff made on the command line also by user name."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        if not username or password is None:
            return None
        person = User.objects.by_phone(normalise_phone(username)) or User.objects.filter(username=username).first()
        if person is None:
            User().set_password(password)  # the same work for a number nobody has (AU1)
            return None
        return person if person.check_password(password) and self.user_can_authenticate(person) else None
