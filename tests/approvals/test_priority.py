"""Who served against the epidemic is looked at first and marked as such; nothing is decided by it (ELIG-18)."""

from datetime import timedelta
from functools import partial
from itertools import chain

import pytest
from django.urls import reverse

from accounts.states import Role
from config.lib import clock
from config.lib.flow import Asked
from declarations import effects
from declarations.models import Declaration
from declarations.states import State
from review.process import desks
from review.process.desks import Filters, desk_page
from review.process.listing.ordering import page_of
from tests.accounts.making import a_person


@pytest.fixture
def queue(world):
    """Seven files at the department, an hour apart; the fourth and the last of them have priority."""
    cases = []
    for hour in range(7):
        case = world.declaration(State.DEPT_REVIEW, applicant=a_person(f"申报人{hour}"))
        Declaration.objects.filter(pk=case.pk).update(
            state_since=clock.law() + timedelta(hours=hour), has_priority=hour in {3, 6}
        )
        cases.append(case)
    return cases


IN_ORDER = [3, 6, 0, 1, 2, 4, 5]


def places(page, queue):
    return [queue.index(row) for row in page.rows]


def test_priority_comes_first_then_who_came_first(queue, gu):
    assert places(desk_page(gu, Role.DEPARTMENT, Filters()), queue) == IN_ORDER


@pytest.mark.parametrize("size", range(1, 8))
def test_pages_go_on_and_back_without_losing_or_repeating_anybody(queue, gu, monkeypatch, size):
    monkeypatch.setattr(desks, "page_of", partial(page_of, size=size))
    page = desk_page(gu, Role.DEPARTMENT, Filters())
    seen = [places(page, queue)]
    while page.after:
        page = desk_page(gu, Role.DEPARTMENT, Filters(after=page.after))
        seen.append(places(page, queue))
    assert list(chain(*seen)) == IN_ORDER

    back = [seen[-1]]
    while page.before:
        page = desk_page(gu, Role.DEPARTMENT, Filters(before=page.before))
        back.insert(0, places(page, queue))
    assert list(chain(*back)) == IN_ORDER


@pytest.mark.parametrize(
    "token", ["1~", "~", "1~2024-08-05~x", "2024-08-05T10:00:00+08:00~4", "x~y~z", "1~2024-99-99~4"]
)
def test_a_token_nobody_gave_starts_at_the_beginning(queue, gu, token):
    assert places(desk_page(gu, Role.DEPARTMENT, Filters(after=token)), queue) == IN_ORDER


@pytest.mark.parametrize(("served", "first"), [(True, True), (False, False)])
def test_handed_in_it_is_marked(world, lin, served, first):
    case = world.declaration(State.DRAFT)
    case.basic.epidemic_service = served

    effects.mark_priority(case, Asked(), actor=lin, now=clock.law())

    case.refresh_from_db()
    assert case.has_priority is first


def test_a_correction_takes_the_mark_away_again(world, lin):
    case = world.declaration(State.CORRECTION)
    Declaration.objects.filter(pk=case.pk).update(has_priority=True)
    case.refresh_from_db()

    effects.mark_priority(case, Asked(), actor=lin, now=clock.law())

    case.refresh_from_db()
    assert case.has_priority is False


def test_desks_see_the_mark(queue, gu, client):
    client.force_login(gu, backend="accounts.backends.PhoneBackend")
    page = client.get(reverse("process:desk"), {"role": Role.DEPARTMENT}).text
    assert page.count("优先") - page.count("优先、到达先后") == 2  # the order of the list is named, too
    assert "优先评审" in client.get(reverse("approvals:review", args=[queue[3].ref])).text
    assert "优先评审" not in client.get(reverse("approvals:review", args=[queue[0].ref])).text
