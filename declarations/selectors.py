"""Reads of declarations: findings, the meter, slots with their files, words for places."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from accounts.models import Employment, IdNumber, Organisation, User
from accounts.states import OrganisationKind
from config.lib import clock
from config.lib.files import MIB, MP4, NAMES, media_types
from config.lib.text import birth_date_of, quoted, sex_of, whole_number
from declarations.dossier import bare_dossier, load_dossier
from declarations.editing import permits_of
from declarations.eligibility import Completeness, Dossier, Finding, completeness, examine, exclusions_of, judge
from declarations.eligibility.kinds import kinds_of
from declarations.eligibility.materials import missing_pieces
from declarations.eligibility.qualification import NEEDLESS, titles_to_attest
from declarations.eligibility.slots import Piece, Slot, is_unit_slot, slots_of
from declarations.models import Declaration, EditPermit, Material
from declarations.models.item import Item
from declarations.parts import RELATED, Section, section_of
from declarations.routes import is_all_year, submission_window
from declarations.rules import visible_to
from declarations.states import Channel, Special, State, TalentBasis
from declarations.unsaved import unsaved_findings
from notices.models import Notice, NoticeEdition
from notices.rules import Terms, terms_of
from notices.rules.offer import Uploads
from notices.selectors import NoticeCard, current_edition, notice_cards
from notices.states import DeclarationKind, NoticeState


# ── lists ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def others_in_slot(declaration: Declaration) -> QuerySet[Declaration]:
    """Drafts and declarations of the same person in the same slot of the year, to be warned of (ELIG-16)."""
    same = Declaration.objects.filter(applicant=declaration.applicant_id, slot=declaration.slot).exclude(slot="")
    return same.exclude(pk=declaration.pk).exclude(state=State.WITHDRAWN)


# ── findings ───────────────────────────────────────────────────────────────────────────────────────────────────────
def findings_of(declaration: Declaration, *, now: datetime) -> list[Finding]:
    """What is wrong, missing or to be looked at, and what was typed and not saved; about fifteen queries."""
    today = clock.local_date(now)
    found = judge(load_dossier(declaration, today=today), terms_of(declaration.edition), today)
    return [*unsaved_findings(declaration, now=now), *found]


def examination_of(declaration: Declaration, *, now: datetime) -> list[Finding]:
    """The same with every rule that is fulfilled, for pre-check panels: N automatic checks passed, M need eyes."""
    today = clock.local_date(now)
    return examine(load_dossier(declaration, today=today), terms_of(declaration.edition), today)


def needless_exception(declaration: Declaration, *, now: datetime) -> Finding | None:
    """That 破格 was ticked though the ordinary conditions are met (PATH-15); nothing is asked without the tick."""
    if Special.EXCEPTIONAL not in declaration.options:
        return None
    today = clock.local_date(now)
    found = examine(load_dossier(declaration, today=today), terms_of(declaration.edition), today, only={"PATH-15"})
    return next((each for each in found if each.code == NEEDLESS), None)


def exclusions_now(declaration: Declaration, *, now: datetime) -> dict[str, Finding]:
    """The notice's exclusions that bar this person today, by the notice's names for them (ELIG-02…09)."""
    today = clock.local_date(now)
    return exclusions_of(load_dossier(declaration, today=today), terms_of(declaration.edition), today)


def completeness_of(declaration: Declaration, *, now: datetime) -> Completeness:
    """The meter and what is missing; 100 % exactly when ``findings_of`` has no block."""
    dossier = load_dossier(declaration, today=clock.local_date(now))
    return meter(dossier, terms_of(declaration.edition), now=now, also=unsaved_findings(declaration, now=now))


def meter(dossier: Dossier, terms: Terms, *, now: datetime, also: Iterable[Finding] = ()) -> Completeness:
    """The same for a dossier at hand, and what is said beside the rules."""
    findings = [*also, *judge(dossier, terms, clock.local_date(now))]
    return completeness(findings, started=started_sections(dossier))


def started_sections(dossier: Dossier) -> frozenset[Section]:
    """Sections with anything in them."""
    filled = {
        Section.BASIC: True,
        Section.OPTIONS: _has_options(dossier),
        Section.EDUCATION: dossier.schooling,
        Section.TITLES: dossier.titles,
        Section.TRAINING: dossier.courses,
        Section.INSURANCE: dossier.paid_months,
        Section.RESUME: dossier.jobs,
        Section.EXPERIENCE: dossier.experiences,
        Section.ACHIEVEMENTS: dossier.achievements,
        Section.PUBLICATIONS: dossier.publications,
        Section.REPRESENTATIVE: dossier.representatives,
        Section.MATERIALS: dossier.papers,
    }
    return frozenset(section for section, there in filled.items() if there)


def _has_options(dossier: Dossier) -> bool:
    """Something was ticked, or a letter or another way than the own unit is told; else nobody was there (05-1)."""
    request = dossier.request
    return bool(request.options or request.letter_kind or request.freelancer or request.channel != Channel.UNIT)


# ── slots with their files ─────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Filled:
    """A slot as a page shows it: what it is, the files in it, what is still missing."""

    slot: Slot
    files: tuple[Material, ...]
    missing: tuple[str, ...]  # pieces still to be given
    uploads: Uploads
    remarks: tuple[Any, ...] = ()  # what a correction asks of it
    is_open: bool = False  # by a permit of its own, on a page that is locked

    @property
    def types(self) -> str:
        """Media types for the browser's chooser."""
        return ",".join(sorted(media_types(self.slot.formats)))

    @property
    def formats_text(self) -> str:
        """PDF、JPG、PNG."""
        return "、".join(NAMES[each] for each in NAMES if each in media_types(self.slot.formats))

    @property
    def takes_video(self) -> bool:
        return MP4 in media_types(self.slot.formats)

    @property
    def most_bytes(self) -> int:
        """The largest file of any of its types; the server judges each type by itself."""
        most = self.uploads.video_mb if self.takes_video else max(self.uploads.pdf_mb, self.uploads.image_mb)
        return most * MIB

    @property
    def by_piece(self) -> list[tuple[Piece, list[Material]]]:
        """Each piece with its files."""
        return [(piece, [file for file in self.files if file.piece == piece.name]) for piece in self.slot.pieces]


