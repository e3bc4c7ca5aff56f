"""What the secretariat sees of a round: who is in it, who reads what, how far they are; no opinion's numbers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from accounts.models import User
from committees.models import Committee, Expert
from committees.rules import composition_problem
from config.lib import clock
from config.lib.reason import Reason
from declarations.models import Declaration, Recusal
from declarations.rules import visible_to
from declarations.states import State
from messaging.models import Sms
from notices.models import Notice
from notices.rules import Span, SpecialtyTerms, Terms, terms_of
from notices.selectors import current_edition
from notices.states import Window
from review.approvals.posts import UnitQuota, quotas_of
from review.meetings.models import Assignment, Opinion, Panel, Round, RoundEntry, RoundExpert
from review.meetings.rules import KEEPERS, entries_seen_by, keeping_away, moves_declarations_of, rounds_kept_by
from review.meetings.states import OpinionState, RoundState

PHASES = (RoundState.PREPARING, RoundState.READING, RoundState.MEETING, RoundState.CLOSED)


# ── lists and choices ──────────────────────────────────────────────────────────────────────────────────────────────
def rounds_open_to(declaration: Declaration) -> list[tuple[int, str]]:
    """(id, name) of the rounds being prepared that could take this declaration."""
    rounds = Round.objects.filter(
        committee=declaration.committee_id, notice=declaration.edition.notice_id, state=RoundState.PREPARING
    )
    return [(each.pk, each.name) for each in rounds]


def round_list(user: User) -> QuerySet[Round]:
    """Rounds the person keeps, the latest first, with how much is in them. One statement."""
    return rounds_kept_by(user).annotate(
        entry_count=Count("entries", distinct=True),
        expert_count=Count("experts", filter=Q(experts__removed_at=None), distinct=True),
    )


def committees_kept_by(user: User) -> QuerySet[Committee]:
    """Working committees whose office the person keeps."""
    offices = user.memberships.current().filter(role__in=KEEPERS).values("organisation")
    return Committee.objects.working().filter(office__in=offices).order_by("name")


def notices_for_rounds(user: User) -> QuerySet[Notice]:
    """Published notices with declarations for these committees, the latest first."""
    used = Declaration.objects.filter(committee__in=committees_kept_by(user)).values("edition__notice")
    return (
        Notice.objects.public().filter(Q(pk__in=used) | Q(office__committees__in=committees_kept_by(user))).distinct()
    )


def specialties_of_round(round_: Round) -> tuple[SpecialtyTerms, ...]:
    """Specialties of the notice, for the groups."""
    return terms_of(current_edition(round_.notice_id, now=clock.law())).specialties


def experts_to_seat(round_: Round) -> QuerySet[Expert]:
    """Experts of the pool with an account who do not sit in the round yet."""
    seated = round_.experts.filter(removed_at=None).values("expert")
    pool = Expert.objects.selectable().filter(series=round_.committee.series_id, user__isnull=False)
    return pool.exclude(pk__in=seated).select_related("unit").order_by("name")


# ── the page of a round ────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class PhaseMark:
    """One of the four phases, for the ``steps`` piece."""

    label: str
    state: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class RoundMove:
    """A page of the process on which many cases take one step, and how many could."""

    url_name: str
    label: str
    count: int


MOVES = (
    ("process:round_enter", "列入申报"),
    ("process:round_start_reading", "交专家评审"),
    ("process:round_call_defence", "进入专业答辩"),
    ("process:round_to_vote", "提交评委会表决"),
)


@dataclass(frozen=True, slots=True)
class PanelGroup:
    """A subject group with what it reviews and who sits in it."""

    panel: Panel | None
    entries: list[RoundEntry]
    seats: list[RoundExpert]


@dataclass(frozen=True, slots=True)
class RoundPage:
    """Everything the overview says."""

    round: Round
    phases: list[PhaseMark]
    groups: list[PanelGroup]
    entries: int
    seats: int
    readings: int
    submitted: int
    moves: list["RoundMove"]  # pages on which the secretariat moves cases; none for others
    may_move: bool
    has_panels: bool
    composition: Reason | None
    quotas: list[UnitQuota]  # 评审与岗位聘用相衔接 (COMM-19)
    planned: Span | None  # when the notice means the review to be, once that is over and the round is not (TIME-14)


def round_page(user: User, round_: Round) -> RoundPage:
    """A constant number of statements, whatever is in the round."""
    entries = entries_of(user, round_)
    seats = seats_of_round(round_)
    readings = Assignment.objects.filter(entry__in=entries, withdrawn_at=None)
    submitted = readings.filter(opinion__state=OpinionState.SUBMITTED)
    may_move = moves_declarations_of(user, round_)
    terms = terms_of(current_edition(round_.notice_id, now=clock.law()))
    return RoundPage(
        round=round_,
        phases=phases_of(round_),
        groups=_groups(round_, entries, seats),
        entries=len(entries),
        seats=len(seats),
        readings=readings.count(),
        submitted=submitted.count(),
        moves=_moves(user, round_, entries) if may_move else [],
        may_move=may_move,
        has_panels=round_.panels.exists(),
        composition=_composition(round_),
        quotas=_quotas(terms, entries),
        planned=_overrun(round_, terms),
    )


def _overrun(round_: Round, terms: Terms) -> Span | None:
    """The planned review that the law's time has left behind while the round goes on; nothing is refused for it."""
    span = terms.windows().get(Window.REVIEW)
    over = span is not None and span.closes_at is not None and span.closes_at < clock.law()
    return span if over and round_.state != RoundState.CLOSED else None


