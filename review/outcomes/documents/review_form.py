"""评审表 (FORM-20) whole: the applicant's pages, and in each box what its desk said, to the 批复."""

from collections.abc import Iterable, Iterator
from typing import Any

from config.lib import clock
from config.lib.text import chinese_date
from declarations.documents import Opinion, review_form
from declarations.models import Declaration
from declarations.states import RouteNode
from notices.rules import Terms, terms_of
from records.services.documents import Form
from review.approvals.models import Deliberation, Publicity, Recommendation, StopReview, UnitDefence
from review.approvals.states import CheckRow, PublicityKind
from review.meetings.models import Assignment, DefenceRecord, Result, RoundExpert
from review.meetings.states import OpinionState, Outcome
from review.outcomes.effects import area_limit
from review.outcomes.lines import way_of
from review.outcomes.models import ApprovalEntry, ConfirmationEntry, Recheck, ResultPublicityEntry
from review.outcomes.states import ObjectionState

# The box in which a desk of the route is printed.
BOX_OF = {
    RouteNode.DISPATCH_UNIT: "department",
    RouteNode.PAYING_UNIT: "department",
    RouteNode.TALENT_MARKET: "department",
    RouteNode.DEPARTMENT: "department",
    RouteNode.COUNTY_OFFICE: "local_office",
    RouteNode.CITY_OFFICE: "local_office",
    RouteNode.REGION_OFFICE: "local_office",
    RouteNode.COMMITTEE_OFFICE: "office",
}
# What notices call the aspect of the deliberation that speaks of yearly and term assessments (FORM-16, FORM-20).
ASSESSED = {"考评情况", "考核情况", "年度考核"}


def whole_review_form(declaration_id: int) -> Form:
    """Everything that was said on one declaration, in the boxes of the ministry's form."""
    case = Declaration.objects.with_context().get(pk=declaration_id)
    sections = {key: opinion for key, opinion in _opinions(case) if opinion}
    return review_form(declaration_id, sections=sections)


def _opinions(case: Declaration) -> Iterator[tuple[str, Opinion | None]]:
    terms = terms_of(case.edition)
    yield "defence", _unit_defence(case)
    yield "assessments", _assessments(case)
    yield "deliberation", _deliberation(case)
    yield "publicity", _unit_publicity(case)
    yield "unit", recommendation_of(case)
    yield from desks_of(case)
    yield "panel", _panel(case)
    yield "committee", _committee(case, terms)
    yield "recheck", _recheck(case)
    yield "confirmation", confirmation_of(case)
    yield "approval", approval_of(case, terms)


# ── the unit ───────────────────────────────────────────────────────────────────────────────────────────────────────
def _unit_defence(case: Declaration) -> Opinion | None:
    said = UnitDefence.objects.filter(declaration=case).first()
    if said is None:
        return None
    people = "、".join(str(each.get("name", "")) for each in said.panel)
    facts = (("答辩时间", chinese_date(said.held_on)), ("答辩专家", people))
    return Opinion(said.opinion, _told(facts), seal=case.unit.name, on=said.held_on)


def _assessments(case: Declaration) -> Opinion | None:
    # No register of yearly assessments is kept here: the unit's group speaks of them, where the notice asks it to.
    said = Deliberation.objects.filter(declaration=case).first()
    told = [text for aspect, text in said.aspects.items() if aspect in ASSESSED and text] if said else []
    return Opinion("\n".join(told), seal=case.unit.name, on=said.held_on) if said and told else None


def _deliberation(case: Declaration) -> Opinion | None:
    said = Deliberation.objects.filter(declaration=case).first()
    if said is None:
        return None
    leader = next((str(each.get("name", "")) for each in said.members if each.get("is_leader")), "")
    facts = (
        ("会议时间、地点", f"{chinese_date(said.held_on)}，{said.place}"),
        ("表决", f"到会 {said.votes_present} 人，同意 {said.votes_for} 票，不同意 {said.votes_against} 票"),
    )
    text = _aspects(said.aspects, "同意推荐。" if said.agree else "不同意推荐。")
    return Opinion(text, facts, leader, case.unit.name, said.held_on)


