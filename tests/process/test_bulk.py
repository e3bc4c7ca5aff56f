"""Many cases at once: seen by name before, each with its own result after; never a decision (16-3)."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Membership
from accounts.states import Role
from config.lib import clock
from declarations.models import Recusal
from declarations.states import State
from messaging.models import Message
from review.process.bulk import KINDS
from review.process.models import Assignment, Export
from review.process.states import Action
from tests.helpers import no_writes
from tests.process.world import IN_STAGE_1, person


@pytest.fixture
def gu(world):
    user = world.people[Role.DEPARTMENT]
    user.current_role = Role.DEPARTMENT
    user.save()
    return user


@pytest.fixture
def colleague(world, gu):
    made = person("he")
    Membership.objects.create(user=made, organisation=world.unit.parent, role=Role.DEPARTMENT)
    return made


@pytest.fixture
def browser(gu, client):
    client.force_login(gu)
    return client


def at_department(world, name, state=State.DEPT_REVIEW):
    case = world.declaration(state, applicant=person(name))
    case.stops.filter(index__lte=1).update(reached_at=case.created_at)
    return case


def words_of(response):
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


def send(browser, do, *cases, **told):
    asked = {"role": "department", "queue": "all", "do": do, "cases": [case.pk for case in cases]}
    return browser.post(reverse("process:bulk"), asked | told)


def test_no_decision_is_ever_among_it():
    """16-3, 14-6."""
    assert set(KINDS) == {"remind", "assign", "unassign", "export"}
    assert not set(KINDS) & set(Action.values)


def test_a_preview_names_everybody_and_who_is_left_out_and_why_and_does_nothing(world, browser, gu, colleague):
    """16-3: what is not the person's to see is not named."""
    here, above = at_department(world, "lin2"), at_department(world, "lin3", State.OFFICE_REVIEW)
    barred, hidden = at_department(world, "lin4"), at_department(world, "lin5")
    Recusal.objects.create(person=colleague, declaration=barred, why="亲属", by=gu)
    Recusal.objects.create(person=gu, declaration=hidden, why="亲属", by=gu)

    with no_writes():
        page = words_of(send(browser, "assign", here, above, barred, hidden, asked="1", person=colleague.pk))

    assert "所选 3 份，将办理 1 份" in page
    assert "跳过 2 份，不办理" in page
    assert re.search(r"Lin3</b\s*>（[^）]*）：现在不由本处办理，不能分配。", page)
    assert re.search(r"Lin4</b\s*>（[^）]*）：He须回避，不能办理。", page)
    assert "Lin5" not in page
    assert not Assignment.objects.exists()


def test_each_case_has_its_own_result_what_failed_is_tried_again_and_it_can_be_taken_back(
    world, browser, gu, colleague
):
    """16-3: the colleague is told; the list shows whose it is, until it moves on."""
    first, second = at_department(world, "lin2"), at_department(world, "lin3", State.OFFICE_REVIEW)
    told = {"asked": "1", "person": colleague.pk, "confirm": "1"}

    page = words_of(send(browser, "assign", first, second, **told))
    shown = words_of(browser.get(reverse("process:desk"), {"queue": "all", "col": ["officer"]}))
    again = words_of(send(browser, "assign", second))

    assert "已办理" in page
    assert "重试没有办理的 1 份" in page
    assert "撤销分配 1 份" in page
    assert (Assignment.objects.get().declaration, Assignment.objects.get().person) == (first, colleague)
    assert "He" in shown
    assert [message.person for message in Message.objects.filter(event="desk_assigned")] == [colleague]
    assert "分配给" in again
    send(browser, "unassign", first, confirm="1")
    assert not Assignment.objects.exists()


