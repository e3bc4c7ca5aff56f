"""The region's own days off, entered for the demo by two people as the calendar's pages ask (ADMIN-10, TIME-19)."""

from datetime import date

from records.models.calendar_change import Day
from records.services.calendar_changes import approve_change, propose_days
from records.states import DaySource
from review.process.season.world import World

NAME = "壮族三月三"
DAYS = (date(2024, 4, 11), date(2024, 4, 12))  # lunar 3-3 and the day after
TITLE = "关于2024年“壮族三月三”放假安排的通知（演示）"


def enter_regional_days(world: World) -> None:
    """One notice administrator enters them, the other approves."""
    first, second = (world.clerks[key].pk for key in ("admin", "admin2"))
    days = [Day(day, False, NAME) for day in DAYS]
    told = propose_days(days, year=2024, title=TITLE, doc_no="演示", source=DaySource.REGIONAL, by=first)
    approve_change(told.ref, by=second)
