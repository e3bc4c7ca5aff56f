"""An expert's desk: what is to be read, and a dossier in the order in which experts judge it (S20)."""

from dataclasses import dataclass, replace
from datetime import date

from accounts.models import User
from accounts.selectors import identity_of
from config.lib.files import PDF, SCANS, WIDTHS
from declarations.models import BasicInfo, Declaration, Material
from declarations.pages.answers import AnswerBlock, AnswerCard, answer_blocks
from declarations.parts import Section
from declarations.rules import visible_to
from integrity.models import IntegrityRecord
from review.meetings.models import Assignment, RoundExpert
from review.meetings.rules import seats_of
from review.meetings.states import OpinionState, RoundState

# Representative work first, then what was achieved, in the applicant's order (MAT-53, COMM-14).
ORDER = (
    Section.ACHIEVEMENTS,
    Section.PUBLICATIONS,
    Section.EXPERIENCE,
    Section.RESUME,
    Section.TITLES,
    Section.EDUCATION,
    Section.TRAINING,
    Section.MATERIALS,
    Section.OPTIONS,
    Section.BASIC,
)
# Of the person experts read what their judgment rests on. Whether somebody may declare at all (discipline, inquiry,
# retirement, archive: ELIG-02…13) is for the desks; of the archive of integrity they see the number alone (COMM-15).
OF_THE_PERSON = frozenset(
    (
        *("name", "sex", "born_on", "ethnicity", "unit_nature", "post", "work_since", "specialty_since"),
        *("inheritor_level", "master_title"),
    )
)
TOLD = frozenset(str(each.verbose_name) for each in BasicInfo._meta.concrete_fields if each.name in OF_THE_PERSON)
STAR = "star"


# ── the list ───────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One declaration to judge."""

    assignment: Assignment
    declaration: Declaration
    state: str

    @property
    def look(self) -> tuple[str, str, str]:
        return READING_LOOKS[self.state]


READING_LOOKS = {
    "": ("待评审", "todo", "circle"),
    OpinionState.DRAFT: ("草稿", "flow", "pencil"),
    OpinionState.SUBMITTED: ("已提交", "ok", "check"),
}


@dataclass(frozen=True, slots=True)
class ReadingDesk:
    """A round in which the expert sits."""

    seat: RoundExpert
    rows: list[ReadingRow]

    @property
    def pledged(self) -> bool:
        return self.seat.pledged_at is not None

    @property
    def is_reading(self) -> bool:
        return self.seat.round.state == RoundState.READING

    @property
    def submitted(self) -> int:
        return sum(row.state == OpinionState.SUBMITTED for row in self.rows)

    @property
    def drafts(self) -> int:
        return sum(row.state == OpinionState.DRAFT for row in self.rows)

    @property
    def following(self) -> ReadingRow | None:
        """The next one to judge: a draft first."""
        waiting = [row for row in self.rows if row.state != OpinionState.SUBMITTED]
        return next((row for row in waiting if row.state), waiting[0] if waiting else None)


def reading_desks(user: User) -> list[ReadingDesk]:
    """Rounds the expert sits in, the latest first, with what is theirs to read. Two statements."""
    seats = seats_of(user).exclude(round__state=RoundState.CLOSED).select_related("round__committee", "round__notice")
    shown = visible_to(user).values("pk")
    given = Assignment.objects.filter(expert__in=seats, withdrawn_at=None, entry__declaration__in=shown)
    related = ("entry__declaration__unit", "entry__declaration__applicant", "opinion", "entry__panel")
    rows: dict[int, list[ReadingRow]] = {}
    for each in given.select_related(*related).order_by("-entry__declaration__has_priority", "entry__number"):
        opinion = getattr(each, "opinion", None)
        row = ReadingRow(each, each.entry.declaration, opinion.state if opinion else "")
        rows.setdefault(each.expert_id, []).append(row)
    return [ReadingDesk(seat, rows.get(seat.pk, [])) for seat in seats.order_by("-pk")]


