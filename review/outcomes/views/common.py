"""What the pages of results share; those without an account have ``review.approvals.views.doors``, too."""

from django.http import HttpRequest


def status_of(request: HttpRequest) -> int:
    """422 for a form that must be mended (ux §3.3)."""
    return 422 if request.method == "POST" else 200
