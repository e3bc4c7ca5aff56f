"""字号 and 高对比 without JavaScript: a cookie for a year, rendered by the server so that nothing flashes."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from config.lib.back import way_back

SIZES = {"m": "标准", "l": "大", "xl": "特大"}
THEMES = ("plain", "contrast")
ALLOWED = {"size": tuple(SIZES), "theme": THEMES}
YEAR = 365 * 24 * 3600


def size_of(request: HttpRequest) -> str:
    """The chosen size; anything unknown is 标准."""
    chosen = request.COOKIES.get("ui_size", "")
    return chosen if chosen in SIZES else "m"


def theme_of(request: HttpRequest) -> str:
    """The chosen theme, or "" when the person has said nothing."""
    chosen = request.COOKIES.get("ui_theme", "")
    return chosen if chosen in THEMES else ""


@require_POST
def set_prefs(request: HttpRequest) -> HttpResponse:
    """Remember one choice and go back to the page it was made on."""
    response = HttpResponseRedirect(way_back(request, otherwise="/"))
    for name, values in ALLOWED.items():
        if (value := request.POST.get(name)) in values:
            response.set_cookie(f"ui_{name}", value, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response
