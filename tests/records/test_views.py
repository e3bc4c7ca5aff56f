"""Private files are served after their gate, noted, never run (SYS-08, SYS-10)."""

import json
import uuid
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.signals import request_finished
from django.db import OperationalError, close_old_connections
from django.http import Http404
from django.test import RequestFactory

from config.lib import clock
from config.lib.files import JPEG, PDF
from records import rules
from records.models import AuditEntry, Outbox, StoredFile
from records.services import outbox
from records.services.files import accept_upload, store_file, use_file
from records.states import ScanState
from records.views import files as views
from records.views import health
from tests.helpers import no_writes
from tests.lib import corpus


@dataclass
class Person:
    """As much of a user as this floor looks at."""

    pk: int
    is_authenticated: bool = True


LIN, BAI = Person(1), Person(2)


@pytest.fixture(autouse=True)
def one_connection():
    """The end of a response must not close the connection the test is in; Django's own test client does the same."""
    request_finished.disconnect(close_old_connections)
    yield
    request_finished.connect(close_old_connections)


@pytest.fixture(autouse=True)
def gates(monkeypatch):
    """One kind of place, open to Lin; places above 100 are closed to everybody."""
    monkeypatch.setattr(rules, "_gates", {})
    rules.register_gate("case", lambda user, pk: user.pk == LIN.pk and pk < 100)


def get(view, user=LIN, asked="", **arguments):
    request = RequestFactory().get(f"/files/?{asked}")
    request.user = user
    return view(request, **arguments)


def a_file(*places, by=None, name="业绩 证明.pdf", data=b"%PDF-a"):
    file = store_file(data, name=name, media_type=PDF, by=by)
    for place in places:
        use_file(file, "case", place)
    return file


def refused(user, file):
    try:
        get(views.file, user, ref=file.ref).close()
    except Http404:
        return True
    return False


# ── the gate ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_whoever_passes_a_place_may_read_and_nobody_else(db):
    """SYS-08: private files are served after their gate."""
    file = a_file(5)

    assert [refused(LIN, file), refused(BAI, file)] == [False, True]


def test_any_place_is_enough_and_a_closed_one_is_not(db):
    assert [refused(LIN, a_file(500, 5)), refused(LIN, a_file(500))] == [False, True]


def test_a_file_used_nowhere_is_its_uploaders(db):
    file = a_file(by=BAI.pk)
    assert [refused(BAI, file), refused(LIN, file)] == [False, True]

    use_file(file, "case", 5)
    assert [refused(BAI, file), refused(LIN, file)] == [True, False]


def test_a_file_the_system_made_and_nobody_placed_is_nobodys(db):
    assert refused(LIN, a_file())


def test_a_place_without_a_gate_has_no_door(db):
    file = a_file()
    use_file(file, "unheard of", 1)

    assert refused(LIN, file)


def test_missing_and_forbidden_look_the_same(db):
    with pytest.raises(Http404) as missing:
        get(views.file, ref=uuid.uuid4())
    with pytest.raises(Http404) as forbidden:
        get(views.file, BAI, ref=a_file(5).ref)

    assert str(missing.value) == str(forbidden.value) == ""


def test_an_infected_file_is_for_nobody(db):
    file = a_file(5)
    StoredFile.objects.update(scan_state=ScanState.INFECTED)

    assert refused(LIN, file)


def test_who_is_not_signed_in_is_sent_to_the_door(db, settings):
    settings.LOGIN_URL = "/accounts/sign-in/"

    answer = get(views.file, AnonymousUser(), ref=a_file(5).ref)

    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/sign-in/")


