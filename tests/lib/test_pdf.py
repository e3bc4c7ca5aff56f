import io
import os
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest
from django.template import engines
from PIL import Image

from config.lib import pdf
from config.lib.pdf import PdfFailed, html_to_pdf, page_count, render_pdf, style_sheet
from config.lib.qr import qr_svg_file

RARE = ["覃𬭚", "黄垚", "韦翀", "农䶮", "阿依古丽·买买提", "𠮷田", "王珺", "李喆", "张昇", "陆淼燚"]
SECRET = "/etc/passwd"
FORM = SimpleNamespace(
    title="职称评审表",
    number="桂职办〔2024〕1号",
    code="AbCdEfGhIjKlMnOpQrStUv",
    verify_url="http://127.0.0.1:8000/verify/d/AbCdEfGhIjKlMnOpQrStUv/",
    is_demo=True,
    notice_title="2024年度广西工艺美术系列职称评审通知",
    application_no="2024-0001",
    issued_at=datetime(2024, 8, 1, 10, 0),  # noqa: DTZ001 - the template shows it as given
)


def form_pdf(**changes):
    form = SimpleNamespace(**{**vars(FORM), **changes})
    return render_pdf("pdf/base.html", {"form": form}, images={"verify.svg": qr_svg_file(form.verify_url)})


def words_of(content):
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True
    ).stdout.decode()


# ── Chinese ────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("name", RARE)
@pytest.mark.parametrize("tag", ["p", "h1"])
def test_rare_names_have_glyphs_and_can_be_read_back(name, tag, caplog):
    made = html_to_pdf(f"<{tag}>{name}</{tag}>", stylesheets=[style_sheet("pdf/form.css")])

    assert name in words_of(made)
    assert caplog.messages == []


def test_a_character_without_glyph_is_told(caplog):
    html_to_pdf("<p>\ue123</p>", stylesheets=[style_sheet("pdf/form.css")])

    assert ".notdef" in caplog.text


def test_every_font_is_embedded_and_there_are_two():
    listing = subprocess.run(["pdffonts", "-"], input=form_pdf(), capture_output=True, check=True).stdout.decode()
    fonts = [line.split() for line in listing.splitlines()[2:]]

    assert len(fonts) == 2
    assert {font[-5] for font in fonts} == {"yes"}


# ── the form ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_form_carries_title_numbers_time_pages_and_code(caplog):
    said = words_of(form_pdf())

    expected = [FORM.title, FORM.number, FORM.notice_title, "申报编号 2024-0001", "2024年8月1日 10:00 生成", FORM.code]
    assert [each for each in [*expected, "演示数据，不具有任何效力"] if each not in said] == []
    assert "共1页" in said.replace(" ", "").replace("\u3000", "")
    assert caplog.messages == []


def test_a_real_form_has_no_demo_mark():
    assert "演" not in words_of(form_pdf(is_demo=False))


def test_it_is_an_archive_file():
    with pikepdf.open(io.BytesIO(form_pdf())) as document:
        meta = document.open_metadata()

    assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "U")


def test_equal_input_gives_equal_bytes():
    assert form_pdf() == form_pdf()


def test_pages_are_counted():
    assert page_count(html_to_pdf("<p>一</p>" + '<p style="break-before: page">二</p>' * 4)) == 5


def test_what_people_typed_is_text_and_never_markup():
    typed = '<img src="http://127.0.0.1/"><script>x</script>'

    assert typed.replace(" ", "") in words_of(form_pdf(title=typed)).replace(" ", "").replace("\n", "")
    assert engines["django"].engine.autoescape is True


def test_pictures_are_given_by_name():
    photo = io.BytesIO()
    Image.new("RGB", (300, 400), "red").save(photo, "JPEG")

    made = html_to_pdf('<img src="mem:photo.jpg">', images={"photo.jpg": photo.getvalue()})

    with pikepdf.open(io.BytesIO(made)) as document:
        assert len(document.pages[0].get_images()) == 1


def test_a_missing_picture_is_told(caplog):
    html_to_pdf('<img src="mem:nobody.jpg">')

    assert "mem:nobody.jpg" in caplog.text


# ── nothing is fetched ─────────────────────────────────────────────────────────────────────────────────────────────
class Canary(HTTPServer):
    def __init__(self):
        super().__init__(("127.0.0.1", 0), CanaryHandler)
        self.seen = []


class CanaryHandler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.seen.append(self.path)
        self.send_response(302)
        self.send_header("Location", f"file://{SECRET}")
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def canary():
    server = Canary()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


