"""The life of a vote: opening, casting, closing, counting, voiding (COMM-16, design §9)."""

import pytest

from declarations.models import Recusal
from declarations.states import State
from records.models import AuditEntry, Outbox
from review.meetings.checking import problems_of
from review.meetings.documents import tally_table
from review.meetings.exceptions import MeetingRefused
from review.meetings.models import Attendance, BallotBox, BoxKey, Envelope, Meeting, OpenedVote, Result, RoundExpert
from review.meetings.services.ballots import ask_to_void, cast, close_box, open_box, tally, void_box
from review.meetings.services.rewriting import REWRITE
from review.meetings.services.rounds import unseat_expert
from review.meetings.services.sitting import mark_present, seal_meeting
from review.meetings.states import BoxState, MeetingState, Outcome
from tests.meetings.world import ABSTAIN, AGAINST, AGREE, case_of


def codes(refusal):
    return [reason.code for reason in refusal.value.reasons]


def words(refusal):
    return [reason.text for reason in refusal.value.reasons]


# ── opening ──────────────────────────────────────────────────────────────────────────────────────────────
def test_what_counts_is_frozen_and_chained_when_the_vote_opens(big_room):
    box = big_room.open()

    assert box.frozen == {
        "present": [seat.pk for seat in big_room.seats],
        "recused": {str(entry.pk): [] for entry in big_room.entries},
        "candidates": [entry.pk for entry in big_room.entries],
        "rule": [2, 3, 2, 3, 6],
    }
    assert AuditEntry.objects.get(event="box.open", subject_id=box.pk).content == box.frozen_digest
    assert Meeting.objects.get().state == MeetingState.VOTING


def test_too_few_people_open_nothing(big_room):
    meeting = big_room.meet(present=3)

    with pytest.raises(MeetingRefused) as refusal:
        big_room.open(meeting)

    assert codes(refusal) == ["E626", "E626"]
    assert words(refusal)[0] == "第 1 号：实到 3 人，回避 0 人，可投票 3 人，不足 4 人，不能开放投票。"
    assert BallotBox.objects.count() == 0


def test_a_recusal_leaves_quorum_and_denominator(big_room):
    """Domain §1.1: the recused are out of the denominator; below the committee's quorum the item is blocked."""
    first, second = big_room.entries
    for seat in big_room.seats[1:3]:
        Recusal.objects.create(
            person=seat.expert.user, declaration=first.declaration, why="师生关系", by=big_room.secretary
        )

    box = big_room.open()
    result = voted(big_room, box, AGREE, skip={first.pk: big_room.seats[1:3]})

    assert [(each.present, each.needed, each.outcome) for each in result] == [(4, 3, "passed"), (6, 4, "passed")]


def test_recusals_below_the_quorum_block_the_candidate(room):
    seat = room.seats[1]
    Recusal.objects.create(
        person=seat.expert.user, declaration=room.entries[0].declaration, why="亲属关系", by=room.secretary
    )
    meeting = room.meet(present=2)

    with pytest.raises(MeetingRefused) as refusal:
        room.open(meeting)

    assert words(refusal) == ["第 1 号：实到 2 人，回避 1 人，可投票 1 人，不足 2 人，不能开放投票。"]


def test_colleagues_of_the_candidate_keep_away_by_themselves(big_room):
    """COMM-13: same unit is a recusal whether or not anybody registered it."""
    colleague = big_room.seats[2]
    expert = colleague.expert
    expert.unit = big_room.entries[0].declaration.unit
    expert.save(update_fields=["unit"])

    box = big_room.open()

    assert box.frozen["recused"] == {str(entry.pk): [colleague.pk] for entry in big_room.entries}


def test_people_who_left_are_not_counted_as_present(big_room):
    meeting = big_room.meet()
    unseat_expert(big_room.seats[5].pk, why="因公出差", actor=big_room.secretary)

    box = big_room.open(meeting)

    assert len(box.frozen["present"]) == 5


@pytest.mark.parametrize("state", [State.EXPERT_REVIEW, State.DEFENSE, State.WITHDRAWN])
def test_only_cases_before_the_committee_are_voted_on(room, state):
    meeting = room.meet()
    other = room.enter(state)

    with pytest.raises(MeetingRefused) as refusal:
        open_box(meeting.pk, entries=[other.pk], actor=room.secretary)

    assert words(refusal) == ["第 2 号尚未进入表决环节。"]


