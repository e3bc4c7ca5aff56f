"""A round of one committee: list, groups, readers, opinions, defence, the secret vote, the chair's seal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from committees.models import Committee, Expert
from declarations.states import State
from records.services.documents import request_document
from review.meetings.models import Assignment, Ballot, BallotBox, Meeting, Round, RoundEntry, RoundExpert
from review.meetings.selectors.papers import entry_papers, meeting_papers
from review.meetings.services.assigning import assign_evenly
from review.meetings.services.ballots import cast, close_box, open_box, tally
from review.meetings.services.defence import call_for_works, receive_works, record_defence, schedule_defence
from review.meetings.services.reading import DIMENSIONS, save_opinion
from review.meetings.services.rounds import (
    add_panel,
    close_round,
    open_round,
    pledge_discipline,
    recuse,
    seat_expert,
    start_meeting,
    start_reading,
)
from review.meetings.services.sitting import convene, mark_present, seal_meeting
from review.meetings.states import Choice
from review.process.season import cast as roll
from review.process.season import texts
from review.process.season.cast import Person
from review.process.season.world import World
from review.process.services import perform
from review.process.states import Action

MINUTES = "评审会听取学科组汇报，逐人评议后以无记名方式投票，监票人当场清点，结果如表（演示）。"
PENDING = "等待期材料补充截止10月31日，未补充的不作为评审材料，不影响列入批次。"
FAILING = ("fail",)


@dataclass(slots=True)
class Sitting:
    """One committee's round while it is played: ``key`` is senior or junior."""

    world: World
    key: str
    committee: Committee
    people: list[Person]
    batch: str = "第一批"
    round: Round | None = None
    meeting: Meeting | None = None
    box: BallotBox | None = None

    @property
    def secretary(self) -> Any:
        return self.world.clerks["secretary"]

    @property
    def name(self) -> str:
        """How the round is called."""
        return f"{self.world.notice.year}年{self.batch}（{'正副高级' if self.key == 'senior' else '中初级'}）"

    @property
    def readers_each(self) -> int:
        """How many experts read a declaration."""
        return 3 if self.key == "senior" else 2

    def panels(self) -> list[dict[str, Any]]:
        """Name and specialties of each subject group."""
        return list(roll.cast()["panels"])

    def seated(self) -> Iterable[tuple[str, Expert, bool]]:
        """Group, expert, whether in the chair."""
        chair = roll.cast()["experts"][self.key]["设计组"][0]
        for panel, clerk in roll.experts(self.key):
            yield panel, Expert.objects.get(user=self.world.experts[clerk.name]), clerk.name == chair

    def absent(self) -> Sequence[str]:
        """Who does not come to the meeting, by name."""
        return list(roll.cast()["absent"][self.key])

    def move(self, person: Person, action: Action, *, explained: Any = None, **answers: Any) -> None:
        """A step of the secretariat's."""
        perform(self.world.cases[person.name], action, actor=self.secretary, explained=explained, **answers)

    @property
    def round_id(self) -> int:
        assert self.round, "the round is opened first"
        return self.round.pk

    def cases(self, *states: str) -> list[Person]:
        """Its people whose case stands in one of these states now."""
        return [each for each in self.people if each.name in self.world.cases and self.world.case(each).state in states]

    def entry(self, person: Person) -> RoundEntry:
        return RoundEntry.objects.get(declaration=self.world.cases[person.name])

    def seats(self) -> list[RoundExpert]:
        return list(RoundExpert.objects.filter(round=self.round_id, removed_at=None).select_related("expert__user"))


def put_together(sitting: Sitting, ends_at: datetime) -> None:
    """Open the round, its groups and seats; list who was accepted and paid (T23)."""
    told = {"notice": sitting.world.notice, "committee": sitting.committee, "actor": sitting.secretary}
    sitting.round = open_round(**told, name=sitting.name, readers_each=sitting.readers_each, ends_at=ends_at)
    panels = {
        each["name"]: add_panel(
            sitting.round_id, name=each["name"], specialties=each["specialties"], actor=sitting.secretary
        )
        for each in sitting.panels()
    }
    for panel, expert, chair in sitting.seated():
        seat_expert(sitting.round_id, expert=expert, actor=sitting.secretary, panel=panels[panel], is_chair=chair)
    for person in sitting.cases(State.REPORTED):
        sitting.move(person, Action.ENTER_ROUND, explained={"E611": PENDING}, round=sitting.round_id)


