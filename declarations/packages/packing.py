"""A declaration as the words and files of a package, in the order and with the names of the notice's list (MAT-68)."""

import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from shutil import copyfileobj
from typing import Any, TypeVar

from config.lib.files import FORMATS
from config.lib.text import file_name
from declarations.dossier import load_dossier, read_at_once
from declarations.eligibility import Dossier
from declarations.eligibility.slots import Slot, slots_of
from declarations.models import Declaration, Material
from declarations.packages import archive
from declarations.packages.archive import INSIDE, Origin, Packed
from declarations.parts import RELATED, Section
from declarations.selectors import LISTED, files_of
from notices.rules import terms_of
from notices.rules.reading import write_mapping
from records.models import StoredFile
from records.services.files import open_file

T = TypeVar("T")
LONGEST = 50  # characters of a folder's or file's name
ENDINGS = {media_type: ending for ending, media_type in FORMATS.items() if ending != "jpeg"}
PHOTO = "00 证件照/证件照"
MOMENT = (1980, 1, 1, 0, 0, 0)  # the same dossier, the same bytes
PLAIN_FILE = 0o100644 << 16

Told = Callable[[int, int], None]
LISTS: dict[str, tuple[str, type]] = {
    "schooling": ("educations", archive.Schooling),
    "titles": ("titles", archive.Title),
    "courses": ("trainings", archive.Course),
    "jobs": ("resume", archive.Job),
    "experiences": ("experiences", archive.Entry),
    "achievements": ("achievements", archive.Entry),
    "publications": ("publications", archive.Entry),
}


@dataclass(frozen=True, slots=True)
class Member:
    """A file and its place in the package."""

    path: str
    file: StoredFile


@dataclass(frozen=True, slots=True)
class Package:
    """What a package says, and what lies in it."""

    words: Packed
    members: tuple[Member, ...]


def pack(declaration: Declaration) -> Package:
    """The applicant's side of a declaration as it stands; the unit's scans and personal numbers are none of it."""
    read_at_once(declaration)
    terms, facts = terms_of(declaration.edition), load_dossier(declaration)
    placed = list(_placed(slots_of(facts, terms), files_of(declaration), _titles(declaration)))
    photo = declaration.basic.photo
    person = _with(archive.Person, facts.person, declaration.basic, but=("photo",))
    own: dict[str, Any] = {field.name: getattr(facts, field.name) for field in fields(facts)}
    own |= {name: _listed(declaration, facts, name) for name in LISTS}
    own |= {
        "barrings": (),
        "origin": Origin(notice=terms.code, year=terms.year, number=declaration.number or ""),
        "person": replace(person, photo=_photo_path(photo) if photo else ""),
        "papers": tuple(_paper(path, each) for path, each in placed),
    }
    words = Packed(**own)
    photos = [Member(_photo_path(photo), photo)] if photo else []
    return Package(words, (*photos, *(Member(path, each.file) for path, each in placed)))


def write_package(package: Package, target: Path, *, told: Told = lambda _done, _total: None) -> None:
    """Write the ``.zip``. The same dossier gives the same bytes. ``told(done, total)`` after every file."""
    total = len(package.members)
    with zipfile.ZipFile(target, "w") as archive:
        text = json.dumps(write_mapping(package.words, brief=True), ensure_ascii=False, indent=1)
        archive.writestr(_entry(INSIDE, zipfile.ZIP_DEFLATED), text)
        for number, member in enumerate(package.members, 1):
            with open_file(member.file) as source, archive.open(_entry(member.path, zipfile.ZIP_STORED), "w") as to:
                copyfileobj(source, to)  # scans and videos do not shrink
            told(number, total)


def name_of_package(declaration: Declaration) -> str:
    """As it lies in the applicant's downloads."""
    year = declaration.edition.notice.year
    return f"{file_name(f'{year}年电子档案 {declaration.applicant.name} {declaration.level_name}')}.zip"


def _entry(path: str, method: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, MOMENT)
    entry.compress_type, entry.external_attr, entry.create_system = method, PLAIN_FILE, 3
    return entry


def _with(kind: type[T], known: Any, row: Any, *, but: Iterable[str] = ()) -> T:
    """What the rules know of a row, with the columns that a package carries besides."""
    own = {field.name: getattr(known, field.name) for field in fields(known)}
    more = {field.name for field in fields(kind)} - own.keys() - {*but}  # type: ignore[arg-type]
    return kind(**own, **{name: getattr(row, name) for name in more if hasattr(row, name)})


def _listed(declaration: Declaration, dossier: Dossier, name: str) -> tuple[Any, ...]:
    """A list of the dossier stands in the order of its rows."""
    related, kind = LISTS[name]
    rows = getattr(declaration, related).all()
    return tuple(_with(kind, known, row) for known, row in zip(getattr(dossier, name), rows, strict=True))


def _titles(declaration: Declaration) -> dict[str, str]:
    return {
        f"{section.value}:{row.pk}": str(row)
        for section in Section
        if section in LISTED
        for row in getattr(declaration, RELATED[section]).all()
    }


def _placed(slots: list[Slot], files: list[Material], titles: dict[str, str]) -> Iterator[tuple[str, Material]]:
    """Files that a slot of today holds, slot by slot; what lies in none is not handed in either."""
    for number, slot in enumerate(slots, 1):
        here = [file for file in files if (file.slot, file.part) == (slot.code, slot.part)]
        order = {piece.name: place for place, piece in enumerate(slot.pieces)}
        here.sort(key=lambda file: (order.get(file.piece, len(order)), file.position, file.pk))
        of = f" {file_name(titles[slot.part], longest=LONGEST)}" if slot.part in titles else ""
        folder = f"{number:02} {file_name(slot.label, longest=LONGEST)}{of}".rstrip()
        for place, file in enumerate(here, 1):
            name = file_name(file.piece or file.label, longest=LONGEST)
            yield f"{folder}/{place:02} {name}.{ENDINGS[file.file.media_type]}", file


def _paper(path: str, material: Material) -> archive.Paper:
    told = ("slot", "part", "piece", "issuer", "issuer_type", "label", "is_copy")
    return archive.Paper(file=path, **{name: getattr(material, name) for name in told})


def _photo_path(photo: StoredFile) -> str:
    return f"{PHOTO}.{ENDINGS[photo.media_type]}"
