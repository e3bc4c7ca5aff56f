"""The one road: everything or nothing, every reason, one winner, nobody late, the clock like a person (SYS-09)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from accounts.states import Role
from config.lib import clock
from declarations.models import Declaration
from declarations.states import EndReason, State
from messaging.models import Message
from notices.rules import terms_of
from notices.services import close_due_gates
from records.models import AuditEntry
from records.selectors import audit_problem
from review.approvals.states import Addressee, NoticeKind
from review.process import tasks
from review.process.exceptions import MoveRefused
from review.process.models import MoveRecord
from review.process.services import perform, perform_many
from review.process.states import Action
from review.process.tasks import sweep
from tests.approvals.world import noticed
from tests.helpers import statements
from tests.process.world import in_threads, on_postgresql, person

A = Addressee.APPLICANT
LAST_INSTANT = datetime.fromisoformat("2024-08-23T18:00:00+08:00")
TOO_LATE = LAST_INSTANT + timedelta(seconds=1)
LONG_OVER = datetime.fromisoformat("2024-11-30T09:00+08:00")  # of every window of the year


def test_a_step_leaves_state_record_message_and_an_entry_of_the_chain(world):
    """MSG-01."""
    declaration = world.declaration(State.UNIT_CHECK)
    lin = world.actor(Role.APPLICANT)
    before = AuditEntry.objects.count()

    moved = perform(declaration.pk, Action.WITHDRAW, actor=lin)

    record = MoveRecord.objects.get(declaration=declaration)
    told = Message.objects.get(event="withdrawn")
    assert (moved.state, record.source, record.target, record.role) == (
        "withdrawn",
        "unit_check",
        "withdrawn",
        "applicant",
    )
    assert told.person == world.actor(Role.UNIT)
    assert AuditEntry.objects.count() == before + 1
    assert audit_problem() is None


def test_a_refusal_says_every_reason_and_changes_nothing(world):
    """MAT-02: E224 is the missing pledge and self-checks."""
    draft = world.declaration()

    with pytest.raises(MoveRefused) as refused:
        perform(
            draft.pk,
            Action.SUBMIT,
            actor=world.actor(Role.APPLICANT),
            checked=[],
            pledge=False,
            signed_name="",
            signature="",
        )

    assert {"E224", "E201"} <= set(refused.value.codes)
    assert Declaration.objects.get(pk=draft.pk).state == State.DRAFT
    assert not MoveRecord.objects.exists()


def test_the_last_instant_of_a_window_belongs_to_it_and_the_next_second_does_not(world):
    """TIME-01."""
    on_time, late = world.declaration(State.UNIT_CHECK), world.declaration(State.UNIT_CHECK, level="fg")
    lin = world.actor(Role.APPLICANT)

    with clock.law_at(LAST_INSTANT - timedelta(seconds=1)):
        recalled = perform(on_time.pk, Action.RECALL, actor=lin)
    with clock.law_at(TOO_LATE), pytest.raises(MoveRefused) as refused:
        perform(late.pk, Action.RECALL, actor=lin)

    assert recalled.state == State.DRAFT
    assert refused.value.codes == ["E401"]


@pytest.mark.parametrize(
    ("state", "action", "role", "window", "opens", "closes"),
    [
        (State.UNIT_CHECK, Action.PASS_CHECK, Role.UNIT, "personal_unit", "07-02", "08-23"),
        (State.DEPT_REVIEW, Action.FORWARD, Role.DEPARTMENT, "office_department", "07-15", "08-30"),
        (State.LOCAL_OFFICE_REVIEW, Action.FORWARD, Role.LOCAL_OFFICE, "office_department", "07-15", "08-30"),
        (State.OFFICE_REVIEW, Action.ACCEPT, Role.OFFICE, "committee_office", "09-01", "09-22"),
    ],
)
def test_every_desk_acts_in_its_own_hours(world, state, action, role, window, opens, closes):
    """TIME-01…03; inside its hours the desk hears what else is missing."""
    case = world.declaration(state)
    Declaration.objects.filter(pk=case.pk).update(window=window)
    first, last = (datetime.fromisoformat(f"2024-{day}+08:00") for day in (f"{opens}T08:00", f"{closes}T18:00"))
    outside = []
    for moment in (first - timedelta(seconds=5), first, last - timedelta(seconds=5), last + timedelta(seconds=1)):
        with clock.law_at(moment), pytest.raises(MoveRefused) as refused:
            perform(case.pk, action, actor=world.actor(role), meets_conditions=False, photo_ok=True, responsible="")
        outside.append("E401" in refused.value.codes)

    assert outside == [True, False, False, True]


def test_a_deadline_of_its_own_replaces_the_window(world):
    declaration = world.declaration(State.UNIT_CHECK)
    Declaration.objects.filter(pk=declaration.pk).update(due_at=LAST_INSTANT + timedelta(days=20))

    with clock.law_at(LAST_INSTANT + timedelta(days=10)):
        assert perform(declaration.pk, Action.RECALL, actor=world.actor(Role.APPLICANT)).state == State.DRAFT


def test_drafts_never_submitted_lapse_when_the_window_has_closed_and_a_second_sweep_changes_nothing(world):
    """TIME-05."""
    draft = world.declaration()

    with clock.law_at(LAST_INSTANT - timedelta(seconds=5)):  # the clock runs on while the sweep works
        assert sweep()["lapse"] == 0
    with clock.law_at(TOO_LATE):
        first, second = sweep(), sweep()

    draft.refresh_from_db()
    assert (first["gates"], first["lapse"], sum(second.values())) == (1, 1, 0)
    assert (draft.state, draft.ended_because) == (State.ABANDONED, EndReason.FIRST_DEADLINE)


def test_a_spare_draft_beside_a_submitted_case_lapses_and_takes_no_slot(world):
    submitted, spare = world.declaration(State.OFFICE_REVIEW), world.declaration()

    with clock.law_at(TOO_LATE):
        sweep()

    spare.refresh_from_db()
    assert spare.state == State.ABANDONED
    assert list(Declaration.objects.taking_slots()) == [submitted]


@pytest.mark.parametrize("returned", [False, True])
def test_a_draft_that_was_recalled_lapses_and_one_that_was_returned_becomes_a_correction(world, returned):
    draft = world.declaration()
    Declaration.objects.filter(pk=draft.pk).update(submitted_at=draft.created_at)
    if returned:  # answered item by item, and never handed in again
        notice = noticed(draft, world.actor(Role.UNIT), (A, "basic"), kind=NoticeKind.RETURN, stop=0)
        notice.items.update(answered_at=clock.law())

    with clock.law_at(TOO_LATE):
        sweep()

    draft.refresh_from_db()
    assert draft.state == (State.CORRECTION if returned else State.ABANDONED)
    assert not returned or notice.items.unanswered().count() == 1


def test_a_deadline_that_fails_does_not_keep_the_others_from_passing(world, monkeypatch):
    held = world.declaration(State.UNIT_RECOMMEND)
    really = tasks.perform_many
    fail_at = Action.LAPSE

    def failing(queryset, action):
        if action == fail_at:
            raise RuntimeError("lapse")
        return really(queryset, action)

    monkeypatch.setattr(tasks, "perform_many", failing)
    with clock.law_at(TOO_LATE), pytest.raises(ExceptionGroup, match="sweep"):
        sweep()

    held.refresh_from_db()
    assert held.state == State.OVERDUE_HELD


@pytest.mark.parametrize(
    ("due", "code"), [("2024-09-09T10:00", "E407"), ("2024-09-23T10:00", "E407"), ("2024-09-20T18:00", None)]
)
def test_a_reopened_case_gets_time_that_lies_ahead_and_ends_with_receiving(world, due, code):
    ended = perform(
        world.declaration(State.UNIT_RECOMMEND).pk, Action.DECLINE, actor=world.actor(Role.UNIT), reason="不符"
    )
    told = {"due_at": datetime.fromisoformat(f"{due}+08:00"), "reason": "单位重新研究"}

    with clock.law_at(datetime.fromisoformat("2024-09-10T10:00+08:00")):
        if code:
            with pytest.raises(MoveRefused) as refused:
                perform(ended.pk, Action.REOPEN, actor=world.actor(Role.OFFICE), **told)
            assert refused.value.codes == [code]
        else:
            assert perform(ended.pk, Action.REOPEN, actor=world.actor(Role.OFFICE), **told).due_at == told["due_at"]


def test_what_a_unit_still_holds_is_held_for_the_office_with_the_holders_name(world):
    """TIME-05, MSG-06."""
    held = world.declaration(State.UNIT_RECOMMEND)

    with clock.law_at(TOO_LATE):
        sweep()

    held.refresh_from_db()
    told = Message.objects.get(event="held_told", person=world.actor(Role.APPLICANT))
    assert (held.state, held.late_holder) == (State.OVERDUE_HELD, world.unit.name)
    assert told.text.startswith(
        f"{world.unit.name}未在 2024-08-23 18:00 前报送"
    )  # the end missed, not the sweep's hour
    assert "放弃" not in told.text


def test_the_office_gives_a_late_file_a_new_time_and_it_goes_back_where_it_was(world):
    held = world.declaration(State.UNIT_RECOMMEND)
    with clock.law_at(TOO_LATE):
        sweep()
    in_september = datetime.fromisoformat("2024-09-03T09:00+08:00")

    with clock.law_at(in_september):
        back = perform(
            held.pk,
            Action.ALLOW_LATE,
            actor=world.actor(Role.OFFICE),
            reason="单位经办人住院",
            due_at=in_september + timedelta(days=5),
        )

    assert (back.state, back.due_at, back.late_holder) == (State.UNIT_RECOMMEND, in_september + timedelta(days=5), "")


def test_undecided_late_files_end_when_the_office_stops_receiving(world):
    """OFFICE-06, TIME-05."""
    held = world.declaration(State.UNIT_RECOMMEND)
    with clock.law_at(TOO_LATE):
        sweep()
    with clock.law_at(datetime.fromisoformat("2024-09-22T18:00:01+08:00")):
        sweep()

    held.refresh_from_db()
    assert (held.state, held.ended_because) == (State.NOT_ACCEPTED, EndReason.LATE)


def test_where_the_notice_lets_a_late_file_lapse_nobody_is_asked(world, monkeypatch):
    """OFFICE-07."""
    held, terms = world.declaration(State.UNIT_RECOMMEND), terms_of(world.edition)
    by_itself = replace(terms, late_policy=replace(terms.late_policy, holder_late="automatic"))
    monkeypatch.setattr("declarations.guards.terms_of", lambda _edition: by_itself)

    with clock.law_at(TOO_LATE):
        sweep()

    held.refresh_from_db()
    told = Message.objects.get(event="lapsed_holder", person=world.actor(Role.APPLICANT))
    assert (held.state, held.ended_because) == (State.ABANDONED, EndReason.FIRST_DEADLINE)
    assert told.text.startswith(f"{world.unit.name}未在规定时间内报送")


@pytest.mark.parametrize("count", [1, 3])
def test_the_clocks_road_costs_the_same_for_any_number(world, count, django_assert_num_queries):
    for n in range(count):
        world.declaration(applicant=person(f"p{n}"), level="fg")
    with clock.law_at(TOO_LATE):
        close_due_gates()
        with statements() as made:
            perform_many(Declaration.objects.all(), Action.LAPSE)

    # One request for the paper of each case (an outbox row with its own key) is all that grows.
    assert len([each for each in made if "records_outbox" not in each]) <= 60


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_drafts_submitted_at_once_one_takes_the_year_and_the_other_is_told(shared_world, monkeypatch):
    monkeypatch.setattr("review.process.guards.findings_of", lambda *_args, **_kwargs: [])
    drafts = [shared_world.declaration(State.DRAFT, level="fg") for _ in range(2)]
    lin = shared_world.actor(Role.APPLICANT)
    signed = {"checked": ["1", "2", "3", "4", "5"], "pledge": True, "signature": "M10 10L90 90"}

    def submit(draft):
        return lambda: perform(draft.pk, Action.SUBMIT, actor=lin, signed_name=draft.basic.name, **signed)

    results = in_threads([submit(draft) for draft in drafts])

    assert [refusal.codes for refusal in results if isinstance(refusal, MoveRefused)] == [["E106"]]
    assert Declaration.objects.filter(state=State.DRAFT).count() == 1


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_eight_people_taking_one_move_leave_one_winner(shared_world, proof):
    declaration = shared_world.declaration(State.UNIT_CHECK)
    lin = shared_world.actor(Role.APPLICANT)

    results = in_threads([lambda: perform(declaration.pk, Action.WITHDRAW, actor=lin)] * 8)

    refused = [result for result in results if isinstance(result, MoveRefused)]
    assert len(refused) == 7
    assert {refusal.codes[0] for refusal in refused} == {"moved_on"}
    proof("one move taken by several at once", threads=8, winners=8 - len(refused))
    assert MoveRecord.objects.filter(declaration=declaration).count() == 1
