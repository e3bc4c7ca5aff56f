"""制作视频: piece by piece, goes on after a loss, kept whole, played in ranges; never a bar (MAT-54, MAT-55, 08-10)."""

import hashlib
import re
from datetime import timedelta
from fnmatch import fnmatch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from config.lib import clock
from config.lib.ranges import Range, Unsatisfiable, range_in
from declarations.exceptions import Refused
from declarations.models import Achievement, Declaration, Material, VideoUpload
from declarations.services.video import (
    WrongPlace,
    add_piece,
    begin_video,
    finish_video,
    forget_old_uploads,
    video_places,
)
from declarations.states import State
from records.models import AuditEntry
from tests.declarations.pictures import scan
from tests.helpers import no_writes
from tests.lib.corpus import box, movie

MOVIE = movie() + box(b"free", b"\0" * 5000)
PIECE = 2000


@pytest.fixture
def draft(world):
    """Lin's draft of 高级, whose representative is an award work."""
    draft = world.full()
    Achievement.objects.filter(declaration=draft, is_representative=True).update(kind="award_work")
    return Declaration.objects.with_context().get(pk=draft.pk)


@pytest.fixture
def place(draft):
    (slot,) = video_places(draft)
    return {"slot": slot.code, "part": slot.part}


@pytest.fixture
def lin(client, world):
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    return client


def begun(draft, place, **changed):
    told = {"name": "制作.mp4", "size": len(MOVIE), **place, **changed}
    return begin_video(draft.pk, **told, actor=draft.applicant)


def laid_down(upload, actor, data=MOVIE):
    for offset in range(upload.received, len(data), PIECE):
        piece = data[offset : offset + PIECE]
        upload = add_piece(upload.pk, offset=offset, data=piece, digest=hashlib.sha256(piece).hexdigest(), actor=actor)
    return upload


def video_of(draft):
    return Material.objects.get(declaration=draft, slot="award_works")


def test_a_video_comes_piece_by_piece_and_lies_whole_in_its_slot(draft, place):
    upload = laid_down(begun(draft, place), draft.applicant)

    attached = finish_video(upload.pk, actor=draft.applicant)
    again = finish_video(upload.pk, actor=draft.applicant)

    assert attached.material == again.material == video_of(draft)
    assert (attached.material.file.media_type, attached.material.file.size) == ("video/mp4", len(MOVIE))
    assert attached.material.file.path.read_bytes() == MOVIE
    assert not upload.path.exists()
    assert AuditEntry.objects.filter(event="declaration.video").count() == 1


def test_who_comes_back_with_the_same_file_goes_on_where_it_stopped(draft, place):
    upload = begun(draft, place)
    add_piece(upload.pk, offset=0, data=MOVIE[:PIECE], actor=draft.applicant)

    again = begun(draft, place)

    assert (again.pk, again.received) == (upload.pk, PIECE)
    other = begun(draft, place, name="另一段.mp4")
    assert (other.received, VideoUpload.objects.count(), upload.path.exists()) == (0, 1, False)


def test_a_piece_at_the_wrong_place_or_broken_on_its_way_changes_nothing(draft, place):
    upload, lin = begun(draft, place), draft.applicant
    add_piece(upload.pk, offset=0, data=MOVIE[:PIECE], actor=lin)

    with pytest.raises(WrongPlace) as elsewhere:
        add_piece(upload.pk, offset=0, data=MOVIE[:PIECE], actor=lin)
    with pytest.raises(Refused, match="传输中损坏"):
        add_piece(upload.pk, offset=PIECE, data=b"xx", digest=hashlib.sha256(b"yy").hexdigest(), actor=lin)
    with pytest.raises(Refused, match="传输中损坏"):
        add_piece(upload.pk, offset=PIECE, data=MOVIE, actor=lin)

    assert elsewhere.value.received == PIECE
    assert VideoUpload.objects.get().received == PIECE
    laid_down(VideoUpload.objects.get(), lin)
    finish_video(upload.pk, actor=lin)


def test_a_piece_that_was_written_but_never_counted_is_written_over(draft, place):
    upload, lin = begun(draft, place), draft.applicant
    add_piece(upload.pk, offset=0, data=MOVIE[:PIECE], actor=lin)
    with upload.path.open("ab") as stream:
        stream.write(b"half a piece when the power went")

    laid_down(VideoUpload.objects.get(), lin)

    assert finish_video(upload.pk, actor=lin).material.file.path.read_bytes() == MOVIE


