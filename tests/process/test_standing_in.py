"""代办 in a case: signed with one's own name, for somebody; never a way round who must keep away. And 移交 of open work."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import services as accounts
from accounts.exceptions import AccountRefused
from accounts.leaving import open_work
from accounts.models import Employment, Membership
from accounts.states import Role
from config.lib import clock
from declarations.models import DeclarationGrant, Recusal
from declarations.states import State
from messaging.models import Message
from records.models import AuditEntry
from review.approvals import services
from review.approvals.models import Claim, SheetDraft
from review.approvals.rules import works_at
from review.approvals.services.asking_office import has_clerk_at_hand
from review.outcomes.rules import decides_on
from review.process.models import Assignment, MoveRecord
from review.process.rules import standing
from review.process.services import perform
from review.process.sharing import assign_case
from review.process.states import Action
from tests.approvals.world import item
from tests.process.world import IN_STAGE_1, build_world, person


@pytest.fixture
def world(db):
    with clock.law_at(IN_STAGE_1):
        yield build_world()


def colleague(organisation, name, role=None):
    """Belongs there; with a role, at a desk of their own."""
    someone = person(name)
    someone.name = name
    someone.save(update_fields=["name"])
    Employment.objects.create(user=someone, organisation=organisation, asked_at=clock.law(), confirmed_at=clock.law())
    if role:
        Membership.objects.create(user=someone, organisation=organisation, role=role)
    return someone


def stands_in(someone, absent, role):
    """For a week from today, named by the manager of the place."""
    seat = Membership.objects.get(user=absent, role=role)
    manager = Membership.objects.filter(organisation=seat.organisation, is_manager=True).first()
    if manager is None:
        Membership.objects.filter(pk=seat.pk).update(is_manager=True)
    today = clock.local_date(clock.law())
    return accounts.name_deputy(
        seat.pk,
        person_id=someone.pk,
        first_day=today,
        last_day=today + timedelta(days=6),
        reason="出差",
        actor=manager.user if manager else absent,
    )


# ── standing in ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_deputy_signs_with_their_own_name_and_the_record_says_for_whom(world):
    """ROLE-02, UNIT-17: who checks signs; the timeline and the audit chain name the deputy, never the absent alone."""
    case, zhou = world.declaration(State.UNIT_CHECK), world.people[Role.UNIT]
    wu = colleague(world.unit, "吴同事")
    assert standing(wu, case) == frozenset()
    stands_in(wu, zhou, Role.UNIT)

    perform(case.pk, Action.RETURN, actor=wu, reason="照片不清。", items=[item()])

    record = MoveRecord.objects.filter(declaration=case).latest("pk")
    assert (record.person, record.role, record.stood_in) == (wu, Role.UNIT, str(zhou))
    assert record.who == f"吴同事（代{zhou}）"
    entry = AuditEntry.objects.get(event="declaration.return", subject_id=case.pk)
    assert (entry.actor_id, entry.content) == (wu.pk, record.digest())


def test_nobody_stands_in_for_the_applicant_or_for_who_is_recused(world):
    """E311, UNIT-07: a one-person studio does not judge itself through a deputy of its own choice."""
    unit, zhou = world.unit, world.people[Role.UNIT]
    own = world.declaration(State.UNIT_CHECK, applicant=zhou)
    other = world.declaration(State.UNIT_CHECK)
    wu = colleague(unit, "吴同事")
    stands_in(wu, zhou, Role.UNIT)

    assert [standing(wu, own), standing(wu, other)] == [frozenset(), frozenset({Role.UNIT})]
    assert [works_at(wu, own), works_at(wu, other)] == [False, True]
    assert not has_clerk_at_hand(own)  # so that an office above may still be asked to name somebody (G-32)

    Recusal.objects.create(person=zhou, declaration=other, why="近亲属", by=zhou)
    assert (standing(wu, other), works_at(wu, other)) == (frozenset(), False)


def test_a_seat_of_ones_own_is_not_lost_by_standing_in_for_somebody_recused(world):
    case, ma = world.declaration(State.OFFICE_REVIEW), world.people[Role.OFFICE]
    supervisor = world.people[Role.SUPERVISION]
    Recusal.objects.create(person=supervisor, declaration=case, why="近亲属", by=ma)

    stands_in(ma, supervisor, Role.SUPERVISION)

    assert standing(ma, case) >= {Role.OFFICE}
    assert Role.SUPERVISION not in standing(ma, case)
    assert (decides_on(ma, case, Role.OFFICE), decides_on(ma, case, Role.SUPERVISION)) == (True, False)


def test_the_second_person_of_a_rule_is_another_person_not_another_seat(world):
    """A deputy counts as themselves: their own application stays closed to them, whoever they stand in for."""
    zhou, wu = world.people[Role.UNIT], colleague(world.unit, "吴同事")
    own = world.declaration(State.UNIT_CHECK, applicant=wu)
    stands_in(wu, zhou, Role.UNIT)

    assert standing(wu, own) == frozenset({Role.APPLICANT})
    assert not works_at(wu, own)


def test_the_desk_opens_to_the_deputy_and_shuts_with_the_last_day(client, world):
    case, ma = world.declaration(State.OFFICE_REVIEW), world.people[Role.OFFICE]
    case.stops.update(reached_at=clock.law())
    wu = colleague(Membership.objects.get(user=ma).organisation, "吴同事")
    url = reverse("approvals:review", args=[case.ref])
    stands_in(wu, ma, Role.OFFICE)
    client.force_login(wu)

    during = client.get(url).status_code
    with clock.law_moved(timedelta(days=7)):
        after = client.get(url).status_code

    assert (during, after) == (200, 404)


# ── leaving ────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def busy(world):
    """Zhou has three cases given to them, one on the table with a sheet half written; Wu sits at the same desk."""
    zhou, wu = world.people[Role.UNIT], colleague(world.unit, "吴同事", Role.UNIT)
    Membership.objects.filter(user=wu).update(is_manager=True)
    mine = [world.declaration(State.UNIT_CHECK, applicant=person(f"a{number}")) for number in range(2)]
    wus = world.declaration(State.UNIT_CHECK, applicant=wu)
    for case in (*mine, wus):
        assert assign_case(case.pk, zhou, Role.UNIT, actor=zhou) is None
    services.claim_case(mine[0].pk, actor=zhou)
    services.keep_draft(mine[0].pk, "review", {"opinion": ["材料齐全"]}, version=0, actor=zhou)
    return zhou, wu, mine, wus


def test_what_lies_open_is_listed_and_handed_to_a_colleague_but_never_their_own_case(busy):
    """Nothing stays with somebody who left; who must keep away from a case does not inherit it."""
    zhou, wu, mine, wus = busy
    seat = zhou.memberships.get()
    listed = [each.kind for each in open_work(seat)]

    accounts.end_membership(seat.pk, actor=wu, successor=wu)

    assert sorted(listed) == ["分配的申报"] * 3 + ["未签署的审查内容", "正在审查的申报"]
    assert set(Assignment.objects.values_list("declaration", "person")) == {(case.pk, wu.pk) for case in mine}
    assert not Assignment.objects.filter(declaration=wus).exists()
    assert (Claim.objects.count(), SheetDraft.objects.get().person) == (0, wu)
    told = Message.objects.filter(event__startswith="handed_").values_list("event", "person", "title")
    assert set(told) == {
        ("handed_over", wu.pk, f"{zhou.name}移交给您 3 件未办完的工作"),
        ("handed_back", wu.pk, f"{zhou.name}离开岗位，2 件未办完的工作已退回待办"),
    }
    noted = AuditEntry.objects.filter(event="desk.handed_over").values_list("subject_id", "actor_id", "content")
    assert set(noted) == {(mine[0].pk, wu.pk, str(wu.pk)), (mine[1].pk, wu.pk, str(wu.pk)), (wus.pk, wu.pk, "")}


@pytest.mark.parametrize("door", ["end", "dismiss", "page"])
def test_without_a_successor_everything_goes_back_to_the_queue_by_every_door(client, busy, door):
    zhou, wu, _, _ = busy
    seat = zhou.memberships.get()
    if door == "end":
        accounts.end_membership(seat.pk, actor=zhou)
    elif door == "dismiss":
        accounts.dismiss(seat.pk, actor=wu)
    else:
        client.force_login(wu)
        url = reverse("accounts:end_membership", args=[seat.organisation_id, seat.pk])
        shown = client.get(url).content.decode()
        assert shown.count("分配的申报") == 3
        assert client.post(url, {}).status_code == 302

    left = [model.objects.filter(person=zhou).exists() for model in (Assignment, Claim, SheetDraft)]
    assert left == [False, False, False]


def test_a_stranger_does_not_inherit(world, busy):
    zhou, wu, _, _ = busy
    seat = zhou.memberships.get()

    with pytest.raises(AccountRefused) as refusal:
        accounts.end_membership(seat.pk, actor=wu, successor=world.people["outsider"])

    assert (refusal.value.codes, Assignment.objects.filter(person=zhou).count()) == (["member.successor"], 3)


def test_a_commission_ends_with_the_last_desk_of_who_carried_it_out(world):
    """CHAN-09: the unit is told to name somebody else; the case does not wait for who is gone."""
    zhou = world.people[Role.UNIT]
    case = world.declaration(State.UNIT_CHECK, applicant=zhou)
    agent = world.people["outsider"]
    until = clock.local_date(clock.law()) + timedelta(days=5)
    services.commission(case.pk, actor=zhou, person=agent, reason="钦人函〔2024〕5号", until=until)
    assert works_at(agent, case)

    accounts.dismiss(agent.memberships.get().pk, actor=zhou)

    assert not works_at(agent, case)
    assert not DeclarationGrant.objects.filter(user=agent, expires_at__gt=clock.law()).exists()
    assert Message.objects.filter(event="commission_left", person=zhou, needs_action=True).count() == 1
