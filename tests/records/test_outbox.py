"""What leaves the house goes through the outbox, by workers (SYS-07)."""

import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction

from config.lib import clock
from records import tasks
from records.exceptions import OutcomeUnknown, Undeliverable
from records.models import Outbox
from records.selectors import outbox_health
from records.services import outbox
from records.states import OutboxState

MINUTE = timedelta(minutes=1)


def row(key="a"):
    return Outbox.objects.get(key=key)


def hurry(**values):
    """Make everything that is still open due now."""
    Outbox.objects.filter(done_at=None).update(not_before=clock.machine(), **values)


def fails(error):
    def handler(payload):
        raise error

    return handler


# ── the ordinary way ───────────────────────────────────────────────────────────────────────────────────────────────
def test_a_letter_is_delivered_once_however_often_it_is_queued(db, routes):
    seen = []
    routes("letter", seen.append)
    for _ in range(2):
        outbox.enqueue("letter", [("a", {"n": 1}), ("b", {"n": 2})])

    assert (outbox.drain_outbox(), outbox.drain_outbox()) == (2, 0)
    assert seen == [{"n": 1}, {"n": 2}]
    assert (row().state, row().attempts, row().lease_until) == (OutboxState.DONE, 1, None)


def test_the_providers_reference_is_kept(db, routes):
    routes("letter", lambda payload: "sms-17")
    outbox.enqueue("letter", [("a", {})])

    outbox.drain_outbox()

    assert row().provider_ref == "sms-17"


def test_a_rolled_back_cause_leaves_no_letter(db, routes):
    def cause():
        with transaction.atomic():
            outbox.enqueue("letter", [("a", {})])
            raise KeyError

    with pytest.raises(KeyError):
        cause()

    assert Outbox.objects.count() == 0


def test_a_letter_waits_for_its_time(db, routes):
    seen = []
    routes("letter", seen.append)
    outbox.enqueue("letter", [("a", {})], not_before=clock.machine() + MINUTE)

    assert outbox.drain_outbox() == 0

    hurry()
    assert outbox.drain_outbox() == 1


def test_two_handlers_of_one_kind_are_a_mistake(routes):
    routes("letter", print)
    routes("letter", print)

    with pytest.raises(AssertionError, match="two handlers"):
        routes("letter", repr)


def test_nothing_queued_costs_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        outbox.enqueue("letter", [])


# ── failures ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_failing_delivery_is_tried_again_after_1_5_15_60_and_60_minutes(db, routes):
    routes("letter", fails(RuntimeError("away")))
    outbox.enqueue("letter", [("a", {})])

    pauses = []
    for _ in range(6):
        before = clock.machine()
        outbox.deliver_due()
        pauses.append(round((row().not_before - before) / MINUTE))
        assert (row().state, row().error, row().lease_until) == (OutboxState.PENDING, "RuntimeError: away", None)
        hurry()

    assert pauses == [1, 5, 15, 60, 60, 60]


def test_after_a_day_a_person_has_to_look(db, routes):
    routes("letter", fails(RuntimeError("away")))
    outbox.enqueue("letter", [("a", {})])
    hurry(created_at=clock.machine() - timedelta(hours=25))

    outbox.drain_outbox()

    assert row().state == OutboxState.FAILED
    assert list(Outbox.objects.dead()) == [row()]


def test_who_looked_may_send_again(db, routes):
    answers = [Undeliverable("号码无效")]

    def handler(payload):
        if answers:
            raise answers.pop()

    routes("letter", handler)
    outbox.enqueue("letter", [("a", {})])
    outbox.drain_outbox()
    assert (row().state, row().error) == (OutboxState.FAILED, "号码无效")

    assert (outbox.repeat_failed(row().pk), outbox.repeat_failed(row().pk)) == (True, False)
    outbox.drain_outbox()

    assert row().state == OutboxState.DONE


def test_one_bad_letter_does_not_hold_up_the_others(db, routes):
    seen = []
    routes("good", seen.append)
    routes("bad", lambda payload: payload["missing"])
    outbox.enqueue("bad", [("a", {})])
    outbox.enqueue("good", [("b", {"n": 1})])

    outbox.drain_outbox()

    assert seen == [{"n": 1}]
    assert row().error == "KeyError: 'missing'"


def test_a_kind_nobody_handles_waits_and_is_told(db, routes):
    outbox.enqueue("nobody", [("a", {})])

    outbox.drain_outbox()

    assert (row().state, row().error) == (OutboxState.PENDING, "没有登记该类型的处理程序。")