def files_of(declaration: Declaration) -> list[Material]:
    """The applicant's files in place, with what is known of each; one query. The unit's scans are not among them."""
    terms = terms_of(declaration.edition)
    files = declaration.materials.filter(removed_at=None).select_related("file")
    return [file for file in files if not is_unit_slot(terms, file.slot)]


def filled_slots(
    dossier: Dossier, terms: Terms, files: list[Material], *, home: Section | None = None, part: str | None = None
) -> list[Filled]:
    """Slots of one section or of one entry with their files; of the whole declaration without either."""
    return [
        Filled(
            slot,
            tuple(file for file in files if (file.slot, file.part) == (slot.code, slot.part)),
            tuple(missing_pieces(slot, dossier)),
            terms.uploads,
        )
        for slot in slots_of(dossier, terms)
        if home in {None, slot.home} and part in {None, slot.part}
    ]


def orphans(dossier: Dossier, terms: Terms, files: list[Material]) -> list[Material]:
    """Files whose slot the declaration no longer has, after an option was unticked or a type changed."""
    places = {(slot.code, slot.part) for slot in slots_of(dossier, terms)}
    return [file for file in files if (file.slot, file.part) not in places]


def material_of(declaration: Declaration, pk: int) -> Material | None:
    """A file of this declaration, in place or in its history."""
    return declaration.materials.select_related("file").filter(pk=pk).first()


def may_read_files(user: User, declaration_id: int) -> bool:
    """The gate of a declaration's files and forms: whoever may see the case (design §10)."""
    return visible_to(user).filter(pk=declaration_id).exists()


# ── words for places ───────────────────────────────────────────────────────────────────────────────────────────────
def entry_words(declaration: Declaration, key: str) -> str:
    """“凤舞木棉” for an entry's key; empty for a key of no entry, or of one that is gone."""
    head, _, pk = key.partition(":")
    number = whole_number(pk)
    if number is None or head not in RELATED:
        return ""
    row = getattr(declaration, RELATED[Section(head)]).filter(pk=number).first()
    return quoted(str(row)) if row else ""