def following(user: User, assignment: Assignment) -> ReadingRow | None:
    """The next declaration of the same round that waits for this expert's opinion."""
    desk = next((desk for desk in reading_desks(user) if desk.seat.pk == assignment.expert_id), None)
    return desk.following if desk else None


# ── the dossier ────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Page:
    """One page of a material as a picture; ``picture`` is empty while it is being drawn."""

    material: Material
    number: int
    picture: bool


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the dossier, with its tick."""

    key: str
    title: str
    block: AnswerBlock
    read: bool

    @property
    def is_star(self) -> bool:
        return self.key == STAR

    @property
    def places(self) -> list[str]:
        """Its works by number and name, else itself."""
        works = [f"{self.title} {number} · {card.title}" for number, card in enumerate(self.block.cards, 1)]
        return works or [self.title]

    @property
    def is_empty(self) -> bool:
        return not (self.block.rows or self.block.cards or self.block.files)


@dataclass(frozen=True, slots=True)
class DossierView:
    """What an expert reads."""

    chapters: list[Chapter]
    files: list[Material]
    records: int  # integrity records in force of the applicant and the unit (COMM-15)

    @property
    def read(self) -> int:
        return sum(chapter.read for chapter in self.chapters)

    @property
    def places(self) -> list[str]:
        """What a remark may name: every work, else the chapter that holds none."""
        told = [chapter for chapter in self.chapters if not chapter.is_star]
        return [place for chapter in told for place in chapter.places]


def dossier_for(assignment: Assignment, *, today: date) -> DossierView:
    """The dossier without personal numbers and identity papers, the representative work first."""
    declaration = assignment.entry.declaration
    blocks = {block.section: _told(block) for block in answer_blocks(declaration, editable=False)}
    read = set(assignment.read_parts)
    stars = [replace(card, is_star=True) for block in blocks.values() for card in block.cards if card.is_star]
    star = AnswerBlock(Section.REPRESENTATIVE, "", cards=stars)
    chapters = [Chapter(STAR, "代表性成果", star, STAR in read)]
    chapters += [
        Chapter(section.value, section.label, blocks[section], section.value in read)
        for section in ORDER
        if section in blocks and (blocks[section].rows or blocks[section].cards or blocks[section].files)
    ]
    return DossierView(chapters, _files_in(chapters), _records_against(declaration, today))


def pages_of(material: Material) -> list[Page]:
    """Pictures of its pages, for the reading table."""
    drawn = material.file.pictured_at is not None and material.file.media_type in SCANS
    count = material.file.pages if material.file.media_type == PDF else 1
    return [Page(material, number, drawn) for number in range(1, count + 1)]


def width_of_pages() -> int:
    """The width in which pages are read; the wider one is for zooming."""
    return WIDTHS[0]


def _records_against(declaration: Declaration, today: date) -> int:
    """Integrity records in force of the applicant and the unit: a reference, never a verdict (COMM-15)."""
    bodies = (declaration.unit, declaration.employer)
    known = [*identity_of(declaration.applicant), *(body.uscc for body in bodies if body and body.uscc)]
    return IntegrityRecord.objects.in_force(today).filter(identifier__in=known).count()


def _told(block: AnswerBlock) -> AnswerBlock:
    of_the_person = block.section == Section.BASIC
    files = [] if of_the_person else block.files
    rows = [(label, value) for label, value in block.rows if value and (label in TOLD or not of_the_person)]
    return replace(block, url="", rows=rows, files=files, cards=[_card(card) for card in block.cards])


def _card(card: AnswerCard) -> AnswerCard:
    return replace(card, url="")


def _files_in(chapters: list[Chapter]) -> list[Material]:
    found: dict[int, Material] = {}
    for chapter in chapters:
        for file in [*(each for card in chapter.block.cards for each in card.files), *chapter.block.files]:
            found.setdefault(file.pk, file)
    return list(found.values())
