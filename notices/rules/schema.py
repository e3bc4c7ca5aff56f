"""The schema of a notice file, told from the dataclasses: keys, types, defaults, meanings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from notices.rules.reading import Key, describe, keys_of, section_in, write_mapping
from notices.rules.rulesets import Shared
from notices.rules.switches import Switches
from notices.rules.terms import FROZEN, Terms
from notices.states import Window

WORDS = {"None": "null", "True": "true", "False": "false", "''": '""'}


@dataclass(frozen=True, slots=True)
class Row:
    path: str
    kind: str
    default: str
    meaning: str


def schema_rows(section: type = Terms, path: str = "") -> Iterator[Row]:
    """One row a key of the file, sections before their keys; ``[]`` marks lists, ``<…>`` keys that are data."""
    for key in keys_of(section):
        if section is Terms and key.name == FROZEN:
            continue
        here = f"{path}{key.name}"
        yield Row(here, describe(key.kind), default_of(key), key.meaning)
        if key.read is None and (below := section_in(key.kind)):
            yield from schema_rows(below, f"{here}{_mark(key.kind)}.")


def ruleset_rows() -> list[Row]:
    """The keys of a rule-set file: its own, and those of a notice that it may give; a section of both stands once."""
    rows = {row.path: row for section in (Shared, Switches) for row in schema_rows(section)}
    return sorted(rows.values(), key=lambda row: row.path)


def _mark(kind: Any) -> str:
    words = describe(kind)
    if words.startswith("["):
        return "[]"
    return ".<…>" if words.startswith("{") else ""


def default_of(key: Key) -> str:
    """The default in the words of the file; a section's default is shown at its keys."""
    if key.required:
        return "必填"
    plain = write_mapping(key.default)
    if isinstance(plain, dict) and section_in(key.kind):
        return "见各键"
    return WORDS.get(repr(plain), str(plain))


def label_of(path: str) -> str:
    """A key's path in words: 各阶段起止 · 个人申报及所在单位审核推荐 · 截止."""
    section: type | None = Terms
    words: list[str] = []
    for name in path.split("."):
        key = next((each for each in keys_of(section) if each.name == name), None) if section else None
        words.append(_short(key.meaning) if key else _data_key(name))
        section = section_in(key.kind) if key else section
    return " · ".join(words)


def _short(meaning: str) -> str:
    return re.split("[；，（：;]", meaning)[0]


def _data_key(name: str) -> str:
    return Window(name).label if name in Window.values else name
