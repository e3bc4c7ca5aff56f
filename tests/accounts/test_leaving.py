"""Who was signed out is told why when they come back, and comes back to where they were (AU3, ux §3.8)."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from accounts.middleware import MARK
from accounts.services.sessions import LONGEST, STARTED
from config.lib import clock
from tests.accounts.making import a_person

IDLE, OVER, ENDED = "您较长时间没有操作，已为安全退出，请重新登录", "登录已满 8 小时", "您的登录已结束"
DOOR = reverse("accounts:sign_in")


@pytest.fixture
def lin(client, db):
    person = a_person()
    client.force_login(person)
    client.get(reverse("accounts:profile"))
    return person


def test_idle_for_too_long_is_said_at_the_door_and_the_way_back_is_kept(client, lin, settings):
    del client.cookies[settings.SESSION_COOKIE_NAME]  # the browser lets it go when the session ends

    page = client.get(reverse("accounts:profile"), follow=True)

    assert page.redirect_chain == [(f"{DOOR}?next={reverse('accounts:profile')}", 302)]
    assert IDLE in page.content.decode()


def test_what_is_sent_after_the_session_ended_leads_back_to_its_page(client, lin, settings):
    del client.cookies[settings.SESSION_COOKIE_NAME]
    page = reverse("accounts:profile")

    answer = client.post(reverse("accounts:switch_role"), headers={"Referer": f"http://testserver{page}?a=1"})

    assert answer.url == f"{DOOR}?{urlencode({'next': f'{page}?a=1'})}"


def test_a_page_of_strangers_is_no_way_back(client, lin, settings):
    del client.cookies[settings.SESSION_COOKIE_NAME]

    answer = client.post(reverse("accounts:switch_role"), headers={"Referer": "https://example.org/"})

    assert "example.org" not in answer.url


def test_eight_hours_are_said_so(client, lin):
    session = client.session
    session[STARTED] = (clock.machine() - LONGEST - timedelta(minutes=1)).timestamp()
    session.save()

    page = client.get(reverse("accounts:profile"), follow=True).content.decode()

    assert (OVER in page, IDLE in page) == (True, False)


def test_ended_elsewhere_is_not_called_idle(client, lin):
    client.session.delete()

    page = client.get(reverse("accounts:profile"), follow=True).content.decode()

    assert (ENDED in page, IDLE in page) == (True, False)


def test_who_signs_out_or_never_came_is_told_nothing(client, lin):
    client.post(reverse("accounts:sign_out"))

    assert not client.cookies[MARK].value
    assert "请重新登录" not in client.get(DOOR).content.decode()
