"""Pages for what should not happen: a failure with a number, and the closed door of maintenance."""

import logging
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse

NUL = "\x00"
OF_A_CASE = ("declare/<uuid:ref>/", "work/unit/<uuid:ref>/", "work/review/<uuid:ref>/", "cases/<uuid:ref>/")

log = logging.getLogger(__name__)


def server_error(request: HttpRequest) -> HttpResponse:
    """``handler500``: the page names an incident that stands in the log. It asks nothing of the database."""
    incident = f"{secrets.randbelow(10**8):08d}"
    log.error("Incident %s at %s", incident, request.path)
    page = render_to_string("500.html", {"incident": incident, "phone": settings.SUPPORT_PHONE})
    return HttpResponse(page, status=500)


class MaintenanceDoor:
    """While the file ``var/…/maintenance`` exists every page says so; its text is the hour of return."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response
        self._sign: Path = settings.VAR_DIR / "maintenance"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            back = self._sign.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return self._get_response(request)
        page = render_to_string("maintenance.html", {"back": back, "phone": settings.SUPPORT_PHONE})
        return HttpResponse(page, status=503, headers={"Retry-After": "600"})


class NoNul:
    """No keyboard types NUL, PostgreSQL keeps none: an address with one, or data refused for one, is answered 400.

    A form's fields refuse it with a sentence before that, and keep what was filled in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told = (request.path, *request.COOKIES.values(), *_words(request.GET))
        return _unreadable() if any(NUL in word for word in told) else self._get_response(request)

    def process_exception(self, _request: HttpRequest, error: Exception) -> HttpResponse | None:
        """What a page took from a form or from JSON without asking a field."""
        return _unreadable() if isinstance(error, DataError | ValueError) and "NUL (0x00)" in str(error) else None


class OpenedByAddress:
    """What only a button sends, opened by its address (pasted, reloaded): still 405, with words and a way back.

    It changed nothing. Scripts and htmx read the bare answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self._get_response(request)
        read_by_a_person = request.method == "GET" and "HX-Request" not in request.headers
        if isinstance(answer, HttpResponseNotAllowed) and read_by_a_person and request.accepts("text/html"):
            answer.content = render_to_string("405.html", {"case_url": _case_of(request)}, request)
        return answer


def _case_of(request: HttpRequest) -> str:
    """The page of the case the address names, where it names one; its own gate says who may read it."""
    match = request.resolver_match
    named = match and match.route.startswith(OF_A_CASE)
    return reverse("process:case", args=[match.kwargs["ref"]]) if match and named else ""


def _words(query: QueryDict) -> Iterator[str]:
    for name, values in query.lists():
        yield name
        yield from values


def _unreadable() -> HttpResponse:
    return HttpResponse(render_to_string("400.html"), status=400)