LISTED = frozenset(RELATED) - {Section.INSURANCE}


def items_of(declaration: Declaration, section: str) -> QuerySet[Item]:
    """Rows of a section in their order."""
    rows: QuerySet[Item] = getattr(declaration, RELATED[Section(section)]).all()
    return rows


def entry_of(declaration: Declaration, section: str, pk: int) -> Item | None:
    """One row of this declaration, or None."""
    return items_of(declaration, section).filter(pk=pk).first()


# ── corrections and autosave ───────────────────────────────────────────────────────────────────────────────────────
def open_permits(declaration: Declaration, section: str = "") -> list[EditPermit]:
    """Unused permits, of one section or of all."""
    return [each for each in permits_of(declaration) if not section or section_of(each.part) == section]


def patch_of(declaration: Declaration, part: str) -> tuple[int, dict[str, str], datetime | None]:
    """Version and raw values of what was typed and not saved, and since when it waits; nothing without any."""
    patch = declaration.patches.filter(part=part).first()
    return (patch.version, patch.values, patch.at if patch.values else None) if patch else (0, {}, None)


@dataclass(frozen=True, slots=True)
class PaidSpan:
    """Months on end paid by one payer, as a page lists them."""

    payer: str
    first: date
    last: date
    months: int
    by_unit: bool
    shared: bool
    pk: int = 0  # of one of its months
    origin: str = ""


def paid_spans(declaration: Declaration) -> list[PaidSpan]:
    """Insurance months joined into spans, the latest first."""
    spans: list[PaidSpan] = []
    for row in declaration.insurance_months.order_by("payer", "by_unit", "source", "month"):
        last = spans[-1] if spans else None
        told = (row.payer, row.by_unit, row.source == "shared")
        if last and told == (last.payer, last.by_unit, last.shared) and _follows(last.last, row.month):
            spans[-1] = replace(last, last=row.month, months=last.months + 1)
        else:
            spans.append(PaidSpan(row.payer, row.month, row.month, 1, *told[1:], row.pk, row.origin_words))
    return sorted(spans, key=lambda span: span.last, reverse=True)


def shared_row_of(declaration: Declaration, section: str, pk: int) -> Any:
    """A row that data sharing brought; None for a typed one or another's."""
    related: Any = getattr(declaration, SHARED_ROWS[section])
    return related.filter(pk=pk, source="shared").first()


SHARED_ROWS = {"education": "educations", "titles": "titles", "training": "trainings", "insurance": "insurance_months"}


def _follows(before: date, after: date) -> bool:
    return (after.year - before.year) * 12 + after.month - before.month == 1


def attests_of(declaration: Declaration) -> tuple[str, ...]:
    """What the unit has to attest in so many words, by the way that was chosen (PATH-11, PATH-24, PATH-28)."""
    terms = terms_of(declaration.edition)
    titles = titles_to_attest(bare_dossier(declaration), terms)
    told = (f"区外取得的“{each.name}”（{each.series}系列，{each.granted_on}）真实有效" for each in titles)
    return (*_attests_of_talent(declaration, terms), *told)


def _attests_of_talent(declaration: Declaration, terms: Terms) -> tuple[str, ...]:
    rules, grounds = terms.rules, getattr(declaration, "grounds", None)
    basis = grounds.talent_basis if grounds and declaration.kind == DeclarationKind.SPECIAL_DIRECT else ""
    if basis == TalentBasis.SKILL_MASTER and rules.skill_masters:
        return rules.skill_masters.attests
    if basis == TalentBasis.SMALL_GIANT and rules.small_giant:
        return (f"申报人是本企业{rules.small_giant.role}",)
    return ()


def relevance_points(declaration: Declaration) -> tuple[str, ...]:
    """One point an item: that it is of the specialty applied for, where the notice has each looked at (ELIG-19)."""
    if not terms_of(declaration.edition).limits.items_name_specialty:
        return ()
    sections = (Section.EXPERIENCE, Section.ACHIEVEMENTS, Section.PUBLICATIONS)
    titles = (row.title for section in sections for row in items_of(declaration, section))
    return tuple(dict.fromkeys(f"“{title}”与拟评专业相符" for title in titles))