def give_out(sitting: Sitting, left: Sequence[str] = ()) -> None:
    """Pledges, the recusal, the lot; then experts may read (T24). Who has a fate of ``left`` stays on the list."""
    for seat in sitting.seats():
        assert seat.expert.user, "every expert of the demo has an account"
        pledge_discipline(seat.pk, actor=seat.expert.user)
    _recuse(sitting)
    assign_evenly(sitting.round_id, actor=sitting.secretary)
    start_reading(sitting.round_id, actor=sitting.secretary)
    for person in sitting.cases(State.IN_ROUND):
        if person.fate not in left:
            sitting.move(person, Action.START_READING)


def read(sitting: Sitting, people: Iterable[Person] | None = None) -> None:
    """Every reader hands in an opinion (COMM-02)."""
    for person in people or sitting.people:
        for number, assignment in enumerate(_readings(sitting, person)):
            _write_opinion(person, number, assignment)


def begin_reading(sitting: Sitting, people: Iterable[Person]) -> None:
    """One reader has handed in, the next keeps a draft, the others have not begun."""
    for person in people:
        for number, assignment in enumerate(_readings(sitting, person)[:2]):
            _write_opinion(person, number, assignment, submit=number == 0)


def call_defences(sitting: Sitting, first: datetime, step: Any) -> None:
    """正高 are told when and where, by SMS as well (T25, MSG-03)."""
    for number, person in enumerate(_defending(sitting, State.EXPERT_REVIEW)):
        entry = sitting.entry(person)
        schedule_defence(entry.pk, starts_at=first + number * step, place=texts.DEFENCE_PLACE, actor=sitting.secretary)
        sitting.move(person, Action.CALL_DEFENCE)


def hear_defences(sitting: Sitting) -> None:
    """Ten minutes of preparing, fifteen of answering (COMM-04)."""
    for person in _defending(sitting, State.DEFENSE):
        told = {"prepare_used": 8, "answer_used": 14, "questions": texts.words(person)["question"]}
        record_defence(sitting.entry(person).pk, **told, opinion=texts.defence(person), actor=sitting.secretary)


def call_works(sitting: Sitting, due_at: datetime) -> None:
    """Whoever chose an award-winning work is asked to bring it (MAT-54)."""
    for person in sitting.cases(State.EXPERT_REVIEW, State.DEFENSE):
        if person.level == "zg":
            call_for_works(
                sitting.entry(person).pk,
                due_at=due_at,
                place=texts.MEETING_PLACE,
                manner="现场",
                actor=sitting.secretary,
            )


def receive_all_works(sitting: Sitting) -> None:
    """Works, certificates and video are there (FORM-39)."""
    for entry in RoundEntry.objects.filter(round=sitting.round_id, work_event__isnull=False):
        receive_works(entry.pk, received={"实物作品": 3, "获奖证书": 3, "制作视频": 1}, actor=sitting.secretary)


def call_meeting(sitting: Sitting, held_at: datetime) -> None:
    """The meeting is convened, reading ends, everybody goes to the vote (T26)."""
    told = {
        "held_at": held_at,
        "place": texts.MEETING_PLACE,
        "actor": sitting.secretary,
        "scrutineers": ["莫正平", "罗志成"],
    }
    sitting.meeting = convene(sitting.round_id, **told)
    start_meeting(sitting.round_id, actor=sitting.secretary)


def open_vote(sitting: Sitting) -> None:
    """Those present are frozen, the box is opened."""
    for person in sitting.cases(State.EXPERT_REVIEW, State.DEFENSE):
        sitting.move(person, Action.TO_VOTE)
    present = [seat.pk for seat in sitting.seats() if seat.expert.name not in sitting.absent()]
    assert sitting.meeting, "the meeting was convened"
    mark_present(sitting.meeting.pk, seats=present, actor=sitting.secretary)
    entries = [sitting.entry(person).pk for person in sitting.cases(State.VOTING)]
    sitting.box = open_box(sitting.meeting.pk, entries=entries, actor=sitting.secretary)


