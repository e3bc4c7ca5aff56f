"""What is seen of a vote: how many have voted, never how or who; after the tally what was counted (23-2)."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from accounts.models import User
from declarations.states import State
from review.meetings.checking import problems_of
from review.meetings.counting import has_quorum, quorum_words, result_words, thaw
from review.meetings.models import (
    Attendance,
    Ballot,
    BallotBox,
    Envelope,
    Meeting,
    OpenedVote,
    Result,
    Round,
    RoundEntry,
    RoundExpert,
)
from review.meetings.rules import entries_seen_by, keeping_away, kept_from, seats_of
from review.meetings.states import BoxState, MeetingState

BOX_LOOKS = {
    BoxState.OPEN: ("投票中", "expert", "vote"),
    BoxState.CLOSED: ("已关闭，待计票", "todo", "lock"),
    BoxState.TALLIED: ("已计票", "ok", "check"),
    BoxState.VOIDED: ("已作废", "no", "x"),
}

# A meeting is as far as its votes are; what stands first here holds.
MEETING_LOOKS = {
    BoxState.OPEN: ("投票中", "expert", "vote"),
    BoxState.CLOSED: ("投票已关闭，待计票", "todo", "lock"),
    BoxState.TALLIED: ("已计票，待主任委员签章", "flow", "gavel"),
}
CONVENED = ("已召集", "flow", "gavel")
SEALED = ("主任委员已签章", "ok", "check")


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One candidate's item in a box: before the tally only how many voted."""

    ballot: Ballot
    entry: RoundEntry
    entitled: int
    cast: int
    result: Result | None
    rule: str  # the sum that decides, written out
    hidden: bool  # the reader keeps away from this candidate: neither name nor count is theirs to see

    @property
    def dots(self) -> list[bool]:
        """One a person entitled, filled for who has voted, in no order but that of filling."""
        return [number < self.cast for number in range(self.entitled)]

    @property
    def not_cast(self) -> int:
        return self.entitled - self.cast

    @property
    def is_unanimous(self) -> bool:
        """A unanimous result tells every vote: the chair is warned (design §9)."""
        result = self.result
        return result is not None and result.present in (result.agree, result.against, result.abstain)


@dataclass(frozen=True, slots=True)
class BoxPanel:
    """One vote on the console and on the stage."""

    box: BallotBox
    look: tuple[str, str, str]
    papers: list[PaperRow]
    present: int
    done: int  # voters who have voted on everybody they may
    problems: list[str]

    @property
    def cast(self) -> int:
        return sum(paper.cast for paper in self.papers)

    @property
    def entitled(self) -> int:
        return sum(paper.entitled for paper in self.papers)

    @property
    def not_cast(self) -> int:
        return self.entitled - self.cast

    @property
    def passed(self) -> int:
        return sum(bool(paper.result and paper.result.is_passed) for paper in self.papers)

    @property
    def is_asked_void(self) -> bool:
        return self.box.is_running and bool(self.box.void_reason)


@dataclass(frozen=True, slots=True)
class Console:
    """The meeting as its secretariat runs it (S23)."""

    meeting: Meeting
    look: tuple[str, str, str]
    attendances: list[Attendance]
    present: int
    quorum: str
    has_quorum: bool
    attendance_open: bool
    waiting: list[RoundEntry]
    boxes: list[BoxPanel]
    version: str

    @property
    def is_counted(self) -> bool:
        return any(panel.box.is_tallied for panel in self.boxes)

    @property
    def may_open(self) -> bool:
        """One vote at a time, and none after the seal."""
        return not self.meeting.is_sealed and not any(panel.box.is_open for panel in self.boxes)


def console(user: User, meeting: Meeting) -> Console:
    """A constant number of statements for each box, whatever the number of candidates."""
    attendances = list(meeting.attendances.select_related("expert__expert", "expert__panel").order_by("expert"))
    present = sum(each.present and each.expert.removed_at is None for each in attendances)
    boxes = box_panels(user, meeting)
    standing = any(not panel.box.is_voided for panel in boxes)
    return Console(
        meeting=meeting,
        look=look_of(meeting, [panel.box for panel in boxes]),
        attendances=attendances,
        present=present,
        quorum=quorum_words(meeting, present),
        has_quorum=has_quorum(meeting, present),
        attendance_open=not standing and not meeting.is_sealed,
        waiting=waiting_candidates(user, meeting) if not meeting.is_sealed else [],
        boxes=boxes,
        version=version_of(meeting),
    )


