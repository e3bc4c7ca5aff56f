"""Calling a meeting: how many are needed is fixed then (COMM-01, COMM-16)."""

from datetime import date

import pytest

from committees.models import CommitteeMember, CommitteeTerm
from messaging.models import Message
from review.meetings.exceptions import MeetingRefused
from review.meetings.services.sitting import write_minutes
from tests.meetings.world import expert_of


@pytest.fixture
def term(room):
    """The committee's term numbers five."""
    committee = room.round.committee
    made = CommitteeTerm.objects.create(committee=committee, number=1, starts_on=date(2024, 1, 1))
    for number in range(5):
        CommitteeMember.objects.create(term=made, expert=expert_of(committee, name=f"委员{number}"))
    return made


def test_everybody_is_invited_and_the_rules_are_copied(room):
    meeting = room.convene()

    assert (meeting.members, meeting.quorum_num, meeting.quorum_den, meeting.pass_num, meeting.pass_den) == (
        3,
        2,
        3,
        2,
        3,
    )
    told = Message.objects.filter(event="meeting_convened")
    assert {message.person for message in told} == set(room.voters)
    assert told.first().text.startswith("第一批评审会定于2024年10月21日 09:0")


def test_the_committee_counts_in_full_whoever_was_seated(room, term):
    assert room.convene().members == 5
    assert room.convene(members=7).members == 7


def test_nobody_makes_the_committee_smaller(room, term):
    with pytest.raises(MeetingRefused, match="应到人数不得少于评委会组成人数（5 人）"):
        room.convene(members=4)


def test_minutes_are_drafted_until_the_seal(room):
    meeting = room.convene()

    write_minutes(meeting.pk, minutes="讨论情况", actor=room.secretary)
    meeting.refresh_from_db()
    assert meeting.minutes == "讨论情况"

    type(meeting).objects.update(state="sealed")
    with pytest.raises(MeetingRefused, match="会议记录不能再改"):
        write_minutes(meeting.pk, minutes="改写", actor=room.secretary)
