"""Why a declaration cannot go on in its round."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import Actor
from committees.states import CommitteeStatus, ExpertStatus
from config.lib import clock
from config.lib.flow import Asked
from config.lib.reason import Reason, Severity
from declarations.models import Declaration
from notices.rules import Terms, terms_of
from review.meetings.models import Assignment, DefenceRecord, Result, Round
from review.meetings.states import MeetingState, OpinionState, RoundState


def committee_has_authority(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """In its term, not stopped, and for this level (COMM-01, COMM-12)."""
    committee, today = declaration.committee, clock.local_date(now)
    works = committee is not None and committee.status in CommitteeStatus.working
    in_term = works and (committee.valid_from or today) <= today <= (committee.valid_to or today)
    if in_term and declaration.rank in (committee.ranks or [declaration.rank]):
        return None
    return Reason("E604", "评委会无此级别/专业评审权限或已停止评审。")


def round_takes_it(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """The round is this committee's and notice's, and still being put together (T23)."""
    chosen = Round.objects.filter(pk=asked["round"], state=RoundState.PREPARING).first()
    fits = chosen and chosen.committee_id == declaration.committee_id
    if fits and chosen.notice_id == declaration.edition.notice_id:
        return None
    return Reason("E610", "请选择本评委会正在准备的评审批次。", field="round")


def supplements_handled(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Items declared before they were finished are supplemented, or past their date and disregarded (MAT-38, T23)."""
    rule = terms_of(declaration.edition).pending_supplement
    if rule is None or rule.deadline is None or now > rule.deadline:
        return None
    waiting = [
        *declaration.achievements.exclude(pending_kind="").filter(supplemented_at=None),
        *declaration.publications.exclude(pending_kind="").filter(supplemented_at=None),
    ]
    if not waiting:
        return None
    return Reason("E611", f"等待期材料（{waiting[0].title}）补充时限未到，尚未补充。", severity=Severity.WARN)


def readers_assigned(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """As many experts read it as the round says (T24)."""
    entry = declaration.entry
    if _assignments(declaration).count() >= entry.round.readers_each:
        return None
    return Reason("E612", f"每份材料须由不少于 {entry.round.readers_each} 名专家评审，请先分配专家。")


def readers_trained(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """A senior round asks for the training course; nobody suspended reads (COMM-03, COMM-09)."""
    readers = _assignments(declaration).select_related("expert__expert")
    if any(each.expert.expert.status != ExpertStatus.LISTED for each in readers):
        return Reason("E602", "评审专家已暂停或退出。")
    course = training_for(terms_of(declaration.edition), declaration.level)
    if course and any(each.expert.trained_on is None for each in readers):
        return Reason("E602", f"评审专家未完成《{course}》。")
    return None


def no_reader_recused(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Nobody reads a case they are recused from, or their own unit's (COMM-13)."""
    for assignment in _assignments(declaration).select_related("expert__expert"):
        expert = assignment.expert.expert
        own_unit = expert.unit_id is not None and expert.unit_id in {declaration.unit_id, declaration.employer_id}
        if own_unit or declaration.recusals.filter(person=expert.user_id).exists():
            return Reason("E603", f"专家应回避：{expert.name}。")
    return None


def defence_required(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Only levels the notice names are defended (COMM-04)."""
    if declaration.level in terms_of(declaration.edition).committee_defense.levels:
        return None
    return Reason("E613", "该级别不安排专业答辩。")


def defence_scheduled(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Time and place are fixed, and told (COMM-05)."""
    record = _defence(declaration)
    return None if record and record.told_at else Reason("E614", "请先安排答辩时间、地点并通知申报人。")


def opinions_in(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Every assigned expert has handed in an opinion (T26)."""
    open_ones = _assignments(declaration).exclude(opinion__state=OpinionState.SUBMITTED).count()
    return Reason("E615", f"还有 {open_ones} 名专家未提交评审意见。") if open_ones else None


def defence_held(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """A defended level has its record, within its minutes (COMM-04)."""
    terms = terms_of(declaration.edition)
    if declaration.level not in terms.committee_defense.levels:
        return None
    record = _defence(declaration)
    if record is None or (record.recorded_at is None and not record.absent):
        return Reason("E616", "正高级须先答辩并填写答辩记录。")
    return overlong(terms, record.prepare_used or 0, record.answer_used or 0)


def result_signed(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """A result counts when it was tallied and the chair has signed (T27)."""
    results = Result.objects.filter(ballot__entry__declaration=declaration, outcome=asked["outcome"])
    if results.filter(ballot__box__meeting__state=MeetingState.SEALED).exists():
        return None
    return Reason("E617", "表决结果尚未由主任委员签章。")


def overlong(terms: Terms, prepare: int, answer: int) -> Reason | None:
    """E601 when a defence takes longer than the notice allows."""
    limits = terms.committee_defense
    fits = prepare <= limits.prepare_max and answer <= limits.answer_max and prepare + answer <= limits.total_max
    if fits:
        return None
    return Reason(
        "E601",
        f"答辩时间超出限制（准备≤{limits.prepare_max}分钟、答辩及提问≤{limits.answer_max}分钟、合计≤{limits.total_max}分钟）。",
    )


def training_for(terms: Terms, level: str) -> str:
    """The course this level's experts must have taken; empty: none."""
    rule = terms.expert_training
    return rule.course if rule and level in rule.required_for else ""


def _assignments(declaration: Declaration) -> QuerySet[Assignment]:
    return Assignment.objects.filter(entry__declaration=declaration, withdrawn_at=None)


def _defence(declaration: Declaration) -> DefenceRecord | None:
    return DefenceRecord.objects.filter(entry__declaration=declaration).first()