def look_of(meeting: Meeting, boxes: Iterable[BallotBox]) -> tuple[str, str, str]:
    """Words, tone and icon of where the meeting really stands, told from its votes."""
    if meeting.is_sealed:
        return SEALED
    states = {box.state for box in boxes}
    return next((look for state, look in MEETING_LOOKS.items() if state in states), CONVENED)


def meetings_of(round_: Round) -> list[tuple[Meeting, tuple[str, str, str]]]:
    """The meetings of a round, the latest first, each with where it stands."""
    held = round_.meetings.order_by("-pk").prefetch_related("boxes")
    return [(each, look_of(each, each.boxes.all())) for each in held]


def box_panels(user: User, meeting: Meeting) -> list[BoxPanel]:
    """The votes of a meeting, the latest first."""
    return [panel_of(user, box) for box in meeting.boxes.order_by("-pk")]


def panel_of(user: User, box: BallotBox) -> BoxPanel:
    """One vote as this reader may see it: six statements, and the checks of what was counted."""
    related = ("entry__declaration__applicant", "result")
    ballots = list(box.ballots.select_related(*related).order_by("entry__number"))
    hidden = kept_from(user, [ballot.entry.declaration for ballot in ballots])
    cast = Counter(Envelope.objects.filter(ballot__box=box).values_list("ballot", flat=True))
    return BoxPanel(
        box=box,
        look=BOX_LOOKS[BoxState(box.state)],
        papers=[_paper(box, each, cast[each.pk], hidden=each.entry.declaration_id in hidden) for each in ballots],
        present=len(box.frozen["present"]),
        done=_done(box) if box.is_running else 0,
        problems=problems_of(box) if box.is_public else [],
    )


def current_panel(user: User, meeting: Meeting) -> BoxPanel | None:
    """What the stage shows: the vote opened last, if it was not voided."""
    box = meeting.boxes.exclude(state=BoxState.VOIDED).order_by("-pk").first()
    return panel_of(user, box) if box else None


def waiting_candidates(user: User, meeting: Meeting) -> list[RoundEntry]:
    """Entries before the committee that no vote of this meeting, nor an unsealed one, has taken up."""
    taken = Ballot.objects.exclude(box__state=BoxState.VOIDED).exclude(box__meeting__state=MeetingState.SEALED)
    entries = entries_seen_by(user).filter(round=meeting.round_id, declaration__state=State.VOTING)
    free = entries.exclude(pk__in=taken.values("entry"))
    return list(free.select_related("declaration__applicant", "declaration__unit", "panel").order_by("number"))


def candidates_of(user: User, meeting: Meeting, chosen: list[int]) -> list[RoundEntry]:
    """The chosen ones among them, for the page that asks once more."""
    return [entry for entry in waiting_candidates(user, meeting) if entry.pk in set(chosen)]


def recused_names(meeting: Meeting, entries: list[RoundEntry]) -> list[tuple[RoundEntry, list[str]]]:
    """Who of those present keeps away from whom, to be read before the vote is opened."""
    here = meeting.attendances.filter(present=True, expert__removed_at=None).values("expert")
    experts = [seat.expert for seat in RoundExpert.objects.filter(pk__in=here).select_related("expert")]
    away = keeping_away(experts, [entry.declaration for entry in entries])
    named = [(entry, [each.name for each in experts if (each.pk, entry.declaration_id) in away]) for entry in entries]
    return [(entry, names) for entry, names in named if names]


def version_of(meeting: Meeting) -> str:
    """Changes when anything on the console or the stage does; says nothing else. Three statements."""
    boxes = list(meeting.boxes.order_by("pk").values_list("pk", "state", "void_reason"))
    cast = Envelope.objects.filter(ballot__box__meeting=meeting).count()
    here = present_count(meeting)
    return hashlib.sha256(repr((meeting.state, here, boxes, cast)).encode()).hexdigest()[:16]


def published_votes(user: User, box: BallotBox) -> list[OpenedVote]:
    """What the tally published, sorted by nonce: candidate, choice, nonce; without candidates the reader keeps from."""
    votes = list(
        OpenedVote.objects.filter(ballot__box=box).select_related("ballot__entry__declaration").order_by("nonce")
    )
    away = kept_from(user, {vote.ballot.entry.declaration for vote in votes})
    return [vote for vote in votes if vote.ballot.entry.declaration_id not in away]


def present_count(meeting: Meeting) -> int:
    """How many signed in and still sit."""
    return int(meeting.attendances.filter(present=True, expert__removed_at=None).count())


