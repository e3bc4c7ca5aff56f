"""Who keeps a round, who votes in a meeting."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from accounts.models import Membership, User
from accounts.states import Role
from config.lib.reason import Reason
from review.meetings.exceptions import MeetingRefused
from review.meetings.models import Meeting, Round, RoundExpert

KEEPERS = (Role.SECRETARY, Role.OFFICE)


def keeps(user: User, office_id: int) -> bool:
    """Whether the person is of the committee's office or its secretariat."""
    return Membership.objects.of(user).filter(organisation=office_id, role__in=KEEPERS).exists()


def keeps_the_office(user: User, office_id: int) -> None:
    """Raises ``MeetingRefused`` for anybody else."""
    if not keeps(user, office_id):
        raise MeetingRefused([Reason("not_yours", "只有评委会所在职改办和会务组可以办理。")])


def rounds_kept_by(user: User) -> QuerySet[Round]:
    """Rounds of the offices the person keeps."""
    offices = Membership.objects.of(user).filter(role__in=KEEPERS).values("organisation")
    return Round.objects.filter(committee__office__in=offices).select_related("committee", "notice")


def read_round(user: User, ref: UUID) -> Round:
    """The only way a view gets a round: missing and forbidden look the same."""
    found = rounds_kept_by(user).filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def read_meeting(user: User, ref: UUID) -> Meeting:
    """A meeting, for its secretariat and the experts who sit in its round."""
    meeting = Meeting.objects.select_related("round__committee", "round__notice").filter(ref=ref).first()
    if meeting is None or not (keeps(user, meeting.round.committee.office_id) or seat_of(user, meeting.round)):
        raise Http404
    return meeting


def seat_of(user: User, round_: Round) -> RoundExpert | None:
    """The person's own seat in the round."""
    seats = RoundExpert.objects.filter(round=round_, expert__user=user, removed_at=None)
    return seats.select_related("expert").first()
