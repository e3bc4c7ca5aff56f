"""The notices' admin: signs in and looks."""

from tests.journeys import stage
from tests.journeys.walk import Journey


def admin_looks(journey: Journey) -> None:
    """From the notice desk to the notice as everybody reads it, and to the ledger of texts."""
    with journey.as_(stage.desk("admin")) as walk:
        walk.press("关于开展2024年度")
        walk.says("申报条件")
        walk.menu("短信记录")
