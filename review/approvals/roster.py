"""名册表 of a batch: its law, and one line a person (FORM-24)."""

from collections.abc import Iterator

from declarations.models import Declaration
from notices.models import NoticeEdition
from review.approvals.models import Batch


def law_of(batch: Batch) -> NoticeEdition:
    """The law is that of the cases in it; an empty batch has the notice's newest."""
    entry = batch.entries.select_related("declaration__edition").first()
    return entry.declaration.edition if entry else batch.notice.editions.latest("number")


def roster_rows(batch: Batch) -> Iterator[tuple[object, ...]]:
    """名册表, one line a person (FORM-24)."""
    cases = Declaration.objects.filter(batch_entry__batch=batch).select_related(
        "applicant", "unit", "employer", "basic"
    )
    shown = cases.prefetch_related("educations", "titles").order_by("batch_entry__pk")
    for number, case in enumerate(shown, 1):
        yield (
            number,
            case.applicant.name,
            case.basic.sex,
            (case.employer or case.unit).name,
            *school_and_title(case),
            case.level_name,
            case.specialty_name,
        )


def school_and_title(case: Declaration) -> tuple[str, str, str]:
    """学历, 现职称 and when it was given, from what was fetched beforehand; empty where nothing was entered."""
    schools, titles = list(case.educations.all()), list(case.titles.all())
    school = next((each for each in schools if each.is_highest), schools[-1] if schools else None)
    title = next((each for each in titles if each.is_base), None)
    granted = title.granted_on.isoformat() if title else ""
    return school.level if school else "", title.name if title else "", granted