def _quotas(terms: Terms, entries: list[RoundEntry]) -> list[UnitQuota]:
    asked = terms.post_ratio.mode == "warn"
    return quotas_of([each.declaration for each in entries], year=terms.year) if asked else []


def phases_of(round_: Round) -> list[PhaseMark]:
    """The four phases with the present one marked."""
    at = PHASES.index(RoundState(round_.state))
    marks = ["done" if index < at else ("now" if index == at else "") for index in range(len(PHASES))]
    if round_.state == RoundState.CLOSED:
        marks[-1] = "done"
    return [PhaseMark(phase.label, mark) for phase, mark in zip(PHASES, marks, strict=True)]


def entries_of(user: User, round_: Round) -> list[RoundEntry]:
    """Entries the person works with, in the order of the list. One statement."""
    related = ("declaration__applicant", "declaration__unit", "panel")
    return list(entries_seen_by(user).filter(round=round_).select_related(*related).order_by("number"))


def seats_of_round(round_: Round) -> list[RoundExpert]:
    """Who sits in the round now, the chair first."""
    seats = round_.experts.filter(removed_at=None).select_related("expert__unit", "expert__user", "panel")
    return list(seats.order_by("-is_chair", "pk"))


def waiting_for(user: User, round_: Round) -> QuerySet[Declaration]:
    """Paid declarations of this notice and committee that are in no round yet (T23)."""
    mine = visible_to(user).exclude(applicant=user).filter(state=State.REPORTED, entry=None)
    fitting = mine.filter(committee=round_.committee_id, edition__notice=round_.notice_id)
    return fitting.with_context().order_by("submitted_at", "pk")


def _moves(user: User, round_: Round, entries: list[RoundEntry]) -> list[RoundMove]:
    states = Counter(entry.declaration.state for entry in entries)
    defended = defence_levels(round_)
    read = [entry.declaration for entry in entries if entry.declaration.state == State.EXPERT_REVIEW]
    could = {
        "process:round_enter": waiting_for(user, round_).count() if round_.is_preparing else 0,
        "process:round_start_reading": states[State.IN_ROUND],
        "process:round_call_defence": sum(case.level in defended for case in read),
        "process:round_to_vote": states[State.EXPERT_REVIEW] + states[State.DEFENSE],
    }
    return [RoundMove(name, label, could[name]) for name, label in MOVES if could[name]]


