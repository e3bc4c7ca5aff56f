"""彩排: a notice lived through in a child with a database of its own; the site's tables stay as they are (24-3)."""

import hashlib
import os
import subprocess
import sys
import time
from functools import partial

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.models import SYSTEM, User
from accounts.services.memberships import give_membership
from accounts.states import Role
from config.lib import clock
from declarations.sample import STAFF
from notices.drafting.cards import CARDS
from notices.drafting.standing import leftovers_of
from notices.exceptions import NoticeRefused
from notices.rules import complete_terms
from notices.services import amend_notice, clone_notice, keep_values, load_notice, publish_notice, read_notice_file
from records.models import AuditEntry
from review.process.models import Rehearsal
from review.process.rehearsal import child
from review.process.rehearsal import services as rehearsals
from review.process.rehearsal.offers import BRIEF, WHOLE, played
from review.process.rehearsal.playing import opening
from review.process.states import RehearsalState
from tests.declarations.test_samples import IN_TIME, NOTICES

LIUDONG = "2024-liudong-engineering"
APART = {"process.Rehearsal", "records.AuditEntry"}  # what asking for one leaves


@pytest.fixture
def notice(db):
    """A draft."""
    with clock.law_at(IN_TIME[LIUDONG]):
        return load_notice(settings.BASE_DIR / "notices" / "data" / f"{LIUDONG}.yaml", actor=SYSTEM)


@pytest.fixture
def admin(notice):
    person = User.objects.create_user("陆一帆")
    give_membership(person=person, organisation=notice.office, role=Role.ADMIN, actor=SYSTEM)
    return person


def rows():
    models = [model for model in apps.get_models() if model._meta.managed]
    return {model._meta.label: model.objects.count() for model in models if model._meta.label not in APART}


def told_nothing(*_):
    pass


def words(response):
    return " ".join(strip_tags(response.content.decode()).split())


# ── who takes part ─────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("file", NOTICES, ids=lambda file: file.stem)
def test_every_level_way_and_kind_of_person_that_a_notice_has_takes_part(file):
    """24-3: at least one each; brief has the same kinds with fewer people."""
    terms = read_notice_file(file)
    today = clock.local_date(opening(terms))

    brief, whole = (played(terms, today=today, scope=scope) for scope in (BRIEF, WHOLE))

    for people in (brief, whole):
        assert {each.asked.level.code for each in people} == {level.code for level in terms.levels}
        assert len({each.name for each in people}) == len(people)
    assert {each.asked.path for each in brief} == {each.asked.path for each in whole} >= {"ordinary", "direct"}
    assert {each.asked.person for each in brief} == {each.asked.person for each in whole} > {STAFF}
    assert len(brief) < len(whole)
    if len(terms.specialties) <= len(whole):
        assert {each.asked.specialty.code for each in whole} == {each.code for each in terms.specialties}


# ── in the child ───────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.season
def test_a_notice_is_lived_through_from_the_draft_to_the_certificates(client, notice, admin, monkeypatch):
    """24-3: submission, unit, offices, meeting, publicity, certificate; nothing of it touches the site's tables."""
    monkeypatch.setattr(rehearsals, "run_child", partial(child.run_child, only=2))
    client.force_login(admin, backend="accounts.backends.PhoneBackend")
    before, entries = rows(), AuditEntry.objects.count()

    answer = client.post(reverse("process:rehearsals", args=[notice.code]), {"scope": "brief"})
    made = Rehearsal.objects.get()
    assert answer.url == reverse("process:rehearsal", args=[notice.code, made.ref])
    waiting = client.get(reverse("process:rehearsal_progress", args=[notice.code, made.ref]))
    assert ("正在排队" in words(waiting), b'hx-trigger="every 2s"' in waiting.content) == (True, True)

    assert rehearsals.run_waiting() == 1

    made.refresh_from_db()
    assert made.state == RehearsalState.DONE, made.fault
    assert rows() == before
    assert AuditEntry.objects.count() == entries + 1  # that it was begun
    assert [case["state"] for case in made.report["cases"]] == ["电子证书已发", "电子证书已发"]
    walked = [move["state"] for move in made.report["cases"][0]["moves"]]
    assert walked[0] == "草稿"
    assert {"单位内部公示", "缴费完成、报送成功", "评委会表决", "二次公示", "已批复"} <= set(walked)
    kinds = {each["kind"]: each for each in made.report["documents"]}
    assert kinds["FORM-33"]["count"] == 2
    assert all(each["pages"] for each in kinds.values()), kinds
    assert {"站内消息", "短信"} == {each["channel"] for each in made.report["messages"]}
    shown = words(client.get(reverse("process:rehearsal", args=[notice.code, made.ref])))
    assert "都走完了" in shown
    assert "历次彩排" in shown
    assert "已完成" in words(client.get(reverse("process:rehearsals", args=[notice.code])))
    assert not list(child.room().glob("rehearsal-*"))


