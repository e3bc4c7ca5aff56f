"""Whether a box still holds what was sealed, closed and counted: for the tally, the console and the proofs (BV4).

Every digest also stands in the audit chain, so that a box changed together with its digests is found out as well.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from records.models import AuditEntry
from review.meetings import envelopes
from review.meetings.models import BallotBox, OpenedVote
from review.meetings.states import BoxState, Choice

OPENED, CLOSED, TALLIED = "box.open", "box.close", "box.tally"  # the facts that carry a box's digests


def problems_of(box: BallotBox) -> list[str]:
    """What does not agree any more, a sentence each; nothing when all is well."""
    found = list(_frozen_problems(box))
    if box.is_public:
        found += _bulletin_problems(box)
    if box.state == BoxState.CLOSED:
        found += _envelope_problems(box)
    if box.state == BoxState.TALLIED:
        found += _count_problems(box)
    return found


def receipts_in(box: BallotBox) -> list[str]:
    """Receipts of the envelopes that are in the box now, sorted: they say nothing of order or voter."""
    sealed = box.ballots.filter(envelopes__isnull=False).values_list("envelopes__sealed", flat=True)
    return sorted(envelopes.receipt_of(bytes(each)) for each in sealed)


def votes_told(votes: Iterable[OpenedVote]) -> list[list[str]]:
    """What is published of a tally: candidate, choice, nonce, in the order of the nonces."""
    return [[str(vote.ballot.ref), vote.choice, vote.nonce] for vote in sorted(votes, key=lambda vote: vote.nonce)]


def digest_of(told: Any) -> str:
    """SHA-256 of the canonical JSON."""
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _frozen_problems(box: BallotBox) -> Iterator[str]:
    if not _agrees(box, OPENED, digest_of(box.frozen), box.frozen_digest):
        yield "开放投票时封存的到会、回避和候选人名单已被改动。"
    if sorted(box.frozen["candidates"]) != sorted(box.ballots.values_list("entry", flat=True)):
        yield "候选人名单与封存的名单不一致。"


def _bulletin_problems(box: BallotBox) -> Iterator[str]:
    if not _agrees(box, CLOSED, digest_of(box.bulletin), box.bulletin_digest):
        yield "关闭投票时公布的回执已被改动。"


def _envelope_problems(box: BallotBox) -> Iterator[str]:
    if receipts_in(box) != box.bulletin:
        yield "票箱内的选票与关闭投票时公布的回执不一致。"


def _count_problems(box: BallotBox) -> Iterator[str]:
    votes = list(OpenedVote.objects.filter(ballot__box=box).select_related("ballot"))
    if not _agrees(box, TALLIED, digest_of(votes_told(votes)), box.tally_digest):
        yield "计票公布的选票已被改动。"
    if len(votes) != len(box.bulletin):
        yield "计票的票数与关闭投票时的回执数不一致。"
    by_ballot: dict[int, Counter[str]] = {}
    for vote in votes:
        by_ballot.setdefault(vote.ballot_id, Counter())[vote.choice] += 1
    for ballot in box.ballots.select_related("result", "entry"):
        counted = by_ballot.get(ballot.pk, Counter())
        result = getattr(ballot, "result", None)
        told = (result.agree, result.against, result.abstain) if result else None
        if told != (counted[Choice.AGREE], counted[Choice.AGAINST], counted[Choice.ABSTAIN]):
            yield f"{ballot.entry}的统计与公布的选票不一致。"


def _agrees(box: BallotBox, event: str, computed: str, kept: str) -> bool:
    noted = (
        AuditEntry.objects.filter(event=event, subject_id=box.pk).order_by("-number").values_list("content", flat=True)
    )
    return computed == kept == noted.first()
