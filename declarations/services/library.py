"""The personal library: rows and files of a person's earlier declarations, taken over into a draft (08-9, SYS-05)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from accounts.models import User
from config.lib import clock
from config.lib.text import quoted
from declarations.dossier import bare_dossier
from declarations.eligibility.items import GROUP_OF
from declarations.eligibility.seniority import conditions_of
from declarations.exceptions import Refused
from declarations.models import CarriedOver, Declaration, Material
from declarations.pages.cards import FACTS
from declarations.parts import Section, entry_key
from declarations.rules import visible_to
from declarations.services.changing import refuse
from declarations.services.entries import KINDS, add_entry, choose_base, rows_of
from declarations.services.materials import Placed, attach_kept
from declarations.services.packages import refused_as, why_not_taken
from declarations.states import ItemKind, Source
from notices.rules import Terms, terms_of
from records.services.audit import audited

# What two rows of a section have in common when they speak of the same thing.
IDENTITY: dict[str, tuple[str, ...]] = {
    Section.ACHIEVEMENTS: ("title", "achieved_on"),
    Section.PUBLICATIONS: ("title", "published_on"),
    Section.EXPERIENCE: ("title", "started_on"),
    Section.EDUCATION: ("level", "school", "graduated_on"),
    Section.TITLES: ("kind", "name", "granted_on"),
    Section.TRAINING: ("year", "category"),
    Section.RESUME: ("started_on", "unit"),
}
OFFERED = tuple(Section(section) for section in IDENTITY if section != Section.TRAINING)  # hours are of one year
SLOT_OF = {ItemKind.PAPER: "paper", ItemKind.BOOK: "book", ItemKind.WORK_REPORT: "work_report"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A row of an earlier declaration, and whether the draft can have it."""

    key: str  # <declaration>/<section>:<row>
    section: Section
    title: str
    facts: str
    year: int
    level_name: str
    files: int
    there: bool  # the draft has it
    why_not: str  # why this notice cannot use it
    row: Any

    @property
    def is_free(self) -> bool:
        return not self.there and not self.why_not


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a choice."""

    rows: int
    files: int
    left: tuple[str, ...]  # what was not taken, and why


def library_of(person: User, draft: Declaration) -> list[Kept]:
    """Rows of this person's other declarations, the latest year first; the same thing of two years is offered once."""
    earlier = visible_to(person).filter(applicant=person).exclude(pk=draft.pk)
    known = {each.pk: each for each in earlier.select_related("edition__notice").defer("edition__terms")}
    files = _files(known)
    terms, there = terms_of(draft.edition), _there(draft)
    carried = set(CarriedOver.objects.filter(declaration=draft).values_list("source", "source_part", "part"))
    still = {(source, source_part) for source, source_part, part in carried if part in there.parts}
    found = [
        _kept(section, row, known[row.declaration_id], files, terms, there, still)
        for section in OFFERED
        for row in _rows_of(section, known)
    ]
    found.sort(key=lambda each: (-each.year, OFFERED.index(each.section), -each.row.declaration_id, each.row.pk))
    once: dict[tuple[Any, ...], Kept] = {}
    for each in found:
        once.setdefault((each.section, *identity_of(each.section, each.row)), each)
    return list(once.values())


def carry_over(declaration_id: int, keys: Iterable[str], *, actor: User) -> Taken:
    """Copy the chosen rows with their files into a draft. Raises ``Refused``: not a draft, not one's own.

    One transaction; what the draft has already is left as it is, so that a second click changes nothing.
    """
    with audited():
        draft = Declaration.objects.lock(declaration_id)
        refuse(*why_not_taken(draft, actor))
        known = {each.key: each for each in library_of(actor, draft)}
        chosen = [known[key] for key in dict.fromkeys(keys) if key in known]
        left = [f"{each.title}：{each.why_not or '本申报已有这一条。'}" for each in chosen if not each.is_free]
        placed: list[Placed] = []
        rows = 0
        for each in (each for each in chosen if each.is_free):
            try:
                placed += _copied(each, draft, actor)
                rows += 1
            except Refused as refusal:
                left.append(f"{each.title}：{refused_as(refusal)}")
        answers = attach_kept(draft.pk, placed, actor=actor) if placed else []
        left += [f"附件{quoted(each.label)}：{why.text}" for each, why in zip(placed, answers, strict=True) if why]
    return Taken(rows, sum(why is None for why in answers), tuple(left))


def identity_of(section: str, row: Any) -> tuple[Any, ...]:
    """What tells two rows of a section apart; ``row`` is a row or a mapping of its values."""
    names = IDENTITY[section]
    return tuple(row.get(name) if isinstance(row, dict) else getattr(row, name) for name in names)


