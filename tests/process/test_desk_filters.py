"""What narrows a desk's list is seen and can be taken off, also when the address was shared (16-1)."""

import html
import re

import pytest
from django.urls import reverse

from accounts.states import Role
from declarations.states import LOOKS, State
from tests.helpers import statements
from tests.process.world import person


@pytest.fixture
def gu(world, client):
    user = world.people[Role.DEPARTMENT]
    user.current_role = Role.DEPARTMENT
    user.save()
    client.force_login(user)
    return client


def at_department(world, name, level="zg"):
    case = world.declaration(State.DEPT_REVIEW, applicant=person(name), level=level)
    case.stops.filter(index__lte=case.stop).update(reached_at=case.created_at)
    return case


def page_of(client, **query):
    return re.sub(r"\s+", " ", html.unescape(client.get(reverse("process:desk"), query).content.decode()))


def test_every_filter_of_a_shared_address_has_its_control_and_its_chip(world, gu):
    """16-1."""
    at_department(world, "senior"), at_department(world, "deputy", level="fg")

    page = page_of(gu, queue="all", level="fg", state="dept_review", q="Deputy")

    assert "Deputy" in page
    assert "Senior" not in page
    assert re.search(r'<option value="fg" selected', page)
    assert re.search(r'<option value="dept_review" selected', page)
    for words in ("级别：高级工艺美术师", f"状态：{LOOKS[State.DEPT_REVIEW].label}", "Deputy"):
        assert f'aria-label="移除筛选 {words}"' in page


def test_a_chip_takes_off_its_own_filter_and_keeps_the_others(world, gu):
    """16-1: the first page again, the queue as it was."""
    at_department(world, "senior")

    page = page_of(gu, queue="all", level="zg", state="dept_review", after="0~2024-08-05T10:00:00+08:00~1")

    (address,) = re.findall(r'href="(\?[^"]*)" aria-label="移除筛选 级别', page)
    assert address == "?queue=all&state=dept_review"


def test_a_value_nobody_knows_is_shown_and_can_be_taken_off(world, gu):
    """16-1: an empty list says why it is empty."""
    at_department(world, "senior")

    page = page_of(gu, queue="all", state="somewhere")

    assert 'aria-label="移除筛选 状态：somewhere"' in page
    assert "没有符合筛选条件的申报" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_costs_the_same_for_any_number(world, gu, count):
    """16-2."""
    for number in range(count):
        at_department(world, f"p{number}")

    with statements() as made:
        gu.get(reverse("process:desk"))

    assert len(made) == STATEMENTS


STATEMENTS = 20  # the desk itself is read first, by key; the ends of the steps beside the rows (TIME-17)
