"""The secret vote (design §9): open, cast, close, tally; envelopes and key do not outlive the tally.

Known limits: until shares and sealing in the browser come, the server seals and holds the round's key, so who runs the
server *during* the vote could look. After the tally nobody can: identities, envelopes and key are gone, the tables
rewritten. A unanimous result tells every vote.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import connection

from accounts.models import User
from config.lib import clock
from config.lib.reason import Reason
from declarations.states import State
from records.models import Fact
from records.services import outbox
from records.services.audit import audited, note
from review.meetings import envelopes
from review.meetings.exceptions import MeetingRefused
from review.meetings.models import (
    Attendance,
    Ballot,
    BallotBox,
    Envelope,
    Meeting,
    OpenedVote,
    Result,
    RoundEntry,
    RoundExpert,
)
from review.meetings.rules import seat_of
from review.meetings.services.sitting import has_quorum, lock_meeting, needed, passes
from review.meetings.states import BoxState, Choice, MeetingState, Outcome

BOX_LOCKS = 7_201_003  # the class of our advisory locks on boxes; the key is the box
REWRITE = "meetings.rewrite"  # outbox kind: rewrite the tables that held envelopes


def open_box(meeting_id: int, *, entries: Iterable[int], actor: User) -> BallotBox:
    """Open the vote on some candidates. What it will be judged by is frozen and goes into the audit chain."""
    with audited():
        meeting = lock_meeting(meeting_id, actor)
        candidates = list(RoundEntry.objects.filter(round=meeting.round, pk__in=entries).order_by("number"))
        present = _present(meeting)
        if reasons := _reasons_against_opening(meeting, candidates, present):
            raise MeetingRefused(reasons)
        frozen, (public, private) = _frozen(meeting, candidates, present), envelopes.new_key()
        box = BallotBox.objects.create(
            meeting=meeting,
            frozen=frozen,
            frozen_digest=_digest(frozen),
            public_key=public,
            private_key=private,
            opened_at=clock.law(),
        )
        Ballot.objects.bulk_create(Ballot(box=box, entry=entry) for entry in candidates)
        _set_meeting(meeting, MeetingState.VOTING)
        note(Fact("box.open", box.pk, actor.pk, box.opened_at, box.frozen_digest))
    return box


def cast(ballot_id: int, *, choice: str, actor: User) -> str:
    """Put one sealed vote into the box and return its receipt. Nothing about it is logged, timed or counted by choice.

    Raises ``MeetingRefused`` for who may not vote on this candidate, has voted, or comes after the close.
    """
    assert choice in Choice.values, "the form offers the three choices and no other"
    with audited():
        ballot = Ballot.objects.select_related("box__meeting__round").get(pk=ballot_id)
        _hold_box(ballot.box_id, shared=True)
        box = BallotBox.objects.get(pk=ballot.box_id)  # read after the lock: the close may have come first
        voter = seat_of(actor, ballot.box.meeting.round)
        if reason := _why_not_cast(box, ballot, voter):
            raise MeetingRefused([reason])
        assert voter is not None
        sealed = envelopes.seal(choice, ballot.ref, public_key=bytes(box.public_key))
        _, fresh = Envelope.objects.get_or_create(ballot=ballot, voter=voter, defaults={"sealed": sealed})
        if not fresh:
            raise MeetingRefused([Reason("E627", "您已对本位候选人投过票，不能更改。")])
    return envelopes.receipt_of(sealed)


def close_box(box_id: int, *, actor: User) -> BallotBox:
    """Close the vote: wait for casts under way, then publish the sorted receipts (the bulletin)."""
    with audited():
        box = _lock_box(box_id, actor)
        _hold_box(box.pk, shared=False)
        box.refresh_from_db()
        if box.state != BoxState.OPEN:
            return box
        sealed = Envelope.objects.filter(ballot__box=box).values_list("sealed", flat=True)
        box.bulletin = sorted(envelopes.receipt_of(bytes(each)) for each in sealed)
        box.bulletin_digest, box.state, box.closed_at = _digest(box.bulletin), BoxState.CLOSED, clock.law()
        box.save(update_fields=["bulletin", "bulletin_digest", "state", "closed_at"])
        note(Fact("box.close", box.pk, actor.pk, box.closed_at, box.bulletin_digest))
    return box


def tally(box_id: int, *, actor: User) -> BallotBox:
    """Open, check and count; then identities, envelopes and key are destroyed. A second call changes nothing."""
    with audited():
        box = _lock_box(box_id, actor)
        if box.state == BoxState.TALLIED:
            return box
        if box.state != BoxState.CLOSED:
            raise MeetingRefused([Reason("E628", "请先关闭投票再计票。")])
        votes = _opened(box)
        OpenedVote.objects.bulk_create(votes)
        _count(box, votes)
        box.tally_digest = _digest([[str(vote.ballot.ref), vote.choice, vote.nonce] for vote in votes])
        box.private_key, box.state, box.tallied_at = None, BoxState.TALLIED, clock.law()
        box.save(update_fields=["tally_digest", "private_key", "state", "tallied_at"])
        Envelope.objects.filter(ballot__box=box).delete()
        if not box.meeting.boxes.filter(state__in=[BoxState.OPEN, BoxState.CLOSED]).exists():
            _set_meeting(box.meeting, MeetingState.COUNTED)
        outbox.enqueue(REWRITE, [(str(box.ref), {})])
        note(Fact("box.tally", box.pk, actor.pk, box.tallied_at, box.tally_digest))
    return box


def void_box(box_id: int, *, reason: str, actor: User) -> BallotBox:
    """Void a vote that is not counted yet; its envelopes are destroyed unread, the record of it stays."""
    with audited():
        box = _lock_box(box_id, actor)
        _hold_box(box.pk, shared=False)
        box.refresh_from_db()
        if box.state == BoxState.TALLIED or not reason.strip():
            raise MeetingRefused([Reason("E629", "已计票的投票不能作废；作废须写明理由。")])
        box.state, box.void_reason, box.private_key = BoxState.VOIDED, reason, None
        box.save(update_fields=["state", "void_reason", "private_key"])
        Envelope.objects.filter(ballot__box=box).delete()
        note(Fact("box.void", box.pk, actor.pk, clock.law()))
    return box


def rewrite_tables(payload: dict[str, Any]) -> None:  # every outbox handler is handed a payload
    """Write the emptied table anew, so that no page of it still holds an envelope beside a voter's id."""
    table = Envelope._meta.db_table
    statement = f"VACUUM FULL {table}" if connection.vendor == "postgresql" else "VACUUM"
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _present(meeting: Meeting) -> list[int]:
    return list(
        Attendance.objects.filter(meeting=meeting, present=True).order_by("expert").values_list("expert", flat=True)
    )


