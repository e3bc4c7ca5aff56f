"""Where and under what time a case stood when it ended: what it finds again when it is opened anew (T38)."""

from datetime import datetime

from declarations.models import Declaration
from declarations.routes import submission_window
from declarations.rules import gate_of
from declarations.states import State
from notices.rules import terms_of
from notices.states import Window
from review.approvals.running import closed_by_the_end
from review.approvals.states import NoticeKind
from review.process.models import MoveRecord


def last_place(declaration: Declaration) -> State:
    """Where it stood before it came to where it is."""
    return State(MoveRecord.objects.filter(declaration=declaration, target=declaration.state).latest("pk").source)


def place_before_the_end(declaration: Declaration) -> State:
    """Where it stood before it ended; a case that was held and then refused goes back to its holder."""
    place = last_place(declaration)
    if place != State.OVERDUE_HELD:
        return place
    return State(MoveRecord.objects.filter(declaration=declaration, target=place).latest("pk").source)


def time_before_the_end(declaration: Declaration, state: str) -> tuple[str, datetime | None]:
    """The window, and the deadline of its own in a correction, for a case that stood in ``state``."""
    notice = closed_by_the_end(declaration).filter(kind=NoticeKind.CORRECTION).order_by("-pk").first()
    if notice is None:
        return _window(declaration, state), None
    if notice.due_at is None:
        return Window.CORRECTION, None
    window = "" if state == State.CORRECTION else _window(declaration, state)
    return window, _rechecked_until(declaration, notice.due_at) if state == State.OFFICE_REVIEW else notice.due_at


def _window(declaration: Declaration, state: str) -> str:
    if state == State.DRAFT:
        return submission_window(terms_of(declaration.edition), declaration.kind)
    if state == State.ACCEPTED:
        return Window.FEES
    here = declaration.stops.filter(index=declaration.stop).first()
    return here.window if here else ""


def _rechecked_until(declaration: Declaration, due_at: datetime) -> datetime:
    """Back at the committee's office a corrected case has the time of the re-review (G-04)."""
    gate = gate_of(declaration, Window.RECHECK)
    return max(due_at, gate.closes_at) if gate and gate.closes_at else due_at
