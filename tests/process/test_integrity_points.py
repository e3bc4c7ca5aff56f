"""The archive is asked of applicant and unit at every point where a file goes on (INTEG-10, ELIG-08)."""

from dataclasses import dataclass
from datetime import date

import pytest

from accounts.models import SYSTEM, IdNumber
from accounts.states import OrganisationStatus, Role
from config.lib import clock
from config.lib.flow import Asked
from config.lib.reason import Severity
from declarations.states import State
from integrity.models import IntegrityRecord
from integrity.states import Act, RecordState, SubjectKind
from notices.services import amend_notice
from review.process.following import follow_edition
from review.process.selectors import reasons_against
from review.process.states import Action
from review.process.workflow import WORKFLOW
from tests.process.test_every_move import ANSWERS

USCC = "91350100M000100Y43"
ID_NUMBER = "450102197001010011"


@dataclass(frozen=True)
class Point:
    state: str
    action: str
    role: str


SUBMIT = Point(State.DRAFT, Action.SUBMIT, Role.APPLICANT)
RECOMMEND = Point(State.UNIT_RECOMMEND, Action.RECOMMEND, Role.UNIT)
ACCEPT = Point(State.OFFICE_REVIEW, Action.ACCEPT, Role.OFFICE)
ENTER_ROUND = Point(State.REPORTED, Action.ENTER_ROUND, Role.SECRETARY)
CONFIRM = Point(State.CONFIRM_PENDING, Action.CONFIRM, Role.CONFIRMER)
POINTS = (SUBMIT, RECOMMEND, ACCEPT, ENTER_ROUND, CONFIRM)
OURS = {"not_yours", "E105", "E114", "E309", "E605", "W116"}
NOTHING: dict[Point, list[str]] = {}
# What each point says; a point that is not named says nothing. Only W116 passes, with an explanation.
TABLE = {
    "clean": NOTHING,
    "applicant barred": {point: ["E105"] for point in POINTS} | {CONFIRM: ["E605"]},
    # Clerks of a suspended unit have no desk at all; the guard says so to whoever else should stand there.
    "unit suspended": {point: ["E309"] for point in (SUBMIT, ACCEPT, CONFIRM)} | {RECOMMEND: ["not_yours"]},
    "unit warned": {point: ["W116"] for point in (RECOMMEND, ACCEPT, CONFIRM)},
    "record over": NOTHING,
    "record revoked": NOTHING,
}


def entered(kind, identifier, *, ends_on=date(2025, 1, 1), state=RecordState.ENTERED):
    IntegrityRecord.objects.create(
        subject_kind=kind, identifier=identifier, name="某", act=Act.FALSE_MATERIALS, facts="…", basis="…", state=state,
        decision_no="1", decided_on=date(2023, 1, 1), starts_on=date(2023, 1, 1), ends_on=ends_on,
    )  # fmt: skip


def arrange(world, condition):
    lin = IdNumber.objects.create(user=world.people[Role.APPLICANT], number=ID_NUMBER)
    world.unit.uscc = USCC
    if condition == "unit suspended":
        world.unit.status = OrganisationStatus.SUSPENDED
    world.unit.save()
    if condition == "applicant barred":
        entered(SubjectKind.PERSON, lin.number_index)
    if condition == "unit warned":
        entered(SubjectKind.UNIT, USCC)
    if condition == "record over":
        entered(SubjectKind.PERSON, lin.number_index, ends_on=date(2024, 8, 4))
        entered(SubjectKind.UNIT, USCC, ends_on=date(2024, 8, 4))
    if condition == "record revoked":
        entered(SubjectKind.PERSON, lin.number_index, state=RecordState.REVOKED)
        entered(SubjectKind.UNIT, USCC, state=RecordState.REVOKED)


def against(world, point, case=None):
    case = case or world.declaration(point.state)
    move = WORKFLOW.find(point.state, point.action)
    asked = Asked({**ANSWERS, "due_at": case.created_at})
    return reasons_against(move, case, asked, actor=world.actor(point.role), now=clock.law())


@pytest.mark.parametrize("point", POINTS, ids=lambda point: str(point.action))
@pytest.mark.parametrize("condition", TABLE)
def test_the_archive_is_asked_at_every_point(world, condition, point):
    arrange(world, condition)

    found = [reason for reason in against(world, point) if reason.code in OURS]

    assert [reason.code for reason in found] == TABLE[condition].get(point, [])
    assert all((reason.severity is Severity.WARN) == (reason.code == "W116") for reason in found)


@pytest.mark.parametrize("point", [RECOMMEND, ACCEPT, CONFIRM], ids=lambda point: str(point.action))
def test_where_the_person_works_counts_like_the_unit_that_declares(world, point):
    arrange(world, "unit warned")
    case = world.declaration(point.state)
    case.unit = world.people["outsider"].memberships.get().organisation

    assert "W116" in [reason.code for reason in against(world, point, case)]


def test_a_notice_whose_archive_knows_no_units_warns_of_none(world):
    arrange(world, "unit warned")
    edition = amend_notice(
        world.edition.notice_id, changes={"integrity": {"subjects": ["person"]}}, reason="甲", basis="乙", actor=SYSTEM
    )
    case = world.declaration(State.OFFICE_REVIEW)
    follow_edition(edition.pk, None, actor=SYSTEM)
    case.refresh_from_db()

    assert "W116" not in [reason.code for reason in against(world, ACCEPT, case)]


@pytest.mark.parametrize("point", [RECOMMEND, ENTER_ROUND], ids=lambda point: str(point.action))
def test_where_the_archive_is_only_a_reference_nobody_is_barred(world, point):
    arrange(world, "applicant barred")
    edition = amend_notice(
        world.edition.notice_id, changes={"eligibility": {"exclusions": []}}, reason="甲", basis="乙", actor=SYSTEM
    )
    case = world.declaration(point.state)
    follow_edition(edition.pk, None, actor=SYSTEM)
    case.refresh_from_db()

    assert "E105" not in [reason.code for reason in against(world, point, case)]


def test_how_long_is_said_and_what_for_is_not(world):
    arrange(world, "applicant barred")

    said = next(reason.text for reason in against(world, RECOMMEND) if reason.code == "E105")

    assert "2025-01-01" in said
    assert Act.FALSE_MATERIALS.label not in said