def _paper(box: BallotBox, ballot: Ballot, cast: int, *, hidden: bool) -> PaperRow:
    entitled = len(box.frozen["present"]) - len(box.frozen["recused"][str(ballot.entry_id)])
    result = None if hidden else getattr(ballot, "result", None)
    if result is None:
        return PaperRow(ballot, ballot.entry, entitled, cast, None, "", hidden)
    rule = result_words(thaw(box.frozen["rule"]), agree=result.agree, present=result.present)
    return PaperRow(ballot, ballot.entry, entitled, result.present - result.not_cast, result, rule, hidden)


def _done(box: BallotBox) -> int:
    recused = Counter(seat for seats in box.frozen["recused"].values() for seat in seats)
    papers = len(box.frozen["candidates"])
    cast = Envelope.objects.filter(ballot__box=box).values("voter").annotate(count=Count("pk"))
    return sum(row["count"] >= papers - recused[row["voter"]] for row in cast)


# ── the voter ──────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class VoteRow:
    """One candidate on a voter's list: to vote on, voted, or kept away from (then without a name)."""

    ballot: Ballot
    state: str  # open, done, recused

    @property
    def is_recused(self) -> bool:
        return self.state == "recused"

    @property
    def is_open(self) -> bool:
        return self.state == "open" and self.ballot.box.is_open

    @property
    def look(self) -> tuple[str, str, str]:
        return VOTE_LOOKS[self.state]


VOTE_LOOKS = {
    "open": ("待投", "todo", "circle"),
    "done": ("已收到", "done", "check"),
    "recused": ("回避", "no", "circle-slash"),
}


@dataclass(frozen=True, slots=True)
class VotingList:
    """One person's vote in one box."""

    box: BallotBox
    rows: list[VoteRow]
    is_here: bool

    @property
    def open(self) -> list[VoteRow]:
        return [row for row in self.rows if row.state == "open"]

    @property
    def done(self) -> int:
        return sum(row.state == "done" for row in self.rows)

    @property
    def all(self) -> int:
        return sum(row.state != "recused" for row in self.rows)


def voting_list(box: BallotBox, seat: RoundExpert) -> VotingList:
    """What this person votes on, in the order of the list. Four statements."""
    ballots = list(box.ballots.select_related("entry__declaration__applicant", "box").order_by("entry__number"))
    if seat.pk not in box.frozen["present"]:
        return VotingList(box, [], is_here=False)
    cast = set(Envelope.objects.filter(ballot__box=box, voter=seat).values_list("ballot", flat=True))
    away = keeping_away([seat.expert], [ballot.entry.declaration for ballot in ballots])
    rows = []
    for ballot in ballots:
        recused = seat.pk in box.frozen["recused"][str(ballot.entry_id)]
        if recused or (seat.expert_id, ballot.entry.declaration_id) in away:
            rows.append(VoteRow(ballot, "recused"))
        else:
            rows.append(VoteRow(ballot, "done" if ballot.pk in cast else "open"))
    return VotingList(box, rows, is_here=True)


def has_voted(ballot: Ballot, seat: RoundExpert) -> bool:
    """Whether the person's envelope is in the box."""
    return Envelope.objects.filter(ballot=ballot, voter=seat).exists()


def open_boxes_for(user: User) -> list[BallotBox]:
    """Votes under way in which the person may take part, for the banner of their desk. Two statements."""
    seats = dict(seats_of(user).values_list("round", "pk"))
    boxes = BallotBox.objects.filter(state=BoxState.OPEN, meeting__round__in=seats).select_related("meeting__round")
    return [box for box in boxes if seats[box.meeting.round_id] in box.frozen["present"]]


def meetings_to_sign(user: User) -> list[Meeting]:
    """Counted meetings that wait for this chair's seal, or for their word on voiding a vote."""
    chaired = seats_of(user).filter(is_chair=True).values("round")
    waiting = Meeting.objects.filter(round__in=chaired).exclude(state=MeetingState.SEALED).select_related("round")
    return [meeting for meeting in waiting.prefetch_related("boxes") if _waits_for_chair(meeting)]


def asked_voids(meeting: Meeting) -> list[BallotBox]:
    """Votes the secretariat asks the chair to void."""
    running = meeting.boxes.filter(state__in=BoxState.running)
    return list(running.exclude(void_reason="").order_by("pk"))


def _waits_for_chair(meeting: Meeting) -> bool:
    boxes = [box for box in meeting.boxes.all() if not box.is_voided]
    asked = any(box.is_running and box.void_reason for box in boxes)
    return asked or (bool(boxes) and all(box.is_tallied for box in boxes))
