"""One window given more time for everybody: who may, what is shown first, what it changes (GEN-10, 24-4, SYS-02)."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from accounts.models import SYSTEM
from accounts.states import Role
from config.lib import clock
from config.lib.sentences import NOT_OFFERED
from messaging.models import Message
from notices import announcements
from notices.announcements import banners_for
from notices.models import Announcement, Gate, NoticeEdition
from notices.services import amend_notice
from notices.services.announcing import extend_and_announce
from tests.helpers import no_writes, statements
from tests.process.world import acting, person

BACKEND = "accounts.backends.PhoneBackend"


@pytest.fixture
def notice(world):
    return world.edition.notice


@pytest.fixture
def office(world, client):
    client.force_login(world.people[Role.OFFICE], backend=BACKEND)
    return client


def address(notice):
    return reverse("process:extend", args=[notice.code])


def told(**changed):
    asked = {
        "window": "personal_unit",
        "closes_at": "2024-08-25T18:00",
        "reason": "平台故障",
        "basis": "桂职办〔2024〕9号",
    }
    return asked | changed


def test_what_it_reaches_is_shown_and_confirmed_before_it_is_done(world, office, notice):
    with no_writes():
        page = office.get(address(notice)).content.decode()
    once = office.post(address(notice), told())
    before = NoticeEdition.objects.filter(notice=notice).count()

    done = office.post(address(notice), told(confirmed=once.context["key"]))

    assert "影响范围" in page
    assert "个人申报及所在单位审核推荐（现截止 2024-08-23 18:00）" in page
    assert f'name="confirmed" value="{once.context["key"]}"' in once.content.decode()
    assert before == 1
    assert done.url == notice.get_absolute_url()
    edition = NoticeEdition.objects.filter(notice=notice).latest("number")
    assert (edition.number, edition.reason, edition.basis) == (2, "平台故障", "桂职办〔2024〕9号")
    gate = Gate.objects.get(notice=notice, window="personal_unit", level="")
    assert clock.local_date(gate.closes_at).isoformat() == "2024-08-25"


def test_what_was_not_shown_is_not_done(office, notice):
    key = office.post(address(notice), told()).context["key"]

    changed = office.post(address(notice), told(closes_at="2024-08-30T18:00", confirmed=key))

    assert "请再核对一遍" in changed.content.decode()
    assert NoticeEdition.objects.filter(notice=notice).count() == 1


def test_levels_that_were_over_before_are_told_to_stay_closed(office, notice):
    """TIME-06, 24-4."""
    own = {"stages": {"personal_unit": {"by_level": {"zg": {"end": "2024-07-31T18:00+08:00"}}}}}
    amend_notice(notice.pk, changes=own, reason="正高先行截止", basis="桂职办〔2024〕8号", actor=SYSTEM)

    assert "正高级工艺美术师的办理时间已先行截止" in office.post(address(notice), told()).content.decode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"closes_at": "2024-08-20T18:00"}, "应晚于现在的截止时间 2024-08-23 18:00"),
        ({"window": "harvest"}, NOT_OFFERED),
        ({"reason": ""}, "原因：请填写这一项。"),
        ({"basis": " "}, "依据：请填写这一项。"),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_is_lost(office, notice, changed, said):
    page = office.post(address(notice), told(**changed))

    assert page.status_code == 422
    assert said in page.content.decode()
    assert ("桂职办〔2024〕9号" in page.content.decode()) == ("basis" not in changed)


def test_only_the_notices_own_office_may(world, client, notice):
    for role in (Role.UNIT, Role.DEPARTMENT, Role.APPLICANT, Role.EXPERT):
        if role in world.people:
            client.force_login(world.people[role], backend=BACKEND)
            assert client.get(address(notice)).status_code == 404
            assert client.post(address(notice), told()).status_code == 404
    client.logout()
    assert client.get(address(notice)).status_code == 302


# ── the banner ───────────────────────────────────────────────────────────────────────────────────────────
def test_an_extension_says_so_above_its_pages_until_it_is_over(
    world, office, notice, django_capture_on_commit_callbacks
):
    """GEN-10: the outage on a deadline day: one amendment extends a window for all, with banner and messages."""
    key = office.post(address(notice), told(banner="on")).context["key"]
    with django_capture_on_commit_callbacks(execute=True):
        office.post(address(notice), told(banner="on", confirmed=key))
    office.logout()

    before = " ".join(office.get(reverse("process:portal")).content.decode().split())
    edition = NoticeEdition.objects.filter(notice=notice).latest("number")
    made = Announcement.objects.get()
    with clock.law_at(made.ends_at + timedelta(seconds=1)):
        after = office.get(reverse("process:portal")).content.decode()

    assert "个人申报及所在单位审核推荐延长至 2024-08-25 18:00" in before
    assert "原因：平台故障" in before
    assert f'href="{reverse("notices:editions", args=[notice.code])}">查看修订</a>' in before
    assert (made.edition, made.office, made.roles) == (edition, notice.office, [])
    assert made.text not in after
    assert Message.objects.filter(event="notice_amended").exists()


def test_a_notices_banner_stands_only_where_that_notice_is_concerned(
    world, client, notice, django_capture_on_commit_callbacks
):
    """GEN-10: the portal, its own pages, the cases under it, homes and desks that have any; no page and no person else."""
    case, bai = world.declaration(), person("白")
    with django_capture_on_commit_callbacks(execute=True):
        extend_and_announce(
            notice.pk,
            "personal_unit",
            closes_at=datetime.fromisoformat("2024-08-25T18:00+08:00"),
            reason="平台故障",
            basis="依据",
            actor=world.people[Role.OFFICE],
            banner=True,
        )

    def shown_to(user, *addresses):
        client.logout()
        if user:
            client.force_login(user, backend=BACKEND)
        return ["原因：平台故障" in client.get(each).content.decode() for each in addresses]

    portal, own, check = (
        reverse("process:portal"),
        notice.get_absolute_url(),
        reverse("can_i:check", args=[notice.code]),
    )
    privacy, home, desk = reverse("statement", args=["privacy"]), reverse("process:home"), reverse("process:desk")
    hub = reverse("declarations:hub", args=[case.ref])
    assert shown_to(None, portal, own, check, privacy) == [True, True, True, False]
    assert shown_to(case.applicant, home, hub, portal, privacy) == [True, True, True, False]
    assert shown_to(bai, home, portal) == [False, True]
    assert shown_to(acting(world.people[Role.UNIT], Role.UNIT), desk, privacy) == [True, False]
    assert shown_to(acting(world.people["outsider"], Role.UNIT), desk) == [False]


@pytest.mark.parametrize("count", [1, 3])
def test_a_desk_asks_once_however_many_notices_are_announced(world, client, office, notice, count):
    """16-2."""
    world.declaration()
    key = office.post(address(notice), told(banner="on")).context["key"]
    office.post(address(notice), told(banner="on", confirmed=key))
    banner = Announcement.objects.get()
    for _ in range(count - 1):
        banner.pk, banner._state.adding = None, True
        banner.save()
    announcements.forget()
    client.force_login(acting(world.people[Role.UNIT], Role.UNIT), backend=BACKEND)
    client.get(reverse("process:desk"))

    with statements() as made:
        page = client.get(reverse("process:desk")).content.decode()

    assert ("原因：" in page, len(made)) == (True, 12), "\n".join(made)  # two more than without one: the clock, this


def extend_twice(office, notice):
    for closes_at in ("2024-08-25T18:00", "2024-08-26T18:00"):
        asked = told(banner="on", closes_at=closes_at)
        office.post(address(notice), asked | {"confirmed": office.post(address(notice), asked).context["key"]})


def test_extended_again_only_the_later_end_is_announced(office, notice):
    extend_twice(office, notice)

    [shown] = Announcement.objects.not_over(clock.law())
    assert "2024-08-26 18:00" in shown.text
    assert Announcement.objects.count() == 2


def test_a_notice_that_is_not_public_is_not_named_to_visitors(office, notice):
    """GEN-01, SYS-02."""
    amend_notice(notice.pk, changes={"is_public": False}, reason="内部办理", basis="桂职办〔2024〕8号", actor=SYSTEM)

    extend_twice(office, notice)

    [shown] = Announcement.objects.not_over(clock.law())
    assert shown.roles
    assert (shown.url, notice.title in shown.text) == ("", True)
    assert all(notice.title not in each.text for each in banners_for(""))


def test_without_the_tick_no_banner_is_put_up(office, notice):
    key = office.post(address(notice), told()).context["key"]

    office.post(address(notice), told(confirmed=key))

    assert NoticeEdition.objects.filter(notice=notice).count() == 2
    assert not Announcement.objects.exists()


def test_the_banner_is_ticked_unless_somebody_takes_it_away(office, notice):
    assert office.get(address(notice)).context["form"]["banner"].value() is True
