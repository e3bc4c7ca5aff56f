"""Read a dossier with faults as far as it goes, so that one report names every fault of every line (MAT-70)."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, get_args, get_origin

from declarations.packages.archive import Packed, faults_of, parsed
from notices.exceptions import Fault, TermsRefused
from notices.rules.reading import OneOf, keys_of, read_mapping, section_in

ROUNDS = 4  # a value taken away may show that its key is needed, that its row is none, that its list is none
STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read, what could not, and where the rest stood before what cannot be read was taken away."""

    words: Packed | None
    faults: tuple[Fault, ...] = ()
    numbers: Mapping[str, Sequence[int]] = field(default_factory=dict)  # of a list's rows, from 0
    faulty: Mapping[tuple[str, int], frozenset[str]] = field(default_factory=dict)  # fields of a row that were refused

    def number(self, name: str, index: int) -> int:
        """Which line of its list a row is, counted from 1."""
        return (self.numbers[name][index] if name in self.numbers else index) + 1

    def refused(self, name: str, index: int) -> frozenset[str]:
        """The fields of a row that are told as faults of the file already."""
        return self.faulty.get((name, self.number(name, index) - 1), frozenset())


def read_as_far(text: bytes | str) -> Reading:
    """The dossier of a JSON text and all its faults. Raises ``PackageRefused`` where it is no JSON at all."""
    faults = faults_of(parsed(text))
    if not faults:
        return Reading(read_mapping(Packed, parsed(text)))
    cutting = _Cutting(json.loads(text))
    words = cutting.words(faults)
    return Reading(words, tuple(faults), cutting.numbers, _faulty(faults))


def _faulty(faults: Iterable[Fault]) -> dict[tuple[str, int], frozenset[str]]:
    found: dict[tuple[str, int], frozenset[str]] = {}
    for fault in faults:
        match _steps(fault.path):
            case [str(name), int(index), str(key), *_]:
                found[name, index] = found.get((name, index), frozenset()) | {key}
    return found


def _steps(path: str) -> list[str | int]:
    return [name or int(index) for name, index in STEP.findall(path)]


def _word_for(name: str, key: str) -> str | None:
    """A word that fits a key of a list's rows; None for days, numbers and whatever is no word."""
    row = next((section_in(each.kind) for each in keys_of(Packed) if each.name == name), None)
    kind = next((each.kind for each in keys_of(row) if each.name == key), None) if row else None
    if kind is str:
        return ""
    mark = get_args(kind)[1] if get_origin(kind) is Annotated else None
    return next(filter(None, mark.words)) if isinstance(mark, OneOf) else None


class _Cutting:
    """A text of which every faulty value is taken away, and a row that cannot do without it as well."""

    def __init__(self, raw: Any) -> None:
        self.raw = raw
        self.filled: set[tuple[str, int, str]] = set()
        lists = raw.items() if isinstance(raw, dict) else ()
        self.numbers = {name: list(range(len(rows))) for name, rows in lists if isinstance(rows, list)}

    def words(self, faults: Sequence[Fault]) -> Packed | None:
        """What is left; None where nothing can be made of it."""
        for _ in range(ROUNDS):
            gone: set[tuple[str, int]] = set()
            for fault in faults:
                self._cut(_steps(fault.path), gone)
            for name, index in sorted(gone, reverse=True):
                if name in self.raw:
                    del self.raw[name][index], self.numbers[name][index]
            try:
                return read_mapping(Packed, self.raw)
            except TermsRefused as refusal:
                faults = refusal.faults
        return None

    def _cut(self, steps: list[str | int], gone: set[tuple[str, int]]) -> None:
        """The value itself where its key can be left out; else the row of a list, or nothing said in its place."""
        holder = self._holder(steps)
        match steps:
            case [str(name), int(index)]:
                gone.add((name, index))
            case [*_, int()]:
                self._cut(steps[:-1], gone)
            case [*_, str(key)] if isinstance(holder, dict) and key in holder:
                del holder[key]
            case [str(name), int(index), str(key)] if isinstance(holder, dict):
                self._fill(holder, name, index, key, gone)
            case [*_, str(key)] if isinstance(holder, dict):
                holder[key] = {} if holder is self.raw else ""

    def _fill(self, row: dict[str, Any], name: str, index: int, key: str, gone: set[tuple[str, int]]) -> None:
        """A word in the place of one that may not lack, so that the rest of the row is judged; what has none goes."""
        word = _word_for(name, key)
        if word is None or (name, index, key) in self.filled:
            gone.add((name, index))
        else:
            row[key] = word
            self.filled.add((name, index, key))

    def _holder(self, steps: list[str | int]) -> Any:
        """What the last step leads out of; None where an earlier cut has taken it away."""
        found = self.raw
        for step in steps[:-1]:
            try:
                found = found[step]
            except (KeyError, IndexError, TypeError):
                return None
        return found
