"""What the pages of results share; what pages without an account share stands in ``review.approvals.views.doors``."""

from django.http import HttpRequest

from review.approvals.views.doors import HOME, asked_too_often, too_often, unindexed

__all__ = ["HOME", "asked_too_often", "status_of", "too_often", "unindexed"]


def status_of(request: HttpRequest) -> int:
    """422 for a form that must be mended (ux §3.3)."""
    return 422 if request.method == "POST" else 200
