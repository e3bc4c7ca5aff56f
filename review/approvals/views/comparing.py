"""比较历次提交: any two hand-ins of a case (17-6)."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from review.approvals.rules import read_at_desk
from review.approvals.selectors.comparing import comparison_of
from review.approvals.views.common import crumbs_to, show_case


@login_required
@require_safe
def compare(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The last two, or the two the address names."""
    declaration = read_at_desk(request.user, ref)
    asked = request.GET
    context = {
        "declaration": declaration,
        "comparison": comparison_of(declaration, asked.get("before", ""), asked.get("after", "")),
        "crumbs": crumbs_to(declaration, "比较历次提交"),
    }
    return show_case(request, declaration, "approvals/compare.html", context)
