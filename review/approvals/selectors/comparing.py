"""Any two hand-ins of a case beside each other: fields, long text word by word, files (17-6, S26)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from config.lib.text import whole_number
from declarations.comparing import Change, differences
from declarations.models import Declaration, Snapshot

HANDED_IN = ("submit", "resubmit")
SENTENCE = re.compile(r"[^。；！？\n]*[。；！？\n]?")
SHORT = 600  # characters compared one by one; of a longer stretch whole sentences are


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stands in both, or in one only."""

    before: str
    after: str

    @property
    def same(self) -> bool:
        return self.before == self.after


@dataclass(frozen=True, slots=True)
class Compared:
    """One change, with the text of a long field in pieces; anything else is one."""

    change: Change
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The hand-ins there are, the two that are compared, and what differs."""

    snapshots: tuple[Snapshot, ...]
    before: Snapshot | None = None
    after: Snapshot | None = None
    changes: tuple[Compared, ...] = ()


def comparison_of(declaration: Declaration, before: str = "", after: str = "") -> Comparison:
    """Two hand-ins by their numbers, else the last two; an unknown number is as good as none. One statement."""
    kept = tuple(declaration.snapshots.filter(occasion__in=HANDED_IN).order_by("pk"))
    if not kept[1:]:
        return Comparison(kept)
    older, newer = _chosen(kept, before) or kept[-2], _chosen(kept, after) or kept[-1]
    if newer.pk < older.pk:
        older, newer = newer, older
    changes = tuple(_compared(each) for each in differences(older.data, newer.data))
    return Comparison(kept, older, newer, changes)


def pieces_of(before: str, after: str) -> tuple[Piece, ...]:
    """Sentences that stand in both stay whole; inside a changed stretch letter by letter."""
    return tuple(_pieces(_sentences(before), _sentences(after)))


def _chosen(kept: Sequence[Snapshot], asked: str) -> Snapshot | None:
    number = whole_number(asked)
    return next((each for each in kept if each.pk == number), None)


def _compared(change: Change) -> Compared:
    if change.slot or not change.before or not change.after:
        return Compared(change, (Piece(change.before, change.after),))
    return Compared(change, pieces_of(change.before, change.after))


def _sentences(text: str) -> list[str]:
    return [each for each in SENTENCE.findall(text) if each]


def _pieces(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    for kind, i, j, k, n in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        was, now = "".join(before[i:j]), "".join(after[k:n])
        letters = max((len(each) for each in (*before[i:j], *after[k:n])), default=0) == 1
        if kind == "replace" and not letters and len(was) + len(now) <= SHORT:
            yield from _pieces(was, now)
        else:
            yield Piece(was, now)