def _unit_publicity(case: Declaration) -> Opinion | None:
    shown = list(Publicity.objects.filter(declaration=case).ended().prefetch_related("objections"))
    if not shown:
        return None
    lines = []
    for each in shown:
        kind = PublicityKind(each.kind).label
        span = f"{chinese_date(each.first_day)}至{chinese_date(each.last_day)}（{each.working_days}个工作日）"
        lines.append(f"{kind}：{span}，地点：{each.place}。{_objected(each.objections.count())}")
    return Opinion("\n".join(lines), seal=case.unit.name, on=shown[-1].last_day)


def _objected(count: int) -> str:
    return f"公示期间收到异议 {count} 件，经核查不影响推荐。" if count else "公示期间无异议。"


def recommendation_of(case: Declaration) -> Opinion | None:
    """What the unit recommended, last."""
    said = Recommendation.objects.filter(declaration=case).last()
    if said is None:
        return None
    notes = [f"破格情况：{said.exception_note}" if said.exception_note else "", said.post_note]
    text = "\n".join(filter(None, [_aspects(said.aspects, ""), *notes, "同意推荐。" if said.agree else "不同意推荐。"]))
    return Opinion(text, (("审核责任人", said.responsible),), said.head, case.unit.name, clock.local_date(said.at))


# ── the desks above ────────────────────────────────────────────────────────────────────────────────────────────────
def desks_of(case: Declaration) -> Iterator[tuple[str, Opinion | None]]:
    """What each desk of the route said, by the key of its box."""
    latest = {}  # signed again, the later one counts
    for review in StopReview.objects.filter(declaration=case).select_related("signer", "organisation"):
        latest[review.stop] = review
    boxes: dict[str, list[Opinion]] = {}
    for stop in case.stops.all():
        key, review = BOX_OF.get(RouteNode(stop.node)), latest.get(stop.index)
        if key and review:
            boxes.setdefault(key, []).append(_desk(review, stop.name))
    for key, said in boxes.items():
        yield key, _joined(said)


def _desk(review: StopReview, name: str) -> Opinion:
    faults = [CheckRow(row).label for row, told in review.rows.items() if not told.get("ok")]
    found = f"存在问题：{'、'.join(faults)}。" if faults else "审核通过。"
    return Opinion(review.opinion or found, (), review.signer.name, name, clock.local_date(review.at))


def _joined(said: list[Opinion]) -> Opinion:
    """A county's and a city's office share a box."""
    if len(said) == 1:
        return said[0]
    text = "\n".join(f"{each.seal}：{each.text}（{each.signer}，{chinese_date(each.on)}）" for each in said if each.on)
    last = said[-1]
    return Opinion(text, (), last.signer, last.seal, last.on)


# ── the round ──────────────────────────────────────────────────────────────────────────────────────────────────────
def _panel(case: Declaration) -> Opinion | None:
    # How many recommended, never who: opinions are the experts' own (COMM-16).
    read = Assignment.objects.filter(
        entry__declaration=case, withdrawn_at=None, opinion__state=OpinionState.SUBMITTED
    ).select_related("opinion", "entry__panel")
    opinions = list(read)
    if not opinions:
        return None
    agreed = sum(bool(each.opinion.recommends) for each in opinions)
    panel = opinions[0].entry.panel
    text = f"{len(opinions)} 名同行专家评审，{agreed} 名建议通过。"
    facts = (("评议组", str(panel)),) if panel else ()
    days = [clock.local_date(each.opinion.submitted_at) for each in opinions if each.opinion.submitted_at]
    return Opinion(text + _defended(case), facts, on=max(days, default=None))


def _defended(case: Declaration) -> str:
    record = DefenceRecord.objects.filter(entry__declaration=case).first()
    if record is None:
        return ""
    if record.absent:
        return "\n专业答辩：缺席。"
    used = f"准备 {record.prepare_used or 0} 分钟，答辩 {record.answer_used or 0} 分钟"
    return f"\n专业答辩：{chinese_date(clock.local_date(record.starts_at))}，{used}。{record.opinion}"


