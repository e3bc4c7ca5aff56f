"""A meeting: who is there, whether they are enough, minutes, the chair's seal."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils.timezone import localtime

from accounts.models import User
from committees.selectors import members_on
from config.lib import clock
from config.lib.reason import Reason
from declarations.models import Declaration
from messaging.letters import Letter, post
from notices.rules import terms_of
from notices.selectors import current_edition
from records.models import Fact
from records.services.audit import audited, note
from review.meetings.exceptions import MeetingRefused
from review.meetings.models import Attendance, Meeting, Result, Round, RoundExpert
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
    """Call the meeting; the counting rules are copied from the edition now and never looked up again.

    ``members`` (应到) is by default what the committee's term numbers on that day, or those seated where no term is
    registered. Raises ``MeetingRefused`` when it is fewer than either.
    """
    with audited():
        chosen = Round.objects.select_for_update(of=("self",)).select_related("committee", "notice").get(pk=round_id)
        keeps_the_office(actor, chosen.committee.office_id)
        now = clock.law()
        seats = list(chosen.experts.filter(removed_at=None).select_related("expert"))
        least = max(members_on(chosen.committee, day=clock.local_date(held_at)).count(), len(seats))
        if not seats or (members is not None and members < least):
            raise MeetingRefused([Reason("E633", f"应到人数不得少于评委会组成人数（{least} 人）。", field="members")])
        voting = terms_of(current_edition(chosen.notice_id, now=now)).voting
        meeting = Meeting.objects.create(
            round=chosen,
            held_at=held_at,
            place=place,
            members=members or least,
            quorum_num=voting.quorum.numerator,
            quorum_den=voting.quorum.denominator,
            pass_num=voting.passing.numerator,
            pass_den=voting.passing.denominator,
            scrutineers=list(scrutineers),
            created_by=actor,
        )
        Attendance.objects.bulk_create(Attendance(meeting=meeting, expert=seat) for seat in seats)
        post([_invitation(meeting, seat) for seat in seats if seat.expert.user_id], now=now)
        note(Fact("meeting.convene", meeting.pk, actor.pk, now))
    return meeting


def mark_present(meeting_id: int, *, seats: Collection[int], actor: User) -> Meeting:
    """Who signed in. Refused once the vote was opened: those present were frozen then."""
    with audited():
        meeting = lock_meeting(meeting_id, actor)
        if meeting.state == MeetingState.SEALED or meeting.boxes.exclude(state=BoxState.VOIDED).exists():
            raise MeetingRefused([Reason("E623", "已开放投票，到会人员不能再改。")])
        _seat_late_comers(meeting)
        meeting.attendances.update(present=False)
        meeting.attendances.filter(expert__in=seats, expert__removed_at=None).update(present=True)
        note(Fact("meeting.attendance", meeting.pk, actor.pk, clock.law()))
    return meeting


def write_minutes(meeting_id: int, *, minutes: str, actor: User) -> Meeting:
    """The secretariat drafts the minutes that the chair will sign."""
    with audited():
        meeting = lock_meeting(meeting_id, actor)
        if meeting.state == MeetingState.SEALED:
            raise MeetingRefused([SEALED_ALREADY])
        meeting.minutes = minutes
        meeting.save(update_fields=["minutes"])
        note(Fact("meeting.minutes", meeting.pk, actor.pk, clock.law()))
    return meeting


def seal_meeting(meeting_id: int, *, chair_seal: str, minutes: str, actor: User) -> Meeting:
    """The chair signs: results are final and move the declarations (T27). A sealed meeting stays as it is."""
    with audited():
        _lock_candidates_of(meeting_id)
        meeting = Meeting.objects.select_for_update(of=("self",)).select_related("round").get(pk=meeting_id)
        if reasons := _reasons_against_sealing(meeting, actor):
            raise MeetingRefused(reasons)
        if meeting.state == MeetingState.SEALED:
            return meeting
        meeting.state, meeting.chair_seal, meeting.minutes = MeetingState.SEALED, chair_seal, minutes
        meeting.sealed_by, meeting.sealed_at = actor, clock.law()
        meeting.save(update_fields=["state", "chair_seal", "minutes", "sealed_by", "sealed_at"])
        note(Fact("meeting.seal", meeting.pk, actor.pk, meeting.sealed_at))
        box_sealed.send(Meeting, outcomes=outcomes_of(meeting))
    return meeting


def lock_meeting(meeting_id: int, actor: User) -> Meeting:
    """The meeting for the rest of the transaction, for its secretariat."""
    meeting = _locked(meeting_id)
    keeps_the_office(actor, meeting.round.committee.office_id)
    return meeting


def lock_chaired(meeting_id: int, actor: User) -> Meeting:
    """The same for the chair. Raises ``MeetingRefused`` for anybody else."""
    meeting = _locked(meeting_id)
    if reason := _not_the_chair(meeting, actor):
        raise MeetingRefused([reason])
    return meeting


def present_seats(meeting: Meeting) -> list[RoundExpert]:
    """Who signed in and still sits in the round."""
    here = meeting.attendances.filter(present=True, expert__removed_at=None).values("expert")
    return list(RoundExpert.objects.filter(pk__in=here).select_related("expert").order_by("pk"))


def outcomes_of(meeting: Meeting) -> dict[int, Outcome]:
    """Declaration id → outcome, of every counted box of the meeting."""
    counted = Result.objects.filter(ballot__box__meeting=meeting, ballot__box__state=BoxState.TALLIED)
    return {pk: Outcome(outcome) for pk, outcome in counted.values_list("ballot__entry__declaration", "outcome")}


SEALED_ALREADY = Reason("E634", "主任委员已签章，会议记录不能再改。")


def _locked(meeting_id: int) -> Meeting:
    related = Meeting.objects.select_related("round__committee", "round__notice")
    return related.select_for_update(of=("self",)).get(pk=meeting_id)


def _lock_candidates_of(meeting_id: int) -> None:
    # A service that starts at a child locks its declarations first, in order of id (design §3).
    voted_on = Declaration.objects.filter(entry__ballots__box__meeting=meeting_id).order_by("pk").distinct()
    for declaration_id in list(voted_on.values_list("pk", flat=True)):
        Declaration.objects.lock(declaration_id)


def _seat_late_comers(meeting: Meeting) -> None:
    known = meeting.attendances.values("expert")
    fresh = RoundExpert.objects.filter(round=meeting.round, removed_at=None).exclude(pk__in=known)
    Attendance.objects.bulk_create(Attendance(meeting=meeting, expert=seat) for seat in fresh)


def _reasons_against_sealing(meeting: Meeting, actor: User) -> list[Reason]:
    reasons = []
    if reason := _not_the_chair(meeting, actor):
        reasons.append(reason)
    boxes = meeting.boxes.exclude(state=BoxState.VOIDED)
    if not boxes.exists() or boxes.exclude(state=BoxState.TALLIED).exists():
        reasons.append(Reason("E625", "还有未计票的投票，不能签章。"))
    return reasons


def _not_the_chair(meeting: Meeting, actor: User) -> Reason | None:
    seat = seat_of(actor, meeting.round)
    return None if seat and seat.is_chair else Reason("E624", "只有主任委员可以办理。")


def _invitation(meeting: Meeting, seat: RoundExpert) -> Letter:
    assert seat.expert.user_id, "only people with an account have an inbox"
    when = f"{localtime(meeting.held_at):%Y年%m月%d日 %H:%M}"
    return Letter(
        person_id=seat.expert.user_id,
        event="meeting_convened",
        title="评审会通知",
        text=f"{meeting.round}评审会定于{when}在{meeting.place}召开，请准时到会。",
        key=f"meeting_convened:{meeting.pk}",
        subject_kind="meeting",
        subject_id=meeting.pk,
    )