def test_what_a_crash_lost_is_sent_again(draft, place):
    upload, lin = begun(draft, place), draft.applicant
    add_piece(upload.pk, offset=0, data=MOVIE[:PIECE], actor=lin)
    upload.path.unlink()

    again = begun(draft, place)

    assert (again.pk, again.received) == (upload.pk, 0)
    laid_down(again, lin)
    assert finish_video(upload.pk, actor=lin).material.file.path.read_bytes() == MOVIE


def test_what_is_not_whole_too_large_or_no_video_is_refused_in_words(draft, place):
    lin = draft.applicant
    upload = begun(draft, place)
    with pytest.raises(Refused, match="还没有传完"):
        finish_video(upload.pk, actor=lin)
    with pytest.raises(Refused, match="超过500MB的上限"):
        begun(draft, place, size=501 * 2**20)
    other = begun(draft, place, name="x.mp4", size=len(MOVIE))
    laid_down(other, lin, data=scan("不是视频")[: len(MOVIE)].ljust(len(MOVIE), b"\0"))

    with pytest.raises(Refused, match="不支持PNG"):
        finish_video(other.pk, actor=lin)

    assert not Material.objects.filter(slot="award_works").exists()


def test_nobody_elses_and_nothing_where_no_video_is_asked_for(draft, place, world):
    upload = begun(draft, place)

    with pytest.raises(Refused, match="只有申报人本人"):
        add_piece(upload.pk, offset=0, data=b"x", actor=world.bai)
    with pytest.raises(Refused):
        begin_video(draft.pk, **place, name="a.mp4", size=9, actor=world.bai)
    with pytest.raises(Refused, match="不需要这项材料"):
        begun(draft, {"slot": "id_document", "part": ""})


def test_it_may_come_after_submission_until_the_vote(draft, place):
    """MAT-55: due when the secretariat asks, never a bar to submission."""
    cases = Declaration.objects.filter(pk=draft.pk)
    cases.update(state=State.EXPERT_REVIEW, submitted_at=clock.law())
    upload = laid_down(begun(draft, place), draft.applicant)
    cases.update(state=State.VOTING)
    with pytest.raises(Refused, match="已经表决"):
        finish_video(upload.pk, actor=draft.applicant)
    cases.update(state=State.EXPERT_REVIEW)

    finish_video(upload.pk, actor=draft.applicant)

    assert video_of(draft).label.endswith("制作视频")


def test_what_stands_still_for_a_day_is_thrown_away(draft, place):
    upload = begun(draft, place)
    add_piece(upload.pk, offset=0, data=MOVIE[:PIECE], actor=draft.applicant)
    assert forget_old_uploads() == 0
    VideoUpload.objects.update(touched_at=clock.machine() - timedelta(days=2))

    assert (forget_old_uploads(), forget_old_uploads()) == (1, 0)
    assert not upload.path.exists()


# ── the pages ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_protocol_over_http(lin, draft, place):
    begin = reverse("declarations:video_begin", args=[draft.ref])
    told = lin.post(begin, {**place, "name": "制作.mp4", "size": len(MOVIE)}).json()
    at = told["received"]
    while at < len(MOVIE):
        piece = MOVIE[at : at + PIECE]
        headers = {"Upload-Offset": str(at), "Upload-Checksum": hashlib.sha256(piece).hexdigest()}
        answer = lin.put(told["url"], piece, content_type="application/octet-stream", headers=headers)
        at = answer.json()["received"]
    again = lin.put(told["url"], b"x", content_type="application/octet-stream", headers={"Upload-Offset": "0"})
    assert (again.status_code, again.json()) == (409, {"received": len(MOVIE)})
    assert lin.get(told["url"]).json() == {"received": len(MOVIE), "size": len(MOVIE)}

    done = lin.post(told["url"]).json()

    assert done == {"done": reverse("declarations:video", args=[draft.ref])}
    page = lin.get(done["done"]).content.decode()
    assert "<video" in page
    assert "controls" in page


@pytest.mark.parametrize("headers", [{}, {"Upload-Offset": "-1"}, {"Upload-Offset": "x"}])
def test_a_piece_without_its_place_is_refused(lin, draft, place, headers):
    upload = begun(draft, place)
    url = reverse("declarations:video_piece", args=[draft.ref, upload.ref])

    answer = lin.put(url, b"xx", content_type="application/octet-stream", headers=headers)

    assert answer.status_code == 422