def _committee(case: Declaration, terms: Terms) -> Opinion | None:
    counted = Result.objects.filter(ballot__entry__declaration=case).select_related("ballot__box__meeting__round")
    result = counted.order_by("-ballot__box__tallied_at").first()
    if result is None:
        return None
    meeting = result.ballot.box.meeting
    votes = f"同意 {result.agree} 票，不同意 {result.against} 票，弃权 {result.abstain} 票"
    if result.not_cast:
        votes += f"，未投 {result.not_cast} 票"
    facts = (
        ("评委会人数", f"{meeting.members} 人"),
        ("参加本项表决人数", f"{result.present} 人"),
        ("表决结果", f"{votes}（须同意 {result.needed} 票）"),
    )
    passed = result.outcome == Outcome.PASSED
    text = f"经无记名投票表决，{'通过' if passed else '未通过'}{case.level_name}{terms.term('title')}评审。"
    seal = case.committee.name if case.committee else ""
    return Opinion(text, facts, _chair_of(meeting), seal, clock.local_date(meeting.held_at))


def _chair_of(meeting: Any) -> str:
    chair = RoundExpert.objects.filter(round=meeting.round, is_chair=True, removed_at=None).select_related("expert")
    found = chair.first()
    return found.expert.name if found else ""


# ── results ────────────────────────────────────────────────────────────────────────────────────────────────────────
def _recheck(case: Declaration) -> Opinion | None:
    last = Recheck.objects.filter(declaration=case).select_related("by").last()
    shown = ResultPublicityEntry.objects.filter(declaration=case).select_related("publicity").last()
    lines = [f"复核意见：{last.opinion}" if last else "", _shown(case, shown) if shown else ""]
    if not any(lines):
        return None
    office = str(case.office)
    day = shown.publicity.last_day if shown else clock.local_date(last.at) if last else None
    return Opinion("\n".join(filter(None, lines)), (), last.by.name if last else "", office, day)


def _shown(case: Declaration, entry: ResultPublicityEntry) -> str:
    publicity = entry.publicity
    span = (
        f"{chinese_date(publicity.first_day)}至{chinese_date(publicity.last_day)}（{publicity.working_days}个工作日）"
    )
    where = f"，网站：{publicity.site}" if publicity.site else ""
    raised = case.objections.exclude(state=ObjectionState.REFUSED).count()
    found = f"公示期间受理异议 {raised} 件，均已核查办结。" if raised else "公示期间无异议。"
    return f"评审结果公示：{span}{where}。{found}"


def confirmation_of(case: Declaration) -> Opinion | None:
    """The document the result was confirmed in, or was not."""
    entry = ConfirmationEntry.objects.filter(declaration=case).select_related("confirmation__authority").first()
    if entry is None:
        return None
    made = entry.confirmation
    what = f"{way_of(case)}结果"
    text = f"经审核，{what}予以确认。" if entry.confirmed else f"{what}不予确认：{entry.reason}"
    return Opinion(text, (("文号", made.doc_no),), "", str(made.authority), made.dated)


def approval_of(case: Declaration, terms: Terms) -> Opinion | None:
    """The 批复."""
    entry = ApprovalEntry.objects.filter(declaration=case).select_related("approval").first()
    if entry is None:
        return None
    made = entry.approval
    text = f"同意取得{case.level_name}{terms.term('title')}，取得时间为{chinese_date(made.effective_on)}。"
    if area := area_limit(case, terms):  # PATH-08
        text += f"本{terms.term('title')}仅在定向评价区域内有效：{area}。"
    return Opinion(text, (("批复文号", made.doc_no),), "", made.issuer, made.dated)


def _aspects(aspects: dict[str, str], verdict: str) -> str:
    return "\n".join(
        [*(f"{aspect}：{text}" for aspect, text in aspects.items() if text), *([verdict] if verdict else [])]
    )


def _told(facts: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((label, value) for label, value in facts if value)
