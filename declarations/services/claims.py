"""Note the numbers a dossier claims at the moment it is handed in (RISK-06)."""

from collections.abc import Iterator

from declarations.claims import certificate_number, numbers_in
from declarations.models import Achievement, ClaimedNumber, Declaration, Education, HeldTitle
from declarations.parts import Section, entry_key
from declarations.states import NumberKind


def note_claims(declaration: Declaration) -> None:
    """Replace what this dossier claims by what it says now; five statements, whatever its length."""
    ClaimedNumber.objects.filter(declaration=declaration).delete()
    claims = dict.fromkeys(_claims(declaration.pk))
    rows = (
        ClaimedNumber(declaration=declaration, part=part, kind=kind, number=number) for part, kind, number in claims
    )
    ClaimedNumber.objects.bulk_create(rows, ignore_conflicts=True)


def _claims(pk: int) -> Iterator[tuple[str, NumberKind, str]]:
    certified = ((Section.TITLES, HeldTitle), (Section.EDUCATION, Education))
    for row, *texts in Achievement.objects.filter(declaration=pk).values_list("pk", "patent", "award", "title"):
        for kind, number in numbers_in("\n".join(texts)):
            yield entry_key(Section.ACHIEVEMENTS, row), kind, number
    for section, model in certified:
        for row, text in model.objects.filter(declaration=pk).values_list("pk", "certificate_no"):
            if number := certificate_number(text):
                yield entry_key(section, row), NumberKind.CERTIFICATE, number
