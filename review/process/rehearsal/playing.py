"""Lives a notice through: window after window, every case a step a working day, meetings where they fall."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from accounts.models import SYSTEM
from committees.models import Committee
from config.lib import clock
from config.lib.reason import Reason
from declarations.models import Declaration
from declarations.packages.dossier_file import moment_inside
from declarations.states import State
from notices.models import Gate, Notice
from notices.rules import Terms, terms_of
from notices.services import publish_notice
from notices.states import Window
from records.models import Outbox
from records.services.documents import DOCUMENT, make_document
from records.services.files import PICTURES
from records.services.outbox import drain_outbox
from records.states import OutboxState
from review.process.rehearsal import deciding
from review.process.rehearsal.deciding import HouseSitting
from review.process.rehearsal.entering import enter
from review.process.rehearsal.house import House, furnish
from review.process.rehearsal.offers import WHOLE, Played, played
from review.process.rehearsal.steps import STEPS
from review.process.season.player import ZONE, Player

DAY, AT_WORK = timedelta(days=1), time(10)
BEFORE, AFTER = timedelta(days=7), timedelta(days=120)  # published a week ahead; results may take four months
WEEK = 7 * DAY
OUT_OF_TIME = ("E401", "E501")  # a window that is not open, payment that has not begun
SPREAD = 3  # people begin over so many days
NOT_TRYING = 45  # days in which nothing moved, after which nothing will
WORD = timedelta(seconds=2)  # between two words on how far it is
SECONDS_IN_REVIEW = timedelta(days=14)
BEFORE_ROUND = tuple(state for state in State.undecided if state not in State.before_vote)
Told = Callable[[int, int, str], None]


@dataclass(slots=True)
class Refusal:
    """A step that was not possible: when it was tried first, in whose words, and whether it went later."""

    person: Played
    action: str
    reason: Reason
    at: datetime
    tries: int = 1
    later: bool = False


@dataclass
class Rehearsal:
    """A rehearsal while it runs. ``told`` hears how far it is."""

    house: House
    terms: Terms
    player: Player
    people: list[Played]
    told: Told
    refusals: dict[tuple[str, str, str, str], Refusal] = field(default_factory=dict)
    sittings: dict[str, HouseSitting] = field(default_factory=dict)
    rounds: int = 0
    printed: set[str] = field(default_factory=set)
    entered: set[str] = field(default_factory=set)
    states: dict[str, str] = field(default_factory=dict)
    waits: dict[str, datetime] = field(default_factory=dict)  # out of time: not before this moment
    told_at: datetime = field(default_factory=clock.machine)

    # ── one day ──
    def live_a_day(self) -> None:
        """Everybody whose turn it is does what comes next."""
        for person in self.people:
            self._advance(person)
        self._sit()
        self._publish_results()
        self._print_one_of_each()

    def _advance(self, person: Played) -> None:
        if person.name not in self.entered:
            if clock.law() >= self._begins(person):
                self.entered.add(person.name)
                self._try(person, "begin", lambda: self._enter(person))
            return
        case = self._case(person)
        if case is not None and case.state in STEPS and clock.law() >= self.waits.get(person.name, opening(self.terms)):
            before = case.state
            self._try(person, before, lambda: STEPS[before](self.house, person))
            deliver()
            self.tell()

    def _enter(self, person: Played) -> None:
        enter(self.house, person, deliver)
        self._try(person, State.DRAFT, lambda: STEPS[State.DRAFT](self.house, person))
        deliver()

    def _begins(self, person: Played) -> datetime:
        first = moment_inside(self.terms, opening(self.terms), person.kind)
        return first + (1 + person.number % SPREAD) * DAY

    def _case(self, person: Played) -> Declaration | None:
        pk = self.house.cases.get(person.name)
        return Declaration.objects.with_context().filter(pk=pk).first() if pk else None

    # ── refusals ──
    def _try(self, person: Played, step: str, act: Callable[[], None]) -> None:
        try:
            act()
        except Exception as refusal:
            reasons = getattr(refusal, "reasons", None)
            if reasons is None:
                raise
            self.note_refusal(person, step, reasons)
        else:
            for key, refusal in self.refusals.items():
                if key[:2] == (person.name, step):
                    refusal.later = True

    def note_refusal(self, person: Played, step: str, reasons: Iterator[Reason]) -> None:
        """Kept once for each sentence, however often it is met; who is out of time waits for the next opening."""
        told = list(reasons)
        if told and all(reason.code in OUT_OF_TIME for reason in told):
            self.waits[person.name] = self._next_opening()
        for reason in told:
            key = (person.name, str(step), reason.code, reason.text)
            if known := self.refusals.get(key):
                known.tries += 1
            else:
                self.refusals[key] = Refusal(person, str(step), reason, clock.law())

    def _next_opening(self) -> datetime:
        now = clock.law()
        coming = Gate.objects.filter(opens_at__gt=now).order_by("opens_at").values_list("opens_at", flat=True).first()
        return min(coming, now + WEEK) if coming else now + WEEK

    def _refused(self, person: Played, action: str, refusal: Exception) -> None:
        self.note_refusal(person, str(action), refusal.reasons)  # type: ignore[attr-defined]  # a MoveRefused

    # ── meetings and results ──
    def _sit(self) -> None:
        for name, sitting in list(self.sittings.items()):
            if not sitting.go_on():
                del self.sittings[name]
            deliver()
        for committee in Committee.objects.filter(name__in=[each.name for each in self.terms.committees]):
            if committee.name not in self.sittings and self._is_due(committee):
                self.rounds += 1
                people = [each for each in self.people if self._is_before(each, committee)]
                self.sittings[committee.name] = HouseSitting(
                    self.house, "house", committee, people, batch=f"第{self.rounds}批", refused=self._refused
                )

    def _is_before(self, person: Played, committee: Committee) -> bool:
        case = self._case(person)
        return case is not None and case.committee_id == committee.pk and case.state == State.REPORTED

    def _is_due(self, committee: Committee) -> bool:
        """Somebody waits, the time of the review has come, and nobody else of the committee's is still on the way."""
        cases = Declaration.objects.filter(committee=committee)
        if not cases.filter(state=State.REPORTED).exists():
            return False
        span = self.terms.windows().get(Window.REVIEW)
        now = clock.law()
        if span and now < span.opens_at:
            return False
        coming = cases.filter(state__in=BEFORE_ROUND).exists()
        return not coming or bool(span and now > span.opens_at + SECONDS_IN_REVIEW)

    def _publish_results(self) -> None:
        deciding.publicise(self.house, self.people)
        deciding.confirm(self.house, self.people, self._refused, self.tell)
        deciding.approve(self.house, self.people, self._refused, self.tell)
        deliver()

    def _print_one_of_each(self) -> None:
        """Of each kind of paper one is made, to be seen that it can be; the rest are counted."""
        waiting = Outbox.objects.filter(kind=DOCUMENT, state=OutboxState.PENDING).order_by("pk")
        for row in waiting:
            if (kind := row.payload["kind"]) not in self.printed:
                self.printed.add(kind)
                make_document(row.payload)

    # ── how far ──
    def tell(self, *, at_once: bool = False) -> None:
        """How far it is, now and then: a day on which everybody is confirmed takes minutes."""
        now = clock.machine()
        if at_once or now - self.told_at >= WORD:
            self.told_at = now
            self.told(_percent(self, self.standing()), 100, f"{clock.local_date(self.player.now)}")

    def standing(self) -> dict[str, str]:
        """State of each case."""
        named = {pk: name for name, pk in self.house.cases.items()}
        rows = Declaration.objects.filter(pk__in=named).values_list("pk", "state")
        return {named[pk]: state for pk, state in rows}


