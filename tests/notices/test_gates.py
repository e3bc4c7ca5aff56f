"""The barrier of a window: to the instant, and nothing slips through after it was counted."""

import re
import threading
import time
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from accounts.models import SYSTEM, Organisation
from committees.models import Series
from config.lib import clock
from notices.models import Gate, Notice, PolicyDocument
from notices.rules import complete_terms, problems, stated_in
from notices.services import (
    amend_notice,
    close_due_gates,
    extend_window,
    hold_gate,
    load_notice,
    move_gate,
    publish_notice,
    set_gate,
)
from records.models import AuditEntry

SECOND = timedelta(seconds=1)
WHY = {"reason": "系统故障", "basis": "通知"}


def at(text):
    return datetime.fromisoformat(f"{text}+08:00")


@pytest.fixture
def gate(notice):
    return Gate.objects.get(notice=notice, window="personal_unit")


def is_open(notice, moment, level="", window="personal_unit"):
    with transaction.atomic():
        return hold_gate(notice.pk, window, level).is_open(moment)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2024-07-02T07:59:59", False),
        ("2024-07-02T08:00:00", True),
        ("2024-08-23T18:00:00", True),
        ("2024-08-23T18:00:01", False),
    ],
)
def test_both_ends_belong_to_the_window(notice, moment, expected):
    """TIME-01."""
    assert is_open(notice, at(moment)) is expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [("2024-07-14T23:59:59", False), ("2024-07-15T08:00:00", True), ("2024-08-31T00:00:00", False)],
)
def test_the_departments_window_opens_later(notice, moment, expected):
    """TIME-02."""
    assert is_open(notice, at(moment), window="office_department") is expected


def test_a_window_named_with_a_bare_date_holds_to_its_last_second(notice):
    assert is_open(notice, at("2024-10-31T23:59:59"), window="pending_supplement")
    assert not is_open(notice, at("2024-11-01T00:00:00"), window="pending_supplement")


def test_a_level_may_have_a_gate_of_its_own(notice):
    set_gate(
        notice.pk,
        "personal_unit",
        level="zg",
        opens_at=at("2024-07-02T08:00"),
        closes_at=at("2024-07-31T18:00"),
        actor=SYSTEM,
    )

    assert [is_open(notice, at("2024-08-01T08:00"), level) for level in ("", "zg", "zj")] == [True, False, True]


def test_a_level_ends_when_the_notice_says_and_more_time_for_all_is_more_for_it(client, raw, db):
    """TIME-06: set in the notice, opened with it, shown on its page, moved by amendments, never left behind."""
    raw["stages"]["personal_unit"]["by_level"] = {"zg": {"end": "2024-07-31T18:00+08:00"}}
    draft = load_notice(stated_in(raw), actor=SYSTEM)
    with clock.law_at(at("2024-07-20T10:00")):
        publish_notice(draft.pk, actor=SYSTEM)
        assert [is_open(draft, at("2024-08-01T08:00"), level) for level in ("", "zg", "zj")] == [True, False, True]
        shown = re.sub(r"\s+", " ", client.get(draft.get_absolute_url()).content.decode())
        assert "（正高级工艺美术师）" in shown
        assert "2024-07-31 18:00" in shown

        extend_window(draft.pk, "personal_unit", closes_at=at("2024-08-30T18:00"), actor=SYSTEM, **WHY)
        assert [is_open(draft, at("2024-08-30T18:00"), level) for level in ("", "zg")] == [True, True]

        later = {"stages": {"personal_unit": {"by_level": {"zg": {"end": "2024-09-10T18:00+08:00"}}}}}
        amend_notice(draft.pk, changes=later, actor=SYSTEM, **WHY)
        assert [is_open(draft, at("2024-09-10T18:00"), level) for level in ("", "zg")] == [False, True]


@pytest.mark.parametrize(
    "now",
    ["2024-08-20T10:00", "2024-08-25T10:00"],
    ids=["while everybody's runs", "after everybody's was over"],
)
def test_more_time_for_all_opens_no_level_again_that_ended_before(raw, db, now):
    """TIME-06, TIME-07, G-38: its cases were swept; one that ended no earlier than everybody's goes along."""
    ends = {"zg": {"end": "2024-07-31T18:00+08:00"}, "fg": {"end": "2024-08-24T18:00+08:00"}}
    raw["stages"]["personal_unit"]["by_level"] = ends
    draft = load_notice(stated_in(raw), actor=SYSTEM)
    with clock.law_at(at("2024-07-20T10:00")):
        publish_notice(draft.pk, actor=SYSTEM)
    with clock.law_at(at(now)):
        close_due_gates()
        extend_window(draft.pk, "personal_unit", closes_at=at("2024-08-30T18:00"), actor=SYSTEM, **WHY)

    assert [is_open(draft, at("2024-08-30T18:00"), level) for level in ("", "zg", "fg")] == [
        True,
        False,
        True,
    ]
    assert Gate.objects.get(notice=draft, level="zg").closed_at is not None


@pytest.mark.parametrize(
    ("own", "code"),
    [
        ({"zg": {"end": "2024-07-01T18:00+08:00"}}, "E701"),
        ({"zg": {}}, "E701"),
        ({"nobody": {"end": "2024-08-01T18:00+08:00"}}, "E704"),
    ],
)
def test_own_times_of_a_level_run_forward_and_are_a_levels(raw, own, code):
    """TIME-06, ADMIN-03."""
    raw["stages"]["personal_unit"]["by_level"] = own
    terms = complete_terms(stated_in(raw))

    level = next(iter(own))
    assert [each.field for each in problems(terms) if each.code == code] == [f"stages.personal_unit.by_level.{level}"]


