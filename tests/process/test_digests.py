"""The morning's letter to the clerks of every desk: how much waits, how much is due (S27, MSG-12)."""

from datetime import timedelta

import pytest

from accounts.models import Membership
from accounts.states import Role
from config.lib import clock
from declarations.models import Declaration, Recusal
from declarations.states import State
from messaging.models import Message
from review.process.digests import send_digests
from review.process.tasks import digest_task
from tests.approvals.world import at
from tests.helpers import statements
from tests.process.world import person

MORNING = at("2024-08-10T09:05")
NEXT = MORNING + timedelta(days=1)


def digests(username="department-clerk"):
    return Message.objects.filter(person__username=username, event="digest").order_by("pk")


def waiting(world, count):
    for number in range(count):
        world.declaration(State.DEPT_REVIEW, applicant=person(f"p{number}"))


def test_a_desk_reads_once_a_day_how_much_waits_and_how_much_is_due(world):
    """MSG-12, 27-1: once a day whatever the beat does; yesterday's letter is done; then it stops."""
    waiting(world, 3)
    Declaration.objects.filter(pk=Declaration.objects.first().pk).update(due_at=MORNING + timedelta(days=2))

    with clock.law_at(MORNING):
        assert send_digests() == 1
        digest_task()
    [letter] = digests()
    assert (letter.title, letter.text) == ("今日提醒：3 份待办理", "本单位待办理 3 份，其中 1 份三天内到期。")
    assert not digests("unit-clerk").exists()

    with clock.law_at(NEXT):
        digest_task()
    assert [bool(each.done_at) for each in digests()] == [True, False]

    Declaration.objects.update(state=State.WITHDRAWN)
    with clock.law_at(NEXT + timedelta(days=1)):
        assert send_digests() == 0
    assert [bool(each.done_at) for each in digests()] == [True, True]


def test_a_committees_office_at_another_body_is_asked_in_its_own_role(world, client):
    """27-1: the role is that of the stop; the clerks of the body's other desk have nothing to do with it."""
    case = world.declaration(State.OFFICE_REVIEW, applicant=person("p0"))
    city = world.people[Role.LOCAL_OFFICE].memberships.get().organisation
    case.stops.filter(index=case.stop).update(organisation=city)
    both = person("both")
    for role in (Role.OFFICE, Role.LOCAL_OFFICE):
        Membership.objects.create(user=both, organisation=city, role=role)
    world.declaration(State.LOCAL_OFFICE_REVIEW, applicant=person("p1"))
    clerk = person("office-at-city")
    Membership.objects.create(user=clerk, organisation=city, role=Role.OFFICE)

    with clock.law_at(MORNING):
        send_digests(), send_digests()

    urls = {name: [each.url for each in digests(name)] for name in ("office-at-city", "local_office-clerk", "both")}
    assert [url.split("?")[1] for url in urls["office-at-city"]] == ["role=office&queue=waiting"]
    assert [url.split("?")[1] for url in urls["local_office-clerk"]] == ["role=local_office&queue=waiting"]
    assert sorted(urls["both"]) == sorted(urls["office-at-city"] + urls["local_office-clerk"])
    client.force_login(clerk)
    assert client.get(urls["office-at-city"][0]).status_code == 200


def test_a_letter_counts_what_its_reader_may_see(world):
    """E311: not the own case, not one recused from, and for a deputy not the case of who is away either."""
    gu = world.people[Role.DEPARTMENT]
    seat = gu.memberships.get()
    deputy, other = person("deputy"), person("other")
    lent = {"deputy_of": gu, "until": MORNING + timedelta(days=9)}
    for who, told in ((deputy, lent), (other, {})):
        Membership.objects.create(user=who, organisation=seat.organisation, role=seat.role, **told)
    waiting(world, 2)
    Recusal.objects.create(declaration=Declaration.objects.first(), person=deputy, by=deputy, why="亲属")
    own = world.declaration(State.DEPT_REVIEW, applicant=gu)
    Declaration.objects.filter(pk=own.pk).update(due_at=MORNING + timedelta(days=2))

    with clock.law_at(MORNING):
        send_digests()

    told = {name: digests(name).get().text for name in ("department-clerk", "deputy", "other")}
    assert told == {
        "department-clerk": "本单位待办理 2 份。",
        "deputy": "本单位待办理 1 份。",
        "other": "本单位待办理 3 份，其中 1 份三天内到期。",
    }


def test_who_may_see_none_of_it_gets_no_letter(world):
    """E311."""
    world.declaration(State.DEPT_REVIEW, applicant=world.people[Role.DEPARTMENT])

    with clock.law_at(MORNING):
        assert send_digests() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_any_number(world, count):
    waiting(world, count)

    with clock.law_at(MORNING), statements() as made:
        send_digests()

    assert len(made) == 10, "\n".join(made)
