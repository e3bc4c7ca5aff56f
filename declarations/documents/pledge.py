"""申报人承诺书 (FORM-14): the words agreed to, the self-checks, the signature, when and from where (MAT-02)."""

from django.utils import timezone

from declarations.documents.common import case_of
from declarations.models import Pledge
from records.services.documents import Form


def pledge_sheet(declaration_id: int) -> Form:
    """The last pledge of a declaration. Raises ``Pledge.DoesNotExist`` before it was signed."""
    case = case_of(declaration_id)
    pledge = Pledge.objects.filter(declaration_id=declaration_id).latest("pk")
    return Form(
        template="pdf/pledge.html",
        context={
            "case": case,
            "declaration": case.declaration,
            "pledge": pledge,
            "responsibility": case.terms.texts.responsibility,
            "proved_at": pledge.phone_proved_at and timezone.localtime(pledge.phone_proved_at),
            "signed_at": timezone.localtime(pledge.at),
        },
        title="申报人承诺书",
        notice_title=case.notice_title,
        application_no=case.declaration.number or "",
    )
