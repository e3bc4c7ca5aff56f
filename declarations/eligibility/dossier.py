"""What the rules look at: one dossier as plain frozen facts. No database stands behind them.

Places are part keys (``declarations.parts``). Everything has a default, so that a precheck may know only a part.
"""

from dataclasses import dataclass
from datetime import date

from declarations.parts import Section
from declarations.states import Channel, ItemKind, Special


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """基本信息 and the facts that may bar somebody."""

    name: str = ""
    sex: str = ""
    born_on: date | None = None
    unfilled: tuple[str, ...] = ()  # labels of required fields without an answer
    has_photo: bool = False
    photo_pixels: tuple[int, int] = (0, 0)
    photo_doubts: tuple[str, ...] = ()
    unit_nature: str = ""
    work_since: date | None = None
    specialty_since: date | None = None
    is_civil_servant: bool = False
    transition_until: date | None = None
    is_retired: bool = False
    extension_until: date | None = None
    retirement_category: str = ""
    discipline: str = ""
    discipline_until: date | None = None
    under_investigation: bool = False
    sanction_until: date | None = None
    epidemic_service: bool = False
    name_differs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A unit as the channel rules see it."""

    name: str = ""
    kind: str = "unit"  # unit, agency, association
    affiliation: str = ""
    legal_person: bool = True
    branch_type: str = ""
    city_office: str = ""  # the 市职改办 above it, for the way to the competent committee (E109)

    @property
    def is_outside(self) -> bool:
        return self.affiliation in {"central", "other_province"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for, and through whom."""

    level: str
    specialty: str = ""
    kind: str = "ordinary"
    options: frozenset[str] = frozenset()
    committee: str = ""  # of the notice; empty: none is competent
    competent: tuple[str, ...] = ()  # other committees that would be, each "name（notice）"
    channel: str = Channel.UNIT
    freelancer: bool = False
    archive_hosted: bool = False
    employment_confirmed: bool = True
    letter_kind: str = ""
    letter_issuer: str = ""
    outside_reason: str = ""
    direct_basis: str = ""
    relaxes: tuple[str, ...] = ()
    exception_reason: str = ""
    new_work_since: date | None = None
    insurance_gap: str = ""
    declared_on: date | None = None  # the day it was first handed in; a correction does not move 申报当月

    def opted(self, option: Special) -> bool:
        return option.value in self.options


@dataclass(frozen=True, slots=True, kw_only=True)
class Schooling:
    key: str = Section.EDUCATION.value
    level: str
    school: str = ""
    graduated_on: date | None = None
    shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A title or skill certificate held."""

    key: str = Section.TITLES.value
    kind: str = "title"  # title, skill
    name: str = ""
    rank: str = ""
    grade: str = ""
    series: str = ""
    granted_on: date
    declared_until: date | None = None
    origin: str = "local"
    reconfirmed_on: date | None = None
    verified_online: bool = False
    is_base: bool = False
    shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One year's hours of one category of 继续教育."""

    year: int
    category: str
    passed: bool = False
    shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidMonth:
    month: date  # its first day
    payer: str = ""
    by_unit: bool = True
    shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    key: str = Section.RESUME.value
    started_on: date
    ended_on: date | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An experience, achievement or publication."""

    section: str
    key: str
    title: str = ""
    rank: int = 1
    kind: str = ""
    clause: str = ""
    on: date | None = None  # when it was obtained; of an experience: when it ended (None: it goes on)
    started_on: date | None = None  # of an experience
    representative: bool = False
    pending: str = ""
    not_for_degree: bool = False
    risk: str = ""
    risk_answer: str = ""
    works: tuple[str, ...] = ()
    designated: int | None = None
    adoption: tuple[tuple[str, str], ...] = ()  # of a decision information: publication, adoption, instruction, issuer

    @property
    def is_award_work(self) -> bool:
        return self.kind == ItemKind.AWARD_WORK


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A file in a slot."""

    slot: str
    part: str = ""
    piece: str = ""
    issuer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Barring:
    """An entry of the integrity archive that is in force, handed in as a fact (ELIG-08)."""

    until: date
    decision: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Everything a person declares under one notice."""

    request: Request
    person: Person = Person()
    unit: Body = Body()  # carries out the unit's step
    employer: Body | None = None  # where the person works, when that is another body
    schooling: tuple[Schooling, ...] = ()
    titles: tuple[Title, ...] = ()
    courses: tuple[Course, ...] = ()
    paid_months: tuple[PaidMonth, ...] = ()
    jobs: tuple[Job, ...] = ()
    experiences: tuple[Entry, ...] = ()
    achievements: tuple[Entry, ...] = ()
    publications: tuple[Entry, ...] = ()
    papers: tuple[Paper, ...] = ()
    barrings: tuple[Barring, ...] = ()

    def declared_by(self, today: date) -> date:
        """The day that counts as the day of declaring: of the first submission, before it today."""
        return self.request.declared_on or today

    @property
    def workplace(self) -> Body:
        """The unit whose nature, channel and insurance count: an agency only carries out the step (CHAN-09)."""
        return self.employer or self.unit

    @property
    def bases(self) -> tuple[Title, ...]:
        """What is ticked as 以该资格申报."""
        return tuple(title for title in self.titles if title.is_base)

    @property
    def base(self) -> Title | None:
        """The one base qualification, when it is one."""
        return self.bases[0] if len(self.bases) == 1 else None

    @property
    def entries(self) -> tuple[Entry, ...]:
        return (*self.experiences, *self.achievements, *self.publications)

    @property
    def representatives(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.representative)

    def papers_in(self, slot: str, part: str = "") -> tuple[Paper, ...]:
        """Files in a slot; with ``part`` only those that prove this entry."""
        return tuple(paper for paper in self.papers if paper.slot == slot and part in {"", paper.part})
