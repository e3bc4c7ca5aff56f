"""What the pages and the commands ask of the table and of the history."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime

from accounts.models import Actor, User
from accounts.states import Role
from config.lib import clock
from config.lib.flow import Asked, Move, reasons_in
from config.lib.reason import Reason
from declarations.models import Declaration
from declarations.rules import is_in_time, out_of_window
from declarations.states import State
from notices.models import Gate
from records.models import Document
from review.meetings import guards as mg
from review.process import guards as pg
from review.process.models import MoveRecord
from review.process.rules import standing
from review.process.states import Action
from review.process.workflow import WORKFLOW

# Whether a step is one of this case at all: of its level, of what happened. Other guards say why it must wait.
GROUNDS = frozenset((mg.defence_required, pg.declared_twice))
NOT_YOURS = Reason("not_yours", "您无权办理此事项。")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the timeline; ``at`` is None for what lies ahead."""

    label: str
    who: str
    at: datetime | None = None
    why: str = ""
    target: str = ""


def offered_moves(actor: Actor, declaration: Declaration) -> list[Move]:
    """The buttons: rows that leave this state and are this actor's to take."""
    roles = standing(actor, declaration)
    return [move for move in WORKFLOW.leaving(declaration.state) if roles.intersection(move.roles)]


def actions_on_page(actor: Actor, declaration: Declaration) -> dict[str, list[Action]]:
    """The verbs of a case's page: the next steps, and ``aside`` what ends or reopens it out of the ordinary.

    A step that the notice does not know for this level is not shown; one out of the ordinary stands among the next
    steps when its own ground is there.
    """
    now = clock.law()
    shown: dict[str, list[Action]] = {"actions": [], "aside": []}
    for move in offered_moves(actor, declaration):
        why_not = [
            reason
            for guard in move.guards
            if guard in GROUNDS
            for reason in reasons_in(guard(declaration, Asked(), actor=actor, now=now))
        ]
        action = Action(move.action)
        if action in Action.exceptional:
            has_ground = not why_not and bool(GROUNDS.intersection(move.guards))
            shown["actions" if has_ground else "aside"].append(action)
        elif not why_not:
            shown["actions"].append(action)
    return shown


def offered_move(actor: Actor, declaration: Declaration, action: str) -> Move | None:
    """One of the offered rows, by its verb."""
    return next((move for move in offered_moves(actor, declaration) if move.action == action), None)


def reasons_against(
    move: Move, declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime, gate: Gate | None = None
) -> list[Reason]:
    """Everything that stands against this step, so that nobody has to fix one thing at a time."""
    if not standing(actor, declaration).intersection(move.roles):
        return [NOT_YOURS]
    found = _out_of_window(move, declaration, gate, now)
    for guard in move.guards:
        found += reasons_in(guard(declaration, asked, actor=actor, now=now))
    return [reason for reason in found if not asked.passes_over(reason)]


def timeline(declaration: Declaration, *, public: bool = False) -> list[Step]:
    """What happened, oldest first, and the desks still ahead. ``public`` leaves out inner reasons (03-4)."""
    records = MoveRecord.objects.filter(declaration=declaration).select_related("person")
    past = [_step(record, public=public) for record in records]
    if declaration.state in State.settled:
        return past
    ahead = declaration.stops.filter(index__gt=declaration.stop) if declaration.submitted_at else []
    return past + [Step(stop.get_node_display(), stop.name) for stop in ahead]


def last_reason(declaration: Declaration) -> str:
    """Why it stands where it stands, in the words of who moved it there."""
    record = MoveRecord.objects.filter(declaration=declaration, target=declaration.state).last()
    return _why(record) if record else ""


def _step(record: MoveRecord, *, public: bool) -> Step:
    own = record.role == Role.APPLICANT
    who = record.organisation if public and not own and record.organisation else record.actor.name
    return Step(Action(record.action).label, who, record.at, _why(record), record.target)


def _out_of_window(move: Move, declaration: Declaration, gate: Gate | None, now: datetime) -> list[Reason]:
    if not move.window or is_in_time(declaration, gate, now):
        return []
    if declaration.due_at:
        return [Reason("E402", f"已超过办理时限（{clock_text(declaration.due_at)}）。")]
    assert gate is not None, "out of time without a deadline and without a gate"
    return [out_of_window(gate)]


def clock_text(moment: datetime) -> str:
    """A moment as it stands in records: 2024-08-23 18:00, in the law's zone."""
    return f"{localtime(moment):%Y-%m-%d %H:%M}"


def _why(record: MoveRecord) -> str:
    told = [record.answers.get("reason", ""), *(item.get("defect", "") for item in record.answers.get("items", []))]
    return "；".join(text for text in [*told, *record.explained.values()] if text)


def own_declarations(user: User) -> list[Declaration]:
    """A person's declarations, the ones that ask for something first."""
    own = Declaration.objects.filter(applicant=user).with_context().order_by("-created_at")
    return sorted(own, key=lambda case: (case.look.tone != "todo", case.is_settled))


def papers_of(declaration: Declaration) -> list[Document]:
    """The official forms issued on a case, newest first."""
    return list(Document.objects.filter(subject_kind="declaration", subject_id=declaration.pk).order_by("-issued_at"))
