"""The working calendar's page: a year, what waits for a second person, and which publicities it reaches (ADMIN-10)."""

from calendar import Calendar
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404
from django.urls import reverse

from accounts.directory import KEEPS_ALL
from accounts.models import Membership, User
from accounts.orders import Line, task_done, tell_people
from accounts.states import Role
from config.lib import clock
from config.lib.histories import Told, history_lines
from records.models import CalendarChange, CalendarDay
from records.models.calendar_change import Day
from records.services.audit import audited
from records.services.calendar import free_days
from records.services.calendar_changes import Changed, changes_of, propose_days, turned_days
from records.services.holiday_notices import lacking_holidays
from records.states import ChangeState, DaySource
from review.approvals.models import Publicity
from review.approvals.states import PublicityKind
from review.outcomes.models import ResultPublicity

FIRST_YEAR, LAST_YEAR = 2015, 2100
FAR = timedelta(days=90)  # the longest holidays leave room in it
SUBJECT = "calendar_change"
MONDAY_FIRST = Calendar(firstweekday=0)
NOT_TOLD = ("date", "source", "doc_no")
MOST = 400  # changes of days: a whole year may become official at once
SHOWN = 60  # changed days listed on a page


# ── a year ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Cell:
    """One day of a month's table; a day of the month before or after is empty."""

    day: date | None
    mark: str = ""  # 休 for a named holiday, 班 for a make-up day
    name: str = ""
    is_free: bool = False
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Month:
    """A month's weeks, Monday first."""

    number: int
    weeks: list[list[Cell]]


@dataclass(frozen=True, slots=True)
class Year:
    """A year of the calendar."""

    number: int
    months: list[Month]
    named: list[CalendarDay]
    is_official: bool
    is_known: bool


def year_of(number: int) -> Year:
    """Every day of a year with what the table says of it. One statement."""
    rows = {row.date: row for row in CalendarDay.objects.filter(date__year=number).order_by("date")}
    months = [
        Month(
            month,
            [[_cell(day, month, rows) for day in week] for week in MONDAY_FIRST.monthdatescalendar(number, month)],
        )
        for month in range(1, 13)
    ]
    sure = [row for row in rows.values() if row.source != DaySource.DERIVED]
    return Year(number, months, [row for row in rows.values() if row.name], len(sure) == len(rows) > 0, bool(rows))


def _cell(day: date, month: int, rows: dict[date, CalendarDay]) -> Cell:
    if day.month != month:
        return Cell(None)
    row = rows.get(day)
    free = not row.is_work if row else day.weekday() >= 5  # noqa: PLR2004 - Saturday
    mark = ("休" if free else "班") if row and row.name else ""
    return Cell(day, mark, row.name if row else "", free, bool(row and row.source != DaySource.DERIVED))


def history_of(year: int) -> list[Told]:
    """What people changed in a year's days; what the programme entered is no change."""
    by_people = CalendarDay.history.filter(date__year=year, history_user_id__isnull=False)
    earlier = by_people.filter(date=OuterRef("date"), history_id__lt=OuterRef("history_id"))
    kept = by_people.filter(~Q(name="") | Exists(earlier))  # a plain day that became official says nothing
    people = User.objects.filter(pk__in=kept.values("history_user_id"))
    names = dict(people.values_list("pk", "name"))
    return history_lines(kept, names=names, named=_day_named, without=NOT_TOLD, most=MOST)


def _day_named(row: Any) -> str:
    return f"{row.date:%Y-%m-%d}"


# ── changes ────────────────────────────────────────────────────────────────────────────────────────────────────────
def changes_in(year: int) -> list[CalendarChange]:
    """What was proposed for a year, the latest first."""
    return list(CalendarChange.objects.filter(year=year).order_by("-pk"))


def read_change(ref: UUID) -> CalendarChange:
    """A change of the calendar. Raises ``Http404``."""
    change = CalendarChange.objects.filter(ref=ref).first()
    if change is None:
        raise Http404
    return change


def names_of(changes: Iterable[CalendarChange]) -> dict[int, str]:
    """Who proposed and who decided, by number. One statement."""
    numbers = {number for each in changes for number in (each.by, each.decided_by) if number}
    return dict(User.objects.filter(pk__in=numbers).values_list("pk", "name"))


@dataclass(frozen=True, slots=True)
class Touched:
    """A running publicity whose days would be counted otherwise."""

    what: str
    where: str
    first_day: date
    last_day: date
    by_change: date

    @property
    def moves(self) -> bool:
        """Whether its last day would be another one."""
        return self.by_change != self.last_day


@dataclass(frozen=True, slots=True)
class ChangePage:
    """A change with its days and what it reaches."""

    change: CalendarChange
    changed: list[Changed]  # worked or free, or called, otherwise
    confirmed: int  # days that only become official
    touched: list[Touched]
    proposer: str
    decider: str
    lacking: list[str]  # statutory holidays that an official notice, as it was entered, does not have

    @property
    def is_open(self) -> bool:
        """Whether it waits for the second person."""
        return self.change.state == ChangeState.PROPOSED

    @property
    def more(self) -> int:
        """Changed days that are not listed."""
        return max(0, len(self.changed) - SHOWN)

    @property
    def shown(self) -> list[Changed]:
        """The first of them."""
        return self.changed[:SHOWN]


