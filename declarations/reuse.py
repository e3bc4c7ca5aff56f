"""Where else a file or a number stands: one's own places for the applicant, a warning for who reviews (RISK-06).

Names follow the gate of the declaration they belong to; who may not see that case is told how many, of what year and
kind. Everything is asked set-wise: five queries for any dossier.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, QuerySet

from accounts.models import User
from config.lib.text import mask_name, quoted
from declarations.models import CarriedOver, ClaimedNumber, Declaration, Material
from declarations.parts import ENTRIES, Section, section_of
from declarations.rules import visible_to
from declarations.states import NumberKind, State
from records.models import StoredFile

# One's own diploma comes again every year; one's own work was judged already.
ONCE = frozenset({Section.ACHIEVEMENTS.value, Section.PUBLICATIONS.value})
PROVING = tuple(section.value for section in ENTRIES)


@dataclass(frozen=True, slots=True)
class Place:
    """Another place of one's own where the same file stands."""

    ref: UUID
    pk: int
    year: int
    level_name: str
    label: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A declaration the reader may see, which claims the same."""

    ref: UUID
    name: str  # masked
    year: int
    level_name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Reused:
    """Something of this dossier that stands elsewhere, too."""

    part: str
    section: str
    what: str  # 附件“获奖证书” or 专利号 202021234567…
    own: bool  # in an earlier declaration of the same person, which was reviewed
    seen: tuple[Elsewhere, ...]
    others: tuple[tuple[int, str, int], ...]  # year, kind and count of those the reader may not see


WHOSE = ("part", "declaration", "declaration__applicant", "declaration__state", "declaration__edition__notice__year")


class _Hit(NamedTuple):
    part: str
    what: str
    declaration: int
    own: bool
    year: int
    kind: str


def other_places(material: Material, *, applicant: int) -> list[Place]:
    """Where else in this person's declarations the same bytes stand; one query."""
    same = Material.objects.filter(
        declaration__applicant=applicant, file__sha256=material.file.sha256, removed_at=None
    ).exclude(pk=material.pk)
    told = ("declaration__ref", "pk", "declaration__edition__notice__year", "declaration__level_name", "label")
    return [Place(*row) for row in same.order_by("-declaration", "pk").values_list(*told)]


def own_files(
    person: User, *, media_types: Iterable[str], but: Iterable[str] = (), slot: str = ""
) -> QuerySet[StoredFile]:
    """Files this person gave to any declaration of theirs, each content once (08-9).

    Those that lay in the same slot stand before all others, then the newest.
    """
    mine = Material.objects.filter(declaration__applicant=person, file__uploaded_by=person.pk)
    fitting = mine.filter(file__media_type__in=list(media_types)).exclude(file__sha256__in=list(but))
    firsts = fitting.order_by().values("file__sha256").annotate(first=Min("file")).values("first")
    found = StoredFile.objects.filter(pk__in=firsts)
    if slot:
        same = mine.filter(slot=slot, file__sha256=OuterRef("sha256"))
        return found.annotate(fits=Exists(same)).order_by("-fits", "-uploaded_at", "-pk")
    return found.order_by("-uploaded_at", "-pk")


def places_of(person: User, hashes: Iterable[str]) -> dict[str, list[str]]:
    """For each content, where this person used it: 2023 高级工艺美术师：获奖证书. One query."""
    there = Material.objects.filter(declaration__applicant=person, removed_at=None)
    used = there.filter(file__sha256__in=list(hashes)).order_by("-pk")
    told = ("file__sha256", "declaration__edition__notice__year", "declaration__level_name", "label")
    found: dict[str, list[str]] = defaultdict(list)
    for sha256, year, level, label in used.values_list(*told):
        words = f"{year}年 {level}：{label}"
        if words not in found[sha256]:
            found[sha256].append(words)
    return found


