"""Announcements: above every page of those concerned, from–to, and no query for them on other days (GEN-10)."""

import html
import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Organisation, User
from accounts.states import Role
from config.lib import clock
from notices.announcements import KEY, MOST, banners_for, cache
from notices.exceptions import NoticeRefused
from notices.models import Announcement
from notices.services import announce, withdraw_announcement
from records.models import AuditEntry
from tests.helpers import no_writes, statements
from tests.notices.test_desk import admin_of

BACKEND = "accounts.backends.PhoneBackend"
HOUR = timedelta(hours=1)
TEXT = "缴费平台维护，今晚 22:00 恢复。"


@pytest.fixture
def keeper(draft):
    return admin_of(draft.office, "管理员")


@pytest.fixture
def desk(client, keeper):
    client.force_login(keeper, backend=BACKEND)
    return client


@pytest.fixture
def put_up(draft, keeper, django_capture_on_commit_callbacks):
    """Announce from an hour ago to an hour hence, unless told otherwise."""

    def up(text=TEXT, *, starts=-1, ends=1, tone="info", **words):
        now = clock.law()
        with django_capture_on_commit_callbacks(execute=True):
            return announce(
                text,
                tone=tone,
                starts_at=now + starts * HOUR,
                ends_at=now + ends * HOUR,
                office=draft.office,
                actor=keeper,
                **words,
            )

    return up


def words(response):
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


def told(**changed):
    now = clock.law()
    return {
        "text": TEXT,
        "tone": "todo",
        "starts_at": f"{(now - HOUR).astimezone():%Y-%m-%dT%H:%M}",
        "ends_at": f"{(now + 24 * HOUR).astimezone():%Y-%m-%dT%H:%M}",
        "url": "",
        "button": "",
        "what": "save",
    } | changed


# ── on the pages ─────────────────────────────────────────────────────────────────────────────────────────
def test_everybody_reads_it_on_every_page(client, put_up):
    """GEN-10: visitors too."""
    put_up(url="/notices/", button="看通知")

    pages = [words(client.get(each)) for each in (reverse("statement", args=["privacy"]), reverse("help:index"))]

    assert all(TEXT in page and '<a href="/notices/">看通知</a>' in page for page in pages)


def test_only_the_roles_concerned_read_it(client, put_up, draft):
    put_up(roles=[Role.UNIT])

    assert [bool(banners_for(role)) for role in ("", Role.APPLICANT, Role.UNIT)] == [False, False, True]
    assert TEXT not in words(client.get(reverse("help:index")))


@pytest.mark.parametrize(("starts", "ends", "shown"), [(-2, 1, True), (1, 2, False)])
def test_it_comes_by_itself(put_up, starts, ends, shown):
    put_up(starts=starts, ends=ends)

    assert bool(banners_for("")) is shown


def test_it_goes_by_itself(put_up):
    made = put_up()
    assert banners_for("")

    with clock.law_at(made.ends_at + timedelta(seconds=1)):
        assert not banners_for("")


def test_the_loudest_stand_first_and_not_all_of_them(put_up):
    for number in range(MOST):
        put_up(f"一般{number}")
    put_up("紧急", tone="bad")

    shown = [each.text for each in banners_for("")]

    assert shown[0] == "紧急"
    assert len(shown) == MOST


def test_it_is_escaped(client, put_up):
    put_up("<script>alert(1)</script>")

    assert "<script>alert(1)" not in client.get(reverse("help:index")).content.decode()


# ── what it costs ────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_however_much_is_announced(client, put_up, count):
    address = reverse("statement", args=["privacy"])
    with statements() as without:
        client.get(address)
    for number in range(count):
        put_up(f"第{number}条")

    with statements() as cold:
        client.get(address)
    with statements() as warm:
        client.get(address)

    assert len(cold) == len(without) + 1
    assert len(warm) == len(without)


def test_a_change_is_seen_at_once(put_up, keeper, django_capture_on_commit_callbacks):
    made = put_up()
    assert banners_for("")

    with django_capture_on_commit_callbacks(execute=True):
        withdraw_announcement(made.pk, actor=keeper)

    assert not banners_for("")


