"""Rows of the sections: add, change, remove, and bring back what was removed by mistake (ux 07-7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.core import serializers
from django.db.models import Max, Model, QuerySet, Sum

from accounts.models import Actor, System
from config.lib import clock
from config.lib.reason import Reason
from declarations.exceptions import Refused
from declarations.models import (
    Achievement,
    Declaration,
    Education,
    Experience,
    HeldTitle,
    Material,
    Publication,
    RemovedEntry,
    ResumeLine,
    Training,
)
from declarations.models.item import Item
from declarations.parts import NEW, Section, entry_key, section_of
from declarations.services.allowance import no_room
from declarations.services.autosave import GONE, settle_patch
from declarations.services.changing import changing, refuse
from declarations.services.risk import mark_of
from declarations.states import Source
from notices.rules import Terms, terms_of

ENDS = ("graduated_on", "ended_on")
SHARED_ROW = Reason("E905", "通过数据共享获取的内容不能修改；有误的，请提出异议，再手工填写并上传证明。")


@dataclass(frozen=True, slots=True)
class Kind:
    """A section of rows: its model, and the fields an applicant may set."""

    model: type[Model]
    fields: tuple[str, ...]
    most: int = 60


_EDUCATION = (
    "level",
    "degree",
    "school",
    "major",
    "form",
    "started_on",
    "graduated_on",
    "certificate_no",
    "is_highest",
    "degree_code",
    "degree_field",
    "overseas",
)
_TITLE = ("kind", "name", "rank", "grade", "series", "specialty", "granted_on", "declared_until", "certificate_no")
# Whether it is verified online no one types: data sharing says so (MAT-18, A-15).
_ORIGIN = ("authority", "origin", "reconfirmed_on", "qualification", "converted_from", "area")
_ACHIEVEMENT = (
    "title",
    "clause",
    "specialty",
    "kind",
    "achieved_on",
    "content",
    "role",
    "effect",
    "award",
    "patent",
    "pending_kind",
)
_PUBLICATION = ("title", "clause", "specialty", "kind", "published_on", "venue", "issn", "cn", "issue", "own_part")

_JOURNAL = (
    "not_for_degree",
    "journal_class",
    "url",
    "indexed_by",
    "chinese_title",
    "chinese_abstract",
    "is_representative_paper",
)

_REPORT = ("report_kind", "signed_sealed")  # MAT-50

KINDS: dict[str, Kind] = {
    Section.EDUCATION: Kind(Education, _EDUCATION, 15),
    Section.TITLES: Kind(HeldTitle, (*_TITLE, *_ORIGIN), 20),
    Section.TRAINING: Kind(Training, ("year", "category", "hours", "passed")),
    Section.RESUME: Kind(ResumeLine, ("started_on", "ended_on", "unit", "duty")),
    Section.EXPERIENCE: Kind(
        Experience, ("title", "clause", "specialty", "started_on", "ended_on", "content", "duty"), 40
    ),
    Section.ACHIEVEMENTS: Kind(Achievement, (*_ACHIEVEMENT, "works", "designated_work")),
    Section.PUBLICATIONS: Kind(
        Publication, (*_PUBLICATION, *_JOURNAL, *_REPORT, "pending_kind", "risk_method", "risk_answer", "adoption")
    ),
}


def add_entry(
    declaration_id: int, section: str, values: Mapping[str, Any], *, actor: Actor, source: str = Source.MANUAL
) -> Any:
    """A new row at the end of a section. Raises ``Refused``: locked, or no more rows than the notice takes (E203)."""
    kind = KINDS[section]
    assert source == Source.MANUAL or isinstance(actor, System), "only data sharing brings shared rows"
    with changing(declaration_id, section, actor=actor, event="add") as declaration:
        refuse(*_too_many(declaration, section))
        row: Any = kind.model(declaration=declaration)
        if isinstance(row, Item):
            row.rank = _last_rank(kind.model, declaration) + 1
        elif hasattr(row, "source"):
            row.source = source
            row.fetched_at = clock.law() if source == Source.SHARED else None
        _fill(row, kind, values)
        _check(row, declaration)
        row.save()
        settle_patch(declaration, f"{section}{NEW}", version=None, now=clock.law())
    return row


def change_entry(
    declaration_id: int, section: str, pk: int, values: Mapping[str, Any], *, actor: Actor, version: int | None = None
) -> Any:
    """Change one row. Raises ``Refused`` (locked, gone, shared) and ``Stale``."""
    kind, key = KINDS[section], entry_key(section, pk)
    with changing(declaration_id, key, section, actor=actor, event="change") as declaration:
        row = _row(kind, declaration, pk)
        refuse(*([SHARED_ROW] if _is_shared(row) else []))
        _fill(row, kind, values)
        _check(row, declaration)
        row.save()
        settle_patch(declaration, key, version=version, now=clock.law())
    return row


def remove_entry(declaration_id: int, section: str, pk: int, *, actor: Actor) -> str:
    """Take a row away with its files; returns its key, by which ``restore_entry`` brings both back."""
    kind, key = KINDS[section], entry_key(section, pk)
    with changing(declaration_id, key, section, actor=actor, event="remove") as declaration:
        row = _row(kind, declaration, pk)
        refuse(*([SHARED_ROW] if _is_shared(row) else []))
        now = clock.law()
        files = list(declaration.materials.filter(part=key, removed_at=None).values_list("pk", flat=True))
        Material.objects.filter(pk__in=files).update(removed_at=now)
        RemovedEntry.objects.create(
            declaration=declaration, part=key, title=str(row), values=_written(row), files=files, at=now
        )
        row.delete()
        settle_patch(declaration, key, version=None, now=now)  # what was typed into it went with it
        _close_ranks(kind.model, declaration)
    return key


def restore_entry(declaration_id: int, key: str, *, actor: Actor) -> Any:
    """Undo a removal: the row under its old key, at its place, with its files. Raises ``Refused`` when it cannot."""
    section = section_of(key)
    kind = KINDS[section]
    with changing(declaration_id, key, section, actor=actor, event="restore") as declaration:
        kept = RemovedEntry.objects.filter(declaration=declaration, part=key).first()
        if kept is None:
            raise Refused(GONE)
        files = Material.objects.filter(declaration=declaration, part=key, pk__in=kept.files)
        returning = files.aggregate(size=Sum("file__size", default=0))["size"]
        refuse(*_too_many(declaration, section), *no_room(declaration, returning))
        row = _read(kind.model, declaration, key, kept.values)
        _make_room(row, declaration)
        row.save(force_insert=True)
        files.update(removed_at=None)
        kept.delete()
        _close_ranks(kind.model, declaration)
    return row


def _written(row: Model) -> dict[str, Any]:
    """The row's own fields as JSON; whose it is and its number stand beside them."""
    return dict(serializers.serialize("python", [row])[0]["fields"])


