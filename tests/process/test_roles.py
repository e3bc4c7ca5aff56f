"""What each role sees and may do (ROLE-01 … ROLE-06); the dated rights stand in tests/approvals/test_commissioning.py."""

import pytest
from django.urls import reverse

from accounts.models import Membership, Organisation
from accounts.states import Role
from config.lib import clock
from declarations.models import RouteStop
from declarations.rules import is_editable, visible_to
from declarations.selectors import may_read_files
from declarations.states import RouteNode, State
from review.process.rules import standing
from review.process.states import Action
from review.process.workflow import WORKFLOW
from tests.process.world import person


def actions_of(role):
    return {move.action for move in WORKFLOW.moves if role in move.roles}


def reached(case):
    case.stops.filter(index__lte=case.stop).update(reached_at=clock.law())
    return case


def clerk_of(organisation, name, role):
    someone = person(name)
    Membership.objects.create(user=someone, organisation=organisation, role=role)
    return someone


# ── ROLE-01 ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_applicant_sees_their_own_declarations_and_no_others(world, client):
    own, other = world.declaration(), world.declaration(State.UNIT_CHECK, applicant=person("other"))
    lin = world.people[Role.APPLICANT]
    client.force_login(lin)

    assert list(visible_to(lin)) == [own]
    assert client.get(own.get_absolute_url()).status_code == 200
    assert client.get(other.get_absolute_url()).status_code == 404
    assert client.get(reverse("declarations:hub", args=[other.ref])).status_code == 404


@pytest.mark.parametrize("state", State.values)
def test_the_whole_dossier_is_open_in_a_draft_only(world, state):
    assert is_editable(world.declaration(state)) == (state == State.DRAFT)


# ── ROLE-02, ROLE-03 ───────────────────────────────────────────────────────────────────────────────────────────────
def test_a_units_clerk_sees_what_was_handed_to_the_unit_and_no_draft(world):
    draft, handed = world.declaration(), reached(world.declaration(State.UNIT_CHECK, applicant=person("other")))

    assert list(visible_to(world.people[Role.UNIT])) == [handed]
    assert standing(world.people[Role.UNIT], draft) == {Role.UNIT}  # its desk, but the page is not there yet
    assert not visible_to(world.people["outsider"]).exists()


@pytest.mark.parametrize("kind", ["agency", "association"])
def test_an_agency_or_association_stands_at_the_units_step(world, kind):
    """ROLE-03."""
    body = Organisation.objects.create(name="人才服务中心", kind=kind)
    clerk = clerk_of(body, "agent", Role.UNIT)
    case = world.declaration(State.UNIT_CHECK)
    case.stops.filter(index=0).update(organisation=body)

    assert standing(clerk, case) == {Role.UNIT}
    assert list(visible_to(clerk)) == [case]
    assert standing(world.people[Role.UNIT], case) == frozenset()


# ── ROLE-04 ────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("node", [RouteNode.DISPATCH_UNIT, RouteNode.PAYING_UNIT])
def test_a_dispatching_or_paying_unit_looks_passes_and_returns(world, node):
    """ROLE-04."""
    payer = Organisation.objects.create(name="派遣公司", kind="unit")
    clerk = clerk_of(payer, "payer", Role.UNIT)
    case = world.declaration(State.RELAY_REVIEW)
    RouteStop.objects.filter(declaration=case, index=0).update(organisation=payer, node=node)

    assert standing(clerk, case) == {Role.RELAY}
    assert list(visible_to(clerk)) == [case]
    assert actions_of(Role.RELAY) == {
        Action.FORWARD, Action.RETURN, Action.REQUEST_CORRECTION, Action.REFUSE, Action.RESUBMIT, Action.REOPEN,
    }  # fmt: skip


# ── ROLE-05 ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_department_sees_what_reached_it_from_its_own_units(world, client):
    """ROLE-05."""
    here, below = (
        reached(world.declaration(State.DEPT_REVIEW)),
        world.declaration(State.UNIT_CHECK, applicant=person("other")),
    )
    gu = world.people[Role.DEPARTMENT]
    strange = clerk_of(Organisation.objects.create(name="另一部门", kind="department"), "strange", Role.DEPARTMENT)

    assert list(visible_to(gu)) == [here]
    assert standing(gu, here) == {Role.DEPARTMENT}
    assert standing(gu, below) == frozenset()
    client.force_login(strange)
    assert client.get(here.get_absolute_url()).status_code == 404


def test_a_desk_of_a_role_one_does_not_hold_names_the_role(world, client):
    client.force_login(world.people[Role.UNIT])

    assert client.get(reverse("fees:desk")).status_code == 403
    assert client.get(reverse("process:desk"), {"role": "office"}).status_code == 403
    assert client.get(reverse("accounts:approvals")).status_code == 403


# ── ROLE-06 ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_offices_have_their_turn_along_the_tree_and_the_committees_office_always(world):
    """ROLE-06."""
    at_city = reached(world.declaration(State.LOCAL_OFFICE_REVIEW))

    assert standing(world.people[Role.LOCAL_OFFICE], at_city) == {Role.LOCAL_OFFICE}
    assert standing(world.people[Role.OFFICE], at_city) == {Role.OFFICE}
    assert standing(world.people[Role.DEPARTMENT], at_city) == frozenset()
    assert standing(world.people[Role.CONFIRMER], at_city) >= {Role.CONFIRMER}
    assert not visible_to(world.people[Role.CONFIRMER]).exists()


def test_only_the_regions_office_confirms_senior_results(world):
    """ROLE-06."""
    case = world.declaration(State.CONFIRM_PENDING)

    assert Role.CONFIRMER in standing(world.people[Role.CONFIRMER], case)
    assert Role.CONFIRMER not in standing(world.people[Role.OFFICE], case)
    assert actions_of(Role.CONFIRMER) == {Action.CONFIRM, Action.NOT_CONFIRM, Action.REVOKE}
    assert list(visible_to(world.people[Role.CONFIRMER])) == [case]


# ── ROLE-09 ────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("name", ["process:case", "declarations:answers", "approvals:review", "approvals:work"])
def test_finance_reads_no_materials(world, client, name):
    """ROLE-09."""
    case = reached(world.declaration(State.OFFICE_REVIEW))
    address = reverse(name, args=[case.ref])
    answers = []
    for role in (Role.FINANCE, Role.OFFICE):
        client.force_login(world.people[role])
        answers.append(client.get(address).status_code)

    assert answers == [404, 200]


def test_the_files_of_a_case_are_closed_to_finance(world):
    case = reached(world.declaration(State.ACCEPTED))

    assert [may_read_files(world.people[role], case.pk) for role in (Role.FINANCE, Role.OFFICE)] == [False, True]
