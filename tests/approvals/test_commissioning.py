"""The unit's step of one person, given away for a time: a dated right, and nothing of it afterwards (ROLE-02, CHAN-09)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import Membership, Organisation
from accounts.states import Role
from config.lib import clock
from declarations.models import DeclarationGrant
from declarations.rules import visible_to
from declarations.states import State
from messaging.models import Message
from review.approvals import services
from review.approvals.exceptions import Refused
from review.approvals.guards import checked_by_another
from review.approvals.models import UnitCheck
from review.process.desks import Filters, desk_page
from review.process.rules import standing
from tests.approvals.world import codes, filled
from tests.process.world import IN_STAGE_1, person

LAST = date(2024, 8, 12)
AFTER = IN_STAGE_1 + timedelta(days=8)


@pytest.fixture
def case(world):
    made = filled(world.declaration(State.UNIT_CHECK))
    made.stops.update(reached_at=clock.law())
    return made


@pytest.fixture
def agent(world):
    """A clerk of an agency."""
    agency = Organisation.objects.create(name="钦州市人才服务中心", kind="agency")
    someone = person("agent")
    someone.phone = "19000000055"
    someone.save()
    Membership.objects.create(user=someone, organisation=agency, role=Role.UNIT)
    return someone


def commissioned(case, zhou, agent, **more):
    return services.commission(
        case.pk, actor=zhou, person=agent, **{"reason": "钦人函〔2024〕5号，审核审议、公示、推荐", "until": LAST} | more
    )


def refused(case, actor, whom, **more):
    with pytest.raises(Refused) as refusal:
        commissioned(case, actor, whom, **more)
    return [reason.field or reason.code for reason in refusal.value.reasons]


def test_a_commissioned_agency_does_the_units_step_of_this_one_person(world, case, zhou, agent):
    other = world.declaration(State.UNIT_CHECK, applicant=person("other"))
    assert standing(agent, case) == frozenset()

    commissioned(case, zhou, agent)

    assert standing(agent, case) == {Role.UNIT}
    assert standing(agent, other) == frozenset()
    assert list(visible_to(agent)) == [case]
    assert services.verify_part(case.pk, actor=agent, part="resume", original_seen=True).by == agent
    assert desk_page(agent, Role.UNIT, Filters()).rows == [case]
    assert Message.objects.get(event="commissioned").person == agent


def test_the_right_ends_by_itself_with_its_last_day(case, zhou, agent):
    commissioned(case, zhou, agent)

    with clock.law_at(clock.law().replace(month=8, day=12, hour=15)):  # 23:00 in the law's zone
        assert standing(agent, case) == {Role.UNIT}
    with clock.law_at(AFTER):
        assert standing(agent, case) == frozenset()
        assert list(visible_to(agent)) == []
        assert desk_page(agent, Role.UNIT, Filters()).rows == []
        with pytest.raises(Refused, match="无权"):
            services.verify_part(case.pk, actor=agent, part="resume", original_seen=True)


def test_the_unit_takes_it_back_before_its_time(case, zhou, agent):
    commissioned(case, zhou, agent)

    assert services.end_commission(case.pk, actor=zhou, person_id=agent.pk) == 2

    assert standing(agent, case) == frozenset()
    assert not visible_to(agent).exists()


def test_a_right_names_its_giver_its_reason_and_its_end(case, zhou, agent):
    grant = commissioned(case, zhou, agent)

    assert (grant.giver, grant.reason) == (zhou, "受委托：钦人函〔2024〕5号，审核审议、公示、推荐")
    assert clock.local_date(grant.expires_at) == LAST
    assert DeclarationGrant.objects.filter(user=agent).count() == 2


def test_a_recusal_is_stronger_than_a_right(case, zhou, agent):
    commissioned(case, zhou, agent)
    case.recusals.create(person=agent, why="亲属", by=zhou)

    assert standing(agent, case) == frozenset()
    assert not visible_to(agent).exists()


def test_the_owner_who_is_the_whole_unit_commissions_an_agency(world, case, lin, agent):
    Membership.objects.create(user=lin, organisation=world.unit, role=Role.UNIT)

    commissioned(case, lin, agent)

    assert standing(agent, case) == {Role.UNIT}
    assert standing(lin, case) == {Role.APPLICANT}


def test_what_is_refused(world, case, zhou, gu, lin, agent):
    stranger = person("stranger")

    assert refused(case, gu, agent) == ["not_yours"]
    assert refused(case, zhou, lin) == ["phone", "phone"]  # the applicant, and no clerk
    assert refused(case, zhou, stranger) == ["phone"]
    assert refused(case, zhou, zhou) == ["phone"]
    assert refused(case, zhou, agent, reason=" ", until=date(2024, 8, 1)) == ["reason", "until"]
    case.state = State.OFFICE_REVIEW
    case.save()
    assert refused(case, zhou, agent) == ["moved_on"]


def test_a_verifiers_right_is_dated_too_and_ends_when_another_is_named(case, world):
    tang, first, second = world.people[Role.LOCAL_OFFICE], person("first"), person("second")

    services.name_verifier(case.pk, actor=tang, person=first, reason="个人工作室")
    assert standing(first, case) == {Role.UNIT}
    services.name_verifier(case.pk, actor=tang, person=second, reason="换人")

    assert (standing(first, case), standing(second, case)) == (frozenset(), {Role.UNIT})
    with clock.law_at(IN_STAGE_1.replace(month=9)):  # stage 1 is over
        assert standing(second, case) == frozenset()


# ── page ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_page_gives_and_takes_back(client, case, zhou, agent):
    client.force_login(zhou)
    address = reverse("approvals:commission", args=[case.ref])
    assert f'href="{address}"' in client.get(case.get_absolute_url()).content.decode()
    told = {"phone": "190 0000 0055", "reason": "钦人函〔2024〕5号", "until": "2024-08-12"}

    assert client.post(address, told | {"phone": "19000000099"}).status_code == 422
    assert client.post(address, told).status_code == 302

    assert "Agent" in client.get(address).content.decode()
    assert client.post(reverse("approvals:end_commission", args=[case.ref, agent.pk])).status_code == 302
    assert "Agent" not in client.get(address).content.decode()


def test_the_page_is_not_there_for_others(client, case, world, gu, agent):
    for someone in (gu, agent, world.people["outsider"]):
        client.force_login(someone)
        assert client.get(reverse("approvals:commission", args=[case.ref])).status_code == 404


# ── two people, where there are two ────────────────────────────────────────────────────────────────────────────────
def test_who_checked_is_warned_of_recommending_where_there_is_a_second_clerk(world, case, zhou, lin):
    """ROLE-02: filler and approver are two where there are two."""
    UnitCheck.objects.create(
        declaration=case, by=zhou, at=clock.law(), round_trip=0, responsible="周", meets_conditions=True
    )
    Membership.objects.create(user=lin, organisation=world.unit, role=Role.UNIT)  # the applicant: no help here (E311)
    assert codes(checked_by_another, case, actor=zhou) == []
    colleague = person("colleague")
    Membership.objects.create(user=colleague, organisation=world.unit, role=Role.UNIT)

    assert codes(checked_by_another, case, actor=zhou) == ["W117"]
    assert codes(checked_by_another, case, actor=zhou, explained={"W117": "同事休假"}) == []
    assert codes(checked_by_another, case, actor=colleague) == []


# ── the group of a unit that cannot form one (UNIT-07, G-32) ───────────────────────────────────────────────────────
def put_to(client, page, case, *more, **told):
    return client.post(reverse(f"approvals:{page}", args=[case.ref, *more]), told)


@pytest.fixture
def deliberating(world, zhou, agent):
    made = filled(world.declaration(State.UNIT_DELIBERATION))
    made.stops.update(reached_at=clock.law())
    commissioned(made, zhou, agent)
    return made


def test_who_carries_out_the_step_sets_up_the_group_by_its_page(world, deliberating, agent, client):
    """UNIT-07, CHAN-09: outside experts and a commissioned group are entered by whoever may deliberate."""
    client.force_login(agent, backend="accounts.backends.PhoneBackend")
    where = reverse("approvals:deliberation", args=[deliberating.ref])
    assert "建立职称审议推荐小组" in client.get(where).content.decode()

    put_to(client, "group", deliberating, name="审议小组", host="海韵工作室（演示）")
    [group] = world.unit.groups.all()
    person_of = {"unit_name": "海韵工作室（演示）", "rank": "zhenggao", "professional": "on", "external": "on"}
    for number in range(5):
        told = {"group": group.pk, "name": f"专家{number}号", **person_of} | ({"is_leader": "on"} if not number else {})
        assert put_to(client, "member", deliberating, **told).status_code == 302
    out = group.members.last()
    put_to(client, "member_out", deliberating, out.pk)

    assert (group.host, group.created_by, group.members.count()) == ("海韵工作室（演示）", agent, 4)
    assert "添加成员" in client.get(where).content.decode()


def test_the_units_own_group_is_not_the_commissioned_ones_to_change(world, deliberating, zhou, agent, client):
    group = services.save_group(actor=zhou, notice=world.edition.notice, unit=world.unit)
    client.force_login(agent, backend="accounts.backends.PhoneBackend")

    page = client.get(reverse("approvals:deliberation", args=[deliberating.ref])).content.decode()
    refused_page = put_to(client, "member", deliberating, group=group.pk, name="外人", unit_name="别处")
    put_to(client, "group", deliberating, name="另一小组")

    assert "添加成员" not in page
    assert "您无权办理此事项" in refused_page.content.decode()
    assert world.unit.groups.filter(created_by=agent, name="另一小组").count() == 1
    assert group.members.count() == 0


def test_the_group_is_theirs_as_long_as_the_right_lasts(world, deliberating, agent):
    group = services.save_group(actor=agent, notice=world.edition.notice, unit=world.unit)

    with clock.law_at(AFTER), pytest.raises(Refused, match="无权"):
        services.save_group(actor=agent, notice=world.edition.notice, unit=world.unit, group=group, name="改名")