def change_page(change: CalendarChange) -> ChangePage:
    """What an approver has to see before the days count; of a decided change its days alone."""
    names = names_of([change])
    is_open = change.state == ChangeState.PROPOSED
    found = changes_of(change) if is_open else []
    told = [each for each in found if (each.was_work, each.was_name) != (each.is_work, each.name)]
    touched = touched_by(turned_days(change)) if is_open else []
    decider = names.get(change.decided_by or 0, "")
    lacking = lacking_holidays(change.named_days) if is_open and change.source == DaySource.OFFICIAL else []
    return ChangePage(change, told, len(found) - len(told), touched, names.get(change.by, ""), decider, lacking)


def touched_by(turned: dict[date, bool]) -> list[Touched]:
    """Running publicities over whose days a change goes; their announced last day stays as it was announced.

    Those of units are counted by their days: they are other offices' too, and name people (SYS-02).
    """
    if not turned:
        return []
    first, last = min(turned), max(turned)
    span = Q(first_day__lte=last, last_day__gte=first - FAR)
    days = ("kind", "first_day", "last_day", "working_days")
    running = Publicity.objects.running().filter(span).order_by()
    of_units = running.values_list(*days).annotate(count=Count("pk")).order_by(*days)
    of_results = ResultPublicity.objects.filter(span, ended_at=None)
    by_change = _counting(turned)
    rows = [
        *(
            Touched(PublicityKind(kind).label, f"{count} 份", begins, ends, by_change(begins, working_days))
            for kind, begins, ends, working_days, count in of_units
        ),
        *(
            Touched("二次公示", each.title, each.first_day, each.last_day, by_change(each.first_day, each.working_days))
            for each in of_results
        ),
    ]
    return [each for each in rows if each.moves or any(each.first_day <= day <= each.last_day for day in turned)]


def _counting(turned: dict[date, bool]) -> Callable[[date, int], date]:
    """The last of so many working days from a first one on, as the change would have it. One statement."""
    begin, end = min(turned) - FAR * 2, max(turned) + FAR
    free = set(free_days(begin, end)) - {day for day, works in turned.items() if works}
    free |= {day for day, works in turned.items() if not works}

    def last_of(day: date, count: int) -> date:
        while True:
            count -= day not in free
            if count <= 0 or day >= end:
                return day
            day += timedelta(days=1)

    return last_of


# ── telling ────────────────────────────────────────────────────────────────────────────────────────────────────────
def propose_and_tell(
    days: list[Day], *, year: int, title: str, doc_no: str, source: str, text: str, actor: User
) -> CalendarChange:
    """Enter a change, and ask the others who may approve it. Raises ``DaysRefused``."""
    with audited():
        change = propose_days(days, year=year, title=title, doc_no=doc_no, source=source, text=text, by=actor.pk)
        tell_people(
            Line(
                people=[each for each in approvers() if each != actor.pk],
                event="calendar_proposed",
                title=f"{year}年工作日历待批准",
                text=f"{actor.name}录入了《{title}》，请核对日期后批准。批准后，公示等按新日历计算。",
                url=reverse("process:calendar_change", args=[change.ref]),
                button="去核对",
                needs_action=True,
                subject_kind=SUBJECT,
                subject_id=change.pk,
                key=f"{SUBJECT}:{change.pk}",
            )
        )
    return change


def approvers() -> list[int]:
    """Notice administrators and the system's administrators, by number."""
    keepers = Membership.objects.current().filter(role=Role.ADMIN).values("user")
    app, _, right = KEEPS_ALL.partition(".")
    may = Q(is_superuser=True) | Q(user_permissions__codename=right, user_permissions__content_type__app_label=app)
    found = User.objects.filter(Q(pk__in=keepers) | Q(may, is_staff=True), is_active=True)
    return list(found.order_by("pk").values_list("pk", flat=True).distinct())


def decided(change: CalendarChange) -> None:
    """Nothing about it waits in anybody's inbox; who proposed it is told how it ended."""
    task_done(SUBJECT, change.pk)
    if change.decided_by in {None, change.by}:
        return
    refused = change.state == ChangeState.REFUSED
    tell_people(
        Line(
            people=[change.by],
            event="calendar_decided",
            title=f"{change.year}年工作日历{'未获批准' if refused else '已生效'}",
            text=f"原因：{change.refusal}" if refused else f"《{change.title}》已由第二人批准。",
            url=reverse("process:calendar_change", args=[change.ref]),
            button="查看",
            key=f"{SUBJECT}:{change.pk}:{change.state}",
        )
    )


def this_year() -> int:
    """By the law clock."""
    return clock.local_date(clock.law()).year