@pytest.mark.soak
@pytest.mark.parametrize("name", [*(file.stem for file in NOTICES), "2025-craft-arts", "2026-craft-arts"])
def test_everybody_of_every_notice_comes_to_the_end(name, request, proof):
    """24-3: each level, way and kind of person, from submission to certificate or 批复; next years' copies too."""
    file = settings.BASE_DIR / "notices" / "data" / f"{name}.yaml"
    text = file.read_text("utf-8") if file in NOTICES else copied(name, request.getfixturevalue("db"))

    report = child.run_child(text, scope=WHOLE, calendar=[], told=told_nothing)

    stopped = [case for case in report["cases"] if not case["well"]]
    assert [(case["level"], case["path"], case["person"], case["refusals"]) for case in stopped] == []
    assert all(each["pages"] for each in report["documents"]), report["documents"]
    proof("a notice lived through whole, everybody comes to the end", notices=1, cases=len(report["cases"]))


def copied(code, _db):
    """The notice of 2024 copied to a later year, every day and word taken as suggested."""
    with clock.law_at(IN_TIME["2024-craft-arts"]):
        source = load_notice(settings.BASE_DIR / "notices" / "data" / "2024-craft-arts.yaml", actor=SYSTEM)
        publish_notice(source.pk, actor=SYSTEM, explained="彩排")
        cards = [card.code for card in CARDS]
        made = clone_notice(source.pk, code=code, year=int(code[:4]), cards=cards, actor=SYSTEM)
        suggested = {each.steps: each.suggested for each in leftovers_of(made)}
        made = keep_values(made.pk, suggested, said="核对", actor=SYSTEM)
    assert leftovers_of(made) == []
    return rehearsals.text_of(made)


def test_a_child_that_takes_too_long_is_killed_with_its_group(monkeypatch, tmp_path, settings):
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(child, "SECONDS", 1)
    begun = []

    def popen(*args, **kwargs):
        begun.append(subprocess.Popen(*args, **kwargs))
        return begun[-1]

    monkeypatch.setattr(child, "subprocess", _Spied(popen))

    with pytest.raises(child.RehearsalFailed, match="没有完成，已停止"):
        child.run_child("", scope=BRIEF, calendar=[], told=told_nothing)

    [killed] = begun
    assert killed.returncode == -9
    with pytest.raises(ProcessLookupError):
        os.killpg(killed.pid, 0)
    assert list((tmp_path / "rehearsals").iterdir()) == []


class _Spied:
    TimeoutExpired, PIPE, DEVNULL = subprocess.TimeoutExpired, subprocess.PIPE, subprocess.DEVNULL

    def __init__(self, popen):
        self.Popen = popen


def test_a_crash_is_told_plainly(monkeypatch, tmp_path, settings):
    """A child without memory dies; the reason is a sentence, not a trace."""
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(child, "MEMORY", 60 * 2**20)

    with pytest.raises(child.RehearsalFailed, match="彩排程序意外停止") as failure:
        child.run_child("", scope=BRIEF, calendar=[], told=told_nothing)

    assert "Traceback" not in str(failure.value)


