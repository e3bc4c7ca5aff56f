"""Why a declaration cannot go on in its round."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import Actor
from committees.models import Expert
from committees.rules import authority_problem, expert_problem
from config.lib import clock
from config.lib.flow import Asked
from config.lib.reason import Reason, Severity
from declarations.models import Declaration
from declarations.rules import gate_of
from notices.rules import Terms, terms_of
from notices.states import Window
from review.meetings.models import Assignment, DefenceRecord, Result, Round, RoundEntry
from review.meetings.rules import keeping_away
from review.meetings.states import MeetingState, OpinionState, RoundState
from review.meetings.targeted import fits_round, is_targeted

SEPARATE_ROUND = "“双定向”申报单独评审，请列入双定向批次。"
ORDINARY_ROUND = "这是双定向批次，只收“双定向”申报。"
SEPARATE_GROUP = "“双定向”申报不与普通申报同组评审，请先移到双定向学科组。"


def committee_has_authority(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """In its term, not stopped, and for this level (COMM-01, COMM-12)."""
    if declaration.committee is None:
        return Reason("E604", "评委会无此级别/专业评审权限或已停止评审。")
    asked_for = {"rank": declaration.rank, "specialty": declaration.specialty}
    return authority_problem(declaration.committee, **asked_for, day=clock.local_date(now))


def round_takes_it(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """The round is this committee's and notice's, and still being put together (T23)."""
    chosen = Round.objects.filter(pk=asked["round"], state=RoundState.PREPARING).first()
    asked_for = (declaration.committee_id, declaration.edition.notice_id)
    if not chosen or (chosen.committee_id, chosen.notice_id) != asked_for:
        return Reason("E610", "请选择本评委会正在准备的评审批次。", field="round")
    if fits_round(declaration, chosen, terms_of(declaration.edition).targeted_eval.modes):
        return None
    return Reason("E656", SEPARATE_ROUND if is_targeted(declaration) else ORDINARY_ROUND, field="round")


def stands_apart(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """In an ordinary round 双定向 has a group of its own before anybody reads (COMM-18)."""
    entry = RoundEntry.objects.select_related("round", "panel").filter(declaration=declaration).first()
    if entry is None or not is_targeted(declaration) or entry.round.targeted:
        return None
    return None if entry.panel and entry.panel.targeted else Reason("E656", SEPARATE_GROUP)


def supplements_handled(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Items declared before they were finished are supplemented, or past their date and disregarded (MAT-38, T23).

    The gate says until when: an amendment moves it, also for cases that stay with their own edition (TIME-11).
    """
    gate = gate_of(declaration, Window.PENDING_SUPPLEMENT)
    if gate is None or gate.closes_at is None:
        return None
    if gate.closed_at or now > gate.closes_at:  # what a desk kept too long is the office's to decide (E405)
        held = declaration.supplements.on_the_way().first()
        words = f"补交的材料（{held.title}）还在等职改办确认。" if held else ""
        return Reason("E611", words, severity=Severity.WARN) if held else None
    waiting = [
        *declaration.achievements.exclude(pending_kind="").filter(supplemented_at=None),
        *declaration.publications.exclude(pending_kind="").filter(supplemented_at=None),
    ]
    if not waiting:
        return None
    return Reason("E611", f"等待期材料（{waiting[0].title}）补充时限未到，尚未补充。", severity=Severity.WARN)


def readers_assigned(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """As many experts read it as the round says (T24)."""
    wanted = _readers_wanted(declaration)
    if wanted and _assignments(declaration).count() >= wanted:
        return None
    return Reason("E612", f"每份材料须由不少于 {wanted} 名专家评审，请先分配专家。")


def readers_trained(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> list[Reason]:
    """A senior round asks for the training course; nobody suspended reads (COMM-03, COMM-09)."""
    course = training_for(terms_of(declaration.edition), declaration.level)
    year = declaration.edition.notice.year
    found = (expert_problem(expert, course=course, year=year) for expert in _readers(declaration))
    return [reason for reason in found if reason]


def no_reader_recused(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Nobody reads their own case, their own unit's, or one they are recused from (COMM-13)."""
    readers = _readers(declaration)
    away = keeping_away(readers, [declaration])
    names = "、".join(expert.name for expert in readers if (expert.pk, declaration.pk) in away)
    return Reason("E603", f"专家应回避：{names}。") if names else None


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
    """Every assigned expert has handed in an opinion, and as many as the round says (T26); a recusal leaves a gap."""
    assigned = _assignments(declaration)
    given = assigned.filter(opinion__state=OpinionState.SUBMITTED).count()
    missing = max(assigned.count(), _readers_wanted(declaration)) - given
    return Reason("E615", f"还缺 {missing} 份专家评审意见。") if missing else None


def defence_held(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """A defended level has its record, within its minutes (COMM-04)."""
    terms = terms_of(declaration.edition)
    if declaration.level not in terms.committee_defense.levels:
        return None
    record = _defence(declaration)
    if record is None or record.recorded_at is None:
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


def training_for(terms: Terms, level: str) -> str | None:
    """The course this level's experts must have taken, if any (COMM-03)."""
    rule = terms.expert_training
    return rule.course if rule and level in rule.required_for else None


def _assignments(declaration: Declaration) -> QuerySet[Assignment]:
    return Assignment.objects.filter(entry__declaration=declaration, withdrawn_at=None)


def _readers(declaration: Declaration) -> list[Expert]:
    # In the order of their seats: the lot gives them out in another order each time.
    given = _assignments(declaration).select_related("expert__expert").order_by("expert")
    return [each.expert.expert for each in given]


def _readers_wanted(declaration: Declaration) -> int:
    entry = RoundEntry.objects.filter(declaration=declaration).select_related("round").first()
    return entry.round.readers_each if entry else 0


def _defence(declaration: Declaration) -> DefenceRecord | None:
    return DefenceRecord.objects.filter(entry__declaration=declaration).first()
