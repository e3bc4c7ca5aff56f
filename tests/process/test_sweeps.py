"""The clock's road is the person's road: every row the sweeps move, case by case and all at once (SYS-09)."""

import ast
import re
from collections import Counter
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from itertools import chain, zip_longest
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from accounts.models import SYSTEM, User
from accounts.states import Role
from config.lib import clock
from config.lib.flow import Asked
from declarations.models import Declaration, EditPermit
from declarations.states import State
from fees.effects import issue_bill
from messaging.models import Message, Sms
from notices.services import close_due_gates
from records.models import AuditEntry, Outbox, StoredFile
from review.approvals.states import Addressee, NoticeKind, PublicityKind
from review.outcomes.models import ResultPublicity
from review.outcomes.services.publicity import publicise_results
from review.process.services import perform, perform_many
from review.process.states import Action
from review.process.tasks import CLOCK_ACTIONS
from review.process.workflow import WORKFLOW
from tests.approvals.world import hung, noticed
from tests.process.world import amended, person

A, U = Addressee.APPLICANT, Addressee.UNIT
LONG_OVER = datetime.fromisoformat("2024-11-30T09:00+08:00")  # of every window of the year
ROWS = [move for move in WORKFLOW.moves if move.bulk]
NAME = "覃𬭚"
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
APART = {"key", "subject_id", "digest"}  # what is made of ids


# ── how a case comes due, a row each ───────────────────────────────────────────────────────────────────────────────
def nothing_more(world, cases):
    """The gate's end is enough."""


def returned(world, cases):
    """By the unit to the applicant, or by the department to the unit; some of it was answered, nothing handed back."""
    for case in cases:
        Declaration.objects.filter(pk=case.pk).update(submitted_at=case.created_at)
        clerk, stop = (world.people[Role.UNIT], 0) if case.state == State.DRAFT else (world.people[Role.DEPARTMENT], 1)
        items = [(A, "basic"), (A, "achievement")] if case.state == State.DRAFT else [(U, "unit:pledge")]
        notice = noticed(case, clerk, *items, kind=NoticeKind.RETURN, stop=stop)
        notice.items.filter(part="basic").update(answered_at=clock.law(), answered_by=case.applicant)


def on_the_board(world, cases):
    """Its sheet hung to the last day."""
    supplementary = {"kind": PublicityKind.SUPPLEMENTARY, "changes": [{"label": "业绩", "before": "甲", "after": "乙"}]}
    for case in cases:
        hung(case, world.people[Role.UNIT], **(supplementary if case.state == State.UNIT_SUPP_PUBLICITY else {}))


def owed(world, cases, *items):
    """A correction the committee's office asked for; its own time replaces the windows."""
    due = clock.law() + timedelta(days=20)
    for case in cases:
        notice = noticed(case, world.people[Role.OFFICE], *items, stop=3, due_at=due)
        Declaration.objects.filter(pk=case.pk).update(window="", due_at=due)
        EditPermit.objects.create(declaration=case, part="basic", granted_at=notice.issued_at, opens_at=due)


def owed_by_the_applicant(world, cases):
    owed(world, cases, (A, "basic"), (U, "unit:pledge"))


def owed_by_the_unit_where_corrected(world, cases):
    owed(world, [case for case in cases if case.state == State.CORRECTION], (U, "unit:pledge"))


def under_a_notice_that_asks_nobody(world, cases):
    """V-40: a holder's delay ends the case by itself."""
    second = world.edition.notice.editions.filter(number=2).first()
    edition = second or amended(world.edition, late_policy={"holder_late": "automatic"})
    Declaration.objects.filter(pk__in=[case.pk for case in cases]).update(edition=edition)


def billed(world, cases):
    for case in cases:
        issue_bill(case, Asked(), actor=SYSTEM, now=clock.law())


def on_the_list_of_results(world, cases):
    """One list for all of them."""
    publicise_results(world.edition.notice, declarations=cases, contact="职改办", actor=world.people[Role.OFFICE])


# By action and first state of the row.
COMES_DUE = {
    (Action.LAPSE, State.DRAFT): nothing_more,
    (Action.TURN_TO_CORRECTION, State.DRAFT): returned,
    (Action.END_PUBLICITY, State.UNIT_PUBLICITY): on_the_board,
    (Action.LAPSE, State.CORRECTION): owed_by_the_applicant,
    (Action.HOLD, State.UNIT_CHECK): owed_by_the_unit_where_corrected,
    (Action.LAPSE, State.UNIT_CHECK): under_a_notice_that_asks_nobody,
    (Action.REFUSE_LATE, State.OVERDUE_HELD): nothing_more,
    (Action.LAPSE, State.ACCEPTED): billed,
    (Action.END_PUBLICITY, State.SECOND_PUBLICITY): on_the_list_of_results,
}