def test_nobody_is_voted_on_twice(room):
    box = room.open()
    close_box(box.pk, actor=room.secretary, why="有委员离会")

    with pytest.raises(MeetingRefused) as refusal:
        room.open(box.meeting)

    assert words(refusal) == ["第 1 号已经开放过投票；如需重投，请先作废原投票。"]


def test_one_vote_at_a_time(big_room):
    meeting = big_room.meet()
    first, second = big_room.entries
    open_box(meeting.pk, entries=[first.pk], actor=big_room.secretary)

    with pytest.raises(MeetingRefused, match="还有投票没有关闭"):
        open_box(meeting.pk, entries=[second.pk], actor=big_room.secretary)


def test_only_the_secretariat_opens(room):
    meeting = room.meet()

    for actor in (room.chair, room.stranger):
        with pytest.raises(MeetingRefused, match="只有评委会所在职改办和会务组可以办理"):
            open_box(meeting.pk, entries=[room.entries[0].pk], actor=actor)


# ── casting ──────────────────────────────────────────────────────────────────────────────────────────────
def test_a_vote_is_kept_sealed_beside_its_voter_and_nothing_else(room):
    box = room.open()

    receipt = cast(room.ballot(box).pk, choice=AGREE, actor=room.voters[1])

    envelope = Envelope.objects.get()
    assert (envelope.voter, len(bytes(envelope.sealed)), len(receipt)) == (room.seats[1], 126, 64)
    assert {field.name for field in Envelope._meta.fields} == {"id", "ballot", "voter", "sealed"}


def test_a_second_vote_is_refused(room):
    box = room.open()
    cast(room.ballot(box).pk, choice=AGREE, actor=room.voters[1])

    with pytest.raises(MeetingRefused) as refusal:
        cast(room.ballot(box).pk, choice=AGAINST, actor=room.voters[1])

    assert (codes(refusal), Envelope.objects.count()) == (["E627"], 1)


def refuse_absent(room, box):
    return room.voters[2]


def refuse_recused(room, box):
    case = room.entries[0].declaration
    Recusal.objects.create(person=room.voters[1], declaration=case, why="亲属关系", by=room.secretary)
    return room.voters[1]


def refuse_removed(room, box):
    unseat_expert(room.seats[1].pk, why="违反纪律", actor=room.secretary)
    return room.voters[1]


def refuse_late(room, box):
    close_box(box.pk, actor=room.secretary, why="有委员离会")
    return room.voters[1]


def refuse_stranger(room, box):
    return room.secretary


def refuse_applicant(room, box):
    return case_of(room.entries[0]).applicant


BV5 = [refuse_absent, refuse_recused, refuse_removed, refuse_late, refuse_stranger, refuse_applicant]


@pytest.mark.parametrize("who", BV5)
def test_six_kinds_of_people_have_no_vote(room, who, proof):
    """BV5, ROLE-07: absent, recused, removed, late, 会务组, the candidate: nothing of theirs is counted."""
    meeting = room.meet(present=2)
    box = open_box(meeting.pk, entries=[room.entries[0].pk], actor=room.secretary)
    voter = who(room, box)

    with pytest.raises(MeetingRefused):
        cast(room.ballot(box).pk, choice=AGREE, actor=voter)

    assert Envelope.objects.count() == 0
    room.count(box)
    assert (Result.objects.get().not_cast, OpenedVote.objects.count()) == (2, 0)
    proof(f"no vote for the {who.__name__.removeprefix('refuse_')} (BV5)", counted=0)


def test_who_is_absent_reads_why(room):
    box = room.open(room.meet(present=2))

    with pytest.raises(MeetingRefused, match="您不在本次到会名单中，不能投票。"):
        cast(room.ballot(box).pk, choice=AGREE, actor=room.voters[2])


# ── closing and counting ─────────────────────────────────────────────────────────────────────────────────
def voted(room, box, choices, skip=None):
    for ballot in box.ballots.all():
        for number, seat in enumerate(room.seats):
            if seat not in (skip or {}).get(ballot.entry_id, []):
                cast(ballot.pk, choice=choices[number % len(choices)], actor=seat.expert.user)
    room.count(box)
    return list(Result.objects.order_by("ballot__entry__number"))