# ── the chooser ────────────────────────────────────────────────────────────────────────────────────────────────────
def notices_to_declare_under(*, now: datetime) -> list[NoticeCard]:
    """Published notices under which something may be declared now: inside a window, or of a kind taken all year."""
    cards = notice_cards(Notice.objects.filter(state=NoticeState.PUBLISHED), now=now)
    year = clock.local_date(now).year
    return [card for card in cards if kinds_open(card.terms, {row.name for row in card.open_now}, year=year)]


def others_open(notice: Notice, *, kind: str, now: datetime) -> list[NoticeCard]:
    """Public notices of the same series that take this kind now, besides this one (S04)."""
    published = Notice.objects.public().filter(state=NoticeState.PUBLISHED, series=notice.series_id)
    cards, year = notice_cards(published.exclude(pk=notice.pk), now=now), clock.local_date(now).year
    return [card for card in cards if kind in kinds_open(card.terms, {row.name for row in card.open_now}, year=year)]


def kinds_open(terms: Terms, windows: Collection[str], *, year: int) -> list[str]:
    """Kinds the notice takes while these windows are open; what waits for no season, in its year (PATH-21, PATH-31)."""
    asked = ((kind, submission_window(terms, kind)) for kind in kinds_of(terms))
    return [kind for kind, window in asked if window in windows or (year == terms.year and is_all_year(terms, kind))]


def like_drafts(person: User, edition: NoticeEdition, choice: Mapping[str, Any]) -> list[Declaration]:
    """Drafts of the same notice, kind, level and specialty: to be gone on with before another is made (T01)."""
    same = {name: choice[name] for name in ("kind", "level", "specialty")}
    drafts = Declaration.objects.filter(applicant=person, edition__notice=edition.notice_id, state=State.DRAFT, **same)
    return list(drafts.order_by("-created_at", "-pk"))


def read_open_notice(code: str, *, now: datetime) -> NoticeEdition:
    """The edition in force of a notice one may declare under. Raises ``Http404`` for any other."""
    notice = Notice.objects.filter(state=NoticeState.PUBLISHED, code=code).first()
    if notice is None:
        raise Http404
    edition = current_edition(notice.pk, now=now)
    return NoticeEdition.objects.select_related("notice__office").get(pk=edition.pk)


def own_unit(person: User) -> int | None:
    """The one unit a person belongs to, when it is one."""
    own = Employment.objects.filter(
        user=person, ended_at=None, refused_at=None, organisation__kind=OrganisationKind.UNIT
    )
    found = list(own.values_list("organisation", flat=True)[:2])
    return found[0] if len(found) == 1 else None


def industry_of(unit: int | None) -> str:
    """The industry a unit is registered with; empty for none (CHAN-01)."""
    return Organisation.objects.filter(pk=unit).values_list("industry", flat=True).first() or "" if unit else ""


# ── 我能报吗 ───────────────────────────────────────────────────────────────────────────────────────────────────────
def notices_to_check(*, now: datetime) -> list[NoticeCard]:
    """Public notices anybody may ask about: those open for declaring; while none is, all of the year (S04)."""
    opened = [card for card in notices_to_declare_under(now=now) if card.notice.is_public]
    return opened or notice_cards(Notice.objects.public().from_year(clock.local_date(now).year), now=now)


def cities() -> list[str]:
    """Places with an office of their own, as words for 单位在哪里."""
    offices = Organisation.objects.active().filter(kind=OrganisationKind.CITY_OFFICE).order_by("name")
    named = offices.values_list("name", flat=True)
    return list(dict.fromkeys(found for name in named if (found := name.partition("职改办")[0])))


def known_of(person: User) -> dict[str, Any]:
    """What the account already knows is not asked again (WCAG 3.3.7)."""
    number = IdNumber.objects.filter(user=person, is_current=True).first()
    told: dict[str, Any] = {"born_on": birth_date_of(number.number), "sex": sex_of(number.number)} if number else {}
    own = own_unit(person)
    if own and (unit := Organisation.objects.filter(pk=own).first()):
        told |= {"nature": unit.nature, "affiliation": unit.affiliation, "city": unit.place, "zone": unit.zone}
    return told
