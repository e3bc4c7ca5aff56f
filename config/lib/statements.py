"""The standing pages every government site carries: site map, accessibility, privacy."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

STATEMENTS = {
    "sitemap": "站点地图",
    "accessibility": "无障碍声明",
    "privacy": "隐私政策",
}


def statement(request: HttpRequest, page: str) -> HttpResponse:
    """One of the standing pages; open to everybody."""
    if page not in STATEMENTS:
        raise Http404
    others = [(title, name) for name, title in STATEMENTS.items() if name != page]
    return render(request, f"ui/statements/{page}.html", {"title": STATEMENTS[page], "others": others})