def test_the_count_adds_up_and_follows_the_rule(big_room):
    """COMM-16."""
    results = voted(big_room, big_room.open(), AGREE * 4 + AGAINST + ABSTAIN)

    told = [(each.present, each.agree, each.against, each.abstain, each.not_cast, each.needed) for each in results]
    assert told == [(6, 4, 1, 1, 0, 4)] * 2
    assert {each.outcome for each in results} == {Outcome.PASSED}


def test_one_vote_short_fails(big_room):
    results = voted(big_room, big_room.open(), AGREE * 3 + ABSTAIN * 3)

    assert {each.outcome for each in results} == {Outcome.FAILED}


def test_votes_not_cast_do_not_agree(big_room):
    box = big_room.open()
    for voter in big_room.voters[:3]:
        cast(big_room.ballot(box).pk, choice=AGREE, actor=voter)

    big_room.count(box)

    first = Result.objects.get(ballot__entry__number=1)
    assert (first.agree, first.not_cast, first.outcome) == (3, 3, Outcome.FAILED)


def test_an_open_vote_is_not_counted(room):
    box = room.open()

    with pytest.raises(MeetingRefused, match="请先关闭投票再计票"):
        tally(box.pk, actor=room.secretary)


def test_after_the_count_identities_envelopes_and_key_are_gone(room):
    box = room.open()
    room.vote(box, AGREE)

    counted = room.count(box)

    assert (Envelope.objects.count(), BoxKey.objects.count(), OpenedVote.objects.count()) == (0, 0, 3)
    assert (counted.state, Meeting.objects.get().state) == (BoxState.TALLIED, MeetingState.COUNTED)
    assert Outbox.objects.filter(kind=REWRITE, key=str(box.ref)).count() == 1
    assert AuditEntry.objects.get(event="box.tally", subject_id=box.pk).content == counted.tally_digest
    assert problems_of(counted) == []


def test_closing_and_counting_twice_change_nothing(room):
    box = room.open()
    room.vote(box, AGREE)
    first = room.count(box)

    second = room.count(box)

    assert (second.tally_digest, second.bulletin_digest) == (first.tally_digest, first.bulletin_digest)
    assert AuditEntry.objects.filter(event__in=["box.close", "box.tally"]).count() == 2


def test_receipts_are_published_sorted_and_everybody_finds_their_own(room):
    box = room.open()
    receipts = room.vote(box, AGREE + AGAINST + ABSTAIN)

    closed = close_box(box.pk, actor=room.secretary, why="有委员离会")

    assert closed.bulletin == sorted(receipts.values())


# ── votes that are missing at the close ──────────────────────────────────────────────────────────────────
def test_a_vote_closes_short_only_with_a_reason(room):
    box = room.open()
    cast(room.ballot(box).pk, choice=AGREE, actor=room.voters[1])

    with pytest.raises(MeetingRefused) as refusal:
        close_box(box.pk, actor=room.secretary, why="  ")

    assert words(refusal) == ["还有 2 票未投。请提醒到会委员投票；确需关闭的，请写明理由。"]
    assert BallotBox.objects.get().state == BoxState.OPEN


def test_the_reason_stays_with_the_vote_and_is_printed_with_its_numbers(room):
    box = room.open()
    cast(room.ballot(box).pk, choice=AGREE, actor=room.voters[1])

    close_box(box.pk, actor=room.secretary, why="两位委员\n中途离会")
    tally(box.pk, actor=room.secretary)

    assert BallotBox.objects.get().short_reason == "两位委员 中途离会"
    printed = tally_table(box.meeting_id).context["boxes"][0]
    assert (printed["due"], printed["receipts"], printed["short_reason"]) == (3, 1, "两位委员 中途离会")


def test_a_complete_vote_closes_without_a_word_and_the_recused_are_not_missed(big_room):
    voter, entry = big_room.voters[1], big_room.entries[0]
    Recusal.objects.create(person=voter, declaration=entry.declaration, why="亲属关系", by=big_room.secretary)
    box = big_room.open()
    for ballot in box.ballots.all():
        for seat, user in zip(big_room.seats, big_room.voters, strict=True):
            if seat.pk not in box.frozen["recused"][str(ballot.entry_id)]:
                cast(ballot.pk, choice=AGREE, actor=user)

    closed = close_box(box.pk, actor=big_room.secretary)

    assert (closed.state, closed.short_reason) == (BoxState.CLOSED, "")


