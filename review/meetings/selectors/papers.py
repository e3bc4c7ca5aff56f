"""The official forms of a meeting and of an entry: which can be made now, which were."""

from dataclasses import dataclass

from records.selectors import DocumentProgress, document_progress
from review.meetings.documents import ENTRY, MEETING
from review.meetings.models import DefenceRecord, Meeting, RoundEntry
from review.meetings.states import BoxState, MeetingState, Paper


@dataclass(frozen=True, slots=True)
class PaperState:
    """One form: how far it is, or why it cannot be made yet."""

    paper: Paper
    subject_kind: str
    subject_id: int
    progress: DocumentProgress
    why_not: str = ""


def meeting_papers(meeting: Meeting) -> list[PaperState]:
    """签到表, 表决统计表, 评审结果报告."""
    counted = meeting.boxes.filter(state=BoxState.TALLIED).exists()
    sealed = meeting.state == MeetingState.SEALED
    return [
        _state(Paper.SIGN_IN, MEETING, meeting.pk, ""),
        _state(Paper.TALLY, MEETING, meeting.pk, "" if counted else "计票后可以生成。"),
        _state(Paper.REPORT, MEETING, meeting.pk, "" if sealed else "主任委员签章后可以生成。"),
    ]


def entry_papers(entry: RoundEntry) -> list[PaperState]:
    """答辩记录."""
    recorded = DefenceRecord.objects.filter(entry=entry, recorded_at__isnull=False).exists()
    return [_state(Paper.DEFENCE, ENTRY, entry.pk, "" if recorded else "填写答辩记录后可以生成。")]


def _state(paper: Paper, kind: str, pk: int, why_not: str) -> PaperState:
    return PaperState(paper, kind, pk, document_progress(paper, kind, pk), why_not)