def opening(terms: Terms) -> datetime:
    """When the first window in which anybody declares opens."""
    return min(span.opens_at for span in terms.windows().values() if span.opens_at > terms.issued_at - BEFORE)


def ending(terms: Terms) -> datetime:
    """The last moment the notice speaks of, and time for the results."""
    spans = terms.windows().values()
    return max(span.closes_at or span.opens_at for span in spans) + AFTER


def deliver() -> int:
    """What workers do at once, but for pictures of pages and papers: of those one of each kind is made."""
    return drain_outbox(but=(PICTURES, DOCUMENT))


def rehearse(notice: Notice, terms: Terms, *, scope: str, told: Told, only: int | None = None) -> Rehearsal:
    """The draft ``notice`` lived through in this database; ``only`` so many people, for a look."""
    first = opening(terms)
    player, house = Player(first - BEFORE), House()
    with clock.law_at(first - BEFORE):
        publish_notice(notice.pk, actor=SYSTEM, explained="彩排")
        notice.refresh_from_db()
        house.notice = notice
        furnish(house)
        deliver()
    people = played(terms, today=clock.local_date(first), scope=scope or WHOLE)
    play = Rehearsal(house, terms_of(house.edition), player, people[:only], told)
    _live(play, until=ending(terms))
    return play


def _live(play: Rehearsal, *, until: datetime) -> None:
    idle, day = 0, play.player.now
    while day < until and idle < NOT_TRYING:
        day = datetime.combine((day + DAY).astimezone(ZONE).date(), AT_WORK, ZONE)
        if day.weekday() < 5:  # noqa: PLR2004 - people work Monday to Friday
            play.player.at(day, play.live_a_day)
        play.player.run(day)
        standing = play.standing()
        idle = 0 if standing != play.states or play.sittings else idle + 1
        play.states = standing
        play.tell(at_once=True)
        if len(play.entered) == len(play.people) and all(state in State.settled for state in standing.values()):
            return


def _percent(play: Rehearsal, standing: dict[str, str]) -> int:
    """How far everybody is on average, by the order in which cases walk."""
    order = State.values
    last = order.index(State.CERTIFIED)
    far = sum(last if state in State.settled else min(order.index(state), last) for state in standing.values())
    return 100 * far // (last * max(len(play.people), 1))
