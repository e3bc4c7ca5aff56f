"""What the clerks of the season write follows what the record holds."""

from datetime import date, datetime

from declarations.models import InsuranceMonth
from declarations.states import State
from review.process.season.story import missing_months


def test_what_the_office_writes_of_the_months_is_what_the_record_holds(world):
    """MAT-31: three of the six months before the declaration, for who came to the unit in April and declares in July."""
    case = world.declaration(State.CORRECTION)
    case.submitted_at = datetime.fromisoformat("2024-07-13T10:00+08:00")
    InsuranceMonth.objects.filter(declaration=case).delete()
    months = [(date(2024, month, 1), case.unit.name if month > 3 else "原单位") for month in range(1, 8)]
    InsuranceMonth.objects.bulk_create(
        InsuranceMonth(declaration=case, month=day, payer=payer) for day, payer in months
    )

    assert missing_months(case).startswith("2024年1月—6月在申报单位养老保险仅3个月")