def _read(model: type[Model], declaration: Declaration, key: str, values: Mapping[str, Any]) -> Any:
    """The row of this section and this declaration, whatever the stored text says."""
    row: Any = model(declaration=declaration, pk=int(key.partition(":")[2]))
    for field in model._meta.concrete_fields:
        if field.name in values and field.name != "declaration" and not field.primary_key:
            setattr(row, field.attname, field.to_python(values[field.name]))
    return row


def choose_base(declaration_id: int, pk: int | None, *, actor: Actor) -> None:
    """以该资格申报: this certificate and no other (MAT-19); None ticks nothing."""
    with changing(declaration_id, Section.TITLES, actor=actor, event="base") as declaration:
        held = HeldTitle.objects.filter(declaration=declaration)
        refuse(*([] if pk is None or held.filter(pk=pk or 0).exists() else [GONE]))
        held.update(is_base=False)
        held.filter(pk=pk or 0).update(is_base=True)


def choose_only_base(declaration_id: int, pk: int, *, actor: Actor) -> None:
    """The only certificate a person has, if it is of a title, is what they declare by until they say otherwise."""
    held = HeldTitle.objects.filter(declaration=declaration_id)
    if held.count() == 1 and held.filter(pk=pk, kind="title", is_base=False).exists():
        choose_base(declaration_id, pk, actor=actor)


