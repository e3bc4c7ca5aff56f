"""办理经过 as a file, for the desks of a case."""

from urllib.parse import quote
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from config.lib.files import XLSX
from records.services.reads import note_read
from review.approvals.rules import read_at_desk
from review.process.history import history_sheet


@login_required
@require_safe
def history(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Taking it away is noted like reading the case."""
    declaration = read_at_desk(request.user, ref)
    answer = HttpResponse(history_sheet(declaration, request.user), content_type=XLSX)
    name = quote(f"办理经过 {declaration.applicant.name}")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}.xlsx"
    note_read("declaration.history_taken", declaration.pk, request.user)
    return answer
