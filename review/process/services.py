"""The one road, for one case and for many. Nothing else writes ``state``; two at once leave one move (SYS-09)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.db.models import Q, QuerySet

from accounts.models import SYSTEM, Actor, User
from accounts.states import Role
from config.lib import clock
from config.lib.flow import Asked, BulkEffect, BulkGuard, Move
from declarations.models import Declaration
from declarations.services import drafts
from declarations.services.risk import match_journals_of
from notices.models import NoticeEdition
from notices.services import hold_gate
from records.models import Fact
from records.services.audit import audited, note
from records.services.documents import request_documents
from review.approvals.services.drafting import settle_draft
from review.approvals.services.working import MOVED_ON
from review.process.exceptions import MoveRefused
from review.process.messages import send_messages
from review.process.models import MoveRecord
from review.process.rules import here, standing, stands_in_at
from review.process.selectors import reasons_against
from review.process.states import Action
from review.process.workflow import WORKFLOW

BATCH = 1000  # cases a transaction of the clock takes at once
Draft = tuple[str, int | None] | None  # a page whose values are kept by themselves, and their version
UNRECORDED = {"ip", "phone_proved_at"}  # kept in columns of their own


def begin_declaration(*, applicant: User, edition: NoticeEdition, **choice: Any) -> Declaration:
    """Start a draft (T01). Raises ``declarations.exceptions.Refused`` with every reason it may not be begun."""
    with audited():
        declaration = drafts.create_draft(applicant=applicant, edition=edition, now=clock.law(), **choice)
        now = declaration.created_at
        record = MoveRecord.objects.create(
            declaration=declaration, action=Action.BEGIN, target=declaration.state, person=applicant, at=now
        )
        note(*_facts([record]))
    return declaration


def perform(
    declaration_id: int,
    action: str,
    *,
    actor: Actor,
    explained: Mapping[str, str] | None = None,
    draft: Draft = None,
    **answers: Any,
) -> Declaration:
    """Take one step, or raise ``MoveRefused`` with every reason and change nothing.

    ``draft`` is what the actor had typed and kept for it: settled with the step, but for what another tab typed since.
    """
    asked = Asked(answers, explained or {})
    if action == Action.SUBMIT:
        match_journals_of(declaration_id)
    try:
        return _step(declaration_id, action, asked, actor, draft)
    except IntegrityError:
        # What another case has just taken (a person's slot of the year) the guards see now, and say so.
        return _step(declaration_id, action, asked, actor, draft)


def _step(declaration_id: int, action: str, asked: Asked, actor: Actor, draft: Draft) -> Declaration:
    with audited():
        declaration = Declaration.objects.lock(declaration_id)
        move = _row(declaration, action)
        gate = _hold(move, declaration)
        now = clock.law()  # after the locks: time that passed while waiting counts
        if reasons := reasons_against(move, declaration, asked, actor=actor, now=now, gate=gate):
            raise MoveRefused(reasons)
        if draft and isinstance(actor, User):
            settle_draft(declaration, actor, draft[0], version=draft[1])  # before the case leaves its desk
        _carry_out(move, declaration, asked, actor, now)
    return declaration


def perform_many(queryset: QuerySet[Declaration], action: str) -> int:
    """The same road for every due case of a queryset, walked by the clock, one statement a step. Returns how many."""
    rows = [row for row in WORKFLOW.rows_of(action) if row.bulk]
    assert rows, f"{action} is not a bulk action"
    assert all(Role.SYSTEM in row.roles for row in rows), f"{action} is not the clock's"
    return sum(_sweep(row, queryset) for row in rows)


def _row(declaration: Declaration, action: str) -> Move:
    move = WORKFLOW.find(declaration.state, action)
    if move is None:
        raise MoveRefused([MOVED_ON])
    return move


def _hold(move: Move, declaration: Declaration) -> Any:
    # Its own deadline replaces the window; then there is no gate to hold, the locked row is enough.
    if not move.window or not declaration.window or declaration.due_at:
        return None
    return hold_gate(declaration.edition.notice_id, declaration.window, declaration.level)


def _carry_out(move: Move, declaration: Declaration, asked: Asked, actor: Actor, now: datetime) -> None:
    source, target = declaration.state, move.target_for(declaration, asked)
    record = _record(move, declaration, target, actor, now)
    record.role, record.organisation = _acting_as(move, declaration, actor)
    record.stood_in = stands_in_at(actor, declaration, record.role)
    declaration.state, declaration.state_since = target, now
    declaration.save(update_fields=["state", "state_since"])
    record.source = source
    record.answers = {name: value for name, value in asked.answers.items() if name not in UNRECORDED}
    record.explained, record.ip = dict(asked.explained), asked.answers.get("ip")
    record.save(force_insert=True)
    for effect in move.effects:
        effect(declaration, asked, actor=actor, now=now)
    send_messages(move, [(declaration, record)], now=now)
    _ask_for_papers(move, [declaration], by=record.person_id)
    note(*_facts([record]))


def _sweep(move: Move, queryset: QuerySet[Declaration]) -> int:
    done, after = 0, 0
    while True:
        with audited():
            moved, after = _carry_out_batch(move, queryset, after)
        done += moved
        if not after:
            return done


def _carry_out_batch(move: Move, queryset: QuerySet[Declaration], after: int) -> tuple[int, int]:
    candidates = queryset.filter(_due(move, clock.law()), state__in=move.sources, pk__gt=after).order_by("pk")
    held = list(candidates.select_for_update(of=("self",)).values_list("pk", flat=True)[:BATCH])
    if not held:
        return 0, 0
    now = clock.law()
    locked = Declaration.objects.with_context().filter(pk__in=held, state__in=move.sources)
    due = list(locked.filter(_due(move, now)).order_by("pk"))
    records = _move_all(move, due, now)
    for effect in move.effects:
        assert isinstance(effect, BulkEffect)
        effect.on_all(due, actor=SYSTEM, now=now)
    send_messages(move, list(zip(due, records, strict=True)), now=now)
    _ask_for_papers(move, due, by=None)
    note(*_facts(records))
    return len(due), held[-1]


def _move_all(move: Move, due: Sequence[Declaration], now: datetime) -> list[MoveRecord]:
    records, by_target = [], defaultdict(list)
    for case in due:
        target = move.target_for(case, Asked())
        record = _record(move, case, target, SYSTEM, now)
        record.source, record.role = case.state, Role.SYSTEM
        records.append(record)
        by_target[target].append(case.pk)
        case.state, case.state_since = target, now
    for target, cases in by_target.items():
        Declaration.objects.filter(pk__in=cases).update(state=target, state_since=now)
    return MoveRecord.objects.bulk_create(records)


def _due(move: Move, now: datetime) -> Q:
    conditions = Q()
    for guard in move.guards:
        assert isinstance(guard, BulkGuard)
        conditions &= guard.where(now)
    return conditions


def _record(move: Move, declaration: Declaration, target: str, actor: Actor, now: datetime) -> MoveRecord:
    person = actor if isinstance(actor, User) else None
    return MoveRecord(declaration=declaration, action=move.action, target=target, person=person, at=now)


def _acting_as(move: Move, declaration: Declaration, actor: Actor) -> tuple[str, str]:
    roles = standing(actor, declaration).intersection(move.roles)
    role = next((each for each in move.roles if each in roles), "")
    if role in {Role.OFFICE, Role.SECRETARY, Role.SUPERVISION, Role.CONFIRMER}:
        return role, str(declaration.office)
    stop = here(declaration) if role not in {Role.APPLICANT, Role.SYSTEM} else None
    return role, stop.name if stop else ""


def _ask_for_papers(move: Move, cases: Sequence[Declaration], *, by: int | None) -> None:
    for kind in move.papers:
        request_documents(kind, "declaration", [case.pk for case in cases], by=by)


def _facts(records: Sequence[MoveRecord]) -> list[Fact]:
    return [
        Fact(f"declaration.{record.action}", record.declaration_id, record.person_id, record.at, record.digest())
        for record in records
    ]
