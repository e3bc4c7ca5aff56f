"""Uploads are what they say and harm nobody (SYS-10)."""

import hashlib
import io
import os
import resource
import struct
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageDraw, ImageFilter

from config.lib import files
from config.lib.files import JPEG, MIB, MP4, PDF, PNG, SCANS, XLSX, Limits, UploadRefused, inspect_upload, media_types
from config.lib.pdf import html_to_pdf, style_sheet
from tests.lib import corpus

EVERYTHING = SCANS | {XLSX, MP4}


def refusal(upload, **options):
    with pytest.raises(UploadRefused) as refused:
        inspect_upload(upload, **options)
    return refused.value.reason


def code_of(upload, **options):
    return refusal(upload, **options).code.removeprefix("file.")


def is_good(upload):
    return inspect_upload(upload).pages > 0


# ── good ones ──────────────────────────────────────────────────────────────────────────────────────────────────────
GOOD = {
    "a scan": (corpus.saved(corpus.page_picture(), "JPEG"), JPEG, 1),
    "a picture": (corpus.saved(corpus.page_picture(), "PNG"), PNG, 1),
    "a transparent picture": (corpus.saved(corpus.page_picture().convert("RGBA"), "PNG"), PNG, 1),
    "a picture of few colours": (corpus.saved(corpus.page_picture().convert("P"), "PNG"), PNG, 1),
    "a printer's picture": (corpus.saved(corpus.page_picture().convert("CMYK"), "JPEG"), JPEG, 1),
    "a deep grey picture": (corpus.saved(Image.new("I;16", (1200, 1200), 999), "PNG"), PNG, 1),
    "a photo": (corpus.photo_with_place(), JPEG, 1),
    "a scan as pdf": (corpus.scanned_pdf(corpus.page_picture()), PDF, 1),
    "three pages": (corpus.pdf(pages=3), PDF, 3),
    "two hundred pages": (corpus.pdf(pages=200), PDF, 200),
    "a table": (corpus.workbook(), XLSX, 1),
    "a video": (corpus.movie(), MP4, 1),
}


@pytest.mark.parametrize("name", GOOD)
def test_good_files_are_taken(name):
    upload, media_type, pages = GOOD[name]

    found = inspect_upload(upload, allowed=EVERYTHING)

    assert (found.media_type, found.pages) == (media_type, pages)
    assert found.sha256 == hashlib.sha256(found.clean_bytes).hexdigest()
    assert found.size == len(found.clean_bytes)
    assert found.original_sha256 == hashlib.sha256(upload).hexdigest()
    assert files.sniff(found.clean_bytes[:4096]) == media_type


def test_a_clear_coloured_scan_raises_no_doubt():
    assert inspect_upload(GOOD["a scan"][0]).warnings == ()
    assert inspect_upload(GOOD["a scan as pdf"][0]).warnings == ()


def test_a_path_is_as_good_as_bytes_and_may_be_moved(tmp_path):
    source, target = tmp_path / "upload", tmp_path / "kept"
    source.write_bytes(GOOD["a scan"][0])

    found = inspect_upload(source, into=target)

    assert found.clean_bytes == b""
    assert hashlib.sha256(target.read_bytes()).hexdigest() == found.sha256
    assert source.exists()
    assert list(tmp_path.iterdir()) in ([source, target], [target, source])