def test_a_letter_past_its_time_is_not_sent(db, routes):
    seen = []
    routes("letter", seen.append)
    outbox.enqueue("letter", [("a", {})], expires_at=clock.machine() - MINUTE)

    outbox.drain_outbox()

    assert (seen, row().state) == ([], OutboxState.FAILED)


def test_errors_are_kept_without_numbers_of_people(db, routes):
    routes("letter", fails(RuntimeError("13800001234 is busy")))
    outbox.enqueue("letter", [("a", {})])

    outbox.drain_outbox()

    assert row().error == "RuntimeError: 138****1234 is busy"


# ── unknown outcomes ───────────────────────────────────────────────────────────────────────────────────────────────
def asked(routes, *answers):
    """A provider that timed out once and is then asked; what it saw."""
    seen, left = [], list(answers)

    def handler(payload):
        seen.append("send")
        if seen.count("send") == 1:
            raise OutcomeUnknown("timeout")

    def query(payload):
        seen.append("query")
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    routes("letter", handler, query=query)
    outbox.enqueue("letter", [("a", {})])
    outbox.drain_outbox()
    return seen


@pytest.mark.parametrize(
    ("answers", "calls", "state"),
    [
        ([True], ["send", "query"], OutboxState.DONE),
        ([False], ["send", "query", "send"], OutboxState.DONE),
        ([None], ["send", "query"], OutboxState.UNKNOWN),
        ([None, True], ["send", "query", "query"], OutboxState.DONE),
        ([RuntimeError("away"), False], ["send", "query", "query", "send"], OutboxState.DONE),
    ],
)
def test_an_unknown_outcome_is_asked_before_it_is_repeated(db, routes, answers, calls, state):
    seen = asked(routes, *answers)
    assert row().state == OutboxState.UNKNOWN

    for _ in answers:
        hurry()
        outbox.deliver_due()

    assert (seen, row().state) == (calls, state)


def test_an_unknown_outcome_nobody_can_ask_about_is_never_repeated(db, routes):
    calls = []

    def handler(payload):
        calls.append(1)
        raise OutcomeUnknown("timeout")

    routes("code", handler)
    outbox.enqueue("code", [("a", {})])
    outbox.drain_outbox()
    hurry()
    outbox.drain_outbox()

    assert (len(calls), row().state) == (1, OutboxState.FAILED)


def test_a_dead_workers_letter_is_asked_for_where_that_is_possible(db, routes):
    seen = []
    routes("letter", lambda payload: seen.append("send"), query=lambda payload: seen.append("query") or True)
    outbox.enqueue("letter", [("a", {})])
    die_while_sending()

    outbox.drain_outbox()

    assert (seen, row().state) == (["query"], OutboxState.DONE)


def test_and_repeated_where_it_is_not(db, routes):
    seen = []
    routes("letter", seen.append)
    outbox.enqueue("letter", [("a", {"n": 1})])
    die_while_sending()

    outbox.drain_outbox()

    assert (seen, row().state, row().attempts) == ([{"n": 1}], OutboxState.DONE, 2)


def die_while_sending():
    outbox._claim(1)
    Outbox.objects.update(lease_until=clock.machine() - MINUTE)


# ── leases ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_claimed_row_is_nobody_elses(db, routes):
    routes("letter", print)
    outbox.enqueue("letter", [("a", {})])

    assert [len(outbox._claim(5)), len(outbox._claim(5))] == [1, 0]


def test_a_worker_that_lost_its_lease_does_not_speak_for_the_other(db, routes):
    def slow(payload):
        Outbox.objects.update(lease_until=clock.machine() + 5 * MINUTE, error="held by another worker")

    routes("letter", slow)
    outbox.enqueue("letter", [("a", {})])

    outbox.deliver_due()

    assert (row().state, row().error) == (OutboxState.SENDING, "held by another worker")


def test_a_failure_of_a_worker_that_lost_its_lease_is_not_written_either(db, routes):
    def slow(payload):
        Outbox.objects.update(lease_until=None, state=OutboxState.DONE, done_at=clock.machine())
        raise RuntimeError

    routes("letter", slow)
    outbox.enqueue("letter", [("a", {})])

    outbox.deliver_due()

    assert (row().state, row().error) == (OutboxState.DONE, "")


def test_rows_claimed_together_renew_their_lease_in_time(db, routes):
    seen = []

    def slow(payload):
        seen.append(payload["n"])
        if payload["n"] == 1:  # half of b's lease goes by, and c is taken over by another worker
            Outbox.objects.filter(key="c").update(lease_until=clock.machine() + 9 * MINUTE)

    routes("letter", slow, lease=timedelta(seconds=0))
    outbox.enqueue("letter", [("a", {"n": 1}), ("b", {"n": 2}), ("c", {"n": 3})])

    outbox.deliver_due()

    assert seen == [1, 2]
    assert row("c").state == OutboxState.SENDING


