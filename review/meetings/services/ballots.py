"""The secret vote (design §9): open, cast, close, tally; envelopes and key do not outlive the tally.

Known limits: until shares and sealing in the browser come, the server seals and holds the round's key (under the key
ring of encrypted fields), so who runs the server *during* the vote could look, and so could who has both the ring and a
backup from before the tally. After it nobody can: identities, envelopes and key are gone, their tables rewritten. A
unanimous result tells every vote.
"""

from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.views.decorators.debug import sensitive_variables

from accounts.models import User
from config.lib import clock
from config.lib.reason import Reason
from declarations.models import Declaration, Recusal
from declarations.states import State
from records.models import Fact
from records.services import outbox
from records.services.audit import audited, note
from review.meetings import envelopes
from review.meetings.checking import CLOSED, OPENED, TALLIED, digest_of, problems_of, receipts_in, votes_told
from review.meetings.counting import freeze, has_quorum, needed, passes, quorum_of, thaw
from review.meetings.exceptions import MeetingRefused
from review.meetings.models import (
    Ballot,
    BallotBox,
    BoxKey,
    Envelope,
    Meeting,
    OpenedVote,
    Result,
    RoundEntry,
    RoundExpert,
)
from review.meetings.rules import keeping_away, seat_of
from review.meetings.services.rewriting import REWRITE
from review.meetings.services.sitting import lock_chaired, lock_meeting, present_seats
from review.meetings.states import BoxState, Choice, MeetingState, Outcome

BOX_LOCKS = 7_201_003  # the class of our advisory locks on boxes; the key is the box


def open_box(meeting_id: int, *, entries: Iterable[int], actor: User) -> BallotBox:
    """Open the vote on some candidates. What it will be judged by is frozen and goes into the audit chain."""
    with audited():
        candidates = _lock_candidates(entries)
        meeting = lock_meeting(meeting_id, actor)
        present = present_seats(meeting)
        recused = _recused(candidates, present)
        if reasons := _reasons_against_opening(meeting, candidates, present, recused):
            raise MeetingRefused(reasons)
        frozen = _frozen(meeting, candidates, present, recused)
        box = _new_box(meeting, frozen)
        Ballot.objects.bulk_create(Ballot(box=box, entry=entry) for entry in candidates)
        _set_meeting(meeting, MeetingState.VOTING)
        note(Fact(OPENED, box.pk, actor.pk, box.opened_at, box.frozen_digest))
    return box


@sensitive_variables("choice", "sealed")
def cast(ballot_id: int, *, choice: str, actor: User) -> str:
    """Put one sealed vote into the box and return its receipt. Nothing about it is logged, timed or counted by choice.

    Raises ``MeetingRefused`` for who may not vote on this candidate, has voted, or comes after the close.
    """
    assert choice in Choice.values, "the form offers the three choices and no other"
    with audited():
        ballot = Ballot.objects.select_related("box__meeting__round", "entry").get(pk=ballot_id)
        _hold_box(ballot.box_id, shared=True)
        box = BallotBox.objects.get(pk=ballot.box_id)  # read after the lock: the close may have come first
        voter = seat_of(actor, ballot.box.meeting.round)
        if reason := why_not_cast(box, ballot, voter):
            raise MeetingRefused([reason])
        assert voter is not None, "who may cast has a seat"
        sealed = envelopes.seal(choice, ballot.ref, public_key=bytes(box.public_key))
        _, fresh = Envelope.objects.get_or_create(ballot=ballot, voter=voter, defaults={"sealed": sealed})
        if not fresh:
            raise MeetingRefused([VOTED])
    return envelopes.receipt_of(sealed)


def close_box(box_id: int, *, actor: User, why: str = "") -> BallotBox:
    """Close the vote: wait for casts under way, then publish the sorted receipts (the bulletin).

    While votes of those present are missing it asks why (``short_reason``); whose they are nobody learns.
    """
    with audited():
        box = _lock_box(box_id, actor)
        if box.state != BoxState.OPEN:
            return box
        if missing := missing_votes(box):
            box.short_reason = _explained(missing, why)
        box.bulletin = receipts_in(box)
        box.bulletin_digest, box.state, box.closed_at = digest_of(box.bulletin), BoxState.CLOSED, clock.law()
        box.save(update_fields=["bulletin", "bulletin_digest", "state", "closed_at", "short_reason"])
        note(Fact(CLOSED, box.pk, actor.pk, box.closed_at, box.bulletin_digest))
    return box