# ── the answer ─────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_file_is_a_download_that_cannot_run(db):
    """SYS-10."""
    answer = get(views.file, ref=a_file(5).ref)

    assert b"".join(answer.streaming_content) == b"%PDF-a"
    assert {name: answer[name] for name in ("Content-Type", "X-Content-Type-Options", "Cache-Control")} == {
        "Content-Type": PDF,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Disposition"] == ("attachment; filename*=UTF-8''%E4%B8%9A%E7%BB%A9%20%E8%AF%81%E6%98%8E.pdf")
    answer.close()


def test_a_name_is_one_that_windows_saves_with_the_marks_people_type(db):
    answer = get(views.file, ref=a_file(5, name="“铜鼓”: 正面?.pdf").ref)

    assert unquote(answer["Content-Disposition"]) == "attachment; filename*=UTF-8''“铜鼓”_ 正面_.pdf"
    answer.close()


def test_a_name_cannot_break_the_header(db):
    answer = get(views.file, ref=a_file(5, name='a"; x\r\nSet-Cookie: b.pdf').ref)

    assert "\r" not in answer["Content-Disposition"]
    assert '"' not in answer["Content-Disposition"]
    answer.close()


def test_the_proxy_may_send_the_bytes(db, settings):
    settings.FILES_ACCEL = "/private"
    file = a_file(5)

    answer = get(views.file, ref=file.ref)

    assert (answer.content, answer["Content-Type"]) == (b"", PDF)
    assert answer["X-Accel-Redirect"] == f"/private/{file.sha256[:2]}/{file.sha256[2:4]}/{file.sha256}"


def test_every_reading_is_a_fact(db):
    file = a_file(5)

    get(views.file, ref=file.ref).close()
    assert refused(BAI, file)

    assert list(AuditEntry.objects.values_list("event", "subject_id", "actor_id", "content")) == [
        ("file.read", file.pk, LIN.pk, file.sha256)
    ]


def test_what_could_not_be_shown_was_not_read(db):
    file = a_file(5)
    file.path.unlink()

    with pytest.raises(FileNotFoundError):
        get(views.file, ref=file.ref)

    assert not AuditEntry.objects.exists()


def test_pages_are_shown_as_pictures_once_they_are_drawn(db):
    file = accept_upload(corpus.saved(corpus.page_picture(), "JPEG"), name="a.jpg", by=LIN.pk)
    with pytest.raises(Http404):
        get(views.picture, ref=file.ref, page=1, width=1240)

    outbox.drain_outbox()
    answer = get(views.picture, ref=file.ref, page=1, width=1240)

    assert (answer["Content-Type"], b"".join(answer.streaming_content)[8:12]) == ("image/webp", b"WEBP")
    assert file.media_type == JPEG
    answer.close()
    with pytest.raises(Http404):
        get(views.picture, ref=file.ref, page=1, width=999)
    with pytest.raises(Http404):
        get(views.picture, BAI, ref=file.ref, page=1, width=1240)


def _waiting_since(file):
    return Outbox.objects.get(key=file.sha256).not_before


def test_a_page_that_waits_for_pictures_asks_until_they_are_drawn(db):
    """08-5, 17-1: the fragment hurries them, and is replaced by every page with its name."""
    file = accept_upload(corpus.saved(corpus.page_picture(), "JPEG"), name="a.jpg", by=LIN.pk)
    hurried = [_waiting_since(file)]

    get(views.drawing, asked="label=证书&anchor=file-3", ref=file.ref)
    hurried.append(_waiting_since(file))
    with no_writes():  # asked again every two seconds: one look is one push to the front
        waits = get(views.drawing, asked="label=证书&anchor=file-3&n=2", ref=file.ref).content.decode()
        tired = get(views.drawing, asked="label=证书&anchor=file-3&n=29", ref=file.ref).content.decode()
        get(views.thumb, asked="n=1", ref=file.ref)
        with pytest.raises(Http404):
            get(views.picture, ref=file.ref, page=1, width=1240)
    outbox.drain_outbox()
    drawn = get(views.drawing, asked="label=证书&anchor=file-3&rotation=90", ref=file.ref).content.decode()

    assert "“证书”的页面图像正在生成" in waits
    assert "n=3" in waits
    assert "打开“证书”的原文件" in waits  # without JavaScript, and for who will not wait
    assert file.get_absolute_url() in waits
    assert ("hx-get" in tired, "等了一分钟还没有生成出来" in tired, file.get_absolute_url() in tired) == (
        False,
        True,
        True,
    )
    assert hurried[0] < hurried[1]
    assert "hx-get" not in drawn
    assert 'alt="证书 第 1 页"' in drawn
    assert 'data-file="file-3"' in drawn
    assert 'data-rot="90"' in drawn
    with pytest.raises(Http404):
        get(views.drawing, user=BAI, ref=file.ref)


def test_a_small_picture_asks_again_until_it_is_drawn(db):
    """08-6: whoever puts photos in order sees them without loading the page anew; it does not ask for ever."""
    file = accept_upload(corpus.saved(corpus.page_picture(), "JPEG"), name="a.jpg", by=LIN.pk)
    before = get(views.thumb, ref=file.ref).content.decode()
    tired = get(views.thumb, ref=file.ref, asked="n=30").content.decode()

    outbox.drain_outbox()
    drawn = get(views.thumb, ref=file.ref).content.decode()

    assert ("打开原文件" in before, f'href="{file.get_absolute_url()}"' in tired) == (False, True)
    assert ("?n=1" in before, "hx-get" in tired, "hx-get" in drawn) == (True, False, False)
    assert f"/files/{file.ref}/1-1240.webp" in drawn
    with pytest.raises(Http404):
        get(views.thumb, BAI, ref=file.ref)


def test_progress_asks_again_only_while_something_is_made(db, settings):
    outbox.enqueue("records.document", [("k", {})], about="form:case:5")

    waiting = get(views.progress, kind="form", subject_kind="case", subject_id=5).content.decode()
    outbox.Outbox.objects.update(state="F")
    failed = get(views.progress, kind="form", subject_kind="case", subject_id=5).content.decode()

    assert ["hx-trigger" in waiting, "正在生成" in waiting] == [True, True]
    assert ["hx-trigger" in failed, "生成失败" in failed] == [False, True]


def test_progress_has_the_same_gate(db):
    with pytest.raises(Http404):
        get(views.progress, BAI, kind="form", subject_kind="case", subject_id=5)


# ── health ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def ready():
    answer = get(health.readyz)
    return answer.status_code, json.loads(answer.content)["checks"]


@pytest.fixture
def fresh(monkeypatch):
    monkeypatch.setattr(health, "_up_to_date", [])


def test_alive(rf):
    assert json.loads(get(health.healthz).content) == {"status": "ok"}


def test_ready(db, fresh):
    assert ready() == (200, {"database": True, "migrations": True, "outbox": True, "clock": True, "disk": True})


def test_not_ready_while_nobody_delivers(db, fresh):
    outbox.enqueue("letter", [("a", {})], not_before=clock.machine() - timedelta(minutes=3))

    status, checks = ready()

    assert (status, checks["outbox"]) == (503, False)


def test_not_ready_without_a_database(db, monkeypatch, fresh):
    def away():
        raise OperationalError

    with monkeypatch.context() as patched:
        patched.setattr(health.connection, "cursor", away)
        answer = ready()

    assert answer == (503, {"database": False, "disk": True})


def test_not_ready_while_clocks_differ_or_migrations_wait(db, monkeypatch, fresh):
    monkeypatch.setattr(health.clock, "database_skew", lambda: timedelta(seconds=-1))
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda self, targets: ["0002"])

    status, checks = ready()

    assert (status, checks["clock"], checks["migrations"]) == (503, False, False)