def rows_of(model: type[Model], declaration: Declaration) -> QuerySet[Any]:
    """Rows of one section of one declaration."""
    manager: Any = model._default_manager
    return cast("QuerySet[Any]", manager.filter(declaration=declaration))


def _row(kind: Kind, declaration: Declaration, pk: int) -> Any:
    row = rows_of(kind.model, declaration).filter(pk=pk).first()
    if row is None:
        raise Refused(GONE)
    return row


def _fill(row: Model, kind: Kind, values: Mapping[str, Any]) -> None:
    for name in kind.fields:
        if name in values:
            setattr(row, name, values[name])


def _check(row: Any, declaration: Declaration) -> None:
    if reason := backwards({name: getattr(row, name, None) for name in ("started_on", *ENDS)}):
        raise Refused(reason)
    if isinstance(row, Training):
        _check_training(row, declaration)
    if isinstance(row, HeldTitle) and row.kind == "title":
        row.grade = ""
    if isinstance(row, Publication):
        mark = mark_of(row, today=clock.local_date(clock.law()))
        row.risk, row.catalogued = mark.risk, mark.catalogued


def backwards(values: Mapping[str, Any]) -> Reason | None:
    """Why a stretch of time cannot be: it ends before it begins."""
    started, ended = values.get("started_on"), next((day for name in ENDS if (day := values.get(name))), None)
    if started and ended and ended < started:
        return Reason("E906", "结束时间早于开始时间，请核对。", "started_on")
    return None


def _check_training(row: Training, declaration: Declaration) -> None:
    same = Training.objects.filter(declaration=declaration, year=row.year, category=row.category)
    if same.exclude(pk=row.pk).exists():
        raise Refused(Reason("E907", f"{row.year}年度的“{row.get_category_display()}”已经填写过。", "year"))


def _is_shared(row: Model) -> bool:
    return getattr(row, "source", Source.MANUAL) == Source.SHARED


def _too_many(declaration: Declaration, section: str) -> list[Reason]:
    kind, terms = KINDS[section], terms_of(declaration.edition)
    count = rows_of(kind.model, declaration).count()
    limit = limit_of(section, terms)
    if limit is not None and count >= limit:
        return [Reason("E203", f"{Section(section).label}最多{limit}条。")]
    return []


def limit_of(section: str, terms: Terms) -> int | None:
    """How many rows a section takes: what the notice says, else what a form can hold."""
    said = {Section.ACHIEVEMENTS: terms.limits.performance, Section.PUBLICATIONS: terms.limits.academic}
    return said.get(Section(section)) or KINDS[section].most


def _last_rank(model: type[Model], declaration: Declaration) -> int:
    return rows_of(model, declaration).aggregate(last=Max("rank"))["last"] or 0


def _make_room(row: Any, declaration: Declaration) -> None:
    if not isinstance(row, Item):
        return
    if row.is_representative and _has_representative(declaration):
        row.is_representative = False  # another one was starred meanwhile (MAT-53)
    for other in rows_of(type(row), declaration).filter(rank__gte=row.rank):
        other.rank += 1
        other.save(update_fields=["rank"])


def _has_representative(declaration: Declaration) -> bool:
    lists = (declaration.experiences, declaration.achievements, declaration.publications)
    return any(entries.filter(is_representative=True).exists() for entries in lists)


def _close_ranks(model: type[Model], declaration: Declaration) -> None:
    if not issubclass(model, Item):
        return
    for rank, row in enumerate(rows_of(model, declaration).order_by("rank", "pk"), 1):
        if row.rank != rank:
            row.rank = rank
            row.save(update_fields=["rank"])
