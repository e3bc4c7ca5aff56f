"""What a rule answers: a finding with its sentence, its arithmetic and its place."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Severity(StrEnum):
    BLOCK = "block"
    WARN = "warn"
    HUMAN = "human"  # nobody is held up; somebody has to look at it
    OK = "ok"  # checked and fulfilled; shown with its arithmetic


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One answer of one rule. ``rule`` and ``clause`` are filled in by the registry."""

    code: str  # of the catalogue (requirements F2); of the rule where the catalogue has none
    severity: Severity
    text: str
    part: str  # a part key: where to go to change it
    rule: str = ""
    title: str = ""  # what was asked, in a few words
    arithmetic: tuple[str, ...] = ()
    clause: str = ""  # 通知一（一）2
    source: str = ""  # another document than the notice
    field: str = ""
    earliest: date | None = None  # of a block: the first day it would be true
    other_ways: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()  # words and address of a page that helps
    missing: bool = False  # something still to be given, as against something wrong
    hard: bool = False  # 不可缺少的硬件材料
    slot: str = ""
    piece: str = ""

    @property
    def blocks(self) -> bool:
        return self.severity is Severity.BLOCK
