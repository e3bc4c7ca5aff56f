"""What the pages and the commands ask of the table and of the history."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.timezone import localtime

from accounts.models import Actor, User
from accounts.states import Role
from config.lib import clock
from config.lib.flow import Asked, Guard, Move, reasons_in
from config.lib.reason import Reason, Severity
from config.lib.text import unended
from declarations import guards as dg
from declarations.documents import PLEDGE, RECEIPT
from declarations.models import Declaration
from declarations.pages.papers import FORMS, SECTION_OF, papers_at
from declarations.parts import Section
from declarations.rules import gate_of, is_in_time, out_of_window, too_early
from declarations.states import State
from notices.models import Gate
from records.models import Document
from review.approvals import guards as ag
from review.approvals.rules import NOT_YOURS, speaking_for
from review.approvals.selectors.falsity import falsities_of, steps_of_falsity
from review.meetings import guards as mg
from review.outcomes import guards as og
from review.process import guards as pg
from review.process.models import MoveRecord
from review.process.rules import standing
from review.process.states import Action
from review.process.wording import MEANS, PLAIN, UNSENT, UNSENT_MEANS
from review.process.workflow import WORKFLOW

# Whether a step is one of this case at all: of its level, of what happened. Other guards say why it must wait.
GROUNDS: frozenset[Guard] = frozenset(
    (
        *(mg.defence_required, pg.declared_twice, dg.goes_before_a_committee, dg.decided_without_a_vote),
        *(ag.nothing_verified, ag.no_open_correction),
    )
)
# Guards that a day alone may hold up: until it comes the step is announced, not offered.
AWAITING_A_DAY: frozenset[Guard] = frozenset((ag.publicity_over, og.result_publicity_over, pg.office_window_open))
# What an applicant makes of the dossier or signs, by when it counts.
OF_A_SUBMISSION = frozenset({PLEDGE, RECEIPT})
OF_AN_OPTION = frozenset(FORMS[kind] for kind, section in SECTION_OF.items() if section is Section.OPTIONS)
OWN_PAPERS = OF_A_SUBMISSION | frozenset(FORMS.values())


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


def button_of(action: Action, declaration: Declaration) -> str:
    """What the button of an action says on this case (T34)."""
    own = "" if declaration.was_handed_in else UNSENT.get(action, "")
    return own or words_of(action)


def words_of(action: str) -> str:
    """What an action is called on pages: in plain words where its name alone would be taken for another's."""
    return PLAIN.get(action) or Action(action).label


def done_words(action: Action, declaration: Declaration, button: str) -> str:
    """What is said when it is done; who signed a correction reads who has the file and where the signed list is."""
    if action != Action.RESUBMIT:
        return f"已办理：{button}"
    declaration.refresh_from_db(fields=["stop", "round_trip"])
    if not declaration.pledges.filter(round_trip=declaration.round_trip, checked=[]).exists():
        return f"已办理：{button}"
    holder = declaration.stops.filter(index=declaration.stop).first()
    to = f"，由{holder.name}审核" if holder else ""
    return f"已签名交回{to}。签名的改动清单生成后列在本页“文书”里。"


def means_of(action: Action, declaration: Declaration) -> str:
    """What it does, said before it is pressed; empty where its name says it all."""
    own = "" if declaration.was_handed_in else UNSENT_MEANS.get(action, "")
    return own or MEANS.get(action, "")


def actions_on_page(actor: Actor, declaration: Declaration) -> dict[str, list[Any]]:
    """The verbs of a case's page: the next steps, and ``aside`` what ends or reopens it out of the ordinary.

    A step that the notice does not know for this level is not shown; one out of the ordinary stands among the next
    steps when its own ground is there. ``waiting`` are those that a day holds up, each with the sentence that names it.
    """
    now = clock.law()
    early = too_early(declaration, now=now)
    shown: dict[str, list[Any]] = {"actions": [], "aside": [], "waiting": []}
    for move in offered_moves(actor, declaration):
        groundless = _reasons_of(move, GROUNDS, declaration, actor, now)
        held = [each for each in _reasons_of(move, AWAITING_A_DAY, declaration, actor, now) if each.since]
        held += [early] if early and move.window else []
        action = Action(move.action)
        if action in Action.exceptional:
            has_ground = not groundless and bool(GROUNDS.intersection(move.guards))
            shown["actions" if has_ground else "aside"].append(action)
        elif held:
            shown["waiting"].append((action, held[0].text))
        elif not groundless:
            shown["actions"].append(action)
    return shown


def _reasons_of(
    move: Move, among: frozenset[Guard], declaration: Declaration, actor: Actor, now: datetime
) -> list[Reason]:
    """What some of the guards of a step say before anything was entered."""
    return [
        reason
        for guard in move.guards
        if guard in among
        for reason in reasons_in(guard(declaration, Asked(), actor=actor, now=now))
    ]


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


def held_up(actor: User, declaration: Declaration, action: str) -> list[Reason]:
    """What stands against a step whatever its form is filled with: what lies in the case, the desk or the window.

    What has a field is for the form to ask, and a warning is passed over there with a word of explanation.
    """
    move = offered_move(actor, declaration, action)
    if move is None:
        return []
    now = clock.law()
    gate = None if declaration.due_at or not move.window else gate_of(declaration)
    found = reasons_against(move, declaration, Asked(), actor=actor, now=now, gate=gate)
    return [reason for reason in found if not reason.field and reason.severity is not Severity.WARN]


