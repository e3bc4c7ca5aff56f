"""Finance: what was paid stands on its desk."""

from tests.journeys import stage
from tests.journeys.walk import Journey


def finance_sees_it(journey: Journey) -> None:
    """The bill is paid; books and the payer's page say the same."""
    with journey.as_(stage.desk("finance")) as walk:
        walk.press("已缴")
        walk.says(stage.APPLICANT)
        walk.follow("main td a[href*='/fees/desk/bills/']")
        walk.says("已缴")
        walk.menu("缴费")
        walk.press("每日对账")
