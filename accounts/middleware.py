"""Sessions end after eight hours, however busy they are (AU3)."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from accounts.services.sessions import is_too_old


class SessionLimits:
    """After the authentication middleware: the visitor of a session that is too old is nobody again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_too_old(request.session):
            logout(request)
        return self._get_response(request)