def origins_of(declaration: Declaration) -> dict[str, int]:
    """Rows that were taken over from earlier declarations, by part key, with the year they come from; one query."""
    told = CarriedOver.objects.filter(declaration=declaration)
    return dict(told.values_list("part", "source__edition__notice__year"))


def reused_in(declaration: Declaration, viewer: User) -> list[Reused]:
    """What this dossier shares with other people's, or with an earlier reviewed one of the same person (RISK-06)."""
    hits = [*_same_files(declaration), *_same_numbers(declaration)]
    if not hits:
        return []
    seen = {
        each.pk: each
        for each in visible_to(viewer).filter(pk__in={hit.declaration for hit in hits}).select_related("applicant")
    }
    groups: dict[tuple[str, str, bool], list[_Hit]] = defaultdict(list)
    for hit in dict.fromkeys(hits):
        groups[hit.part, hit.what, hit.own].append(hit)
    return [_reused(key, group, seen) for key, group in groups.items()]


def _reused(key: tuple[str, str, bool], hits: list[_Hit], seen: dict[int, Declaration]) -> Reused:
    part, what, own = key
    open_to = [hit for hit in hits if hit.declaration in seen]
    hidden = Counter((hit.year, hit.kind) for hit in hits if hit.declaration not in seen)
    return Reused(
        part,
        Section(section_of(part)).label,
        what,
        own,
        tuple(_elsewhere(hit, seen[hit.declaration]) for hit in open_to),
        tuple((year, kind, count) for (year, kind), count in sorted(hidden.items())),
    )


def _elsewhere(hit: _Hit, there: Declaration) -> Elsewhere:
    return Elsewhere(there.ref, mask_name(there.applicant.name), hit.year, there.level_name, hit.kind)


def _claiming(rows: QuerySet[Any], declaration: Declaration) -> QuerySet[Any]:
    """Rows of declarations that were handed in, but for this one."""
    others = rows.exclude(declaration=declaration).exclude(declaration__submitted_at=None)
    return others.exclude(declaration__state=State.WITHDRAWN).order_by("declaration", "pk")


def _hit(declaration: Declaration, part: str, what: str, row: tuple[Any, ...]) -> _Hit | None:
    there, pk, applicant, state, year = row
    section = section_of(there)
    own = applicant == declaration.applicant_id
    if own and not (section in ONCE and section_of(part) in ONCE and state in State.reviewed):
        return None
    return _Hit(part, what, pk, own, year, Section(section).label)


def _same_files(declaration: Declaration) -> Iterator[_Hit]:
    mine: dict[str, list[tuple[str, str]]] = defaultdict(list)
    proving = Material.objects.filter(removed_at=None).exclude(part="")
    for sha256, part, label in proving.filter(declaration=declaration).values_list("file__sha256", "part", "label"):
        if section_of(part) in PROVING:
            mine[sha256].append((part, f"附件{quoted(label)}"))
    if not mine:
        return
    same = _claiming(proving.filter(file__sha256__in=list(mine)), declaration)
    yield from _hits(declaration, mine, same.values_list("file__sha256", *WHOSE))


def _same_numbers(declaration: Declaration) -> Iterator[_Hit]:
    mine: dict[str, list[tuple[str, str]]] = defaultdict(list)
    claimed = ClaimedNumber.objects.filter(declaration=declaration).order_by("pk")
    for number, part, kind in claimed.values_list("number", "part", "kind"):
        mine[number].append((part, f"{NumberKind(kind).label} {number}"))
    if not mine:
        return
    same = _claiming(ClaimedNumber.objects.filter(number__in=list(mine)), declaration)
    yield from _hits(declaration, mine, same.values_list("number", *WHOSE))


def _hits(declaration: Declaration, mine: dict[str, list[tuple[str, str]]], rows: Iterable[Any]) -> Iterator[_Hit]:
    for shared, *row in rows:
        if section_of(row[0]) not in PROVING:
            continue
        for part, what in mine[shared]:
            if hit := _hit(declaration, part, what, tuple(row)):
                yield hit
