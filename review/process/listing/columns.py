"""What a row of a desk's list may show, and what it shows unless told otherwise (16-1)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, DateTimeField, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce

from config.lib import clock
from declarations.models import Declaration, DeclarationQuerySet
from declarations.states import State
from review.approvals.models import Claim
from review.process.listing.ordering import ENDS


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in the address, its words, what a row says in it, and how that is shown."""

    code: str
    label: str
    told: Callable[[Declaration], Any]
    kind: str = "text"  # text, number, moment, due, badge
    sort: str = ""
    is_usual: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """What a row says in a column."""

    column: Column
    value: Any


@dataclass(frozen=True, slots=True)
class Due:
    """The end of a step, and whether it has passed."""

    at: datetime
    is_over: bool


def officer_of(row: Declaration) -> str:
    """Who of the desk is to work on it, while it stands there (S16)."""
    given = getattr(row, "assignment", None)
    return given.person.name if given and given.is_current else ""


def elsewhere_employed(row: Declaration) -> str:
    """Where the person works, if not at the unit that declares them (CHAN-06…10): twice the same word says nothing."""
    return row.employer.name if row.employer and row.employer_id != row.unit_id else ""


def due_of(row: Declaration) -> Due | None:
    """Until when its step may be done, as ``telling`` has asked beside it; a settled case has no step."""
    end = getattr(row, "ends", None)
    return Due(end, is_over=end < row.looked_at) if end else None  # type: ignore[attr-defined] # telling


def telling(rows: DeclarationQuerySet) -> DeclarationQuerySet:
    """Beside each row of a list, in its own statement: until when its step may be done, who has it on their table now.

    TIME-17; 16-4. A settled case has no step.
    """
    none = Value(None, output_field=DateTimeField())
    here = {"declaration": OuterRef("pk"), "stop": OuterRef("stop"), "round_trip": OuterRef("round_trip")}
    holder = Claim.objects.running().filter(**here).values("person__name")[:1]
    return rows.annotate(
        ends=Case(When(state__in=State.settled, then=none), default=ENDS, output_field=DateTimeField()),
        looked_at=clock.law_in_sql(),
        held_by=Coalesce(Subquery(holder), Value("")),
    )


COLUMNS = (
    Column("number", "编号", lambda row: row.number or "", "number", "number"),
    Column("name", "姓名", lambda row: row.applicant.name, "name", "name"),
    Column("unit", "申报单位", lambda row: row.unit.name, sort="unit"),
    Column("level", "级别", lambda row: row.level_name),
    Column("specialty", "专业", lambda row: row.specialty_name, sort="specialty"),
    Column("state", "状态", lambda row: row.look, "badge"),
    Column("arrived", "到达时间", lambda row: row.state_since, "moment", "arrived"),
    Column("submitted", "最近提交", lambda row: row.submitted_at, "moment", "submitted", is_usual=False),
    Column("due", "办理时限", due_of, "due", "due"),
    Column("kind", "申报类型", lambda row: row.get_kind_display(), is_usual=False),
    Column("employer", "实际工作单位", elsewhere_employed, is_usual=False),
    Column("notice", "通知", lambda row: row.edition.notice.title, is_usual=False),
    Column("officer", "经办人", officer_of, is_usual=False),
    Column("trips", "补正次数", lambda row: row.round_trip, "number", is_usual=False),
)
NAMED = {column.code: column for column in COLUMNS}
ALWAYS = "name"  # the way into a case


def columns_in(codes: Sequence[str]) -> tuple[Column, ...]:
    """The chosen columns in their usual order; the name is always among them, and nothing chosen means the usual."""
    known = {code for code in codes if code in NAMED}
    if not known:
        return tuple(column for column in COLUMNS if column.is_usual)
    return tuple(column for column in COLUMNS if column.code in known | {ALWAYS})


def cells_of(row: Declaration, columns: Sequence[Column]) -> list[Cell]:
    """One row of the table."""
    return [Cell(column, column.told(row)) for column in columns]