def test_without_a_script_the_plain_form_does_it(lin, draft, place):
    address = reverse("declarations:video", args=[draft.ref])
    with no_writes():
        assert lin.get(address).status_code == 200
    file = SimpleUploadedFile("制作.mp4", MOVIE, content_type="video/mp4")

    answer = lin.post(address, {**place, "file": file})

    assert (answer.status_code, video_of(draft).file.size) == (302, len(MOVIE))
    wrong = SimpleUploadedFile("a.mp4", b"nothing", content_type="video/mp4")
    assert lin.post(address, {**place, "file": wrong}).status_code == 422


@pytest.mark.parametrize(("name", "large"), [("video", True), ("hand_in_package", True), ("upload", False)])
def test_the_proxy_lets_a_whole_video_through_the_plain_form(settings, draft, name, large):
    """MAT-55, IN7: without a script the video is one request; everything else ends at 64 MB."""
    rules = (settings.BASE_DIR / "deploy" / "Caddyfile").read_text()
    exempt = [re.search(rf"@{matcher} (?:not )?path (.+)", rules)[1].split() for matcher in ("large", "others")]
    path = reverse(f"declarations:{name}", args=[draft.ref])

    assert [any(fnmatch(path, pattern) for pattern in patterns) for patterns in exempt] == [large, large]


def test_there_is_no_page_where_no_video_is_asked_for(lin, world):
    assert lin.get(reverse("declarations:video", args=[world.draft().ref])).status_code == 404


# ── the player ─────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def kept(draft, place):
    upload = laid_down(begun(draft, place), draft.applicant)
    return finish_video(upload.pk, actor=draft.applicant).material.file


def test_a_video_is_played_in_ranges_through_the_gate_of_files(lin, kept):
    url = reverse("records:play", args=[kept.ref])

    whole = lin.get(url)
    assert (whole.status_code, b"".join(whole.streaming_content)) == (200, MOVIE)
    assert (whole["Content-Type"], whole["Accept-Ranges"]) == ("video/mp4", "bytes")
    part = lin.get(url, headers={"Range": "bytes=100-199"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, MOVIE[100:200])
    packed = lin.get(url, headers={"Range": "bytes=0-4999", "Accept-Encoding": "gzip"})
    assert ("Content-Encoding" in packed, len(b"".join(packed.streaming_content))) == (False, 5000)
    assert part["Content-Range"] == f"bytes 100-199/{len(MOVIE)}"
    assert lin.get(url, headers={"Range": f"bytes={len(MOVIE)}-"}).status_code == 416
    assert AuditEntry.objects.filter(event="file.read").count() == 1  # one reading, whatever ranges it takes


def test_a_video_that_is_not_begun_at_its_first_byte_is_noted_too(lin, kept, draft):
    """Design §10: one row a reading; an hour later it is another one."""
    url = reverse("records:play", args=[kept.ref])
    told = {"event": "file.read", "subject_id": kept.pk, "actor_id": draft.applicant_id}

    for _ in range(2):
        lin.get(url, headers={"Range": "bytes=1-"})
    assert AuditEntry.objects.filter(**told).count() == 1
    with clock.law_moved(timedelta(hours=2)):
        lin.get(url, headers={"Range": "bytes=1-"})

    assert AuditEntry.objects.filter(**told).count() == 2


def test_strangers_do_not_see_it_and_pictures_are_not_played(client, world, kept, draft):
    picture = Material.objects.filter(declaration=draft).exclude(slot="award_works").first().file
    client.force_login(world.bai, backend="accounts.backends.PhoneBackend")
    assert client.get(reverse("records:play", args=[kept.ref])).status_code == 404
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")

    assert client.get(reverse("records:play", args=[picture.ref])).status_code == 404


@pytest.mark.parametrize(
    ("header", "asked"),
    [
        ("", None), ("bytes=0-", Range(0, 99)), ("bytes=10-19", Range(10, 19)), ("bytes=90-500", Range(90, 99)),
        ("bytes=-10", Range(90, 99)), ("bytes=-500", Range(0, 99)), ("bytes=0-1,5-6", None), ("items=0-1", None),
        ("bytes=-", None), ("bytes=20-10", None),
    ],
)  # fmt: skip
def test_ranges_as_players_ask_them(header, asked):
    assert range_in(header, 100) == asked


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_ranges_behind_the_end(header):
    with pytest.raises(Unsatisfiable):
        range_in(header, 100)
