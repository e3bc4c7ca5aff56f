"""What a return or a correction asks of the applicant, for the pages on which it is mended (11-1, 11-2, 11-5).

The notices stand a floor above; it registers here how they are read.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from declarations.comparing import Change
from declarations.eligibility.slots import home_of_slot
from declarations.models import Declaration
from declarations.parts import SLOT, Section, covers, section_of
from declarations.states import State

Look = tuple[str, str, str]
OPEN: Look = ("须补正", "todo", "circle-alert")
CHANGED: Look = ("已修改，待确认", "flow", "pencil")
DONE: Look = ("已办理", "done", "check")


def page_of(part: str) -> str:
    """The section on whose page a place lies; a file slot lies on the page that asks for it."""
    head, _, rest = part.partition(":")
    return home_of_slot(rest).value if head == SLOT else section_of(part)


@dataclass(frozen=True, slots=True)
class Remark:
    """One item of the applicant's: where, what is wrong, what to do, and how far they are."""

    item: int
    part: str
    where: str
    defect: str
    todo: str
    answered: bool
    warns: bool  # what stands here was publicised (11-3)
    changes: tuple[Change, ...]  # what is another at this place since it was handed in

    @property
    def look(self) -> Look:
        """须补正 until something is changed here; 已办理 when the person has said so."""
        return DONE if self.answered else (CHANGED if self.changes else OPEN)

    @property
    def section(self) -> str:
        """The section on whose page the place lies."""
        return page_of(self.part)


@dataclass(frozen=True, slots=True)
class Times:
    """Until when everybody must be done: the person, the desks, and the desk that asked (11-5, G-03, G-04, G-31)."""

    noticer: str
    due_at: datetime | None  # back at the noticing desk, level by level
    recheck_until: datetime | None  # by when that desk looks at it again
    days: int  # working days of a 补充公示; 0 where the notice has none
    hand_in_by: date | None  # the last day that leaves the unit these days
    better_by: date | None = None  # the day that leaves every desk on the way back one working day (S03)


@dataclass(frozen=True, slots=True)
class Asking:
    """Everything asked of the applicant by the notices that run, and what they had handed in."""

    is_correction: bool
    times: Times
    remarks: tuple[Remark, ...]
    handed_in: Mapping[str, Any]  # the snapshot's data

    @property
    def open(self) -> int:
        """How many items wait for the person's word."""
        return sum(not remark.answered for remark in self.remarks)

    @property
    def untouched(self) -> int:
        """How many items say what they said when the file came back: nothing was changed there."""
        return sum(remark.look == OPEN for remark in self.remarks)

    def on_page(self, section: str, key: str = "") -> tuple[Remark, ...]:
        """Remarks for the page of a section, or of one of its entries."""
        of_section = [remark for remark in self.remarks if remark.section == section]
        return tuple(remark for remark in of_section if not key or covers(remark.part, key))

    def look_of(self, section: str) -> Look | None:
        """How a section stands that something is asked of: as its least advanced remark."""
        looks = [remark.look for remark in self.on_page(section)]
        return next((look for look in (OPEN, CHANGED, DONE) if look in looks), None)

    def said_before(self, section: str, key: str = "") -> dict[str, Any]:
        """The fields of a page as they were handed in; empty for what is new."""
        told = self.handed_in
        if key:
            return dict(told.get("entries", {}).get(key, {}))
        if section == Section.OPTIONS:
            return {**told.get("grounds", {}), **told.get("request", {})}
        return dict(told.get("grounds" if section != Section.BASIC else Section.BASIC, {}))


Reader = Callable[[Declaration], Asking | None]
_readers: list[Reader] = []


def register_asking(reader: Reader) -> None:
    """The floor of the notices tells here how to read what they ask of the applicant."""
    _readers[:] = [reader]


def asking_of(declaration: Declaration) -> Asking | None:
    """What is asked now of the applicant; None for a first draft and for whatever is not theirs to mend."""
    mending = declaration.submitted_at is not None and declaration.state in {State.DRAFT, State.CORRECTION}
    return _readers[0](declaration) if mending and _readers else None
