"""外省委托评审 of senior titles: 自治区职改办 agrees before the committee is sent the case (002 二（一）4; CHAN-15)."""

import pytest
from django.urls import reverse

from accounts.models import Organisation
from accounts.states import Affiliation, OrganisationKind, Role
from declarations.effects import take_route
from declarations.models import Declaration
from declarations.routes import stops_of
from declarations.rules import visible_to
from declarations.states import State
from review.approvals.services import review_stop
from review.outcomes.selectors import commissions_to_agree
from review.process.exceptions import MoveRefused
from review.process.rules import standing
from review.process.services import perform
from review.process.states import Action
from tests.approvals.test_review import GOOD
from tests.approvals.world import run
from tests.process.world import amended

LAW = {"other_province_senior": {"letter": "省级职改管理部门", "approve": "自治区职改办"}}
NODES = ["unit", "department", "city_office", "region_office", "committee_office"]
AT_REGION = NODES.index("region_office")


@pytest.fixture
def case(world):
    """Of a unit of another province under a notice like that of 2017; it stands with the city's office."""
    edition = amended(world.edition, outside_units=LAW)
    Organisation.objects.filter(pk=world.unit.pk).update(affiliation=Affiliation.OTHER_PROVINCE)
    case = world.declaration(State.LOCAL_OFFICE_REVIEW)
    Declaration.objects.filter(pk=case.pk).update(edition=edition, letter_kind="commissioned")
    case = Declaration.objects.with_context().get(pk=case.pk)
    run(take_route, case)
    case.stops.update(window="")
    case.stops.filter(index__lt=AT_REGION).update(reached_at=case.created_at)
    Declaration.objects.filter(pk=case.pk).update(stop=AT_REGION - 1, window="")
    return Declaration.objects.with_context().get(pk=case.pk)


@pytest.fixture
def ke(world):
    return world.people[Role.CONFIRMER]


@pytest.fixture
def at_region(case, world):
    tang = world.people[Role.LOCAL_OFFICE]
    review_stop(case.pk, actor=tang, rows=GOOD, opinion="同意上报")
    perform(case.pk, Action.FORWARD, actor=tang)
    return Declaration.objects.with_context().get(pk=case.pk)


def nodes(case):
    return [stop.node.value for stop in stops_of(case)]


def test_its_route_goes_by_the_region_s_office(case):
    assert nodes(case) == NODES


@pytest.mark.parametrize(
    ("affiliation", "level"),
    [(Affiliation.CITY, "zg"), (Affiliation.CENTRAL, "zg"), (Affiliation.OTHER_PROVINCE, "zj")],
)
def test_nobody_else_s_does(case, affiliation, level):
    case.employer.affiliation, case.level = affiliation, level

    assert "region_office" not in nodes(case)


def test_a_notice_that_asks_no_agreement_has_no_such_stop(case, world):
    case.edition = world.edition

    assert "region_office" not in nodes(case)


def test_where_the_region_s_office_keeps_the_committee_it_looks_once(case):
    case.committee.office = Organisation.objects.get(kind=OrganisationKind.REGION_OFFICE)

    assert nodes(case) == [node for node in NODES if node != "region_office"]


def test_the_region_s_office_agrees_and_the_committee_s_office_gets_it(at_region, ke, ma, client):
    assert (at_region.state, at_region.stop) == (State.LOCAL_OFFICE_REVIEW, AT_REGION)
    assert standing(ke, at_region) >= {Role.LOCAL_OFFICE}
    assert list(visible_to(ke)) == list(commissions_to_agree(ke)) == [at_region]
    client.force_login(ke, backend="accounts.backends.PhoneBackend")
    assert "外省委托评审待同意" in client.get(reverse("outcomes:desk")).content.decode()
    desk = client.get(reverse("process:desk"), {"role": "confirmer", "queue": "waiting"}).content.decode()
    assert at_region.applicant.name in desk
    assert client.get(at_region.get_absolute_url()).status_code == 200

    review_stop(at_region.pk, actor=ke, rows=GOOD, opinion="同意委托评审。")
    assert perform(at_region.pk, Action.FORWARD, actor=ke).state == State.OFFICE_REVIEW
    assert not commissions_to_agree(ke).exists()


def test_without_its_word_nothing_goes_on(at_region, ke):
    """CHAN-15 [B]."""
    with pytest.raises(MoveRefused) as refusal:
        perform(at_region.pk, Action.FORWARD, actor=ke)

    assert refusal.value.codes == ["E416"]


@pytest.mark.parametrize("role", [Role.LOCAL_OFFICE, Role.DEPARTMENT, Role.UNIT])
def test_no_other_desk_agrees_in_its_place(at_region, world, role):
    assert Role.LOCAL_OFFICE not in standing(world.people[role], at_region)


def test_what_it_does_not_agree_to_is_not_accepted(at_region, ke):
    ended = perform(
        at_region.pk, Action.REFUSE, actor=ke, code="wrong_procedure", reason="省级职改部门未出具委托函。", basis=""
    )

    assert ended.state == State.NOT_ACCEPTED
