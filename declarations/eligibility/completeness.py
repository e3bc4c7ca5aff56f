"""The meter and the list of what is missing: 100 % exactly when nothing blocks (MAT-08, ux 05-2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from declarations.eligibility.findings import Finding
from declarations.eligibility.slots import home_of_slot
from declarations.parts import SLOT, Section


class Standing(StrEnum):
    DONE = "done"
    MISSING = "missing"  # 还差 N 项
    WRONG = "wrong"  # 有问题
    EMPTY = "empty"  # 还没有填写


@dataclass(frozen=True, slots=True)
class SectionState:
    section: Section
    standing: Standing
    blocks: tuple[Finding, ...]
    notes: tuple[Finding, ...]  # warnings and what people will look at
    begun: bool = True  # whether anything stands in it

    @property
    def count(self) -> int:
        return len(self.blocks)


@dataclass(frozen=True, slots=True)
class Completeness:
    """How far a dossier is."""

    sections: tuple[SectionState, ...]

    @property
    def missing(self) -> tuple[Finding, ...]:
        """Everything that blocks: what may not be lacking first, then the rest in the order of the form."""
        found = [finding for state in self.sections for finding in state.blocks]
        return tuple(sorted(found, key=lambda finding: not finding.hard))

    @property
    def done(self) -> int:
        return sum(state.standing is Standing.DONE for state in self.sections)

    @property
    def total(self) -> int:
        return len(self.sections)

    @property
    def percent(self) -> int:
        """100 only when every section is done; rounding never lies upward."""
        return 100 * self.done // self.total if self.total else 100

    @property
    def is_complete(self) -> bool:
        return self.done == self.total

    def of(self, section: Section) -> SectionState:
        return next(state for state in self.sections if state.section is section)


def completeness(findings: Iterable[Finding], *, started: Iterable[Section] = tuple(Section)) -> Completeness:
    """Sort findings into the sections of the form; ``started`` are those with anything in them."""
    placed: dict[Section, list[Finding]] = {section: [] for section in Section}
    for finding in findings:
        placed[home_of(finding)].append(finding)
    begun = frozenset(started)
    return Completeness(tuple(_state(section, found, section in begun) for section, found in placed.items()))


def home_of(finding: Finding) -> Section:
    """The section a finding is shown in."""
    head, _, rest = finding.part.partition(":")
    if head == SLOT:
        return home_of_slot(rest)
    return Section(head) if head in Section.values else Section.BASIC


def _state(section: Section, found: list[Finding], begun: bool) -> SectionState:  # noqa: FBT001
    blocks = tuple(finding for finding in found if finding.blocks)
    notes = tuple(finding for finding in found if finding.severity in {"warn", "human"})
    if not blocks:
        standing = Standing.DONE
    elif not begun:
        standing = Standing.EMPTY  # whatever lacks with nothing in it: nobody did anything wrong there (05-1)
    else:
        is_wrong = any(not finding.missing for finding in blocks)
        standing = Standing.WRONG if is_wrong else Standing.MISSING
    return SectionState(section, standing, blocks, notes, begun)