def test_what_is_rolled_back_was_never_shown(draft, keeper, transactional_db):
    now = clock.law()
    cache.set(KEY, [])
    with transaction.atomic():
        announce(TEXT, tone="info", starts_at=now, ends_at=now + HOUR, office=draft.office, actor=keeper)
        transaction.set_rollback(True)

    assert cache.get(KEY) == []
    assert not Announcement.objects.exists()


# ── at the desk ──────────────────────────────────────────────────────────────────────────────────────────
def test_one_is_looked_at_put_up_and_taken_down(desk, keeper, draft):
    """ROLE-11: each step is noted."""
    address = reverse("notices:new_announcement")
    with no_writes():
        looked = words(desk.post(address, told(what="preview")))
    put = desk.post(address, told(roles=["applicant", "unit"]))
    made = Announcement.objects.get()
    listed = words(desk.get(reverse("notices:announcements")))
    desk.post(reverse("notices:withdraw_announcement", args=[made.pk]))
    again = desk.post(reverse("notices:withdraw_announcement", args=[made.pk]), follow=True)

    assert "预览（还没有发布）" in looked
    assert put.url == reverse("notices:announcements")
    assert (made.roles, made.office, made.by) == (["applicant", "unit"], draft.office, keeper)
    assert "给申报人、用人单位" in listed
    assert "正在显示" in listed
    assert "这条公告已经结束或撤下。" in words(again)
    assert made.history.count() == 2
    assert [each.event for each in AuditEntry.objects.order_by("-number")[:2]] == [
        "announcement.withdraw",
        "announcement.put_up",
    ]


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"text": ""}, "text", "请填写这一项"),
        ({"text": "长" * 301}, "text", ""),
        ({"tone": "shout"}, "tone", ""),
        ({"roles": ["king"]}, "roles", ""),
        ({"ends_at": "2020-01-01T10:00"}, "ends_at", "应晚于开始显示的时间。"),
        ({"starts_at": "2020-01-01T10:00", "ends_at": "2020-01-02T10:00"}, "ends_at", "结束时间应晚于现在。"),
        ({"url": "https://evil.example/"}, "url", "请填本站地址"),
        ({"url": "//evil.example/"}, "url", "请填本站地址"),
        ({"url": "/\\evil"}, "url", "请填本站地址"),
        ({"url": "/\t/evil.example"}, "url", "请填本站地址"),
        ({"url": "/\n/evil.example"}, "url", "请填本站地址"),
        ({"url": "/\x01/evil.example"}, "url", "请填本站地址"),
        ({"url": "///evil.example"}, "url", "请填本站地址"),
        ({"url": "javascript:alert(1)"}, "url", "请填本站地址"),
        ({"starts_at": "昨天"}, "starts_at", ""),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_is_lost(desk, changed, field, said):
    page = desk.post(reverse("notices:new_announcement"), told(**changed))

    assert page.status_code == 422
    assert said in " ".join(page.context["form"].errors[field])
    assert not Announcement.objects.exists()


def test_another_offices_announcement_is_not_there(client, put_up):
    """SYS-02."""
    made = put_up()
    elsewhere = Organisation.objects.create(name="别的职改办", kind="office")
    client.force_login(admin_of(elsewhere, "外人"), backend=BACKEND)

    assert client.post(reverse("notices:withdraw_announcement", args=[made.pk])).status_code == 404
    assert not client.get(reverse("notices:announcements")).context["rows"]


def test_who_keeps_no_notices_announces_nothing(client, db):
    client.force_login(User.objects.create_user("路人"), backend=BACKEND)

    assert client.get(reverse("notices:new_announcement")).status_code == 403
    assert client.post(reverse("notices:new_announcement"), told()).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_length(desk, put_up, count, django_assert_num_queries):
    for number in range(count):
        put_up(f"第{number}条")
    desk.get(reverse("help:index"))

    with django_assert_num_queries(9):
        desk.get(reverse("notices:announcements"))


def test_the_database_refuses_one_that_ends_before_it_starts(put_up):
    made = put_up()

    with pytest.raises(IntegrityError, match="an_announcement_ends_after_it_starts"), transaction.atomic():
        Announcement.objects.filter(pk=made.pk).update(ends_at=made.starts_at)


def test_one_for_yesterday_is_refused(put_up):
    with pytest.raises(NoticeRefused, match="结束时间应晚于现在"):
        put_up(starts=-3, ends=-2)
