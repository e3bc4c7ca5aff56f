"""Opinions: drafts, handing in, giving back; hidden from each other until the phase is over (COMM-02, COMM-14, S21)."""

from decimal import Decimal

import pytest

from records.models import AuditEntry
from review.meetings.exceptions import MeetingRefused
from review.meetings.models import Opinion, Round, RoundExpert
from review.meetings.selectors.rounds import opinions_of
from review.meetings.services.reading import keep_notes, reopen_opinion, save_opinion, tick_read, total_of
from review.meetings.services.rounds import assign_reader, recuse
from review.meetings.states import Dimension, OpinionState, RoundState

FULL = {"performance": 90, "innovation": 80, "solving": 85, "representative": 88}


@pytest.fixture
def given(reading):
    return assign_reader(reading.entries[0].pk, seat=reading.seats[1], actor=reading.secretary)


@pytest.fixture
def qin(reading):
    return reading.voters[1]


def save(given, actor, *, submit=False, **changed):
    told = {"scores": FULL, "comment": "成果突出，符合条件。", "recommends": True, **changed}
    return save_opinion(given.pk, **told, actor=actor, submit=submit)


def refusals(refusal):
    return [(reason.code, reason.field) for reason in refusal.value.reasons]


def test_the_representative_work_has_a_score_of_its_own(given, qin):
    """COMM-14."""
    assert Dimension.REPRESENTATIVE in Dimension.values

    opinion = save(given, qin, submit=True)

    assert (opinion.total, opinion.state) == (Decimal("85.8"), OpinionState.SUBMITTED)


def test_a_draft_may_have_gaps_and_has_no_total(given, qin):
    opinion = save(given, qin, scores={"performance": 90}, comment="", recommends=None)

    assert (opinion.state, opinion.total, total_of({})) == (OpinionState.DRAFT, None, None)


def test_everything_missing_is_said_at_once(given, qin):
    with pytest.raises(MeetingRefused) as refusal:
        save(given, qin, submit=True, scores={"performance": 90}, comment="  ", recommends=None)

    assert refusals(refusal) == [
        ("E622", field) for field in ("innovation", "solving", "representative", "comment", "recommends")
    ]
    assert Opinion.objects.count() == 0


@pytest.mark.parametrize("score", [-1, 101])
def test_scores_are_of_a_hundred(given, qin, score):
    with pytest.raises(MeetingRefused) as refusal:
        save(given, qin, scores={**FULL, "solving": score})

    assert refusals(refusal) == [("E621", "solving")]


def test_what_was_handed_in_stays(given, qin):
    save(given, qin, submit=True)

    with pytest.raises(MeetingRefused, match="评审意见已提交"):
        save(given, qin, comment="改写")


def test_nobody_writes_for_another_nor_after_a_recusal(reading, given, qin):
    with pytest.raises(MeetingRefused, match="没有分配给您"):
        save(given, reading.voters[2])

    recuse(expert=reading.seats[1].expert, declaration=reading.entries[0].declaration, why="亲属关系", actor=qin)
    with pytest.raises(MeetingRefused, match="没有分配给您，或已收回"):
        save(given, qin)


def test_the_pledge_comes_first_and_the_phase_must_run(reading, given, qin):
    RoundExpert.objects.update(pledged_at=None)
    Round.objects.update(state=RoundState.MEETING)

    with pytest.raises(MeetingRefused) as refusal:
        save(given, qin)

    assert refusals(refusal) == [("E618", ""), ("E619", "")]


def test_the_secretariat_gives_an_opinion_back_for_a_reason(reading, given, qin):
    opinion = save(given, qin, submit=True)

    reopen_opinion(opinion.pk, why="评分与意见不符", actor=reading.secretary)

    opinion.refresh_from_db()
    assert (opinion.state, opinion.submitted_at, opinion.reopened_why) == ("draft", None, "评分与意见不符")
    assert AuditEntry.objects.filter(event="opinion.reopen", subject_id=opinion.pk).count() == 1
    with pytest.raises(MeetingRefused, match="可以退回修改"):
        reopen_opinion(opinion.pk, why="再次", actor=reading.secretary)
    assert save(given, qin, submit=True).state == OpinionState.SUBMITTED


def test_numbers_are_hidden_until_reading_is_over(reading, given, qin):
    save(given, qin, submit=True)
    entry = reading.entries[0]
    entry.round.refresh_from_db()
    assert opinions_of(entry) == []

    Round.objects.update(state=RoundState.MEETING)
    entry.round.refresh_from_db()

    assert [opinion.total for opinion in opinions_of(entry)] == [Decimal("85.8")]


def test_notes_and_ticks_are_the_experts_own(given, qin):
    keep_notes(given.pk, notes="第3项需追问", actor=qin)
    tick_read(given.pk, parts={"star", "achievement"}, actor=qin)

    given.refresh_from_db()
    assert (given.notes, given.read_parts) == ("第3项需追问", ["achievement", "star"])
