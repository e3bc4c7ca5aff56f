"""The limited child that turns HTML into PDF, warm for many documents: one parse of the style sheets, one set of fonts.

Run by path, never imported. Frames go both ways: a length in eight bytes, a JSON head of that length whose ``blobs``
say how many bytes follow for each name. Nothing is fetched: a document sees what was sent with it.
"""

import json
import logging
import resource
import struct
import sys
from functools import lru_cache
from io import BytesIO
from typing import IO, Any

MEMORY = 1536 * 2**20
CPU_SECONDS = 60


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    printing, answers = _kept_log(), sys.stdout.buffer
    sys.stdout = sys.stderr  # a print in a library must not break the frames
    while job := read_frame(sys.stdin.buffer):
        _allow_more_cpu()
        printing.clear()
        head, files = job
        write_frame(answers, *_answer(head, files, printing))


def _answer(head: dict[str, Any], files: dict[str, bytes], printing: list[str]) -> tuple[dict[str, Any], Any]:
    try:
        pdf = _render(head, files)
    except MemoryError:
        return {"error": "out of memory"}, {}
    except RecursionError:
        return {"error": "nested too deeply"}, {}
    return {"log": list(printing)}, {"pdf": pdf}


def _render(head: dict[str, Any], files: dict[str, bytes]) -> bytes:
    from weasyprint import HTML  # limits first; half a second, once

    document = HTML(string=head["html"], url_fetcher=_fetcher()(files), base_url=None)
    pdf: bytes = document.write_pdf(
        stylesheets=[_style_sheet(text) for text in head["stylesheets"]],
        font_config=_fonts(),
        pdf_variant=head["variant"],
        pdf_identifier=b"zhiping",  # equal input, equal bytes
        optimize_images=True,
        jpeg_quality=85,
        dpi=200,
    )
    return pdf


@lru_cache(maxsize=1)
def _fonts() -> Any:
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@lru_cache(maxsize=32)
def _style_sheet(text: str) -> Any:
    from weasyprint import CSS

    return CSS(string=text, font_config=_fonts(), url_fetcher=_fetcher()({}))


@lru_cache(maxsize=1)
def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class MemoryFetcher(URLFetcher):  # type: ignore[misc]
        """``mem:name`` and nothing else: no file, no network, no redirect (CVE-2026-55073 is why it is a subclass)."""

        def __init__(self, files: dict[str, bytes]) -> None:
            super().__init__(allowed_protocols=("mem",), allow_redirects=False)
            self.files = files

        def fetch(self, url: str, headers: Any = None) -> Any:
            scheme, _, name = url.partition(":")
            if scheme != "mem" or name not in self.files:
                raise ValueError(f"Refused to fetch {url[:200]}")
            return URLFetcherResponse(url, BytesIO(self.files[name]), _headers(name), 200)

    return MemoryFetcher


def _headers(name: str) -> dict[str, str]:
    kinds = {"svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "css": "text/css"}
    return {"Content-Type": kinds.get(name.rpartition(".")[2], "application/octet-stream")}


def _allow_more_cpu() -> None:
    """A limit counts from the start of the process; each document gets its own minute."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(usage.ru_utime + usage.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + CPU_SECONDS, resource.RLIM_INFINITY))


def _kept_log() -> list[str]:
    kept: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: kept.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("weasyprint")
    logger.handlers[:], logger.propagate = [handler], False
    return kept


def read_frame(stream: IO[bytes]) -> tuple[dict[str, Any], dict[str, bytes]] | None:
    if len(length := stream.read(8)) < 8:  # noqa: PLR2004 - the other side went away
        return None
    head = json.loads(stream.read(struct.unpack(">Q", length)[0]))
    return head, {name: stream.read(size) for name, size in head.pop("blobs").items()}


def write_frame(stream: IO[bytes], head: dict[str, Any], blobs: dict[str, bytes]) -> None:
    sizes = {name: len(blob) for name, blob in blobs.items()}
    told = json.dumps(head | {"blobs": sizes}).encode()
    stream.write(struct.pack(">Q", len(told)) + told)
    stream.writelines(blobs.values())
    stream.flush()


if __name__ == "__main__":
    main()