def timeline(declaration: Declaration, *, reader: User | None = None, public: bool = False) -> list[Step]:
    """What happened, oldest first, and the desks still ahead. ``public`` leaves out inner reasons (03-4).

    Doubts about materials are between the applicant and the offices: other desks and experts read none (OFFICE-10).
    """
    records = MoveRecord.objects.filter(declaration=declaration).select_related("person")
    past = [_step(record, public=public) for record in records]
    if public or (reader is not None and speaking_for(reader, declaration)):
        past = _with_doubts(past, declaration, public=public)
    if declaration.state in State.settled:
        return past
    ahead = declaration.stops.filter(index__gt=declaration.stop) if declaration.submitted_at else []
    return past + [Step(stop.get_node_display(), stop.name) for stop in ahead]


def newest_steps(declaration: Declaration, count: int) -> list[Step]:
    """The last things that happened, the newest first, as the applicant may read them (03-4)."""
    records = MoveRecord.objects.filter(declaration=declaration).select_related("person").order_by("-pk")
    newest = [_step(record, public=True) for record in records[:count]][::-1]
    return _with_doubts(newest, declaration, public=True)[::-1][:count]


def _with_doubts(steps: list[Step], declaration: Declaration, *, public: bool) -> list[Step]:
    """The oldest first, with what was asked and found about the truth of materials: it moves no state (OFFICE-10)."""
    for falsity in falsities_of(declaration):
        steps += [Step(*line) for line in steps_of_falsity(falsity, public=public)]
    return sorted(steps, key=lambda step: step.at or datetime.min.replace(tzinfo=UTC))


def last_reason(declaration: Declaration) -> str:
    """Why it stands where it stands, in the words of who moved it there; the applicant reads it."""
    record = MoveRecord.objects.filter(declaration=declaration, target=declaration.state).last()
    return _why(record, public=True) if record else ""


def _step(record: MoveRecord, *, public: bool) -> Step:
    return Step(
        words_of(record.action), _who(record, public=public), record.at, _why(record, public=public), record.target
    )


def _who(record: MoveRecord, *, public: bool) -> str:
    """The applicant reads which desk it was; a desk reads who, in what role and for whom (26-1)."""
    if record.role == Role.APPLICANT or not record.organisation:
        return record.who
    return record.organisation if public else f"{record.who}（{Role(record.role).label}，{record.organisation}）"


def _out_of_window(move: Move, declaration: Declaration, gate: Gate | None, now: datetime) -> list[Reason]:
    if not move.window or is_in_time(declaration, gate, now):
        return []
    if declaration.due_at:
        return [Reason("E402", f"已超过办理时限（{clock_text(declaration.due_at)}）。")]
    assert gate is not None, "out of time without a deadline and without a gate"
    return [out_of_window(gate, now=now)]


def clock_text(moment: datetime) -> str:
    """A moment as it stands in records: 2024-08-23 18:00, in the law's zone."""
    return f"{localtime(moment):%Y-%m-%d %H:%M}"


def reason_of(record: MoveRecord) -> str:
    """Everything that was said when the step was taken, for the desks."""
    return _why(record, public=False)


def _why(record: MoveRecord, *, public: bool) -> str:
    """The reason that was given. Why a desk passed over a warning is its own affair (03-4)."""
    told = [record.answers.get("reason", ""), *(item.get("defect", "") for item in record.answers.get("items", []))]
    inner = public and record.role != Role.APPLICANT
    said = [text for text in [*told, *(() if inner else record.explained.values())] if text]
    return "；".join([*map(unended, said[:-1]), *said[-1:]])


def own_declarations(user: User) -> list[Declaration]:
    """A person's declarations, the ones that ask for something first."""
    own = Declaration.objects.filter(applicant=user).with_context().order_by("-created_at")
    return sorted(own, key=lambda case: (case.look.tone != "todo", case.is_settled))


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    """An official form of a case; ``void`` when a later one or a recall took its place."""

    document: Document
    void: bool


def papers_of(declaration: Declaration) -> list[IssuedPaper]:
    """The official forms issued on a case, newest first."""
    issued = Document.objects.filter(subject_kind="declaration", subject_id=declaration.pk).select_related("file")
    newest: dict[str, int] = {}
    for each in issued.order_by("pk"):
        newest[each.kind] = each.pk
    return [IssuedPaper(each, _is_void(each, declaration, newest[each.kind])) for each in issued.order_by("-issued_at")]


def _is_void(document: Document, declaration: Declaration, newest: int) -> bool:
    """Of what an applicant makes or signs one counts, and only for what is declared now (S10)."""
    if document.kind not in OWN_PAPERS:
        return False
    if document.kind in OF_A_SUBMISSION:
        handed_in = declaration.submitted_at if declaration.state != State.DRAFT else None
        return document.pk != newest or handed_in is None or document.issued_at < handed_in
    return document.pk != newest or (document.kind in OF_AN_OPTION and document.kind not in _still_asked(declaration))


def _still_asked(declaration: Declaration) -> set[str]:
    return {paper.form for paper in papers_at(declaration, Section.OPTIONS)}
