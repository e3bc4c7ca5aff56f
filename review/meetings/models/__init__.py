from review.meetings.models.ballot import Ballot, BallotBox, BoxKey, Envelope, OpenedVote, Result
from review.meetings.models.defence import DefenceRecord
from review.meetings.models.meeting import Attendance, Meeting
from review.meetings.models.opinion import Assignment, Opinion
from review.meetings.models.round import Panel, Round, RoundEntry, RoundExpert
from review.meetings.models.work_event import WorkEvent

__all__ = [
    "Assignment",
    "Attendance",
    "Ballot",
    "BallotBox",
    "BoxKey",
    "DefenceRecord",
    "Envelope",
    "Meeting",
    "OpenedVote",
    "Opinion",
    "Panel",
    "Result",
    "Round",
    "RoundEntry",
    "RoundExpert",
    "WorkEvent",
]
