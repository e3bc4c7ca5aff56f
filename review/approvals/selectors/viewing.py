"""The left half of a desk's page: the files of one part, page by page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from config.lib.files import SCANS, WIDTHS
from declarations.models import Material
from records.models import StoredFile

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
    drawable: bool
    facts: str


def sheets_of(files: Iterable[Material]) -> list[Sheet]:
    """Files of a part for the viewer; no query of its own."""
    return [_sheet(material) for material in files]


def _sheet(material: Material) -> Sheet:
    file = material.file
    return Sheet(
        anchor=f"file-{material.pk}",
        label=f"{material.label}{f'（{material.piece}）' if material.piece else ''}",
        url=file.get_absolute_url(),
        pages=tuple(_pages(file, material.label)) if file.pictured_at else (),
        drawable=file.media_type in SCANS,
        facts=" · ".join(_facts(material)),
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