def missing_votes(box: BallotBox) -> int:
    """How many votes of those present, without the recused, are not in the box."""
    return box.votes_due - Envelope.objects.filter(ballot__box=box).count()


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
        box.tally_digest, box.void_reason = digest_of(votes_told(votes)), ""
        box.state, box.tallied_at = BoxState.TALLIED, clock.law()
        box.save(update_fields=["tally_digest", "void_reason", "state", "tallied_at"])
        _destroy(box)
        if not box.meeting.boxes.filter(state__in=BoxState.running).exists():
            _set_meeting(box.meeting, MeetingState.COUNTED)
        note(Fact(TALLIED, box.pk, actor.pk, box.tallied_at, box.tally_digest))
    return box


def ask_to_void(box_id: int, *, reason: str, actor: User) -> BallotBox:
    """The secretariat asks the chair to void a vote not counted yet (23-4). It goes on until the chair agrees."""
    with audited():
        box = _lock_box(box_id, actor)
        if not box.is_running or not reason.strip():
            raise MeetingRefused([NOT_VOIDED])
        box.void_reason = reason.strip()
        box.save(update_fields=["void_reason"])
        note(Fact("box.ask_to_void", box.pk, actor.pk, clock.law(), digest_of(box.void_reason)))
    return box


def void_box(box_id: int, *, actor: User) -> BallotBox:
    """The chair voids what was asked for; its envelopes are destroyed unread, the record of it stays."""
    with audited():
        box = _lock_box(box_id, actor, lock=lock_chaired)
        if not box.is_running or not box.void_reason:
            raise MeetingRefused([NOT_VOIDED])
        box.state = BoxState.VOIDED
        box.save(update_fields=["state"])
        _destroy(box)
        if not box.meeting.boxes.exclude(state=BoxState.VOIDED).exists():
            _set_meeting(box.meeting, MeetingState.CONVENED)
        note(Fact("box.void", box.pk, actor.pk, clock.law(), digest_of(box.void_reason)))
    return box


def why_not_cast(box: BallotBox, ballot: Ballot, voter: RoundExpert | None) -> Reason | None:
    """Why this person has no vote on this candidate now; whether they voted already is not asked here."""
    if voter is None or voter.pk not in box.frozen["present"]:
        return Reason("E631", "您不在本次到会名单中，不能投票。")
    recused = voter.pk in box.frozen["recused"][str(ballot.entry_id)]
    # Who was recused after the opening has no vote either; the count keeps the numbers that were frozen.
    if recused or Recusal.objects.filter(person=voter.expert.user_id, declaration=ballot.entry.declaration_id).exists():
        return Reason("E603", "您对本位候选人回避，不投票。")
    return Reason("E630", "投票已关闭。") if box.state != BoxState.OPEN else None


VOTED = Reason("E627", "您已对本位候选人投过票，不能查看或更改。")
NOT_VOIDED = Reason("E629", "只有尚未计票的投票可以作废，且须写明理由、经主任委员同意。")


def _lock_candidates(entries: Iterable[int]) -> list[RoundEntry]:
    found = RoundEntry.objects.filter(pk__in=entries).order_by("declaration")
    held = {entry.pk: Declaration.objects.lock(entry.declaration_id) for entry in found}
    candidates = sorted(found, key=lambda entry: entry.number)
    for entry in candidates:
        entry.declaration = held[entry.pk]
    return candidates


def _reasons_against_opening(
    meeting: Meeting, candidates: list[RoundEntry], present: list[RoundExpert], recused: dict[int, list[int]]
) -> list[Reason]:
    reasons = []
    if meeting.state == MeetingState.SEALED:
        reasons.append(Reason("E626", "主任委员已签章，本次会议不能再投票。"))
    if meeting.boxes.filter(state=BoxState.OPEN).exists():
        reasons.append(Reason("E626", "还有投票没有关闭，请先关闭再开放下一项。"))
    if not candidates:
        reasons.append(Reason("E626", "请选择要表决的申报。", field="entries"))
    for entry in candidates:
        entitled = len(present) - len(recused[entry.pk])
        if not has_quorum(meeting, entitled):
            who = f"实到 {len(present)} 人，回避 {len(recused[entry.pk])} 人，可投票 {entitled} 人"
            reasons.append(Reason("E626", f"{entry}：{who}，不足 {quorum_of(meeting)} 人，不能开放投票。"))
        if entry.round_id != meeting.round_id or entry.declaration.state != State.VOTING:
            reasons.append(Reason("E626", f"{entry}尚未进入表决环节。"))
    return [*reasons, *_voted_on_already(candidates)]


