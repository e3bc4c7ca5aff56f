"""A meeting: who is there, whether they are enough, the chair's seal."""

from collections.abc import Collection, Sequence
from datetime import datetime

from accounts.models import User
from config.lib import clock
from config.lib.reason import Reason
from notices.rules import terms_of
from notices.selectors import current_edition
from records.models import Fact
from records.services.audit import audited, note
from review.meetings.exceptions import MeetingRefused
from review.meetings.models import Attendance, Meeting, Result, Round
from review.meetings.rules import keeps_the_office, seat_of
from review.meetings.signals import box_sealed
from review.meetings.states import BoxState, MeetingState, Outcome


def convene(
    round_id: int,
    *,
    held_at: datetime,
    place: str,
    actor: User,
    members: int | None = None,
    scrutineers: Sequence[str] = (),
) -> Meeting:
    """Call the meeting; the counting rules are copied from the edition now and never looked up again."""
    with audited():
        chosen = Round.objects.select_for_update(of=("self",)).select_related("committee", "notice").get(pk=round_id)
        keeps_the_office(actor, chosen.committee.office_id)
        now = clock.law()
        voting = terms_of(current_edition(chosen.notice_id, now=now)).voting
        seats = chosen.experts.filter(removed_at=None)
        meeting = Meeting.objects.create(
            round=chosen,
            held_at=held_at,
            place=place,
            members=members or seats.count(),
            quorum_num=voting.quorum.numerator,
            quorum_den=voting.quorum.denominator,
            pass_num=voting.passing.numerator,
            pass_den=voting.passing.denominator,
            scrutineers=list(scrutineers),
            created_by=actor,
        )
        Attendance.objects.bulk_create(Attendance(meeting=meeting, expert=seat) for seat in seats)
        note(Fact("meeting.convene", meeting.pk, actor.pk, now))
    return meeting


def mark_present(meeting_id: int, *, seats: Collection[int], actor: User) -> Meeting:
    """Who signed in. Refused once the vote was opened: those present were frozen then."""
    with audited():
        meeting = lock_meeting(meeting_id, actor)
        if meeting.boxes.exclude(state=BoxState.VOIDED).exists():
            raise MeetingRefused([Reason("E623", "已开放投票，到会人员不能再改。")])
        meeting.attendances.update(present=False)
        meeting.attendances.filter(expert__in=seats).update(present=True)
        note(Fact("meeting.attendance", meeting.pk, actor.pk, clock.law()))
    return meeting


def seal_meeting(meeting_id: int, *, chair_seal: str, minutes: str, actor: User) -> Meeting:
    """The chair signs: results are final and move the declarations (T27). A sealed meeting stays as it is."""
    with audited():
        meeting = Meeting.objects.select_for_update(of=("self",)).select_related("round").get(pk=meeting_id)
        if meeting.state == MeetingState.SEALED:
            return meeting
        if reasons := _reasons_against_sealing(meeting, actor):
            raise MeetingRefused(reasons)
        meeting.state, meeting.chair_seal, meeting.minutes = MeetingState.SEALED, chair_seal, minutes
        meeting.sealed_by, meeting.sealed_at = actor, clock.law()
        meeting.save(update_fields=["state", "chair_seal", "minutes", "sealed_by", "sealed_at"])
        note(Fact("meeting.seal", meeting.pk, actor.pk, meeting.sealed_at))
        box_sealed.send(Meeting, outcomes=outcomes_of(meeting))
    return meeting


def lock_meeting(meeting_id: int, actor: User) -> Meeting:
    """The meeting for the rest of the transaction, for its secretariat."""
    related = Meeting.objects.select_related("round__committee", "round__notice")
    meeting = related.select_for_update(of=("self",)).get(pk=meeting_id)
    keeps_the_office(actor, meeting.round.committee.office_id)
    return meeting


def has_quorum(meeting: Meeting, present: int) -> bool:
    """出席人数不少于三分之二, in whole numbers: den·present ≥ num·members."""
    return meeting.quorum_den * present >= meeting.quorum_num * meeting.members


def passes(meeting: Meeting, *, agree: int, present: int) -> bool:
    """同意票不少于出席人数的三分之二, in whole numbers: den·agree ≥ num·present."""
    return meeting.pass_den * agree >= meeting.pass_num * present


def needed(meeting: Meeting, present: int) -> int:
    """The smallest number of agreeing votes that passes."""
    return -(-meeting.pass_num * present // meeting.pass_den)


def outcomes_of(meeting: Meeting) -> dict[int, Outcome]:
    """Declaration id → outcome, of every counted box of the meeting."""
    counted = Result.objects.filter(ballot__box__meeting=meeting, ballot__box__state=BoxState.TALLIED)
    return {pk: Outcome(outcome) for pk, outcome in counted.values_list("ballot__entry__declaration", "outcome")}


def _reasons_against_sealing(meeting: Meeting, actor: User) -> list[Reason]:
    reasons = []
    seat = seat_of(actor, meeting.round)
    if seat is None or not seat.is_chair:
        reasons.append(Reason("E624", "只有主任委员可以签章。"))
    boxes = meeting.boxes.exclude(state=BoxState.VOIDED)
    if not boxes.exists() or boxes.exclude(state=BoxState.TALLIED).exists():
        reasons.append(Reason("E625", "还有未计票的投票，不能签章。"))
    return reasons