def same_rows(declaration: Declaration, section: str) -> dict[tuple[Any, ...], int]:
    """The rows a declaration has, by what they speak of."""
    rows = rows_of(KINDS[section].model, declaration)
    return {identity_of(section, row): row.pk for row in rows}


def clauses_known(declaration: Declaration, section: str) -> frozenset[str]:
    """Codes of the conditions a row of this section may name under this notice (COND-10)."""
    if section not in GROUP_OF:
        return frozenset()
    found = conditions_of(bare_dossier(declaration), terms_of(declaration.edition))
    groups = {GROUP_OF[section], "破格"}
    return frozenset(each.code for each in (found.clauses if found else ()) if each.group in groups)


def why_unknown(section: str, kind: str, terms: Terms) -> str:
    """Why a notice has no place for a thing of this kind; empty when it has."""
    listed = {item.code for item in terms.checklist}
    if section == Section.TITLES:
        return (
            "本通知不认可职业资格对应职称。" if kind == "qualification" and not terms.qualification_equivalence else ""
        )
    if section == Section.PUBLICATIONS and kind == ItemKind.DECISION_INFO:
        return "" if terms.decision_info else "本通知不收决策咨询类信息。"
    asked = SLOT_OF.get(kind) if section == Section.PUBLICATIONS and listed & {*SLOT_OF.values()} else None  # type: ignore[call-overload]
    return f"本通知的材料清单没有“{ItemKind(kind).label}”这一类。" if asked and asked not in listed else ""


@dataclass(frozen=True, slots=True)
class _There:
    identities: frozenset[tuple[Any, ...]]
    parts: frozenset[str]


def _there(draft: Declaration) -> _There:
    found = {section: same_rows(draft, section) for section in OFFERED}
    return _There(
        frozenset((section, *identity) for section, rows in found.items() for identity in rows),
        frozenset(entry_key(section, pk) for section, rows in found.items() for pk in rows.values()),
    )


def _files(known: Iterable[int]) -> dict[tuple[int, str], int]:
    proving = Material.objects.filter(~Q(part=""), declaration__in=list(known), removed_at=None).order_by()
    counted = proving.values("declaration", "part").annotate(files=Count("pk"))
    return {(each["declaration"], each["part"]): each["files"] for each in counted}


def _rows_of(section: Section, declarations: Iterable[int]) -> Iterable[Any]:
    return KINDS[section].model._default_manager.filter(declaration__in=declarations)


def _kept(
    section: Section,
    row: Any,
    source: Declaration,
    files: dict[tuple[int, str], int],
    terms: Terms,
    there: _There,
    still: set[tuple[int, str]],
) -> Kept:
    part = entry_key(section, row.pk)
    is_there = (source.pk, part) in still or (section, *identity_of(section, row)) in there.identities
    shared = getattr(row, "source", "") == Source.SHARED
    return Kept(
        key=f"{source.pk}/{part}",
        section=section,
        title=str(row),
        facts=" · ".join(text for text in FACTS[section](row) if text),
        year=source.edition.notice.year,
        level_name=source.level_name,
        files=files.get((source.pk, part), 0),
        there=is_there,
        why_not="通过数据共享获取的内容由系统重新获取。"
        if shared
        else why_unknown(section, getattr(row, "kind", ""), terms),
        row=row,
    )


def _copied(each: Kept, draft: Declaration, actor: User) -> Iterator[Placed]:
    """A new row like the old one; its files are the same files."""
    values = {name: getattr(each.row, name) for name in KINDS[each.section].fields}
    if values.get("clause") not in clauses_known(draft, each.section):
        values.pop("clause", None)  # conditions are of one notice: it is chosen again
    if values.get("pending_kind") and terms_of(draft.edition).pending_supplement is None:
        values["pending_kind"] = ""
    row = add_entry(draft.pk, each.section, values, actor=actor)
    if getattr(each.row, "is_base", False) and not draft.titles.filter(is_base=True).exists():
        choose_base(draft.pk, row.pk, actor=actor)
    part, before = entry_key(each.section, row.pk), entry_key(each.section, each.row.pk)
    source = each.row.declaration_id
    CarriedOver.objects.create(declaration=draft, part=part, source_id=source, source_part=before, at=clock.law())
    told = ("slot", "piece", "label", "issuer", "issuer_type", "is_copy")
    proving = Material.objects.filter(declaration=source, part=before, removed_at=None).select_related("file")
    return (Placed(file=old.file, part=part, **{name: getattr(old, name) for name in told}) for old in proving)