def _voted_on_already(candidates: list[RoundEntry]) -> list[Reason]:
    # A case whose sealed result came back by a review request is voted on again, in another meeting (T28, T39).
    standing = Ballot.objects.filter(entry__in=candidates).exclude(box__state=BoxState.VOIDED)
    again = standing.exclude(box__meeting__state=MeetingState.SEALED).select_related("entry")
    return [Reason("E626", f"{ballot.entry}已经开放过投票；如需重投，请先作废原投票。") for ballot in again]


def _recused(candidates: list[RoundEntry], present: list[RoundExpert]) -> dict[int, list[int]]:
    away = keeping_away([seat.expert for seat in present], [entry.declaration for entry in candidates])
    return {
        entry.pk: [seat.pk for seat in present if (seat.expert_id, entry.declaration_id) in away]
        for entry in candidates
    }


def _frozen(
    meeting: Meeting, candidates: list[RoundEntry], present: list[RoundExpert], recused: dict[int, list[int]]
) -> dict[str, Any]:
    return {
        "present": [seat.pk for seat in present],
        "recused": {str(entry): seats for entry, seats in recused.items()},
        "candidates": [entry.pk for entry in candidates],
        "rule": freeze(meeting),
    }


def _new_box(meeting: Meeting, frozen: dict[str, Any]) -> BallotBox:
    public, private = envelopes.new_key()
    box = BallotBox.objects.create(
        meeting=meeting,
        frozen=frozen,
        frozen_digest=digest_of(frozen),
        public_key=public,
        opened_at=clock.law(),
    )
    BoxKey.objects.create(box=box, secret=b64encode(private).decode())
    return box


def _opened(box: BallotBox) -> list[OpenedVote]:
    """The votes in the order of their nonces; refused whole when anything was changed since the close (BV4)."""
    if problems := problems_of(box):
        raise MeetingRefused([Reason("E632", f"计票中止：{problem}") for problem in problems])
    key, public = b64decode(box.key.secret), bytes(box.public_key)
    ballots = {ballot.pk: ballot for ballot in box.ballots.all()}
    opened = []
    for ballot_id, sealed in Envelope.objects.filter(ballot__box=box).values_list("ballot", "sealed"):
        ballot = ballots[ballot_id]
        try:
            vote = envelopes.open_envelope(bytes(sealed), ballot.ref, public_key=public, private_key=key)
        except envelopes.EnvelopeBroken as error:
            raise MeetingRefused([Reason("E632", "计票中止：有选票不是为本次投票封装的。")]) from error
        opened.append(OpenedVote(nonce=vote.nonce, ballot=ballot, choice=vote.choice))
    return sorted(opened, key=lambda vote: vote.nonce)


def _explained(missing: int, why: str) -> str:
    words = " ".join(why.split())
    if not words:
        text = f"还有 {missing} 票未投。请提醒到会委员投票；确需关闭的，请写明理由。"
        raise MeetingRefused([Reason("E640", text, field="why")])
    return words


def _count(box: BallotBox, votes: list[OpenedVote]) -> None:
    ballots = list(box.ballots.all())
    by_ballot: dict[int, Counter[str]] = {ballot.pk: Counter() for ballot in ballots}
    for vote in votes:
        by_ballot[vote.ballot_id][vote.choice] += 1
    Result.objects.bulk_create(_result(box, ballot, by_ballot[ballot.pk]) for ballot in ballots)


def _result(box: BallotBox, ballot: Ballot, cast_votes: Counter[str]) -> Result:
    # A recused expert is out of the denominator for this candidate (domain §1.1).
    present = len(box.frozen["present"]) - len(box.frozen["recused"][str(ballot.entry_id)])
    agree, rules = cast_votes[Choice.AGREE], thaw(box.frozen["rule"])
    return Result(
        ballot=ballot,
        present=present,
        agree=agree,
        against=cast_votes[Choice.AGAINST],
        abstain=cast_votes[Choice.ABSTAIN],
        not_cast=present - cast_votes.total(),
        needed=needed(rules, present),
        outcome=Outcome.PASSED if passes(rules, agree=agree, present=present) else Outcome.FAILED,
    )


def _destroy(box: BallotBox) -> None:
    Envelope.objects.filter(ballot__box=box).delete()
    BoxKey.objects.filter(box=box).delete()
    outbox.enqueue(REWRITE, [(str(box.ref), {})])


def _lock_box(box_id: int, actor: User, *, lock: Any = lock_meeting) -> BallotBox:
    """The box for the rest of the transaction, after every cast under way; its meeting first."""
    meeting = lock(BallotBox.objects.values_list("meeting", flat=True).get(pk=box_id), actor)
    _hold_box(box_id, shared=False)
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
