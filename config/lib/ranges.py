"""Byte ranges of a file (RFC 9110 §14): one range at a time is what players ask for; more are answered whole."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
BLOCK = 2**18


class Unsatisfiable(Exception):
    """The range lies behind the end."""


@dataclass(frozen=True, slots=True)
class Range:
    """First and last byte, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


def range_in(header: str, size: int) -> Range | None:
    """What a ``Range`` header asks of a file of this size; None: the whole. Raises ``Unsatisfiable``."""
    asked = ONE_RANGE.fullmatch(header.strip())
    if not asked or asked.groups() == ("", ""):
        return None
    first, last = asked.groups()
    if not first:  # the last so many bytes
        if not int(last):
            raise Unsatisfiable
        return Range(max(size - int(last), 0), size - 1)
    if int(first) >= size:
        raise Unsatisfiable
    ends = min(int(last), size - 1) if last else size - 1
    return Range(int(first), ends) if ends >= int(first) else None


def read_range(path: Path, part: Range) -> Iterator[bytes]:
    """The bytes of the range, block by block."""
    left = part.length
    with path.open("rb") as stream:
        stream.seek(part.first)
        while left and (block := stream.read(min(BLOCK, left))):
            left -= len(block)
            yield block