# ── nudges ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def nudges(monkeypatch, settings):
    sent = []
    settings.OUTBOX_NUDGE = True
    monkeypatch.setattr(outbox.current_app, "send_task", lambda name, **_: sent.append(name))
    monkeypatch.setattr(outbox, "_broker_away_until", [])
    return sent


def test_one_nudge_a_transaction_after_its_commit(db, routes, nudges, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        outbox.enqueue("letter", [("a", {})])
        outbox.enqueue("letter", [("b", {})])
        assert nudges == []

    assert nudges == ["records.deliver_outbox"]


def test_a_broker_that_is_away_costs_nothing_and_is_left_alone_for_a_while(db, monkeypatch, nudges):
    tries = []

    def away(name, **_):
        tries.append(name)
        raise ConnectionError

    monkeypatch.setattr(outbox.current_app, "send_task", away)

    outbox.nudge()
    outbox.nudge()

    assert tries == ["records.deliver_outbox"]


# ── health ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_health_counts_and_tells_the_age(db, routes):
    routes("bad", fails(Undeliverable("no")))
    outbox.enqueue("bad", [("dead", {})])
    outbox.drain_outbox()
    outbox.enqueue("letter", [("a", {})], not_before=clock.machine() - 3 * MINUTE)
    outbox.enqueue("letter", [("b", {})], not_before=clock.machine() + MINUTE)

    health = outbox_health()

    assert (health.waiting, health.failed, health.unknown) == (2, 1, 0)
    assert 2 * MINUTE < health.oldest < 4 * MINUTE
    assert not health.is_moving


def test_an_empty_outbox_is_healthy(db):
    assert outbox_health().is_moving


def test_doorways_deliver_all_that_is_due(db, routes, capsys):
    seen = []
    routes("letter", seen.append)
    outbox.enqueue("letter", [(str(n), {"n": n}) for n in range(45)])

    tasks.deliver_outbox()
    outbox.enqueue("letter", [("last", {"n": 45})])
    call_command("deliver")

    assert [payload["n"] for payload in seen] == list(range(46))
    assert capsys.readouterr().out.strip() == "处理 1 条"


# ── many at once ───────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.postgres
def test_eight_workers_deliver_each_row_once(transactional_db, routes, in_threads):
    seen = []
    routes("letter", seen.append)
    outbox.enqueue("letter", [(str(n), {"n": n}) for n in range(200)])

    def work():
        while outbox.deliver_due(limit=5):
            pass

    errors = in_threads([work] * 8)

    assert [error for error in errors if error is not None] == []
    assert sorted(payload["n"] for payload in seen) == list(range(200))


@pytest.mark.postgres
def test_a_slow_worker_holds_up_nobody(transactional_db, routes, in_threads):
    started, finish = threading.Event(), threading.Event()

    def handler(payload):
        if payload["n"] == 0:
            started.set()
            assert finish.wait(10)

    def others():
        assert started.wait(10)
        count = outbox.drain_outbox()
        finish.set()
        return count

    routes("letter", handler)
    outbox.enqueue("letter", [(str(n), {"n": n}) for n in range(5)])

    assert in_threads([lambda: outbox.deliver_due(limit=1), others]) == [1, 4]


def test_who_has_just_uploaded_does_not_wait_for_a_heap_of_old_pictures(db, routes):
    drawn = []
    routes("records.pictures", lambda payload: drawn.append(payload["n"]))
    outbox.enqueue("records.pictures", [(str(number), {"n": number}) for number in range(12)])

    tasks.deliver_outbox()

    assert drawn[0] == 11
    assert sorted(drawn) == list(range(12))


def test_whoever_looks_at_a_file_does_not_wait_for_newer_pictures(db, routes):
    """08-5, 17-1: what somebody opens jumps the queue; what failed keeps its pause, what is done stays done."""
    drawn = []
    routes("records.pictures", lambda payload: drawn.append(payload["n"]))
    outbox.enqueue("records.pictures", [(str(number), {"n": number}) for number in range(12)])

    assert outbox.hurry("records.pictures", "3")
    assert not outbox.hurry("records.pictures", "no such")
    tasks.deliver_outbox()

    assert drawn[:2] == [3, 11]
    assert not outbox.hurry("records.pictures", "3")
