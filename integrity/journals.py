"""Names and numbers of journals, written one way, so that 《艺术·科技》 and 艺术科技 are the same."""

import re
import unicodedata
from collections.abc import Iterable

_NOISE = re.compile(r"[^\w]", re.UNICODE)
_ISSN = re.compile(r"(\d{4})-?(\d{3}[\dX])")
_CN = re.compile(r"(\d{2})-?(\d{4})")


def plain_name(name: str) -> str:
    """NFKC, lower case, without 《》, blanks and any punctuation."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", name).casefold()).replace("_", "")


def plain_issn(value: str) -> str:
    """1234-567X, or nothing where there is none."""
    found = _ISSN.search(_code(value))
    return f"{found[1]}-{found[2]}" if found else ""


def plain_cn(value: str) -> str:
    """CN 12-3456/J → 12-3456: the class after the stroke is written or not."""
    found = _CN.search(_code(value))
    return f"{found[1]}-{found[2]}" if found else ""


def names_line(names: Iterable[str]) -> str:
    """All names of a journal, written one way, each between line ends, so that SQL finds a whole one."""
    known = dict.fromkeys(plain_name(name) for name in names)
    return "\n" + "".join(f"{name}\n" for name in known if name)


def _code(value: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", value)).upper().replace("—", "-").replace("–", "-")