def vote(sitting: Sitting, waited_for: Sequence[str] = ()) -> None:
    """Everybody present but those waited for casts a sealed vote on every candidate they need not keep away from."""
    assert sitting.box, "the box is open"
    frozen = sitting.box.frozen
    people = {sitting.world.cases[person.name]: person for person in sitting.cases(State.VOTING)}
    seats = {seat.pk: seat for seat in sitting.seats()}
    for ballot in Ballot.objects.filter(box=sitting.box).select_related("entry").order_by("entry__number"):
        voters = [pk for pk in frozen["present"] if pk not in frozen["recused"][str(ballot.entry_id)]]
        choices = _choices(people[ballot.entry.declaration_id], len(voters))
        for seat, choice in zip(voters, choices, strict=True):
            if seats[seat].expert.name not in waited_for:
                cast(ballot.pk, choice=choice, actor=seats[seat].expert.user)


def count(sitting: Sitting) -> None:
    """Close, tally, destroy; the chair signs and results move (T27)."""
    assert sitting.box, "the box was opened"
    assert sitting.meeting, "the meeting was convened"
    close_box(sitting.box.pk, actor=sitting.secretary)
    tally(sitting.box.pk, actor=sitting.secretary)
    chair = next(seat for seat in sitting.seats() if seat.is_chair)
    seal_meeting(sitting.meeting.pk, chair_seal=chair.expert.name, minutes=MINUTES, actor=chair.expert.user)
    close_round(sitting.round_id, actor=sitting.secretary)
    _print_papers(sitting)


def _print_papers(sitting: Sitting) -> None:
    """签到表, 表决统计表, 评审结果报告, and the records of the defences (FORM-30, FORM-48)."""
    meeting = Meeting.objects.get(round=sitting.round_id)
    heard = RoundEntry.objects.filter(round=sitting.round_id, defence__recorded_at__isnull=False)
    wanted = [*meeting_papers(meeting), *(paper for entry in heard for paper in entry_papers(entry))]
    for each in wanted:
        request_document(each.paper, each.subject_kind, each.subject_id, by=sitting.secretary.pk)


def _choices(person: Person, voters: int) -> Sequence[str]:
    """So many agree as the fate asks: two thirds of those present and some more, or some fewer."""
    needed = -(-2 * voters // 3)
    agree = needed - 1 - person.number % 3 if person.fate in FAILING else min(voters, needed + person.number % 6)
    against = (voters - agree) * 2 // 3
    return [Choice.AGREE] * agree + [Choice.AGAINST] * against + [Choice.ABSTAIN] * (voters - agree - against)


def _defending(sitting: Sitting, state: str) -> list[Person]:
    levels = sitting.world.terms.committee_defense.levels
    return [person for person in sitting.cases(state) if person.level in levels]


def _recuse(sitting: Sitting) -> None:
    told = roll.cast()["recusal"]
    away = next((person for person in sitting.people if person.name == told["applicant"]), None)
    if sitting.key == "senior" and away and away.name in sitting.world.cases:
        expert = Expert.objects.get(user=sitting.world.experts[told["expert"]])
        recuse(expert=expert, declaration=sitting.world.case(away), why=told["why"], actor=sitting.secretary)


def _readings(sitting: Sitting, person: Person) -> list[Assignment]:
    given = Assignment.objects.filter(entry__declaration=sitting.world.cases.get(person.name), withdrawn_at=None)
    return list(given.select_related("expert__expert__user").order_by("expert"))


def _write_opinion(person: Person, number: int, assignment: Assignment, *, submit: bool = True) -> None:
    good = person.fate not in FAILING
    base = 78 if good else 58
    scores = {name: base + (person.number + 3 * number + 2 * place) % 14 for place, name in enumerate(DIMENSIONS)}
    comment = texts.opinion(person, number, good=good)
    reader = assignment.expert.expert.user
    save_opinion(assignment.pk, scores=scores, comment=comment, recommends=good, actor=reader, submit=submit)