def _reasons_against_opening(meeting: Meeting, candidates: list[RoundEntry], present: list[int]) -> list[Reason]:
    reasons = []
    if not has_quorum(meeting, len(present)):
        text = f"应到 {meeting.members} 人，实到 {len(present)} 人，不足出席人数要求，不能开放投票。"
        reasons.append(Reason("E626", text))
    if not candidates:
        reasons.append(Reason("E626", "请选择要表决的申报。"))
    if any(each.declaration.state != State.VOTING for each in candidates):
        reasons.append(Reason("E626", "有申报尚未进入表决环节。"))
    if Ballot.objects.filter(entry__in=candidates).exclude(box__state=BoxState.VOIDED).exists():
        reasons.append(Reason("E626", "有申报已经开放过投票；如需重投，请先作废原投票。"))
    return reasons


def _frozen(meeting: Meeting, candidates: list[RoundEntry], present: list[int]) -> dict[str, Any]:
    recused = {}
    for entry in candidates:
        away = RoundExpert.objects.filter(pk__in=present, expert__user__recusals__declaration=entry.declaration_id)
        recused[str(entry.pk)] = sorted(away.values_list("pk", flat=True))
    rule = [meeting.quorum_num, meeting.quorum_den, meeting.pass_num, meeting.pass_den, meeting.members]
    return {"present": present, "recused": recused, "candidates": [entry.pk for entry in candidates], "rule": rule}


def _why_not_cast(box: BallotBox, ballot: Ballot, voter: RoundExpert | None) -> Reason | None:
    if box.state != BoxState.OPEN:
        return Reason("E630", "投票已关闭。")
    if voter is None or voter.pk not in box.frozen["present"]:
        return Reason("E631", "您不在本次到会名单中，不能投票。")
    if voter.pk in box.frozen["recused"][str(ballot.entry_id)]:
        return Reason("E603", "您对本位候选人回避，不投票。")
    return None


def _opened(box: BallotBox) -> list[OpenedVote]:
    key, public = bytes(box.private_key or b""), bytes(box.public_key)
    ballots = {ballot.pk: ballot for ballot in box.ballots.all()}
    opened = []
    for ballot_id, sealed in Envelope.objects.filter(ballot__box=box).values_list("ballot", "sealed"):
        ballot = ballots[ballot_id]
        vote = envelopes.open_envelope(bytes(sealed), ballot.ref, public_key=public, private_key=key)
        opened.append(OpenedVote(nonce=vote.nonce, ballot=ballot, choice=vote.choice))
    return sorted(opened, key=lambda vote: vote.nonce)


def _count(box: BallotBox, votes: list[OpenedVote]) -> None:
    by_ballot: dict[int, Counter[str]] = {ballot.pk: Counter() for ballot in box.ballots.all()}
    for vote in votes:
        by_ballot[vote.ballot_id][vote.choice] += 1
    Result.objects.bulk_create(_result(box, ballot, by_ballot[ballot.pk]) for ballot in box.ballots.all())


def _result(box: BallotBox, ballot: Ballot, cast_votes: Counter[str]) -> Result:
    # A recused expert is out of the denominator for this candidate (domain §1.1).
    present = len(box.frozen["present"]) - len(box.frozen["recused"][str(ballot.entry_id)])
    agree = cast_votes[Choice.AGREE]
    return Result(
        ballot=ballot,
        present=present,
        agree=agree,
        against=cast_votes[Choice.AGAINST],
        abstain=cast_votes[Choice.ABSTAIN],
        not_cast=present - cast_votes.total(),
        needed=needed(box.meeting, present),
        outcome=Outcome.PASSED if passes(box.meeting, agree=agree, present=present) else Outcome.FAILED,
    )


def _lock_box(box_id: int, actor: User) -> BallotBox:
    box = BallotBox.objects.get(pk=box_id)
    meeting = lock_meeting(box.meeting_id, actor)
    box = BallotBox.objects.select_for_update(of=("self",)).get(pk=box_id)
    box.meeting = meeting
    return box


def _hold_box(box_id: int, *, shared: bool) -> None:
    # As gates are held (design §7): many cast at once, the closer waits for them and nothing slips in after.
    if connection.vendor == "postgresql":
        function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s, %s)", [BOX_LOCKS, box_id])


def _set_meeting(meeting: Meeting, state: MeetingState) -> None:
    meeting.state = state
    meeting.save(update_fields=["state"])


def _digest(told: Any) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