def test_what_fails_is_shown_and_another_may_be_begun(client, notice, admin, monkeypatch, own_room):
    def fail(*_, **__):
        raise child.RehearsalFailed("彩排程序意外停止（1）。最后的信息：试验")

    monkeypatch.setattr(rehearsals, "run_child", fail)
    made = rehearsals.start_rehearsal(notice, scope="brief", actor=admin)

    rehearsals.run_waiting()

    client.force_login(admin, backend="accounts.backends.PhoneBackend")
    shown = words(client.get(reverse("process:rehearsal", args=[notice.code, made.ref])))
    assert "没有完成" in shown
    assert "最后的信息：试验" in shown
    assert rehearsals.start_rehearsal(notice, scope="whole", actor=admin).is_open


def test_the_child_is_told_nothing_of_the_site(monkeypatch, tmp_path):
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEYS", "INDEX_KEY", "SMS_GATEWAY_OPTIONS"):
        monkeypatch.setenv(name, "of the site")

    assert "of the site" not in child._environment(tmp_path).values()


# ── one at a time ──────────────────────────────────────────────────────────────────────────────────────────────────
def test_one_at_a_time_for_a_notice(notice, admin):
    rehearsals.start_rehearsal(notice, scope="brief", actor=admin)

    with pytest.raises(NoticeRefused, match="正在彩排"):
        rehearsals.start_rehearsal(notice, scope="brief", actor=admin)


@pytest.fixture
def own_room(settings, tmp_path):
    """Scratch folders and the lock of this test alone: other tests run beside it."""
    settings.VAR_DIR = tmp_path
    return child.room()


@pytest.fixture
def two_wait(notice, admin):
    """Rehearsals of two notices; the first asked for is the first."""
    with clock.law_at(IN_TIME["2017-craft-arts"]):
        other = load_notice(settings.BASE_DIR / "notices" / "data" / "2017-craft-arts.yaml", actor=SYSTEM)
    digest = "0" * 64
    return [
        Rehearsal.objects.create(notice=each, text="", digest=digest, by=admin, asked_at=clock.machine())
        for each in (notice, other)
    ]


def test_one_at_a_time_in_the_whole_site(two_wait, own_room, monkeypatch):
    """A second worker finds nothing to begin while one runs: a process stays free for the outbox and the sweeps."""
    beside = []

    def run(*_, lock, **__):
        assert lock is not None
        beside.append(rehearsals.run_waiting())
        return {"cases": []}

    monkeypatch.setattr(rehearsals, "run_child", run)

    assert rehearsals.run_waiting() == 1

    assert beside == [0]
    assert [each.state for each in Rehearsal.objects.order_by("pk")] == ["done", "queued"]
    assert rehearsals.run_waiting() == 1
    assert [each.state for each in Rehearsal.objects.order_by("pk")] == ["done", "done"]


def test_the_database_knows_of_one_running_rehearsal_only(two_wait, own_room):
    """Workers of two hosts do not see each other's locks."""
    first, second = two_wait
    Rehearsal.objects.filter(pk=first.pk).update(state=RehearsalState.RUNNING, heard_at=clock.machine())

    assert rehearsals.run_waiting() == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        Rehearsal.objects.filter(pk=second.pk).update(state=RehearsalState.RUNNING)


def test_a_rehearsal_that_was_given_up_is_stopped(two_wait, own_room, monkeypatch):
    """Its child goes on for nobody."""
    stopped = []

    def run(*_, told, **__):
        Rehearsal.objects.update(state=RehearsalState.FAILED, fault=rehearsals.GONE)
        try:
            told(1, 2, "2024-07-01")
        except child.RehearsalFailed:
            stopped.append(True)
            raise

    monkeypatch.setattr(rehearsals, "run_child", run)

    rehearsals.run_waiting()

    assert stopped == [True]


LIVES_ON = """
import django; django.setup()
from pathlib import Path
from review.process.rehearsal import child
with child.alone() as lock:
    wait = "import os, pathlib, time; pathlib.Path(os.environ['HOME'], 'began').touch(); time.sleep(600)"
    child._run(["shell", "-v", "0", "-c", wait], Path(os.environ["ZHIPING_VAR"]), lambda *_: None, lock)
"""


def wait_for(there, seconds=60):
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if there():
            return True
        time.sleep(0.1)
    return False


def is_free():
    with child.alone() as lock:
        return lock is not None