# ── bad ones: each has its own sentence ────────────────────────────────────────────────────────────────────────────
JUNK = {
    "nothing": (b"", "empty"),
    "a word": (b"hello", "type"),
    "a page of the web": (b"<html><script>alert(1)</script>", "type"),
    "a drawing": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "type"),
    "an animation": (b"GIF89a/*" + b"\0" * 99, "type"),
    "a program": (b"MZ" + b"\0" * 99, "type"),
    "another program": (b"\x7fELF" + b"\0" * 99, "type"),
    "an archive": (corpus.archive({"a.txt": "a"}), "type"),
    "an old letter": (b"\xd0\xcf\x11\xe0" + b"\0" * 99, "type"),
    "a phone's own format": (b"\0\0\0\x18ftypheic" + b"\0" * 99, "type"),
    "script named pdf": (b"%PDF-1.4\n<script>alert(1)</script>", "damaged"),
    "jpeg in name": (b"\xff\xd8\xff\xe0" + b"z" * 2000, "damaged"),
    "png in name": (b"\x89PNG\r\n\x1a\n" + b"z" * 2000, "damaged"),
    "half a scan": (corpus.saved(corpus.page_picture(), "JPEG")[:40_000], "damaged"),
    "half a picture": (corpus.saved(corpus.page_picture(), "PNG")[:10_000], "damaged"),
    "no page": (corpus.pdf(pages=0), "damaged"),
    "locked": (corpus.encrypted_pdf(), "encrypted"),
    "restricted": (corpus.encrypted_pdf(user=""), "encrypted"),
    "with attachment": (corpus.pdf(corpus.attached), "attachment"),
    "with attachment on the page": (corpus.pdf(corpus.attached_to_page), "attachment"),
    "too many pages": (corpus.pdf(pages=201), "pages"),
    "a huge page": (corpus.pdf(box=(0, 0, 200_000, 200_000)), "page_size"),
    "a page without area": (corpus.pdf(box=(0, 0, 0, 0)), "page_size"),
    "deeply nested": (corpus.nested_pdf(), "damaged"),
    "too many pixels": (corpus.png_bomb(14_000), "pixels"),
    "rather many pixels": (corpus.png_bomb(8_000), "pixels"),
    "table with macros": (corpus.workbook_with({"xl/vbaProject.bin": "x"}), "macros"),
    "table that is none": (corpus.archive({"[Content_Types].xml": "", "xl/a": ""}), "damaged"),
    "table that unpacks": (corpus.workbook_with({"xl/big.xml": b"\0" * 120 * MIB}), "heavy"),
    "table of many parts": (corpus.workbook_with({f"xl/{n}.xml": b"" for n in range(2100)}), "heavy"),
    "half a table": (corpus.workbook()[:3000], "damaged"),
    "half a video": (corpus.movie()[:-50], "damaged"),
    "a video without picture": (corpus.movie(width=0), "damaged"),
    "a long video": (corpus.movie(seconds=400), "minutes"),
}


@pytest.mark.parametrize("name", JUNK)
def test_bad_files_are_refused(name):
    """SYS-10."""
    upload, code = JUNK[name]

    assert code_of(upload, allowed=EVERYTHING) == code


def test_each_failure_has_its_own_sentence():
    assert len(set(files.SENTENCES.values())) == len(files.SENTENCES)
    assert refusal(b"").text == "文件是空的（0字节），请重新选择。"
    assert refusal(b"GIF89a..").text == "不支持GIF 图片，请上传PDF、JPG、PNG。"
    assert refusal(corpus.pdf(pages=201)).text == "文件共201页，超过200页的上限，请拆分后上传。"


def test_what_is_too_big_is_not_even_opened():
    reason = refusal(GOOD["a scan"][0], limits=Limits(image_bytes=50_000))

    assert reason.text.startswith("文件有")
    assert "48KB的上限" in reason.text
    assert code_of(b"%PDF-" + b"\0" * (30 * MIB)) == "size"


def test_a_photo_may_be_too_small():
    reason = refusal(corpus.saved(Image.new("RGB", (90, 120)), "JPEG"), limits=Limits(least_pixels=(295, 413)))

    assert reason.text == "图片只有90×120像素，要求不小于295×413像素。"


def test_only_what_the_slot_allows_is_taken():
    assert refusal(GOOD["a table"][0]).text == "不支持XLSX，请上传PDF、JPG、PNG。"
    assert code_of(GOOD["three pages"][0], allowed=media_types(["jpg", "png"])) == "type"


# ── cleaning ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_photo_forgets_where_it_was_taken_and_stands_upright():
    found = inspect_upload(corpus.photo_with_place(orientation=6))
    image = Image.open(io.BytesIO(found.clean_bytes))

    assert (found.width, found.height) == (1200, 1600)
    assert dict(image.getexif()) == {}
    assert not {"exif", "comment", "icc_profile", "xmp"} & set(image.info)
    assert b"PhoneMaker" not in found.clean_bytes


def active_things(content):
    with pikepdf.open(io.BytesIO(content)) as document:
        told = "\n".join(repr(thing) for thing in document.objects)
    return [
        word
        for word in ("JavaScript", "/Launch", "/AA", "/JS", "/XFA", "SubmitForm", "RichMediaContent")
        if word in told
    ]


@pytest.mark.parametrize("name", corpus.ACTIVE)
def test_whatever_acts_is_taken_out(name):
    upload = corpus.pdf(corpus.ACTIVE[name])

    found = inspect_upload(upload)

    assert active_things(found.clean_bytes) == []
    with pikepdf.open(io.BytesIO(found.clean_bytes)) as document:
        assert "/OpenAction" not in document.Root


