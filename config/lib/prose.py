"""Plain text with a few marks, as people write it, to HTML that cannot hold anything else.

A line ``## …`` is a heading; lines with ``- `` or ``1. `` are lists; an empty line ends a paragraph; ``**…**`` is
strong; ``[words](/page/)`` or ``[words](https://…)`` is a link. Everything else is text, and is escaped.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.template import Library
from django.utils.html import format_html, format_html_join
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString

register = Library()  # {% load prose %}: {{ text|prose }}
HEAD = "## "
BULLET = re.compile(r"^- +(.*)")
NUMBER = re.compile(r"^\d{1,2}\. +(.*)")
UNFIT = re.compile(r"[\s\\\x00-\x1f\x7f-\x9f]")  # browsers drop some of these: "/<tab>/host" would be "//host"
INLINE = re.compile(r"\*\*(?P<strong>[^*]+)\*\*|\[(?P<words>[^\]]+)\]\((?P<url>(?:/|https?://)[^\s()]*)\)")


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, or a list with its items."""

    kind: str  # h2, p, ul, ol
    lines: tuple[str, ...]


def is_of_this_house(url: str) -> bool:
    """A path on this site, whatever a browser makes of it."""
    return url.startswith("/") and _is_plain(url) and url_has_allowed_host_and_scheme(url, allowed_hosts=None)


def is_of_the_web(url: str) -> bool:
    """A page of another site, over HTTPS."""
    try:
        host = urlsplit(url).hostname
    except ValueError:  # no address at all: https://[
        return False
    return url.startswith("https://") and _is_plain(url) and bool(host)


def _is_plain(url: str) -> bool:
    return UNFIT.search(url) is None


@register.filter
def prose(text: str) -> SafeString:
    """The text as HTML."""
    return format_html_join("", "{}", ((_html(block),) for block in blocks_of(text)))


def blocks_of(text: str) -> list[Block]:
    """The blocks of a text, in order."""
    found: list[Block] = []
    for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        found += _blocks([line.strip() for line in part.split("\n") if line.strip()])
    return found


def _blocks(lines: list[str]) -> Iterator[Block]:
    kind, held = "", list[str]()
    for line in lines:
        now, words = _line(line)
        if held and (now != kind or now == "h2"):
            yield Block(kind, tuple(held))
            held = []
        kind = now
        held.append(words)
    if held:
        yield Block(kind, tuple(held))


def _line(line: str) -> tuple[str, str]:
    if line.startswith(HEAD):
        return "h2", line.removeprefix(HEAD).strip()
    if found := BULLET.match(line):
        return "ul", found[1]
    if found := NUMBER.match(line):
        return "ol", found[1]
    return "p", line


def _html(block: Block) -> SafeString:
    if block.kind in {"ul", "ol"}:
        items = format_html_join("", "<li>{}</li>", ((_inline(line),) for line in block.lines))
        return format_html("<{0}>{1}</{0}>", block.kind, items)
    lines = format_html_join("\n", "{}", ((_inline(each),) for each in block.lines))
    return format_html("<{0}>{1}</{0}>", block.kind, lines)


def _inline(text: str) -> SafeString:
    return format_html_join("", "{}", ((piece,) for piece in _pieces(text)))


def _pieces(text: str) -> Iterator[str]:
    at = 0
    for found in INLINE.finditer(text):
        yield text[at : found.start()]
        if found["strong"]:
            yield format_html("<strong>{}</strong>", found["strong"])
        elif not (is_of_this_house(found["url"]) or is_of_the_web(found["url"])):
            yield found[0]
        else:
            yield format_html('<a href="{}">{}</a>', found["url"], found["words"])
        at = found.end()
    yield text[at:]
