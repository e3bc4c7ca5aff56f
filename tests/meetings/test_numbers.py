"""The meeting of demo.md §7 at its borders, through the services: 25 members, 21 present, 14 to pass (COMM-16)."""

import random
from collections import Counter

import pytest

from declarations.models import Recusal
from review.meetings.checking import problems_of
from review.meetings.exceptions import MeetingRefused
from review.meetings.models import BallotBox, OpenedVote, Result
from review.meetings.services.ballots import cast, close_box, open_box
from review.meetings.services.sitting import mark_present
from review.meetings.states import Choice, Outcome
from tests.meetings.world import ABSTAIN, AGAINST, AGREE, build_room

NUMBERS = ("present", "agree", "against", "abstain", "not_cast", "needed", "outcome")


@pytest.fixture
def full(db, october):
    """Twenty-one experts of a committee of twenty-five, one candidate."""
    return build_room(seats=21)


def said(result):
    return tuple(getattr(result, name) for name in NUMBERS)


def count(room, choices, *, meeting=None):
    box = room.open(meeting or room.meet(members=25))
    ballot = room.ballot(box)
    for choice, voter in zip(choices, room.voters, strict=False):
        cast(ballot.pk, choice=choice, actor=voter)
    room.count(box)
    return Result.objects.get()


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        (AGREE * 14 + AGAINST * 7, (21, 14, 7, 0, 0, 14, Outcome.PASSED)),
        (AGREE * 13 + AGAINST * 8, (21, 13, 8, 0, 0, 14, Outcome.FAILED)),
        (AGREE * 14 + ABSTAIN * 7, (21, 14, 0, 7, 0, 14, Outcome.PASSED)),
        (AGREE * 13 + ABSTAIN * 8, (21, 13, 0, 8, 0, 14, Outcome.FAILED)),  # abstaining is no way out of the sum
        (AGREE * 13, (21, 13, 0, 0, 8, 14, Outcome.FAILED)),  # nor is staying silent
        (AGREE * 21, (21, 21, 0, 0, 0, 14, Outcome.PASSED)),
        (AGAINST * 21, (21, 0, 21, 0, 0, 14, Outcome.FAILED)),
    ],
)
def test_fourteen_of_twenty_one_pass_and_thirteen_do_not(full, choices, expected):
    """COMM-16."""
    assert said(count(full, choices)) == expected


@pytest.mark.parametrize(("present", "opens"), [(17, True), (16, False)])
def test_seventeen_of_twenty_five_may_vote_and_sixteen_may_not(full, present, opens):
    meeting = full.meet(present=present, members=25)

    if opens:
        assert len(full.open(meeting).frozen["present"]) == 17
    else:
        with pytest.raises(MeetingRefused, match="可投票 16 人，不足 17 人"):
            full.open(meeting)
        assert BallotBox.objects.count() == 0


def test_quorum_counts_who_is_there_and_not_who_was_called(full):
    meeting = full.meet(present=16, members=25)
    mark_present(meeting.pk, seats=[seat.pk for seat in full.seats[:17]], actor=full.secretary)

    assert full.open(meeting).is_open


def colleague(room, seat):
    seat.expert.unit = room.entries[0].declaration.unit
    seat.expert.save(update_fields=["unit"])


def colleague_of_the_employer(room, seat):
    """Who declares through an agency has colleagues where they work (UNIT-06)."""
    from accounts.models import Organisation
    from accounts.states import OrganisationKind

    case = room.entries[0].declaration
    case.employer = Organisation.objects.create(name="钦州一抔泥陶艺工作室（演示）", kind=OrganisationKind.UNIT)
    case.save(update_fields=["employer"])
    seat.expert.unit = case.employer
    seat.expert.save(update_fields=["unit"])


def kin(room, seat):
    case = room.entries[0].declaration
    Recusal.objects.create(person=seat.expert.user, declaration=case, why="亲属关系", by=room.secretary)


@pytest.mark.parametrize("why", [colleague, colleague_of_the_employer, kin])
def test_who_keeps_away_neither_votes_nor_counts(full, why):
    """Twenty are left: 3 × 14 ≥ 2 × 20 asks fourteen still, and thirteen fail."""
    seat = full.seats[20]
    why(full, seat)
    box = full.open(full.meet(members=25))
    ballot = full.ballot(box)

    with pytest.raises(MeetingRefused, match="您对本位候选人回避，不投票。"):
        cast(ballot.pk, choice=AGREE, actor=seat.expert.user)
    for number, voter in enumerate(full.voters[:20]):
        cast(ballot.pk, choice=AGREE if number < 13 else AGAINST, actor=voter)
    full.count(box)

    assert said(Result.objects.get()) == (20, 13, 7, 0, 0, 14, Outcome.FAILED)


def test_five_who_keep_away_leave_too_few_for_a_vote(full):
    """The committee's quorum holds for the item: sixteen of twenty-five may not decide on this person."""
    for seat in full.seats[16:]:
        kin(full, seat)

    with pytest.raises(MeetingRefused, match="实到 21 人，回避 5 人，可投票 16 人，不足 17 人"):
        full.open(full.meet(members=25))


def test_what_is_counted_is_what_was_cast(big_room, soak, proof):
    """Random votes of random people: result, published votes and receipts tell one number, whoever votes when."""
    room, dice, tries = big_room, random.Random(20241020), 60 if soak else 8
    meeting = room.meet()

    for _ in range(tries):
        box = open_box(meeting.pk, entries=[room.enter().pk, room.enter().pk], actor=room.secretary)
        cast_ = {ballot.pk: [dice.choice([*Choice.values, None]) for _ in room.voters] for ballot in box.ballots.all()}
        order = [(pk, number) for pk, choices in cast_.items() for number, choice in enumerate(choices) if choice]
        for pk, number in dice.sample(order, len(order)):
            cast(pk, choice=cast_[pk][number], actor=room.voters[number])
        box = room.count(box)

        assert problems_of(box) == []
        assert len(box.bulletin) == len(order) == OpenedVote.objects.filter(ballot__box=box).count()
        for pk, choices in cast_.items():
            told, result = Counter(choices), Result.objects.get(ballot=pk)
            assert (result.agree, result.against, result.abstain, result.not_cast) == (
                told[AGREE], told[AGAINST], told[ABSTAIN], told[None],
            )  # fmt: skip
            assert Counter(OpenedVote.objects.filter(ballot=pk).values_list("choice", flat=True)) == Counter(
                each for each in choices if each
            )
    proof("tallies equal to what was cast", boxes=tries, candidates=2 * tries, different=0)


def test_a_counted_box_is_not_opened_again(full):
    """Neither for one more vote nor for another count; its votes are for ever."""
    box = full.open(full.meet(members=25))
    ballot = full.ballot(box)
    cast(ballot.pk, choice=AGREE, actor=full.voters[0])
    full.count(box)

    with pytest.raises(MeetingRefused, match="投票已关闭"):
        cast(ballot.pk, choice=AGREE, actor=full.voters[1])
    with pytest.raises(MeetingRefused, match="已经开放过投票"):
        full.open(box.meeting)
    close_box(box.pk, actor=full.secretary, why="有委员离会")

    assert BallotBox.objects.get().is_tallied
    assert said(Result.objects.get()) == (21, 1, 0, 0, 20, 14, Outcome.FAILED)
