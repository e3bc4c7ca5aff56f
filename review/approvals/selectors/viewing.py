"""The left half of a desk's page: the files of one part, page by page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from config.lib.files import SCANS, WIDTHS
from declarations.models import Declaration, Material
from declarations.parts import Section, slot_key
from records.models import StoredFile
from review.approvals.content import Part

WIDTH = WIDTHS[0]


@dataclass(frozen=True, slots=True)
class Page:
    """One page image. Its size is known before it is loaded, so that nothing jumps."""

    url: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as the viewer shows it; without pages while its pictures are being made, or for a video."""

    anchor: str
    label: str
    url: str
    pages: tuple[Page, ...]
    drawing: str  # where to ask for pictures that are being drawn; empty for what cannot be drawn
    facts: str


PHOTO = "证件照"
# What 基本信息 says stands in papers of slots of their own: who it is, the name, the unit, how long they belong to it.
PAPERS_OF_BASIC = ("id_document", "name_id_proof", "unit_nature", "business_licence", "contract", "epidemic_proof")


def sheets_beside(declaration: Declaration, part: Part | None, parts: Iterable[Part]) -> list[Sheet]:
    """The files of a part; 基本信息 has none of its own and is laid beside the papers that prove it (14-2, 17-1)."""
    if part is None or part.files or part.key != Section.BASIC:
        return sheets_of(part.files) if part else []
    by_slot = {each.key: each.files for each in parts}
    papers = sheets_of([file for code in PAPERS_OF_BASIC for file in by_slot.get(slot_key(code), ())])
    photo = declaration.basic.photo
    return [*papers, _sheet_of(photo, label=PHOTO, anchor="photo")] if photo else papers


def sheets_of(files: Iterable[Material]) -> list[Sheet]:
    """Files of a part for the viewer; no query of its own."""
    return [_sheet(material) for material in files]


def _sheet(material: Material) -> Sheet:
    piece = "" if material.label.endswith(material.piece) else f"（{material.piece}）"  # 封面 is said once
    label = f"{material.label}{piece}"
    return _sheet_of(material.file, label=label, anchor=f"file-{material.pk}", facts=" · ".join(_facts(material)))


def _sheet_of(file: StoredFile, *, label: str, anchor: str, facts: str = "") -> Sheet:
    return Sheet(
        anchor=anchor,
        label=label,
        url=file.get_absolute_url(),
        pages=tuple(_pages(file, label)) if file.pictured_at else (),
        drawing=file.drawing_url(label, anchor=anchor) if file.media_type in SCANS else "",
        facts=facts,
    )


def _pages(file: StoredFile, label: str) -> Iterator[Page]:
    width, height = file.page_shape
    for number in range(1, file.pages + 1):
        url = reverse("records:picture", args=[file.ref, number, WIDTH])
        yield Page(url, width, height, f"{label} 第 {number} 页")


def _size(size: int) -> str:
    return f"{size / 2**20:.1f} MB" if size >= 2**20 else f"{max(size // 1024, 1)} KB"


def _facts(material: Material) -> Iterator[str]:
    if material.file.pages > 1:
        yield f"{material.file.pages} 页"
    yield _size(material.file.size)
    if material.is_copy:
        yield "复印件"
    if material.issued_by:
        yield material.issued_by