def test_a_window_without_a_gate_is_an_error(notice):
    with pytest.raises(Gate.DoesNotExist, match="first_submission"), transaction.atomic():
        hold_gate(notice.pk, "first_submission")


def test_a_window_without_an_end_never_closes(notice):
    set_gate(notice.pk, "harvest", opens_at=at("2024-07-02T08:00"), closes_at=None, actor=SYSTEM)

    assert is_open(notice, at("2034-07-02T08:00"), window="harvest")
    with clock.law_at(at("2034-01-01T00:00")):
        close_due_gates()
    assert Gate.objects.get(window="harvest").closed_at is None


# ── the sweep ────────────────────────────────────────────────────────────────────────────────────────────
def test_the_sweep_closes_what_is_past_its_instant_and_does_it_once(notice, gate):
    with clock.law_at(at("2024-08-23T18:00:00") + SECOND):
        assert close_due_gates() == 1
        assert close_due_gates() == 0

    gate.refresh_from_db()
    assert gate.closed_at > gate.closes_at
    assert [fact.subject_id for fact in AuditEntry.objects.filter(event="gate.close")] == [gate.pk]


def test_the_sweep_leaves_the_last_instant_open(notice, gate, monkeypatch):
    monkeypatch.setattr(clock, "law", lambda: gate.closes_at)

    assert close_due_gates() == 0


def test_a_closed_gate_stays_shut_even_when_the_clock_goes_back(notice, gate):
    with clock.law_at(at("2024-08-24T00:00")):
        close_due_gates()

    assert not is_open(notice, at("2024-08-01T00:00"))


def test_an_extension_opens_a_closed_gate(notice, gate):
    with clock.law_at(at("2024-08-24T00:00")):
        close_due_gates()
        moved = move_gate(gate.pk, closes_at=at("2024-08-25T18:00"), actor=SYSTEM)

    assert (moved.closed_at, moved.opens_at) == (None, gate.opens_at)
    assert is_open(notice, at("2024-08-25T18:00"))


def test_setting_the_same_times_again_writes_nothing(notice, gate):
    before = AuditEntry.objects.count()

    set_gate(notice.pk, "personal_unit", opens_at=gate.opens_at, closes_at=gate.closes_at, actor=SYSTEM)

    assert AuditEntry.objects.count() == before


# ── the rush (PostgreSQL) ────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def shared_gate(transactional_db):
    """A gate that threads see."""
    office = Organisation.objects.create(name="自治区工艺美术系列职改办（演示）", kind="office")
    series = Series.objects.create(name="工艺美术")
    notice = Notice.objects.create(
        code="rush", title="rush", year=2024, series=series, office=office, issued_on="2024-07-02", draft={}
    )
    now = clock.law()
    return set_gate(notice.pk, "personal_unit", opens_at=now - SECOND, closes_at=now + 60 * SECOND, actor=SYSTEM)


def submit(gate, number, passed):
    """What every move does: hold the gate, read the clock, write. The row stands for the move."""
    with transaction.atomic():
        held = hold_gate(gate.notice_id, gate.window)
        now = clock.law()
        if held.is_open(now):
            time.sleep(0.002)  # guards, effects, messages
            PolicyDocument.objects.create(title=f"move {number}")
            passed.append(now)


def rush(gate, numbers, passed):
    try:
        for number in numbers:
            submit(gate, number, passed)
    finally:
        connection.close()


def close_and_count(gate, passed, enough, counted, moved):
    """In the middle of the rush the window ends, 5 ms from then; the sweep closes it and counts."""
    try:
        while len(passed) < enough:
            time.sleep(0.001)
        move_gate(gate.pk, closes_at=clock.law() + timedelta(milliseconds=5), actor=SYSTEM)
        moved.append(clock.law())  # on a slow machine later than the new end: what passed before had the old one
        while not close_due_gates():
            time.sleep(0.002)
        counted.append(PolicyDocument.objects.count())
    finally:
        connection.close()


@pytest.mark.postgres
@pytest.mark.parametrize("submits", [60, pytest.param(200, marks=pytest.mark.soak)])
def test_nobody_is_late_when_the_gate_closes_in_the_rush(shared_gate, submits, proof):
    passed, counted, moved = [], [], []
    writers = [threading.Thread(target=rush, args=(shared_gate, range(n, submits, 8), passed)) for n in range(8)]
    closer = threading.Thread(target=close_and_count, args=(shared_gate, passed, submits // 3, counted, moved))

    for thread in [*writers, closer]:
        thread.start()
    for thread in [*writers, closer]:
        thread.join(60)

    shared_gate.refresh_from_db()
    in_all = PolicyDocument.objects.count()
    late = in_all - counted[0]
    proof("writes under a closing gate", writes=submits, in_time=in_all, late=late)
    assert late == 0
    assert len(passed) == in_all
    assert 0 < in_all < submits
    assert all(at <= shared_gate.closes_at for at in passed if at > moved[0])
    assert shared_gate.closes_at < shared_gate.closed_at