def test_a_child_ends_with_a_worker_that_was_killed_and_none_begins_before(two_wait, own_room, tmp_path):
    """SIGKILL leaves a worker no last word; the lock is its child's as well, and the child goes too."""
    environment = os.environ | {"ZHIPING_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"}
    worker = subprocess.Popen([sys.executable, "-c", "import os" + LIVES_ON], env=environment, cwd=settings.BASE_DIR)
    try:
        assert wait_for((tmp_path / "began").exists)
        assert (is_free(), rehearsals.run_waiting()) == (False, 0)
        assert Rehearsal.objects.filter(state=RehearsalState.QUEUED).count() == 2
    finally:
        worker.kill()
        worker.wait()

    assert wait_for(is_free, 10)


def test_folders_of_killed_workers_are_swept(two_wait, own_room, monkeypatch):
    """A young one may be somebody's; the prepared database stays."""
    monkeypatch.setattr(rehearsals, "run_child", lambda *_, **__: {"cases": []})
    old, young = own_room / "rehearsal-old", own_room / "rehearsal-young"
    for each in (old, young):
        each.mkdir()
        (each / "db.sqlite3").touch()
    kept = own_room / "schema-abc.sqlite3"
    kept.touch()
    long_ago = clock.machine().timestamp() - 2 * child.LEFT
    for each in (old, kept):
        os.utime(each, (long_ago, long_ago))

    rehearsals.run_waiting()

    assert (old.exists(), young.exists(), kept.exists()) == (False, True, True)


def test_a_notice_with_problems_is_not_rehearsed(notice, admin):
    """ADMIN-03: what keeps it from being published keeps it from being lived through."""
    notice.draft["fees"]["amounts"].pop("gcs")
    notice.save()

    with pytest.raises(NoticeRefused):
        rehearsals.start_rehearsal(notice, scope="brief", actor=admin)

    assert not Rehearsal.objects.exists()


def test_a_worker_that_was_killed_leaves_no_rehearsal_open(notice, admin):
    made = rehearsals.start_rehearsal(notice, scope="brief", actor=admin)
    gone = clock.machine() - 2 * rehearsals.SILENCE
    Rehearsal.objects.filter(pk=made.pk).update(state=RehearsalState.RUNNING, heard_at=gone)

    assert rehearsals.give_up_silent(clock.machine()) == 1

    made.refresh_from_db()
    assert (made.state, made.fault) == (RehearsalState.FAILED, rehearsals.GONE)


def test_the_text_of_a_rehearsal_is_that_of_the_notice(notice, admin):
    """Loading it again gives the same terms."""
    made = rehearsals.start_rehearsal(notice, scope="brief", actor=admin)

    from notices.rules import read_text

    assert complete_terms(read_text(made.text)) == rehearsals.terms_to_try(notice)


def test_publishing_what_was_rehearsed_makes_the_rehearsal_no_older(notice, admin):
    """24-3: a draft says its own words and an edition everything; the law is the same until somebody changes it."""
    made = rehearsals.start_rehearsal(notice, scope="brief", actor=admin)

    with clock.law_at(IN_TIME[LIUDONG]):
        publish_notice(notice.pk, actor=SYSTEM)
        notice.refresh_from_db()
        same = rehearsals.digest_now(notice)
        amend_notice(
            notice.pk,
            changes={"limits": {"performance": 3}},
            actor=SYSTEM,
            reason="另有规定",
            basis="桂职办〔2024〕9号",
        )
        notice.refresh_from_db()

    assert same == made.digest
    assert rehearsals.digest_now(notice) != made.digest


def test_a_rehearsal_of_an_earlier_version_of_the_house_is_not_older_for_it(notice, admin):
    """24-3: rows from before hold the digest of their text; what law that was stands in the text."""
    made = rehearsals.start_rehearsal(notice, scope="brief", actor=admin)
    made.digest = hashlib.sha256(made.text.encode()).hexdigest()
    made.save()
    twin = Rehearsal(pk=made.pk, digest="0" * 64)

    assert rehearsals.of_another_law(notice, [made]) == set()
    assert rehearsals.of_another_law(notice, [twin]) == {made.pk}
