"""公示公告 that offices write themselves: public from their first day to their last, withdrawn with a reason."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation
from config.lib import clock
from notices.exceptions import NoticeRefused
from notices.models import Posting
from notices.services.posting import put_up, withdraw_posting
from records.models import AuditEntry
from records.rules import may_read_file
from review.process.season.papers import sheet
from tests.helpers import statements
from tests.notices.test_desk import admin_of

DAY = timedelta(days=1)
URL = reverse("notices:new_posting")


@pytest.fixture
def keeper(draft):
    return admin_of(draft.office, "管理员")


@pytest.fixture
def desk(client, keeper):
    client.force_login(keeper, backend="accounts.backends.PhoneBackend")
    return client


@pytest.fixture
def today(draft):
    return clock.local_date(clock.law())


@pytest.fixture
def put(draft, keeper, today):
    def up(title="晋升名单公示", *, kind="publicity", starts=0, ends=5, uploads=()):
        last = None if ends is None else today + ends * DAY
        told = {"kind": kind, "title": title, "body": "名单见附件。\n\n请监督。", "uploads": uploads}
        return put_up(office=draft.office, first_day=today + starts * DAY, last_day=last, actor=keeper, **told)

    return up


def words(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_an_entry_is_put_up_at_the_desk_and_anybody_reads_it_with_its_files(desk, today):
    """ADMIN-07: title, kind, body, from, to, attachments; public without login."""
    scan = SimpleUploadedFile("名单.jpg", sheet("名单", ["韦某某"]))
    told = {"kind": "publicity", "title": "晋升名单公示", "body": "名单见附件。\n\n<b>请监督</b>"}
    days = {"first_day": today.isoformat(), "last_day": (today + 4 * DAY).isoformat()}

    answer = desk.post(URL, told | days | {"file1": scan})

    made, anybody = Posting.objects.get(), Client()
    assert answer.url == reverse("notices:postings")
    assert AuditEntry.objects.filter(event="posting.put_up", subject_id=made.pk).count() == 1
    page = reverse("notices:posting", args=[made.ref])
    assert page in words(anybody.get(reverse("outcomes:column")))
    shown = anybody.get(page)
    assert ("晋升名单公示" in words(shown), "&lt;b&gt;请监督&lt;/b&gt;" in words(shown)) == (True, True)
    assert shown["X-Robots-Tag"] == "noindex, nofollow"
    file = reverse("notices:posting_file", args=[made.ref, 1])
    assert file in words(shown)
    given = anybody.get(file)
    assert (given["Content-Type"], b"".join(given.streaming_content)[:2]) == ("image/jpeg", b"\xff\xd8")
    assert anybody.get(reverse("notices:posting_file", args=[made.ref, 2])).status_code == 404


def test_it_is_public_from_its_first_day_to_its_last(put, today, client):
    made = put(starts=1, ends=2)
    page, column = reverse("notices:posting", args=[made.ref]), reverse("outcomes:column")
    stands = {}
    for ahead in range(4):
        with clock.law_at(clock.law() + ahead * DAY):
            stands[ahead] = (client.get(page).status_code, page in words(client.get(column)))

    assert stands == {0: (404, False), 1: (200, True), 2: (200, True), 3: (410, False)}
    with clock.law_at(clock.law() + 3 * DAY):
        assert "名单见附件" not in words(client.get(page))


@pytest.mark.parametrize(("kind", "said"), [("publicity", "公示期已满"), ("other", "已过截止日期")])
def test_only_a_publicity_has_a_publicity_period(put, client, kind, said):
    made = put(kind=kind, ends=0)
    with clock.law_at(clock.law() + DAY):
        shown = words(client.get(reverse("notices:posting", args=[made.ref])))

    assert said in shown
    assert shown.count("公示期已满") == (kind == "publicity")


def test_a_withdrawn_one_leaves_its_reason_and_nothing_else(desk, put):
    upload = type("Upload", (), {"data": sheet("名单", ["韦某某"]), "name": "名单.jpg"})
    made = put(uploads=[upload])
    held = made.files.get().file
    assert may_read_file(None, held)

    desk.post(reverse("notices:withdraw_posting", args=[made.ref]), {"why": "名单有误"})

    shown = desk.get(reverse("notices:posting", args=[made.ref]))
    assert (shown.status_code, "名单有误" in words(shown), "请监督" in words(shown)) == (410, True, False)
    assert desk.get(reverse("notices:posting_file", args=[made.ref, 1])).status_code == 404
    assert not may_read_file(None, held)
    with pytest.raises(NoticeRefused, match="已经撤下"):
        withdraw_posting(made.pk, why="再撤", actor=made.by)


def test_faults_stand_at_their_fields_and_nothing_is_lost(desk, today):
    told = {"kind": "publicity", "title": "名单", "body": "见附件", "first_day": today.isoformat()}

    for last, said in (("", "公示应写明截止日期"), ((today - DAY).isoformat(), "截止日期不能早于开始日期")):
        answer = desk.post(URL, told | {"last_day": last})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["last_day"])
        assert said in words(answer)
        assert answer.context["form"]["title"].value() == "名单"
    whole = told | {"last_day": (today + DAY).isoformat()}
    for field, value in {
        "title": "韦某 450102197001010011",
        "body": "联系人韦某，电话13807771234。",
        "first_day": (today - DAY).isoformat(),
    }.items():
        answer = desk.post(URL, whole | {field: value})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    bad = SimpleUploadedFile("名单.pdf", b"no pdf")
    answer = desk.post(URL, told | {"last_day": today.isoformat(), "file1": bad})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file1"])
    assert not Posting.objects.exists()


def test_the_database_refuses_a_publicity_without_an_end(put, today):
    made = put(kind="approval", ends=None)

    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.filter(pk=made.pk).update(kind="publicity")


def test_another_office_neither_sees_nor_withdraws_it(put, client):
    """SYS-02."""
    made = put()
    other = Organisation.objects.create(name="别的职改办", kind="office")
    client.force_login(admin_of(other, "别人"), backend="accounts.backends.PhoneBackend")

    assert made.title not in words(client.get(reverse("notices:postings")))
    for ref in (made.ref, uuid4()):
        assert client.post(reverse("notices:withdraw_posting", args=[ref]), {"why": "x"}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("url", "queries"), [("notices:postings", 9), ("outcomes:column", 10)])
def test_lists_cost_the_same_whatever_their_length(desk, put, url, queries, count):
    for number in range(count):
        put(f"名单{number}")

    with statements() as made:
        shown = desk.get(reverse(url))

    assert (len(made), words(shown).count("名单") >= count) == (queries, True)


def test_a_list_longer_than_a_page_is_turned(desk, put):
    for number in range(51):
        put(f"名单{number}")

    assert "?after=" in words(desk.get(reverse("notices:postings")))