def test_a_pdf_forgets_its_author():
    clean = inspect_upload(corpus.pdf(corpus.with_author)).clean_bytes

    with pikepdf.open(io.BytesIO(clean)) as document:
        assert "/Metadata" not in document.Root
        assert "/Info" not in document.trailer
    assert "韦秀兰".encode("utf-16-be") not in clean


def test_a_signed_file_stays_as_it_is_unless_it_acts():
    quiet = corpus.pdf(corpus.signed)

    def both(document):
        corpus.signed(document)
        corpus.script_at_opening(document)

    assert inspect_upload(quiet).clean_bytes == quiet
    loud = inspect_upload(corpus.pdf(both))
    assert active_things(loud.clean_bytes) == []
    assert "电子签名因此失效" in "".join(loud.warnings)


# ── doubts ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("picture", "doubt"),
    [
        (corpus.page_picture(seal=False), "黑白"),
        (corpus.page_picture().convert("L"), "黑白"),
        (corpus.page_picture((600, 800)), "分辨率偏低"),
        (corpus.page_picture().filter(ImageFilter.GaussianBlur(8)), "模糊"),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_doubts_about_a_picture_are_said(picture, doubt, kind):
    (said,) = inspect_upload(corpus.saved(picture, kind)).warnings

    assert doubt in said


def test_two_doubts_have_names_that_rules_ask_for():
    """MAT-12: the child says them word for word as the house knows them."""
    assert inspect_upload(corpus.saved(corpus.page_picture(seal=False), "PNG")).warnings == (files.GREY,)
    soft = corpus.page_picture().filter(ImageFilter.GaussianBlur(8))
    assert inspect_upload(corpus.saved(soft, "PNG")).warnings == (files.BLURRED,)


def lit_from_one_side(noise=6):
    """A photo of an empty sheet: bright on one side, darker on the other, grainy."""
    light = Image.linear_gradient("L").resize((1240, 1754)).point(lambda shade: 150 + shade // 3)
    grain = Image.effect_noise((1240, 1754), noise)
    return Image.blend(light, grain, 0.2).convert("RGB")


@pytest.mark.parametrize(
    "picture",
    [Image.new("RGB", (1240, 1754), "white"), Image.new("L", (1240, 1754), 0), lit_from_one_side()],
    ids=["white", "black", "photo"],
)
def test_an_empty_page_is_called_empty_and_nothing_else(picture):
    """08-8: said of a page, whatever its light; never a refusal, and no word about colour or sharpness of nothing."""
    assert inspect_upload(corpus.saved(picture, "JPEG")).warnings == (files.BLANK,)


def test_a_page_with_one_line_on_it_is_not_empty():
    """08-8: a signature alone is something."""
    page = Image.new("RGB", (1240, 1754), "white")
    ImageDraw.Draw(page).line((700, 1500, 780, 1440, 830, 1510, 920, 1450), fill="red", width=6)

    assert files.BLANK not in inspect_upload(corpus.saved(page, "JPEG")).warnings


def test_a_part_of_a_picture_is_kept_and_nothing_of_the_rest():
    """MAT-12: the cut is made where the picture is inspected, in a limited child."""
    picture = Image.new("RGB", (400, 300), "red")
    picture.paste("blue", (100, 50, 300, 250))

    part = inspect_upload(corpus.saved(picture, "PNG"), limits=Limits(cut=(100, 50, 300, 250)))

    assert (part.width, part.height) == (200, 200)
    assert Image.open(io.BytesIO(part.clean_bytes)).convert("RGB").getcolors() == [(40_000, (0, 0, 255))]
    with pytest.raises(UploadRefused):
        inspect_upload(corpus.saved(picture, "PNG"), limits=Limits(cut=(300, 0, 200, 10)))


def test_doubts_about_a_scan_as_pdf_are_said():
    assert "第1页扫描分辨率偏低" in inspect_upload(corpus.scanned_pdf_at(60)).warnings[0]
    assert "黑白" in inspect_upload(corpus.scanned_pdf(corpus.page_picture().convert("L"))).warnings[0]


# ── bombs ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_bombs_do_their_harm_in_the_child(soak, proof):
    bombs = [
        corpus.zip_bomb_pdf(),
        corpus.png_bomb(14_000),
        JUNK["table that unpacks"][0],
        corpus.pdf(box=(0, 0, 14_400, 14_400)),
    ]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.monotonic()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(_answer, bombs * (4 if soak else 1)))

    seconds = round(time.monotonic() - start, 1)
    growth = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    assert seconds < 30
    assert growth < 100
    proof("upload bombs", bombs=len(answers), seconds=seconds, growth_of_the_web_process_in_MiB=growth)
    assert set(answers) <= {"heavy", "pixels", "damaged", "taken"}


def _answer(bomb):
    try:
        inspect_upload(bomb, allowed=EVERYTHING)
    except UploadRefused as refused:
        return refused.reason.code.removeprefix("file.")
    return "taken"


@pytest.fixture
def nursery(monkeypatch, tmp_path):
    """Let the children do something else with a PDF: the body of a function of ``job`` and ``child``, their module."""
    opened = []

    def doing(body, **changed):
        script = tmp_path / "child.py"
        script.write_text(
            f"import importlib.util, json, os, time\n"
            f"spec = importlib.util.spec_from_file_location('child', {str(files._CHILD)!r})\n"
            f"child = importlib.util.module_from_spec(spec)\n"
            f"spec.loader.exec_module(child)\n"
            f"real = child.inspect_pdf\n"
            f"vars(child).update({changed!r})\n"
            f"def odd(job):\n    {body}\n    return real(job)\n"
            f"child.JOBS['application/pdf'] = odd\n"
            f"child.main()\n"
        )
        monkeypatch.setattr(files, "_CHILD", script)
        monkeypatch.setattr(files, "_nursery", files.Nursery())
        opened.append(files._nursery)

    yield doing
    for each in opened:
        each.close()


def test_a_child_that_dies_refuses_the_file_and_no_other(nursery):
    nursery("os.path.getsize(job['source']) > 5000 and os.kill(os.getpid(), 9)")

    assert code_of(corpus.pdf(pages=60)) == "heavy"
    assert is_good(corpus.pdf(pages=1))


def test_a_child_that_hangs_ends_itself(nursery):
    nursery("time.sleep(60)", PATIENCE=1)
    started = time.monotonic()

    assert code_of(GOOD["three pages"][0]) == "heavy"
    assert time.monotonic() - started < 20


def test_nobody_waits_for_an_answer_that_does_not_come(nursery, monkeypatch):
    nursery("time.sleep(3)")
    monkeypatch.setattr(files, "PATIENCE", 0.3)

    assert code_of(GOOD["three pages"][0]) == "heavy"


def test_a_nursery_that_was_killed_is_followed_by_another(nursery):
    nursery("os.path.getsize(job['source']) > 5000 and os.kill(os.getppid(), 9)")

    inspect_upload(corpus.pdf(pages=60))
    files._nursery._process.wait()

    assert is_good(GOOD["three pages"][0])


def test_a_forked_process_has_a_nursery_of_its_own():
    assert is_good(GOOD["three pages"][0])
    if not (pid := os.fork()):
        fine = is_good(GOOD["three pages"][0])
        files._nursery.close()
        os._exit(0 if fine else 1)

    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert is_good(GOOD["three pages"][0])


def test_who_waits_too_long_is_asked_to_come_again(monkeypatch):
    monkeypatch.setattr(files, "QUEUE", 0.01)
    monkeypatch.setattr(files, "_turns", files.BoundedSemaphore(1))
    files._turns.acquire()

    assert code_of(GOOD["three pages"][0]) == "busy"


def test_the_child_knows_no_secret(nursery, monkeypatch):
    monkeypatch.setenv("FIELD_KEYS", "secret")
    nursery("raise child.Refused('minutes', minutes=dict(os.environ))")

    assert "LANG" in refusal(GOOD["three pages"][0]).text
    assert "secret" not in refusal(GOOD["three pages"][0]).text


# ── text ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_text_of_a_pdf_is_read_and_a_scan_has_none(tmp_path):
    """MAT-51."""
    for name, content in (
        ("written", html_to_pdf("<p>窑变釉色研究</p>", stylesheets=[style_sheet("pdf/form.css")])),
        ("scanned", corpus.scanned_pdf(corpus.page_picture())),
        ("broken", b"%PDF-1.4 nothing"),
    ):
        (tmp_path / name).write_bytes(content)

    assert "窑变釉色研究" in files.words_in(tmp_path / "written")
    assert files.words_in(tmp_path / "scanned") == ""
    with pytest.raises(UploadRefused):
        files.words_in(tmp_path / "broken")


# ── pictures of pages ──────────────────────────────────────────────────────────────────────────────────────────────
def size_of(path):
    return Image.open(io.BytesIO(path.read_bytes())).size


def format_of(path):
    return Image.open(io.BytesIO(path.read_bytes())).format


def test_every_page_is_drawn_in_both_widths(tmp_path):
    source = tmp_path / "in"
    source.write_bytes(corpus.pdf(pages=12))

    drawn = files.draw_pages(source, media_type=PDF, target=tmp_path / "out", pages=12).paths

    assert {path.name for path in drawn} == {f"{n}-{w}.webp" for n in range(1, 13) for w in (1240, 1800)}
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(path.name for path in drawn)
    assert [(format_of(path), size_of(path)[0]) for path in sorted(drawn)[:2]] == [("WEBP", 1240), ("WEBP", 1800)]


def test_a_small_picture_is_not_blown_up(tmp_path):
    source = tmp_path / "in"
    source.write_bytes(corpus.saved(Image.new("RGB", (500, 400), "red"), "PNG"))

    drawn = files.draw_pages(source, media_type=PNG, target=tmp_path / "out").paths

    assert [size_of(path) for path in drawn] == [(500, 400), (500, 400)]


def test_scanned_pages_that_look_blurred_are_told_apart_from_clear_and_empty_ones(tmp_path):
    """08-8: judged where the pages are drawn; a page made on a computer has nothing a camera could blur."""
    clear, blurred = corpus.page_picture(), corpus.page_picture().filter(ImageFilter.GaussianBlur(8))
    empty = Image.new("RGB", clear.size, "white")
    seen = []
    for number, picture in enumerate((clear, blurred, empty)):
        source = tmp_path / f"{number}.pdf"
        source.write_bytes(corpus.scanned_pdf(picture))
        drawn = files.draw_pages(source, media_type=PDF, target=tmp_path / f"out-{number}")
        seen.append((drawn.blurred, drawn.blank))
    written = tmp_path / "written.pdf"
    written.write_bytes(corpus.pdf(pages=2))

    assert files.draw_pages(written, media_type=PDF, target=tmp_path / "out-written", pages=2).blurred == []
    assert seen == [([], []), ([1], []), ([], [1])]


@pytest.mark.parametrize(("coding", "doubted"), [(b"avc1", False), (b"hvc1", True), (b"hev1", True), (b"", False)])
def test_a_video_many_desks_cannot_play_is_kept_with_a_word_about_it(coding, doubted):
    """MAT-55: nothing is transcoded; the maker is told in time."""
    found = inspect_upload(corpus.movie(coding=coding), allowed=frozenset({files.MP4}))

    assert (["HEVC" in said for said in found.warnings], found.width) == ([True] * doubted, 1280)


def test_nothing_is_left_in_the_temporary_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(files.tempfile, "tempdir", str(tmp_path))

    inspect_upload(GOOD["a scan"][0])
    refusal(corpus.encrypted_pdf())

    assert list(Path(tmp_path).iterdir()) == []


GPS, AUTHOR = b"+22.8170+108.3669/", "覃".encode()


@pytest.mark.parametrize(
    "content",
    [
        corpus.movie(telling=corpus.box(b"udta", corpus.box(b"\xa9xyz", GPS) + AUTHOR)),
        corpus.movie(telling=corpus.box(b"meta", GPS + AUTHOR)),
        corpus.movie(in_track=corpus.box(b"udta", GPS + AUTHOR)),
        corpus.movie(telling=corpus.box(b"uuid", b"x" * 16 + GPS + AUTHOR)),
        corpus.movie() + struct.pack(">I4sQ", 1, b"meta", 16 + 100_018) + b"0" * 100_000 + GPS,
        corpus.movie() + struct.pack(">I4s", 0, b"uuid") + b"x" * 16 + GPS + AUTHOR,
        corpus.movie() + corpus.box(b"free", GPS),
    ],
)
def test_a_video_does_not_say_where_and_by_whom_it_was_made(content):
    """IN6: what a camera tells beside the film is blanked where it lies; no offset moves, the film stays."""
    assert GPS in content

    found = inspect_upload(content, allowed=frozenset({files.MP4}))

    assert (GPS in found.clean_bytes, AUTHOR in found.clean_bytes, found.size) == (False, False, len(content))
    assert found.clean_bytes.index(b"mdat") == content.index(b"mdat")
    assert inspect_upload(found.clean_bytes, allowed=frozenset({files.MP4})).sha256 == found.sha256