# ── the proof ──────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.action}-{row.sources[0]}")
def test_the_clocks_road_equals_the_persons_road_case_by_case(world, row, soak, proof):
    """One parameter a row of the table: a new row of the clock fails here until it is told how its cases come due."""
    each = 20 if soak else 2
    one_by_one, at_once = (due_cases(world, row, each) for _ in range(2))
    with clock.law_at(LONG_OVER):
        close_due_gates()

        with queued() as by_persons_road:
            for case in one_by_one:
                perform(case.pk, row.action, actor=SYSTEM)
        with queued() as by_clocks_road:
            moved = perform_many(Declaration.objects.filter(pk__in=[case.pk for case in at_once]), row.action)

    assert moved == len(row.sources) * each
    pairs = list(zip(map(left_behind, one_by_one), map(left_behind, at_once), strict=True))
    assert [differences(one, other) for one, other in pairs if one != other] == []
    assert by_persons_road == by_clocks_road
    proof(
        "perform_many equals perform one by one", rows=1, states=len(row.sources), one_by_one=len(one_by_one), at_once=moved,
        facts=sum(len(one) for one, _ in pairs), differences=sum(one != other for one, other in pairs),
    )  # fmt: skip


def test_the_proof_covers_every_row_a_sweep_can_move():
    """``perform_many`` refuses rows that are not bulk, and the sweep is its only caller."""
    assert {(row.action, row.sources[0]) for row in ROWS} == set(COMES_DUE)
    assert set(CLOCK_ACTIONS) == {row.action for row in ROWS}
    assert callers_of("perform_many") == {"review/process/tasks.py"}


def callers_of(name):
    """Files of the product that use a function of this name."""
    ours = [config.path for config in apps.get_app_configs() if config.path.startswith(f"{settings.BASE_DIR}/")]
    texts = {path: path.read_text() for path in chain.from_iterable(Path(each).rglob("*.py") for each in ours)}
    used = {path for path, text in texts.items() if name in text and name in names_in(text)}
    return {str(path.relative_to(settings.BASE_DIR)) for path in used}


def names_in(text):
    nodes = ast.walk(ast.parse(text))
    return {getattr(node, "id", None) or getattr(node, "attr", None) for node in nodes}


# ── its cases ──────────────────────────────────────────────────────────────────────────────────────────────────────
def due_cases(world, row, each):
    """Cases in every state of the row; their people are told apart by nothing but their accounts."""
    cases = [world.declaration(state, level="fg", applicant=somebody()) for state in row.sources for _ in range(each)]
    COMES_DUE[row.action, row.sources[0]](world, cases)
    return cases


def somebody():
    made = person(f"p{User.objects.count()}")
    made.name = NAME
    made.save(update_fields=["name"])
    return made


def differences(one, other):
    return [pair for pair in zip_longest(one, other) if pair[0] != pair[1]]


# ── what a move leaves ─────────────────────────────────────────────────────────────────────────────────────────────
def left_behind(case):
    """Everything that hangs on a case, without what tells one case from another."""
    case.refresh_from_db()
    about = {"subject_kind": "declaration", "subject_id": case.pk}
    rows = [
        case,
        *(row for model, way in tables().items() for row in model.objects.filter(**{way: case.pk}).order_by("pk")),
        *Message.objects.filter(**about).order_by("event", "person_id"),
        *Sms.objects.filter(**about).order_by("event"),
    ]
    facts = AuditEntry.objects.filter(event__startswith="declaration.", subject_id=case.pk).order_by("number")
    return [plain(row, case) for row in rows] + [(each.event, each.actor_id, each.content) for each in facts]


@cache
def tables():
    """Every table that hangs on a declaration, and the way to it: directly, or over a row that does."""
    direct = {model: field.name for model, field in pointing_at(Declaration)}
    further = {model: f"{field.name}__{way}" for one, way in direct.items() for model, field in pointing_at(one)}
    further[ResultPublicity] = "entries__declaration"  # its list of results, which it shares
    return {model: way for model, way in (further | direct).items() if model is not Declaration}


def pointing_at(model):
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and not relation.many_to_many:
            yield relation.related_model, relation.field


def plain(row, case):
    values = {field.name: value_of(row, field, case) for field in row._meta.concrete_fields if tells(field)}
    return row._meta.label, {name: value for name, value in values.items() if name not in APART}


def tells(field):
    """Not keys, and not links among rows of the same case."""
    own = {Declaration, StoredFile, *tables()}
    return not (field.primary_key or isinstance(field, models.UUIDField) or field.related_model in own)


def value_of(row, field, case):
    value = getattr(row, field.attname)
    if isinstance(value, datetime):
        return value.replace(minute=0, second=0, microsecond=0)  # the clock runs on while the moves are made
    if value == case.applicant_id and (field.related_model is User or field.name == "person_id"):
        return "the applicant"
    if isinstance(value, str | dict | list):
        return UUID.sub("<ref>", str(value)).replace(f"{case.edition.notice.year}{case.pk:08d}", "<bill>")
    return value


@contextmanager
def queued():
    """What is written into the outbox meanwhile: how often which kind of order about which kind of thing."""
    rows, last = Counter(), max(Outbox.objects.values_list("pk", flat=True), default=0)
    yield rows
    for row in Outbox.objects.filter(pk__gt=last):
        order = {name: value for name, value in row.payload.items() if name not in {"sms", *APART}}
        occasion = str(row.payload.get("sms", "")).partition(":")[0]
        rows[row.kind, row.about.rpartition(":")[0], repr(order), occasion, row.state] += 1