def defence_levels(round_: Round) -> tuple[str, ...]:
    """Levels that the notice has defended (COMM-04)."""
    return terms_of(current_edition(round_.notice_id, now=clock.law())).committee_defense.levels


def _groups(round_: Round, entries: list[RoundEntry], seats: list[RoundExpert]) -> list[PanelGroup]:
    panels: list[Panel | None] = [*round_.panels.order_by("pk"), None]
    found = [
        PanelGroup(
            panel,
            [entry for entry in entries if entry.panel_id == (panel.pk if panel else None)],
            [seat for seat in seats if seat.panel_id == (panel.pk if panel else None)],
        )
        for panel in panels
    ]
    return [group for group in found if group.panel or group.entries or group.seats]


def _composition(round_: Round) -> Reason | None:
    term = round_.committee.term_on(clock.local_date(clock.law()))
    return composition_problem(term) if term else None


# ── readers ────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class SeatRow:
    """An expert of the round with what is on their desk."""

    seat: RoundExpert
    load: int
    submitted: int
    drafts: int


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A declaration of the round with its readers; ``missing`` how many it still lacks."""

    entry: RoundEntry
    readings: list[Assignment]
    missing: int

    @property
    def submitted(self) -> int:
        return sum(state_of(reading) == OpinionState.SUBMITTED for reading in self.readings)

    @property
    def marks(self) -> list["ReadingMark"]:
        """Each reader with how far they are; no number, no word of the opinion."""
        return [ReadingMark(reading, state_of(reading)) for reading in self.readings]


@dataclass(frozen=True, slots=True)
class ReadingMark:
    """One reader of a declaration, and how far they are."""

    reading: Assignment
    state: str

    @property
    def look(self) -> tuple[str, str, str]:
        return LOOKS[self.state]

    @property
    def is_submitted(self) -> bool:
        return self.state == OpinionState.SUBMITTED


LOOKS = {
    "": ("未开始", "draft", "circle"),
    OpinionState.DRAFT: ("草稿", "flow", "pencil"),
    OpinionState.SUBMITTED: ("已提交", "ok", "check"),
}


def state_of(reading: Assignment) -> str:
    """How far an opinion is; empty: not begun."""
    opinion = getattr(reading, "opinion", None)
    return opinion.state if opinion else ""


def seat_rows(round_: Round) -> list[SeatRow]:
    """Seats with their loads. Two statements."""
    readings = Assignment.objects.filter(entry__round=round_, withdrawn_at=None)
    counted = Counter(readings.values_list("expert", "opinion__state"))
    rows = []
    for seat in seats_of_round(round_):
        states = {state: count for (expert, state), count in counted.items() if expert == seat.pk}
        done, drafts = states.get(OpinionState.SUBMITTED, 0), states.get(OpinionState.DRAFT, 0)
        rows.append(SeatRow(seat, sum(states.values()), done, drafts))
    return rows


def entry_rows(user: User, round_: Round) -> list[EntryRow]:
    """Entries with their readers. Two statements; no opinion's numbers are fetched."""
    told = Assignment.objects.filter(withdrawn_at=None).select_related("expert__expert").order_by("pk")
    hidden = Prefetch("opinion", Opinion.objects.only("assignment", "state"))
    related = ("declaration__applicant", "declaration__unit", "panel")
    entries = entries_seen_by(user).filter(round=round_).select_related(*related).order_by("number")
    fetched = entries.prefetch_related(Prefetch("assignments", told.prefetch_related(hidden), to_attr="readings"))
    return [_entry_row(entry, round_) for entry in fetched]


def entry_row(user: User, entry: RoundEntry) -> EntryRow:
    """One entry with its readers."""
    return next(row for row in entry_rows(user, entry.round) if row.entry.pk == entry.pk)