def test_taking_back_a_second_sharing_out_gives_it_to_whom_it_was_first(world, browser, gu, colleague):
    """16-3: undo leads back, not to nobody; what another has shared out is not undone, and the preview says so."""
    case = at_department(world, "lin2")
    told = {"asked": "1", "confirm": "1"}
    send(browser, "assign", case, **told, person=gu.pk)
    send(browser, "assign", case, **told, person=colleague.pk)

    send(browser, "unassign", case, confirm="1")
    again = Assignment.objects.get()
    Assignment.objects.update(by=colleague)
    refused = words_of(send(browser, "unassign", case))

    assert (again.person, again.before) == (gu, None)
    assert "由He分配给" in refused
    assert "confirm" not in refused


def test_who_is_not_of_the_desk_is_no_choice(world, browser):
    """16-3: said at the field, nothing lost."""
    case = at_department(world, "lin2")

    answer = send(browser, "assign", case, asked="1", person=world.people[Role.OFFICE].pk, confirm="1")

    assert answer.status_code == 422
    assert "Lin2" in words_of(answer)
    assert not Assignment.objects.exists()


def test_a_reminder_goes_to_who_holds_the_case_once_a_day(world, browser, gu):
    """16-3, S16: to the desk below, to the applicant who has to pay; not to oneself, not about what is over."""
    below, mine = at_department(world, "lin2", State.UNIT_CHECK), at_department(world, "lin3")
    over, fee = at_department(world, "lin4", State.WITHDRAWN), at_department(world, "lin5", State.ACCEPTED)

    shown = {queue: words_of(browser.get(reverse("process:desk"), {"queue": queue})) for queue in ("waiting", "all")}
    page = words_of(send(browser, "remind", below, mine, over, fee, confirm="1"))
    send(browser, "remind", below, confirm="1")
    told = Message.objects.filter(event="desk_reminded").order_by("pk")

    assert [message.person for message in told] == [world.people[Role.UNIT], fee.applicant]
    assert "现在由本处办理，不需要提醒。" in page
    assert "已经办结。" in page
    assert ['value="remind"' in shown[queue] for queue in ("waiting", "all")] == [False, True]  # nobody to be reminded
    with clock.law_at(IN_STAGE_1 + timedelta(days=1)):
        send(browser, "remind", below, confirm="1")
    assert Message.objects.filter(event="desk_reminded").count() == 3


def test_the_office_reminds_who_has_to_pay_and_shares_out_only_what_waits_for_it(world, client):
    """16-3: what waits for a fee, or is over, stands at its desk and is yet nobody's work there."""
    ma = world.people[Role.OFFICE]
    fee, here = world.declaration(State.ACCEPTED, applicant=person("lin2")), at_department(world, "lin3")
    over = world.declaration(State.NOT_ACCEPTED, applicant=person("lin4"))
    fee.stop = over.stop = 3
    fee.save(), over.save()
    client.force_login(ma)

    send(client, "remind", fee, role="office", confirm="1")
    page = words_of(send(client, "assign", fee, here, over, role="office", asked="1", person=ma.pk, confirm="1"))

    assert [message.person for message in Message.objects.filter(event="desk_reminded")] == [fee.applicant]
    assert page.count("现在不由本处办理，不能分配。") == 3
    assert not Assignment.objects.exists()


def test_the_ticked_ones_alone_are_exported(world, browser):
    """16-3, 16-6."""
    first = at_department(world, "lin2")
    at_department(world, "lin3")

    answer = send(browser, "export", first, asked="1", title="名单", reason="核对", confirm="1")

    assert answer["Location"] == reverse("process:downloads")
    assert (Export.objects.get().chosen, Export.objects.get().total) == ([first.pk], 1)


def test_a_desk_one_does_not_hold_and_a_work_nobody_knows_are_refused(world, browser):
    """16-3."""
    case = at_department(world, "lin2")

    assert send(browser, "remind", case, role="office").status_code == 403
    assert send(browser, "accept", case).status_code == 404
    assert send(browser, "remind")["Location"].startswith(reverse("process:desk"))