PROBES = [
    '<img src="{url}">',
    '<img src="file:///etc/passwd">',
    '<img src="//127.0.0.1:{port}/x.png">',
    '<img srcset="{url} 2x">',
    '<link rel="stylesheet" href="{url}">',
    '<link rel="stylesheet" href="file:///etc/passwd">',
    '<link rel="attachment" href="file:///etc/passwd">',
    '<link rel="attachment" href="{url}">',
    '<a rel="attachment" href="file:///etc/passwd">x</a>',
    "<style>@import url({url});</style>",
    '<style>@import "file:///etc/passwd";</style>',
    "<style>@font-face {{ font-family: x; src: url({url}) }} p {{ font-family: x }}</style><p>x</p>",
    '<p style="background: url({url})">x</p>',
    '<p style="content: url({url})">x</p>',
    '<p style="list-style-image: url({url}); display: list-item">x</p>',
    '<svg><image href="{url}" width="9" height="9"/></svg>',
    '<svg><image href="file:///etc/passwd" width="9" height="9"/></svg>',
    '<svg><use href="{url}#x"/></svg>',
    '<object data="{url}"></object>',
    '<embed src="file:///etc/passwd">',
    '<iframe src="{url}"></iframe>',
    '<base href="{url}"><img src="x.png">',
    '<img src="mem:../../../etc/passwd">',
    '<img src="MEM:photo.jpg">',
    '<img src="ftp://127.0.0.1:{port}/x">',
    '<img src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22%3E%3Cimage href=%22{url}%22/%3E">',
    '<img src="mem:hidden.svg">',
]


@pytest.mark.parametrize("probe", PROBES)
def test_no_probe_reaches_a_file_or_the_network(probe, canary):
    url = f"http://127.0.0.1:{canary.server_port}/x"
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}"/><image href="file://{SECRET}"/></svg>'

    made = html_to_pdf(
        probe.format(url=url, port=canary.server_port), images={"hidden.svg": drawing.encode()}, variant=None
    )

    assert canary.seen == []
    with pikepdf.open(io.BytesIO(made)) as document:
        assert len(document.attachments) == 0
        told = b"".join(
            thing.read_bytes() for thing in document.objects if isinstance(thing, pikepdf.Stream) and _plain(thing)
        )
    assert b"root:" not in told


def _plain(stream):
    return str(stream.get("/Subtype", "")) != "/Image"


# ── the child ──────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def press(monkeypatch):
    """A press of this test's own, so that its limits and its death touch nobody else."""
    fresh = pdf.Press()
    monkeypatch.setitem(pdf._presses, os.getpid(), fresh)
    yield fresh
    fresh.close()


@pytest.mark.parametrize(
    "bomb",
    [
        "<table><tr><td colspan=100000000>x</td></tr></table>",
        "<div>" * 3_000,
        "x" * (pdf.LONGEST + 1),
    ],
)
def test_a_bomb_is_refused_and_the_next_form_is_made(press, bomb, monkeypatch):
    monkeypatch.setattr(pdf, "PATIENCE", 20)

    with pytest.raises(PdfFailed):
        html_to_pdf(bomb)

    assert html_to_pdf("<p>文</p>").startswith(b"%PDF-")


def test_a_slow_document_is_stopped(press, monkeypatch):
    html_to_pdf("<p>warm</p>")
    monkeypatch.setattr(pdf, "PATIENCE", 0.05)

    with pytest.raises(PdfFailed, match="slow"):
        html_to_pdf("<p>字</p>" * 20_000)

    monkeypatch.undo()
    assert html_to_pdf("<p>文</p>").startswith(b"%PDF-")


def test_a_child_serves_many_documents_and_then_makes_way(press, monkeypatch):
    monkeypatch.setattr(pdf, "DOCUMENTS_A_CHILD", 2)

    children = []
    for _ in range(4):
        html_to_pdf("<p>文</p>")
        children.append(press._child.pid)

    assert [children[0] == children[1], children[1] == children[2], children[2] == children[3]] == [True, False, True]


def test_a_child_that_was_killed_is_replaced(press):
    html_to_pdf("<p>文</p>")
    press._child.kill()
    press._child.wait()

    assert html_to_pdf("<p>文</p>").startswith(b"%PDF-")


def test_threads_take_turns_and_get_their_own_words(press):
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda n: html_to_pdf(f"<p>第{n}份</p>"), range(8)))

    assert [f"第{n}份" in words_of(content) for n, content in enumerate(made)] == [True] * 8


def test_the_child_knows_no_secret(press, monkeypatch):
    monkeypatch.setenv("FIELD_KEYS", "secret-of-ours")
    html_to_pdf("<p>文</p>")

    assert b"secret-of-ours" not in Path(f"/proc/{press._child.pid}/environ").read_bytes()