def candidates_to_read(entry: RoundEntry, rows: Iterable[SeatRow]) -> list[tuple[SeatRow, str]]:
    """Seats that could read this entry, each with why not: who keeps away stays visible (S19)."""
    seats = list(rows)
    away = keeping_away([row.seat.expert for row in seats], [entry.declaration])
    reading = set(Assignment.objects.filter(entry=entry, withdrawn_at=None).values_list("expert", flat=True))
    free = [row for row in seats if row.seat.pk not in reading]
    return [(row, away.get((row.seat.expert_id, entry.declaration_id), "")) for row in free]


def opinions_of(entry: RoundEntry) -> list[Opinion]:
    """Submitted opinions with their numbers, for pages of a round that reads no more; before, none."""
    if entry.round.state not in {RoundState.MEETING, RoundState.CLOSED}:
        return []
    given = Opinion.objects.filter(assignment__entry=entry, assignment__withdrawn_at=None, state=OpinionState.SUBMITTED)
    return list(given.select_related("assignment__expert__expert").order_by("pk"))


def _entry_row(entry: RoundEntry, round_: Round) -> EntryRow:
    readings: list[Assignment] = entry.readings  # type: ignore[attr-defined]  # put there by the prefetch
    return EntryRow(entry, readings, max(0, round_.readers_each - len(readings)))


# ── recusals ───────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class AwayRow:
    """An expert who must keep away from a declaration, and why."""

    seat: RoundExpert
    entry: RoundEntry
    why: str


def away_rows(user: User, round_: Round) -> list[AwayRow]:
    """Every pair of the round that must not meet: own case, own unit, registered. Three statements."""
    entries, seats = entries_of(user, round_), seats_of_round(round_)
    pairs = keeping_away([seat.expert for seat in seats], [entry.declaration for entry in entries])
    return [
        AwayRow(seat, entry, pairs[seat.expert_id, entry.declaration_id])
        for seat in seats
        for entry in entries
        if (seat.expert_id, entry.declaration_id) in pairs
    ]


def recusals_of_entry(entry: RoundEntry) -> QuerySet[Recusal]:
    """Registered recusals of one declaration."""
    return Recusal.objects.filter(declaration=entry.declaration_id).select_related("person", "by").order_by("pk")


# ── defences and works ─────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class CalledRow:
    """An entry that is called to something, and what became of the text message."""

    entry: RoundEntry
    sms: str
    sms_failed: bool


def defence_rows(user: User, round_: Round) -> list[CalledRow]:
    """Entries of the levels that are defended (COMM-04). Three statements."""
    rows = entries_seen_by(user).filter(round=round_, declaration__level__in=defence_levels(round_))
    return _called(rows.select_related("defence"), "defense")


def work_rows(user: User, round_: Round) -> list[CalledRow]:
    """Every entry, with when and where its representative work is handed in (MAT-54)."""
    return _called(entries_seen_by(user).filter(round=round_).select_related("work_event"), "representative_event")


def texts_of(entry: RoundEntry, event: str) -> list[Sms]:
    """Text messages of one kind about an entry, the latest first."""
    about = {"subject_kind": "declaration", "subject_id": entry.declaration_id}
    return list(Sms.objects.filter(event=event, **about).order_by("-pk"))


def _called(entries: QuerySet[RoundEntry], event: str) -> list[CalledRow]:
    found = list(entries.select_related("declaration__applicant", "declaration__unit", "panel").order_by("number"))
    ids = [entry.declaration_id for entry in found]
    texts = Sms.objects.filter(event=event, subject_kind="declaration", subject_id__in=ids).order_by("pk")
    latest = {sms.subject_id: sms for sms in texts}
    return [_called_row(entry, latest.get(entry.declaration_id)) for entry in found]


def _called_row(entry: RoundEntry, sms: Sms | None) -> CalledRow:
    return CalledRow(entry, sms.get_state_display() if sms else "", bool(sms and sms.state in {"failed", "expired"}))
