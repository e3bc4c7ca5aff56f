"""结束本轮 asks first: what ends, how many cases are open in which state, and why (24-4, ux §3.6)."""

import re

import pytest
from django.urls import reverse

from accounts.models import SYSTEM, User
from accounts.services.memberships import give_membership
from accounts.states import Role
from declarations.states import State
from notices.services import close_notice
from tests.helpers import no_writes
from tests.process.world import person

WHY = "本年度评审工作已全部结束"


@pytest.fixture
def notice(world):
    return world.edition.notice


@pytest.fixture
def desk(client, notice):
    made = User.objects.create_user("zhou", name="周处长（演示）")
    give_membership(person=made, organisation=notice.office, role=Role.ADMIN, actor=SYSTEM)
    client.force_login(made, backend="accounts.backends.PhoneBackend")
    return client


def state_of(notice):
    notice.refresh_from_db()
    return notice.state


def flat(page):
    return " ".join(page.content.decode().split())


def test_a_round_ends_after_a_page_that_counts_what_is_open(world, notice, desk):
    """24-4: nothing ends by one click; the reason stays at the notice."""
    world.declaration(State.DRAFT, applicant=person("a"))
    world.declaration(State.OFFICE_REVIEW, applicant=person("b"))
    world.declaration(State.CERTIFIED, applicant=person("c"))
    address = reverse("process:end_round", args=[notice.code])
    listed = flat(desk.get(reverse("notices:desk")))

    with no_writes():
        asked = desk.get(address)
    silent = desk.post(address, {"reason": " "})
    after_silence = state_of(notice)
    done = desk.post(address, {"reason": WHY}, follow=True)
    ended = state_of(notice)
    twice = desk.post(address, {"reason": WHY})

    assert f'href="{address}"' in listed
    assert {each.label: each.count for each in asked.context["open_cases"]} == {
        "草稿": 1,
        State.OFFICE_REVIEW.label: 1,
    }
    assert "还没有办完" in flat(asked)
    assert (silent.status_code, after_silence) == (422, "published")
    assert "请填写这一项" in flat(silent)
    assert ended == "closed"
    assert WHY in flat(done)
    assert "周处长（演示）" in flat(done)
    assert (twice.status_code, "通知现为“已结束”，不能结束。" in flat(twice)) == (422, True)


def test_everybody_reads_that_an_ended_round_is_over(notice, client):
    """GEN-11: what is over is not called 未开始 by days that will not come."""
    close_notice(notice.pk, actor=SYSTEM)

    pages = [flat(client.get(address)) for address in (notice.get_absolute_url(), reverse("notices:list"), "/")]

    for page in pages:
        assert "已结束" in page
        assert "即将开始" not in page
        assert re.search("下一个截止[：<]", page) is None
