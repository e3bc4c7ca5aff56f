"""The way back to the page somebody came from, if it is one of this site's."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request: HttpRequest, *, named: str = "next", otherwise: str) -> str:
    """The page a form named in one of its fields, of this site alone; else ``otherwise``."""
    page = request.POST.get(named, "")
    safe = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if safe else otherwise
