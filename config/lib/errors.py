"""Pages for what should not happen: a failure with a number, and the closed door of maintenance."""

import logging
import secrets
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

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
