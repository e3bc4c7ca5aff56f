"""申报人承诺书 (FORM-14): the words agreed to, the self-checks, the signature, when and from where (MAT-02)."""

from django.utils import timezone

from declarations.documents.common import case_of
from declarations.models import Pledge
from records.services.documents import Form


def pledge_sheet(declaration_id: int) -> Form:
    """The last pledge of a declaration and the changes signed since. Raises ``Pledge.DoesNotExist`` before."""
    case = case_of(declaration_id)
    signed = Pledge.objects.filter(declaration_id=declaration_id)
    pledge = signed.exclude(checked=[]).latest("pk")
    later = list(signed.filter(checked=[], pk__gt=pledge.pk))
    return Form(
        template="pdf/pledge.html",
        context={
            "case": case,
            "declaration": case.declaration,
            "pledge": pledge,
            "later": later,
            "paragraphs": pledge.text.splitlines(),
            "proved_at": pledge.phone_proved_at and timezone.localtime(pledge.phone_proved_at),
            "signed_at": timezone.localtime(pledge.at),
        },
        title="申报人承诺书和补正改动清单" if later else "申报人承诺书",
        notice_title=case.notice_title,
        title_word=case.title_word,
        application_no=case.declaration.number or "",
        data={"signed": [pledge.pk, *(each.pk for each in later)], "text": pledge.text},  # a paper a signature
    )
