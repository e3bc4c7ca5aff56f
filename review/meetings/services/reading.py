"""An expert's opinion on a declaration they read (COMM-02, COMM-14)."""

from collections.abc import Collection, Mapping
from decimal import Decimal

from accounts.models import User
from config.lib import clock
from config.lib.reason import Reason
from declarations.models import Declaration
from integrity.models import Suspicion
from records.models import Fact
from records.services.audit import audited, note
from review.approvals.exceptions import Refused
from review.approvals.services.suspecting import record_suspicion
from review.meetings.exceptions import MeetingRefused
from review.meetings.models import Assignment, Opinion
from review.meetings.rules import keeps_entry
from review.meetings.states import Dimension, OpinionState, RoundState

DIMENSIONS = {dimension.value: dimension.label for dimension in Dimension}
WEIGHT = Decimal(1) / len(DIMENSIONS)
HIGHEST = 100
UNPLEDGED = Reason("E618", "请先签署评审纪律承诺书。")


def save_opinion(
    assignment_id: int, *, scores: Mapping[str, int], comment: str, recommends: bool | None, actor: User, submit: bool
) -> Opinion:
    """Keep a draft, or hand the opinion in for good. Raises ``MeetingRefused`` with every reason."""
    with audited():
        assignment = _lock_assignment(assignment_id, actor)
        now = clock.law()
        if reasons := _reasons(assignment, scores, comment, recommends=recommends, submit=submit):
            raise MeetingRefused(reasons)
        opinion, _ = Opinion.objects.get_or_create(assignment=assignment, defaults={"saved_at": now})
        opinion.scores, opinion.comment, opinion.recommends = dict(scores), comment, recommends
        opinion.total, opinion.saved_at = total_of(scores), now
        if submit:
            opinion.state, opinion.submitted_at = OpinionState.SUBMITTED, now
        opinion.save(update_fields=["scores", "comment", "recommends", "total", "saved_at", "state", "submitted_at"])
        note(Fact(f"opinion.{opinion.state}", opinion.pk, actor.pk, now))
    return opinion


def total_of(scores: Mapping[str, int]) -> Decimal | None:
    """The mean of the dimensions, to one decimal; None while one is missing."""
    if set(scores) != set(DIMENSIONS):
        return None
    return (sum((Decimal(value) for value in scores.values()), Decimal(0)) * WEIGHT).quantize(Decimal("0.1"))


def keep_notes(assignment_id: int, *, notes: str, actor: User) -> Assignment:
    """The expert's own notes; nobody else ever sees them."""
    with audited():
        assignment = _lock_assignment(assignment_id, actor)
        assignment.notes = notes
        assignment.save(update_fields=["notes"])
    return assignment


def tick_read(assignment_id: int, *, parts: Collection[str], actor: User) -> Assignment:
    """Which chapters the expert has ticked as read (20-1)."""
    with audited():
        assignment = _lock_assignment(assignment_id, actor)
        assignment.read_parts = sorted(set(parts))
        assignment.save(update_fields=["read_parts"])
    return assignment


def suspect_work(assignment_id: int, *, act: str, place: str = "", facts: str, actor: User) -> Suspicion:
    """A 线索 seen by a reader: told to whoever may find, to no desk of the case by name (MAT-05, COMM-13)."""
    with audited():
        assignment = _lock_assignment(assignment_id, actor)
        if assignment.expert.pledged_at is None:
            raise MeetingRefused([UNPLEDGED])
        declaration = Declaration.objects.with_context().get(pk=assignment.entry.declaration_id)
        try:
            return record_suspicion(declaration, act=act, place=place, facts=facts, by_reader=True, actor=actor)
        except Refused as refusal:
            raise MeetingRefused(refusal.reasons) from refusal


def reopen_opinion(opinion_id: int, *, why: str, actor: User) -> Opinion:
    """The secretariat gives a submitted opinion back to its expert, for a reason that stays on it (21-1)."""
    with audited():
        found = Opinion.objects.select_related("assignment__entry__round__committee").get(pk=opinion_id)
        entry = found.assignment.entry
        entry.declaration = Declaration.objects.lock(entry.declaration_id)
        keeps_entry(actor, entry)
        opinion = Opinion.objects.select_for_update(of=("self",)).get(pk=opinion_id)
        if entry.round.state != RoundState.READING or opinion.state != OpinionState.SUBMITTED:
            raise MeetingRefused([Reason("E619", "只有专家评审阶段已提交的意见可以退回修改。")])
        opinion.state, opinion.submitted_at, opinion.reopened_why = OpinionState.DRAFT, None, why
        opinion.save(update_fields=["state", "submitted_at", "reopened_why"])
        note(Fact("opinion.reopen", opinion.pk, actor.pk, clock.law()))
    return opinion


def _lock_assignment(assignment_id: int, actor: User) -> Assignment:
    Declaration.objects.lock(Assignment.objects.values_list("entry__declaration", flat=True).get(pk=assignment_id))
    related = Assignment.objects.select_related("entry__round", "expert__expert")
    assignment = related.select_for_update(of=("self",)).get(pk=assignment_id)
    seat = assignment.expert
    if seat.expert.user_id != actor.pk or assignment.withdrawn_at or seat.removed_at:
        raise MeetingRefused([Reason("not_yours", "这份材料没有分配给您，或已收回。")])
    return assignment


def _reasons(
    assignment: Assignment, scores: Mapping[str, int], comment: str, *, recommends: bool | None, submit: bool
) -> list[Reason]:
    reasons = []
    if assignment.expert.pledged_at is None:
        reasons.append(UNPLEDGED)
    if assignment.entry.round.state != RoundState.READING:
        reasons.append(Reason("E619", "本批次不在专家评审阶段。"))
    if Opinion.objects.filter(assignment=assignment, state=OpinionState.SUBMITTED).exists():
        reasons.append(Reason("E620", "评审意见已提交，如需修改请联系会务组。"))
    reasons += [
        Reason("E621", "请填写 0–100 的整数分。", field=name)
        for name, value in scores.items()
        if not 0 <= value <= HIGHEST
    ]
    if submit:
        missing = [name for name in DIMENSIONS if name not in scores]
        reasons += [Reason("E622", f"请为“{DIMENSIONS[name]}”评分。", field=name) for name in missing]
        if not comment.strip():
            reasons.append(Reason("E622", "请填写评审意见。", field="comment"))
        if recommends is None:
            reasons.append(Reason("E622", "请选择是否建议通过。", field="recommends"))
    return reasons
