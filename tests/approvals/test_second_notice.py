"""Who may tell a second time what was to be told at once (OFFICE-04)."""

import pytest
from django.urls import reverse

from accounts.models import Membership
from accounts.states import Role
from config.lib import clock
from declarations.states import State
from review.approvals import guards
from review.approvals.states import NoticeState
from tests.approvals.world import at, codes, noticed
from tests.process.world import person

WHY = "补正后新出现的问题"


@pytest.fixture
def at_office(world):
    return world.declaration(State.OFFICE_REVIEW)


def colleague_of(ma, name="second-office"):
    desk = Membership.objects.get(user=ma, role=Role.OFFICE).organisation
    second = person(name)
    Membership.objects.create(user=second, organisation=desk, role=Role.OFFICE)
    return second


def test_a_second_notice_is_a_second_persons(at_office, ma):
    """OFFICE-04, E403, E410: the reason is not that of who was incomplete the first time."""
    second = colleague_of(ma)
    noticed(at_office, ma, state=NoticeState.CLOSED)

    for told in ({"override_reason": WHY}, {"explained": {"E403": WHY}}):
        assert codes(guards.first_notice, at_office, actor=ma, **told) == ["E410"]
        assert codes(guards.first_notice, at_office, actor=second, **told) == []
    assert codes(guards.first_notice, at_office, actor=second) == ["E403"]
    assert codes(guards.first_notice, at_office, actor=ma) == ["E410"]  # before a reason is asked for in vain


def test_the_page_says_before_anything_is_typed_that_it_is_the_second(at_office, ma, client):
    """17-5, OFFICE-04: what a second notice may hold and who writes it stands above the form, not behind its button."""
    second = colleague_of(ma)
    address = reverse("process:act", args=[at_office.ref, "request_correction"])
    once = "发出后本级不得再提新的事项"

    def page(reader):
        client.force_login(reader)
        return " ".join(client.get(address).content.decode().split())

    with clock.law_at(at("2024-09-03T10:00")):
        assert once in page(ma)
        noticed(at_office, ma, state=NoticeState.CLOSED)
        hers, theirs = page(ma), page(second)

    assert "须由本级另一人（负责人）说明理由并办理" in hers
    assert "这将是本级第 2 次告知" in theirs
    for told in (hers, theirs):
        assert "只能列此前告知、仍未改好的" in told
        assert once not in told


def test_a_desk_of_one_person_is_not_stuck(at_office, ma):
    """OFFICE-04: with a written reason, as before."""
    noticed(at_office, ma, state=NoticeState.CLOSED)

    assert codes(guards.first_notice, at_office, actor=ma) == ["E403"]
    assert codes(guards.first_notice, at_office, actor=ma, override_reason=WHY) == []


def test_the_first_notice_is_anybodys(at_office, ma):
    """OFFICE-04."""
    colleague_of(ma)

    assert codes(guards.first_notice, at_office, actor=ma) == []