# ── voiding ──────────────────────────────────────────────────────────────────────────────────────────────
def test_a_vote_is_voided_by_the_chair_when_the_secretariat_asks(room):
    box = room.open()
    room.vote(box, AGREE)

    ask_to_void(box.pk, reason="投票终端故障", actor=room.secretary)
    assert BallotBox.objects.get().state == BoxState.OPEN
    voided = void_box(box.pk, actor=room.chair)

    assert (voided.state, voided.void_reason) == (BoxState.VOIDED, "投票终端故障")
    assert (Envelope.objects.count(), BoxKey.objects.count(), OpenedVote.objects.count()) == (0, 0, 0)
    assert Outbox.objects.filter(kind=REWRITE).count() == 1
    again = room.open(box.meeting)
    assert again.pk != box.pk


def test_nobody_else_voids_and_nothing_without_being_asked(room):
    box = room.open()

    with pytest.raises(MeetingRefused, match="只有主任委员可以办理"):
        void_box(box.pk, actor=room.secretary)
    with pytest.raises(MeetingRefused, match="须写明理由"):
        void_box(box.pk, actor=room.chair)
    with pytest.raises(MeetingRefused, match="须写明理由"):
        ask_to_void(box.pk, reason="  ", actor=room.secretary)


def test_a_counted_vote_stays(room):
    box = room.open()
    room.count(box)

    with pytest.raises(MeetingRefused) as refusal:
        ask_to_void(box.pk, reason="重来", actor=room.secretary)

    assert codes(refusal) == ["E629"]


# ── the seal ─────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def moved(monkeypatch):
    """What the floor above hears, without the floor above."""
    from review.meetings.signals import box_sealed

    heard = []
    monkeypatch.setattr(box_sealed, "receivers", [])
    monkeypatch.setattr(box_sealed, "send", lambda sender, outcomes: heard.append(outcomes))
    return heard


def test_the_chairs_seal_tells_the_outcomes_and_locks_them(room, moved):
    box = room.open()
    room.vote(box, AGREE)
    room.count(box)

    sealed = seal_meeting(box.meeting_id, chair_seal="覃1", minutes="纪要", actor=room.chair)

    assert moved == [{room.entries[0].declaration_id: Outcome.PASSED}]
    assert (sealed.state, sealed.sealed_by) == (MeetingState.SEALED, room.chair)
    with pytest.raises(MeetingRefused, match="主任委员已签章"):
        room.open(box.meeting)
    seal_meeting(box.meeting_id, chair_seal="别人", minutes="改写", actor=room.chair)
    assert Meeting.objects.get().minutes == "纪要"
    assert len(moved) == 1


def test_only_the_chair_signs_and_only_what_is_counted(room, moved):
    box = room.open()

    with pytest.raises(MeetingRefused) as refusal:
        seal_meeting(box.meeting_id, chair_seal="秘书", minutes="", actor=room.secretary)

    assert codes(refusal) == ["E624", "E625"]
    assert moved == []


def test_a_reviewed_case_is_voted_on_again_in_a_new_meeting(room, moved):
    """T39: the failed result stands in the sealed meeting, the new vote in another one."""
    box = room.open()
    room.vote(box, AGAINST)
    room.count(box)
    seal_meeting(box.meeting_id, chair_seal="覃1", minutes="", actor=room.chair)

    again = room.open(room.meet())
    room.vote(again, AGREE)
    room.count(again)

    assert [each.outcome for each in Result.objects.order_by("pk")] == [Outcome.FAILED, Outcome.PASSED]


# ── attendance ───────────────────────────────────────────────────────────────────────────────────────────
def test_attendance_is_fixed_by_the_first_vote(room):
    box = room.open()

    with pytest.raises(MeetingRefused, match="到会人员不能再改"):
        mark_present(box.meeting_id, seats=[], actor=room.secretary)


def test_who_was_seated_after_the_call_may_sign_in(room):
    meeting = room.convene(members=5)
    late = room.seat()

    mark_present(meeting.pk, seats=[late.pk], actor=room.secretary)

    assert list(Attendance.objects.filter(present=True).values_list("expert", flat=True)) == [late.pk]


def test_an_expert_who_left_signs_in_no_more(room):
    meeting = room.convene()
    RoundExpert.objects.filter(pk=room.seats[1].pk).update(removed_at=meeting.held_at)

    mark_present(meeting.pk, seats=[seat.pk for seat in room.seats], actor=room.secretary)

    assert Attendance.objects.filter(present=True).count() == 2
