"""The real table: complete, named, and drawn."""

from pathlib import Path

import pytest
from django.conf import settings

from accounts.states import Role
from declarations.states import LOOKS, State
from records.services import documents
from review.process import diagram, rule_map
from review.process.forms import FORMS
from review.process.states import Action
from review.process.wording import APPLICANT, MESSAGES, SMS_TEXTS
from review.process.workflow import WORKFLOW


def test_every_state_of_the_requirements_stands_in_the_table_and_has_a_look():
    assert len(State.values) == 36  # C.1: 27 states and nine ends
    assert set(WORKFLOW.states) == set(State.values) == set(LOOKS)


def test_every_action_has_a_row_but_the_one_that_begins_a_draft():
    assert {move.action for move in WORKFLOW.moves} == set(Action.values) - {Action.BEGIN}


def test_the_table_names_every_form_and_message_and_no_other():
    assert {move.form for move in WORKFLOW.moves} == set(FORMS)
    assert {name for move in WORKFLOW.moves for name in move.messages} == set(MESSAGES)


@pytest.mark.parametrize(
    ("action", "name"),
    [
        (Action.TALLY, "tallied"),
        (Action.FAIL_RECHECK, "cancelled"),
        (Action.KEEP_FAILED, "kept_failed"),
        (Action.END_PUBLICITY, "result_publicity_over"),
        (Action.CONFIRM, "confirmed"),
        (Action.NOT_CONFIRM, "not_confirmed"),
        (Action.APPROVE, "approved"),
        (Action.CERTIFY, "certified"),
    ],
)
def test_the_applicant_is_told_of_every_step_of_the_result(action, name):
    """MSG-07: the vote, the end of the second publicity, confirmation, 批复, certificate; that it began is told by it."""
    told = {each for move in WORKFLOW.moves if move.action == action for each in move.messages}

    assert name in told
    assert MESSAGES[name].to == APPLICANT


def test_every_sms_of_the_table_has_words():
    named = {told.sms for told in MESSAGES.values() if told.sms}

    assert named == set(SMS_TEXTS)


def test_every_paper_of_the_table_has_its_builder():
    assert {kind for move in WORKFLOW.moves for kind in move.papers} <= set(documents._owners)


def test_rows_are_taken_by_known_roles():
    assert {role for move in WORKFLOW.moves for role in move.roles} <= set(Role.values)


def test_the_clock_sweeps_only_rows_that_are_its_own():
    assert all(Role.SYSTEM in move.roles for move in WORKFLOW.moves if move.bulk)


def test_ends_are_settled_and_only_drafts_and_withdrawn_free_the_slot():
    assert State.frees_slot == ("draft", "withdrawn")
    assert {"abandoned", "not_accepted", "failed", "certified", "commission_returned"} <= set(State.settled)


def test_the_diagram_in_docs_is_the_table():
    assert Path(settings.BASE_DIR, "docs/flow.md").read_text() == diagram.page()


def test_the_map_of_rules_names_all_353():
    assert len(list(rule_map.every_id())) == 353
    c, m = "CHAN-", "MAT-"  # in two pieces: the map reads this file too, and an example is no citation
    assert rule_map.ids_in(f"{c}06…10, {m}40, {c}02/03") == {
        *(f"{c}{n:02d}" for n in (2, 3, 6, 7, 8, 9, 10)), f"{m}40",
    }  # fmt: skip


def test_the_id_of_a_screen_is_no_rule():
    m = "MAT-"

    assert rule_map.ids_in(f"({m}54, {m}55, 08-10)") == {f"{m}54", f"{m}55"}
    assert rule_map.ids_in(f"({m}54, 55, 57)") == {f"{m}54", f"{m}55", f"{m}57"}


def test_a_rule_is_claimed_by_a_test_and_not_by_the_heading_of_its_file():
    m, c = "MAT-", "CHAN-"
    source = f'''
"""A file about {m}01."""
CASES = ["{m}02", "{c}01…03"]

# {m}03
@pytest.mark.parametrize("rule", [*CASES, pytest.param(1, id="{m}04")])
def test_one(rule):
    """{m}05: so."""
    assert found(dossier, "{m}06") == "as {m}07 has it"

def test_mat_08_is_named():
    pass

def helper():
    """{m}09."""
'''

    assert rule_map.claimed_in(source) == {
        *(f"{m}{number:02d}" for number in (2, 4, 5, 6, 8)), *(f"{c}{number:02d}" for number in (1, 2, 3)),
    }  # fmt: skip
