"""The whole table, tried: every state × action × role is let in exactly where its row says, or refused with its code."""

import pytest
from django.db import transaction

from accounts.states import Role
from declarations.states import State
from review.approvals.states import Addressee
from review.process.exceptions import MoveRefused
from review.process.models import MoveRecord
from review.process.rules import standing
from review.process.services import perform
from review.process.states import Action
from review.process.workflow import WORKFLOW

ROLES = (
    Role.APPLICANT, Role.UNIT, Role.DEPARTMENT, Role.LOCAL_OFFICE, Role.OFFICE, Role.CONFIRMER, Role.SECRETARY,
    Role.FINANCE, Role.SUPERVISION, Role.SYSTEM, "outsider",
)  # fmt: skip
# The chain's desks have their turn while the case is at their stop; the committee's office always (design §10).
TURN = {
    Role.UNIT: {"stop": 0},
    Role.DEPARTMENT: {"stop": 1},
    Role.LOCAL_OFFICE: {"stop": 2},
}
ANSWERS = {
    "pledge": True, "checked": ["学历", "资历", "专业技术工作经历", "业绩成果", "学术成果"], "signed_name": "Lin", "signature": "M10 10L90 90",
    "reason": "材料不符合要求", "code": "wrong_procedure", "items": [{"addressee": Addressee.APPLICANT, "part": "basic", "defect": "缺", "todo": "", "counts": True}],
    "meets_conditions": True, "photo_ok": True, "responsible": "周某", "opinion": "符合", "place": "公示栏", "contact": "0777-1",
    "aspects": {}, "agree": True, "exception_note": "", "post_note": "", "head": "周某", "confirm": True, "override_reason": "",
    "findings": ["procedure"], "objection": "", "document": 0, "round": 0, "road": "recheck", "outcome": "passed",
}  # fmt: skip


@pytest.mark.parametrize("state", State.values)
def test_every_action_of_every_role(world, state, soak, proof):
    declaration, tries = world.declaration(state), list(every_try(state, soak=soak))

    outcomes = {(action, role): outcome_of(world, declaration, action, role) for action, role in tries}

    assert outcomes == {(action, role): promised(declaration, action, role) for action, role in tries}
    let_in = list(outcomes.values()).count("let in")
    proof("state × action × role", tries=len(tries), let_in=let_in, refused=len(tries) - let_in)


def every_try(state, *, soak):
    """Every role at every row; where there is no row, one role speaks for all unless this is the full count."""
    for number, action in enumerate(Action.values):
        has_row = WORKFLOW.find(state, action) is not None
        yield from ((action, role) for role in (ROLES if has_row or soak else [ROLES[number % len(ROLES)]]))


def promised(declaration, action, role):
    """What the table says, in one word."""
    move = WORKFLOW.find(declaration.state, action)
    if move is None:
        return "moved_on"
    waits = role in TURN and (declaration.stop != TURN[role]["stop"] or declaration.state == State.CORRECTION)
    return "let in" if role in move.roles and not waits else "not_yours"


def outcome_of(world, declaration, action, role):
    """Try it for real and take it back: let in means judged by its guards, whatever they then say."""
    records = MoveRecord.objects.count()
    with transaction.atomic():
        try:
            perform(declaration.pk, action, actor=world.actor(role), due_at=declaration.created_at, **ANSWERS)
            outcome = "let in"
            assert MoveRecord.objects.count() == records + 1
        except MoveRefused as refusal:
            outcome = refusal.codes[0] if refusal.codes[0] in {"moved_on", "not_yours"} else "let in"
            assert MoveRecord.objects.count() == records
        transaction.set_rollback(True)
    return outcome


def test_nobody_decides_on_their_own_case_whatever_else_they_are(world):
    clerk = world.actor(Role.UNIT)
    own = world.declaration(State.UNIT_CHECK, applicant=clerk)

    assert standing(clerk, own) == {Role.APPLICANT}


def test_a_recused_person_stands_nowhere(world):
    declaration = world.declaration(State.OFFICE_REVIEW)
    clerk = world.actor(Role.OFFICE)
    declaration.recusals.create(person=clerk, why="亲属", by=clerk)

    assert standing(clerk, declaration) == frozenset()


def test_results_below_senior_are_confirmed_by_the_committees_own_office(world):
    declaration = world.declaration(State.CONFIRM_PENDING)
    assert Role.CONFIRMER not in standing(world.actor(Role.OFFICE), declaration)

    declaration.level = "zj"

    assert Role.CONFIRMER in standing(world.actor(Role.OFFICE), declaration)
