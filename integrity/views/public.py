"""Pages everybody may read without signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from integrity.selectors import verification_links


@require_safe
def verifying(request: HttpRequest) -> HttpResponse:
    """Where and how a journal, a paper or a book is verified; the office edits it in the admin (RISK-05, A-18)."""
    context = {"groups": verification_links(), "crumbs": [("首页", "/"), ("论文著作怎样核验", "")]}
    return render(request, "integrity/verifying.html", context)
