"""The people of a round, whose relation to it every reader knows.

Mi secretary and Ma of the committee's office, Bai of another office; experts Qin (chair) and Qin's colleagues; applicants
Lin 1, Lin 2, … in the order of the list.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from accounts.models import Membership, Organisation, User
from accounts.states import OrganisationKind, Role
from committees.models import Committee, Expert, ExpertTraining
from config.lib import clock
from declarations.models import Declaration
from declarations.states import State
from review.meetings.models import Ballot, BallotBox, Meeting, Round, RoundEntry, RoundExpert
from review.meetings.services.ballots import cast, close_box, open_box, tally
from review.meetings.services.rounds import open_round, pledge_discipline, seat_expert
from review.meetings.services.sitting import convene, mark_present
from review.meetings.states import Choice, RoundState
from tests.process.world import World, build_world, person
from tests.remembering import remembered

IN_OCTOBER = datetime.fromisoformat("2024-10-20T09:00+08:00")
COURSE = "高级职称评审专家培训课程"


@dataclass
class Room:
    """A round with its experts and entries, at some phase."""

    world: World
    round: Round
    seats: list[RoundExpert] = field(default_factory=list)
    entries: list[RoundEntry] = field(default_factory=list)

    @property
    def secretary(self) -> User:
        return self.world.people[Role.SECRETARY]

    @property
    def clerk(self) -> User:
        return self.world.people[Role.OFFICE]

    @property
    def stranger(self) -> User:
        return self.world.people["other office"]

    @property
    def chair(self) -> User:
        return self.seats[0].expert.user

    @property
    def voters(self) -> list[User]:
        return [seat.expert.user for seat in self.seats]

    def enter(self, state: str = State.VOTING, *, level: str = "fg", unit: Organisation | None = None) -> RoundEntry:
        """A declaration that stands in the round; it did not walk there (the season walks)."""
        number = RoundEntry.objects.filter(round=self.round).count() + 1
        declaration = self.world.declaration(state, level=level, applicant=person(f"lin {self.round.pk}-{number}"))
        if unit:
            declaration.unit = declaration.employer = unit
            declaration.save(update_fields=["unit", "employer"])
        entry = RoundEntry.objects.create(round=self.round, declaration=declaration, number=number)
        self.entries.append(entry)
        return entry

    def seat(self, *, is_chair: bool = False, unit: Organisation | None = None, **told) -> RoundExpert:
        """Another expert of the pool, with the course, sits down."""
        name = f"覃{len(self.seats) + 1}"
        expert = expert_of(self.round.committee, name=name, unit=unit)
        seat = seat_expert(self.round.pk, expert=expert, actor=self.secretary, is_chair=is_chair, **told)
        self.seats.append(seat)
        return seat

    def convene(self, *, members: int | None = None) -> Meeting:
        return convene(
            self.round.pk, held_at=clock.law() + timedelta(days=1), place="南宁", actor=self.secretary, members=members
        )

    def meet(self, *, present: int | None = None, members: int | None = None) -> Meeting:
        """A meeting with some of the experts there, the chair among them."""
        meeting = self.convene(members=members)
        here = self.seats[: present or len(self.seats)]
        return mark_present(meeting.pk, seats=[seat.pk for seat in here], actor=self.secretary)

    def open(self, meeting: Meeting | None = None) -> BallotBox:
        """The vote on everybody."""
        meeting = meeting or self.meet()
        return open_box(meeting.pk, entries=[entry.pk for entry in self.entries], actor=self.secretary)

    def vote(self, box: BallotBox, choices: str) -> dict[int, str]:
        """Everybody votes on every candidate; ``choices`` are repeated over the voters. Voter pk → receipt."""
        receipts = {}
        for ballot in box.ballots.order_by("entry__number"):
            for number, seat in enumerate(self.seats):
                receipts[seat.pk] = cast(ballot.pk, choice=choices[number % len(choices)], actor=seat.expert.user)
        return receipts

    def count(self, box: BallotBox) -> BallotBox:
        close_box(box.pk, actor=self.secretary, why="有委员离会")
        return tally(box.pk, actor=self.secretary)

    def ballot(self, box: BallotBox, number: int = 1) -> Ballot:
        return box.ballots.get(entry__number=number)


def expert_of(committee: Committee, *, name: str, unit: Organisation | None = None, trained: bool = True) -> Expert:
    """An expert of the pool with an account."""
    user = person(f"{name}-{User.objects.count()}")
    expert = Expert.objects.create(
        user=user,
        name=name,
        title="正高级工艺美术师",
        rank="zhenggao",
        status="listed",
        unit=unit,
        unit_name="演示单位",
    )
    expert.series.add(committee.series)
    if trained:
        ExpertTraining.objects.create(expert=expert, course=COURSE, year=2024, completed_on=date(2024, 9, 1))
    return expert


@remembered
def build_room(*, seats: int = 3, entries: int = 1, phase: str = RoundState.MEETING, state: str = State.VOTING) -> Room:
    """A round in a phase with its people; the first expert is the chair, everybody has pledged."""
    world = build_world()
    other = Organisation.objects.create(name="另一职改办", kind=OrganisationKind.OFFICE)
    world.people["other office"] = person("bai-office")
    Membership.objects.create(user=world.people["other office"], organisation=other, role=Role.OFFICE)
    committee = Committee.objects.get(name__contains="正、副高级")
    round_ = open_round(
        notice=world.edition.notice, committee=committee, name="第一批", actor=world.people[Role.SECRETARY]
    )
    room = Room(world, round_)
    for number in range(seats):
        pledge_discipline(room.seat(is_chair=number == 0).pk, actor=room.seats[-1].expert.user)
    for _ in range(entries):
        room.enter(state)
    Round.objects.filter(pk=round_.pk).update(state=phase)
    round_.refresh_from_db()
    return room


def case_of(entry: RoundEntry) -> Declaration:
    return Declaration.objects.get(pk=entry.declaration_id)


AGREE, AGAINST, ABSTAIN = Choice.AGREE.value, Choice.AGAINST.value, Choice.ABSTAIN.value
