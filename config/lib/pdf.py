"""HTML to PDF, the only place that knows WeasyPrint: in a warm, limited child that fetches nothing (design §8).

Pictures are given as ``images={"photo.jpg": bytes}`` and named ``mem:photo.jpg`` in the template.
"""

import atexit
import logging
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from threading import Lock, Timer
from typing import Any

from django.template.loader import get_template

from config.lib.pdf_child import read_frame, write_frame

ARCHIVE = "pdf/a-2u"
FORM = ("pdf/form.css",)
PATIENCE = 60  # seconds for one document
DOCUMENTS_A_CHILD = 50  # then a new one: memory that libraries keep goes with the process
LONGEST = 5_000_000  # characters of HTML

logger = logging.getLogger(__name__)


class PdfFailed(Exception):
    """The document could not be made: too large, too deep, too slow, or out of memory."""


def render_pdf(
    template_name: str,
    context: Mapping[str, Any],
    *,
    images: Mapping[str, bytes] | None = None,
    stylesheets: Iterable[str] = FORM,
    variant: str | None = ARCHIVE,
) -> bytes:
    """Render a template (autoescaped) and its style sheets (templates too, without context). Raises ``PdfFailed``."""
    html = get_template(template_name).render(dict(context))
    sheets = [style_sheet(name) for name in stylesheets]
    return html_to_pdf(html, images=images, stylesheets=sheets, variant=variant)


def html_to_pdf(
    html: str,
    *,
    images: Mapping[str, bytes] | None = None,
    stylesheets: Iterable[str] = (),
    variant: str | None = ARCHIVE,
) -> bytes:
    """The same for finished HTML and the texts of style sheets. Raises ``PdfFailed``."""
    if len(html) > LONGEST:
        raise PdfFailed("The document is too long.")
    return _press().print({"html": html, "stylesheets": list(stylesheets), "variant": variant}, images or {})


def page_count(pdf: bytes) -> int:
    """Pages of a PDF of our own making; strangers' files are opened in a child only (``config.lib.files``)."""
    import pikepdf  # noqa: PLC0415 - slow import

    with pikepdf.open(BytesIO(pdf)) as document:
        return len(document.pages)


@lru_cache(maxsize=16)
def style_sheet(name: str) -> str:
    """The text of a style sheet that stands among the templates."""
    return get_template(name).render({})


class Press:
    """One child and the lock that lets one thread at a time use it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._printed = 0

    def print(self, head: dict[str, Any], images: Mapping[str, bytes]) -> bytes:
        with self._lock:
            child = self._ready_child()
            try:
                answer = self._exchange(child, head, images)
            except BaseException:
                self._dismiss()
                raise
            self._printed += 1
        if "error" in answer[0]:
            raise PdfFailed(answer[0]["error"])
        for line in answer[0]["log"]:
            logger.warning("PDF: %s", line)
        return answer[1]["pdf"]

    def close(self) -> None:
        with self._lock:
            self._dismiss()

    def _exchange(
        self, child: subprocess.Popen[bytes], head: dict[str, Any], images: Mapping[str, bytes]
    ) -> tuple[dict[str, Any], dict[str, bytes]]:
        assert child.stdin
        assert child.stdout
        timer = Timer(PATIENCE, child.kill)
        timer.start()
        try:
            write_frame(child.stdin, head, dict(images))
            answer = read_frame(child.stdout)
        except OSError as broken:
            raise PdfFailed("The child went away.") from broken
        finally:
            timer.cancel()
        if answer is None:
            raise PdfFailed("The child was stopped: too slow, or out of its limits.")
        if "error" in answer[0]:
            self._printed = DOCUMENTS_A_CHILD  # after such a document, start afresh
        return answer

    def _ready_child(self) -> subprocess.Popen[bytes]:
        if self._child and (self._printed >= DOCUMENTS_A_CHILD or self._child.poll() is not None):
            self._dismiss()
        if self._child is None:
            self._child, self._printed = _started(), 0
        return self._child

    def _dismiss(self) -> None:
        child, self._child = self._child, None
        if child:
            child.kill()
            child.communicate()


def _started() -> subprocess.Popen[bytes]:
    script = Path(__file__).with_name("pdf_child.py")
    kept = {name: value for name, value in os.environ.items() if name in {"HOME", "XDG_CACHE_HOME", "FONTCONFIG_PATH"}}
    return subprocess.Popen(  # noqa: S603 - our own script, no shell; its environment has no secrets
        [sys.executable, "-I", str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=kept | {"LANG": "C.UTF-8"},
    )


_presses: dict[int, Press] = {}


def _press() -> Press:
    """One a process: a worker that was forked must not talk to its parent's child."""
    press = _presses.get(os.getpid())
    if press is None:
        press = _presses.setdefault(os.getpid(), Press())
        atexit.register(press.close)
    return press
