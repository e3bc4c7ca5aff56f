"""What pages without an account share: they are not indexed, not kept, and not asked too often (OP8)."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts.net import client_ip
from config.lib.limiting import Limit
from review.approvals.limiting import TOO_OFTEN

View = Callable[..., HttpResponse]
HOME = ("首页", "/")


def unindexed(view: View) -> View:
    """Names stand on it: no search engine keeps it, no browser either (OP8)."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, noarchive"
        return response

    return guarded


def asked_too_often(request: HttpRequest, limit: Limit) -> bool:
    """Count this call of an address."""
    return not limit.takes(client_ip(request))


def too_often(request: HttpRequest, *, title: str) -> HttpResponse:
    """The same page whatever was asked."""
    return render(request, "ui/too_often.html", {"title": title, "text": TOO_OFTEN}, status=429)
