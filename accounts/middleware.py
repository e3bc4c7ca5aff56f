"""Sessions end after eight hours, however busy they are (AU3); who was signed out is told why when they come back."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from accounts.services.sessions import is_too_old

# A cookie of the browser's sitting that outlives the session: "was signed in", and how that ended.
MARK = "left"
HERE, OLD, ENDED = "idle", "old", "ended"
WHY_LEFT = {
    HERE: "您较长时间没有操作，已为安全退出，请重新登录。登录后回到刚才的页面。",
    OLD: "登录已满 8 小时，已为安全退出，请重新登录。登录后回到刚才的页面。",
    ENDED: "您的登录已结束（在其他设备上登录或被退出），请重新登录。",
}


def why_left(request: HttpRequest) -> str:
    """Why a visitor is not signed in any more; nothing for who signed out or never came."""
    return WHY_LEFT.get(request.COOKIES.get(MARK, ""), "")


class SessionLimits:
    """After the authentication middleware: the visitor of a session that is too old is nobody again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        how = OLD if is_too_old(request.session) else ""
        if how:
            logout(request)
        elif _is_lost(request):
            how = ENDED
        was_here = request.user.is_authenticated
        response = self._get_response(request)
        if request.method == "POST" and not was_here:
            _come_back_to_the_form(request, response)
        _mark(request, response, was_here=was_here, how=how)
        return response


def _is_lost(request: HttpRequest) -> bool:
    """The browser still has its key, so the session was not idle, and yet there is none: it was ended elsewhere."""
    has_key = settings.SESSION_COOKIE_NAME in request.COOKIES
    return has_key and request.COOKIES.get(MARK) == HERE and request.session.is_empty()


def _mark(request: HttpRequest, response: HttpResponse, *, was_here: bool, how: str) -> None:
    here = request.user.is_authenticated
    if was_here and not here:
        response.delete_cookie(MARK, samesite="Lax")  # by their own will
        return
    wanted = HERE if here else how
    if wanted and request.COOKIES.get(MARK) != wanted:
        response.set_cookie(MARK, wanted, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)


def _come_back_to_the_form(request: HttpRequest, response: HttpResponse) -> None:
    """What was sent after the session ended leads back to the page it was written on: many addresses take no GET."""
    door = resolve_url(settings.LOGIN_URL)
    page = request.headers.get("Referer", "")
    at_home = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    if urlsplit(response.get("Location", "")).path != door or not page or not at_home:
        return
    parts = urlsplit(page)
    if parts.path != door:
        response["Location"] = f"{door}?{urlencode({'next': parts._replace(scheme='', netloc='').geturl()})}"
