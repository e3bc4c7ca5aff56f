"""Rows of a section as cards: what stands on each, what is wrong with it, how many files prove it (S07)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from config.lib import clock
from declarations.documents.common import clause_label, span
from declarations.dossier import load_dossier
from declarations.eligibility import Dossier, Finding, judge
from declarations.eligibility.seniority import conditions_of
from declarations.models import Declaration, DraftPatch, RemovedEntry
from declarations.parts import NEW, Section, entry_key
from declarations.remarks import Remark
from declarations.reuse import origins_of
from declarations.selectors import Filled, files_of, filled_slots, items_of
from declarations.services.items import LISTS
from declarations.states import ItemKind
from declarations.unsaved import is_typed, whence
from notices.rules import Terms, terms_of

Badge = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Card:
    """One row."""

    pk: int
    key: str
    title: str
    facts: str
    clause: str
    badge: Badge | None
    problems: tuple[str, ...]  # what must be mended
    remarks: tuple[str, ...]  # what should be looked at
    files: int
    is_star: bool
    is_base: bool
    shared: bool
    unsaved: bool  # typed over and kept by autosave; what stands on the card is what was saved
    origin: str  # 取自2023年申报
    asked: Badge | None = None  # how far a correction of this row is


@dataclass(frozen=True, slots=True)
class Unsaved:
    """A new row that was typed and never saved: it is no row yet."""

    kind: str
    kind_label: str
    at: datetime
    carried: str = ""  # brought along: from which answers


def cards_of(declaration: Declaration, section: Section, *, now: datetime) -> list[Card]:
    """The cards of a section in its order."""
    terms = terms_of(declaration.edition)
    dossier = load_dossier(declaration, today=clock.local_date(now))
    findings = judge(dossier, terms, clock.local_date(now))
    files, typed = files_of(declaration), _typed(declaration, section)
    cards = [
        _card(row, section, dossier, terms, findings, sum(file.part == entry_key(section, row.pk) for file in files))
        for row in items_of(declaration, section)
    ]
    years = origins_of(declaration)
    return [
        replace(
            card,
            unsaved=card.key in typed,
            origin=f"取自{years[card.key]}年申报" if card.key in years else card.origin,
        )
        for card in cards
    ]


def cards_asked(cards: list[Card], remarks: Iterable[Remark]) -> list[Card]:
    """The cards, each with how far it is that something is asked of it (11-1)."""
    looks = {remark.part: remark.look for remark in remarks}
    return [replace(card, asked=looks.get(card.key)) for card in cards]


def unsaved_new(declaration: Declaration, section: Section) -> Unsaved | None:
    """What autosave keeps of a row that was never saved (ux §3.8)."""
    patch = _typed(declaration, section).get(f"{section.value}{NEW}")
    if patch is None or not is_typed(patch):
        return None
    kind = patch.values.get("kind", "")
    label = ItemKind(kind).label if kind in ItemKind.values else section.label
    return Unsaved(kind if kind in ItemKind.values else "", label, patch.at, (whence(patch) or ("",))[0])


def _typed(declaration: Declaration, section: Section) -> dict[str, DraftPatch]:
    kept = DraftPatch.objects.filter(declaration=declaration, part__startswith=f"{section.value}:").exclude(values={})
    return {patch.part: patch for patch in kept}


def _card(row: Any, section: Section, dossier: Dossier, terms: Terms, findings: list[Finding], files: int) -> Card:
    key = entry_key(section.value, row.pk)
    own = [finding for finding in findings if finding.part == key]
    blocks = [finding for finding in own if finding.blocks]
    return Card(
        pk=row.pk,
        key=key,
        title=str(row),
        facts=" · ".join(part for part in FACTS[section](row) if part),
        clause=clause_label(getattr(row, "clause", ""), conditions_of(dossier, terms)),
        badge=_badge(blocks, own),
        problems=tuple(finding.text for finding in blocks),
        remarks=tuple(finding.text for finding in own if not finding.blocks),
        files=files,
        is_star=getattr(row, "is_representative", False),
        is_base=getattr(row, "is_base", False),
        shared=getattr(row, "source", "") == "shared",
        unsaved=False,
        origin=getattr(row, "origin_words", ""),  # of shared data: who said it, and when (MAT-10)
    )


def _badge(blocks: list[Finding], own: list[Finding]) -> Badge | None:
    if any(not finding.missing for finding in blocks):
        return ("有问题", "bad", "circle-alert")
    if blocks:
        return (f"还差 {len(blocks)} 项", "todo", "circle-alert")
    return ("请核对", "hold", "circle-alert") if any(finding.severity == "warn" for finding in own) else None


def _education(row: Any) -> list[str]:
    return [row.level, row.degree, row.major, row.form, f"{row.graduated_on:%Y-%m} 毕业"]


def _title(row: Any) -> list[str]:
    return [
        row.get_rank_display() or row.grade,
        row.series,
        row.specialty,
        f"{row.granted_on} 取得",
        row.certificate_no,
    ]


def _training(row: Any) -> list[str]:
    return [f"{row.hours.normalize():f} 学时" if row.hours else "", "已完成" if row.passed else "未完成"]


def _resume(row: Any) -> list[str]:
    return [span(row.started_on, row.ended_on), row.duty]


def _achievement(row: Any) -> list[str]:
    return [ItemKind(row.kind).label, f"{row.achieved_on}", row.role, row.award, row.patent, row.pending_kind]


def _publication(row: Any) -> list[str]:
    return [ItemKind(row.kind).label, f"{row.published_on}", row.venue, row.issue, row.own_part, row.pending_kind]


FACTS = {
    Section.EDUCATION: _education,
    Section.TITLES: _title,
    Section.TRAINING: _training,
    Section.RESUME: _resume,
    Section.EXPERIENCE: _resume,
    Section.ACHIEVEMENTS: _achievement,
    Section.PUBLICATIONS: _publication,
}


@dataclass(frozen=True, slots=True)
class Removed:
    """A row that was deleted and can be brought back."""

    pk: int
    title: str


def removed_rows(declaration: Declaration, section: Section) -> Iterator[Removed]:
    """What was deleted from this section, the latest first."""
    kept = RemovedEntry.objects.filter(declaration=declaration, part__startswith=f"{section.value}:")
    for each in kept.order_by("-at"):
        yield Removed(int(each.part.rpartition(":")[2]), each.title)


def all_items(declaration: Declaration) -> list[tuple[str, list[Any]]]:
    """The three lists of entries, for the star."""
    return [
        (Section(section).label, [(entry_key(section, row.pk), row) for row in items_of(declaration, section)])
        for section in LISTS
    ]


def slots_at(declaration: Declaration, home: Section) -> list[Filled]:
    """Slots filled in on the page of a section, with their files."""
    dossier, terms = load_dossier(declaration), terms_of(declaration.edition)
    return filled_slots(dossier, terms, files_of(declaration), home=home)
