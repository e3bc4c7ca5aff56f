"""What a table may be, and what it refuses at import."""

from datetime import UTC, datetime

import pytest

from config.lib.flow import Asked, BulkEffect, BulkGuard, Flow, FlowError, Move, reasons_in
from config.lib.reason import Reason, Severity

NOW = datetime(2024, 8, 1, tzinfo=UTC)


def flow(*moves, states=("a", "b"), settled=("b",)):
    return Flow(states=states, start="a", settled=settled, moves=moves)


def test_a_table_answers_which_row_applies():
    go = Move("go", "a", "b", "clerk")

    table = flow(go)

    assert table.find("a", "go") is go
    assert table.find("b", "go") is None
    assert table.leaving("a") == [go]


@pytest.mark.parametrize(
    ("moves", "states", "settled", "complaint"),
    [
        ([Move("go", "a", "x", "clerk")], ("a", "b"), ("b",), "unknown state x"),
        ([Move("go", "a", "b", "r"), Move("go", "a", "b", "s")], ("a", "b"), ("b",), "two rows for go from a"),
        ([Move("go", "a", "b", "r")], ("a", "b", "c"), ("b",), "c cannot be reached"),
        (
            [Move("go", "a", ("b", "c"), "r")],
            ("a", "b", "c"),
            ("b", "c"),
            "several targets and a chooser belong together",
        ),
        (
            [Move("go", "a", "b", "r"), Move("trap", "a", "c", "r")],
            ("a", "b", "c"),
            ("b",),
            "no settled state can be reached from c",
        ),
        ([Move("go", "a", "b", "r", bulk=True)], ("a", "b"), ("b",), "a bulk row needs bulk guards"),
    ],
)
def test_a_table_that_could_lose_or_trap_a_case_is_refused(moves, states, settled, complaint):
    with pytest.raises(FlowError, match=complaint):
        flow(*moves, states=states, settled=settled)


def test_settled_is_not_closed():
    assert flow(Move("go", "a", "b", "r"), Move("back", "b", "a", "r")).leaving("b")


def test_a_warning_passes_with_an_explanation_and_a_block_never():
    warning, block = Reason("W1", "…", severity=Severity.WARN), Reason("E1", "…")
    explained = Asked({}, {"W1": "已核实", "E1": "已核实"})

    assert explained.passes_over(warning)
    assert not explained.passes_over(block)
    assert not Asked({}, {"W1": "  "}).passes_over(warning)


def test_a_single_case_is_a_list_of_one():
    seen = []
    effect = BulkEffect(lambda things, *, actor, now: seen.extend(things))

    effect("case", Asked(), actor="clock", now=NOW)

    assert seen == ["case"]


def test_a_guard_may_answer_nothing_one_or_many():
    one = Reason("E1", "…")

    assert [reasons_in(None), reasons_in(one), reasons_in([one, one])] == [[], [one], [one, one]]


def test_a_bulk_guard_judges_like_a_guard():
    guard = BulkGuard(lambda thing, asked, *, actor, now: Reason("E1", thing), lambda now: None)

    assert guard("late", Asked(), actor=None, now=NOW) == Reason("E1", "late")
