"""Numbers of certificates, patents and awards in one form, so that the same number written twice is found (RISK-06)."""

import re
import unicodedata
from collections.abc import Iterator

from declarations.states import NumberKind

LONGEST = 80
LEAST_DIGITS, LEAST = 5, 6  # shorter ones are counts, years and amounts
# 2003 and later: year, kind, serial, check digit; written with and without ZL, spaces and the dot.
_PATENT = re.compile(r"(?:ZL)?\s*((?:19|20)\d{2}\s?\d\s?\d{7}\s?[.．]?\s?[\dX])(?!\d)")
_TOKEN = re.compile(r"[A-Z0-9]+(?:[.\-/_—–][A-Z0-9]+)*")
_DAY = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-3]\d)?")


def numbers_in(text: str) -> Iterator[tuple[NumberKind, str]]:
    """Patent numbers first, then whatever else looks like the number of an award or a project."""
    plain = unicodedata.normalize("NFKC", text).upper()
    for found in _PATENT.finditer(plain):
        yield NumberKind.PATENT, _bare(found[1])
    for token in _TOKEN.findall(_PATENT.sub(" ", plain)):
        number = _bare(token)
        if _is_number(number):
            yield NumberKind.AWARD, number


def certificate_number(text: str) -> str:
    """A certificate's number without blanks and dashes; empty when it is too short to belong to one person."""
    number = _bare(unicodedata.normalize("NFKC", text).upper())
    return number if _is_number(number) else ""


def _bare(text: str) -> str:
    return "".join(char for char in text if char.isalnum())[:LONGEST]


def _is_number(number: str) -> bool:
    digits = sum(char.isdigit() for char in number)
    return len(number) >= LEAST and digits >= LEAST_DIGITS and not _DAY.fullmatch(number)
