"""The deliberation group and what it said (UNIT-07 … UNIT-09)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from accounts.models import Actor
from committees.states import Rank
from config.lib import clock
from config.lib.flow import Asked
from config.lib.reason import Reason, Severity
from declarations.models import Declaration
from declarations.parts import UnitStep
from notices.rules import Terms, terms_of
from review.approvals.rules import OWN_CASE
from review.approvals.running import done_since_asked
from review.approvals.steps import current_deliberation

Member = Mapping[str, Any]
NOT_RECORDED = Reason("E314", "请先登记审议推荐意见。")


def group_is_lawful(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> list[Reason]:
    """The group as it sat, judged by the notice; without a deliberation there is nothing to judge yet."""
    deliberation = current_deliberation(declaration)
    return reasons_against_group(declaration, deliberation.members) if deliberation else []


def deliberation_recorded(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> list[Reason]:
    """Date, every aspect of the notice, and a leader who signs (UNIT-08, UNIT-09)."""
    deliberation = current_deliberation(declaration)
    if deliberation is None:
        return [NOT_RECORDED]
    if not done_since_asked(declaration, deliberation.at, UnitStep.DELIBERATION):
        return [Reason("E314", "补正要求重新审议，请重新登记审议推荐意见。")]
    aspects = terms_of(declaration.edition).deliberation.aspects
    found = [
        Reason("E314", f"审议推荐意见须包括{aspect}。", field=aspect)
        for aspect in aspects
        if not str(deliberation.aspects.get(aspect, "")).strip()
    ]
    if not any(member["is_leader"] for member in deliberation.members):
        found.append(Reason("E314", "审议推荐小组未指定组长。"))
    if deliberation.held_on > clock.local_date(now):
        found.append(Reason("E314", "审议会议日期在今天之后。"))
    return found


def deliberation_agrees(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Who was not agreed to is not publicised: the unit declines instead (UNIT-09)."""
    deliberation = current_deliberation(declaration)
    if deliberation is None or deliberation.agree:
        return None
    return Reason("E316", "审议结论为不同意推荐的，请办理“不予推荐”。")


def reasons_against_group(declaration: Declaration, members: Sequence[Member]) -> list[Reason]:
    """What the notice has against these people deliberating on this declaration, as they would read it (UNIT-07)."""
    terms = terms_of(declaration.edition)
    return [
        *_own_case(declaration, members),
        *_too_few_professionals(terms, members),
        *_too_low(terms, declaration, members),
        *_outsiders(terms, members),
        *_unusual_size(terms, members),
    ]


def _own_case(declaration: Declaration, members: Sequence[Member]) -> list[Reason]:
    own = any(member["name"].strip() == declaration.applicant.name for member in members)
    return [Reason(OWN_CASE.code, "申报人本人不得参加对自己的审议。")] if own else []


def _too_few_professionals(terms: Terms, members: Sequence[Member]) -> list[Reason]:
    rule = terms.deliberation
    ratio, size = rule.professional_ratio, len(members)
    present, needed = sum(1 for member in members if member["professional"]), rule.professionals_needed(size)
    if size and present >= needed:
        return []
    told = f"审议推荐小组专业技术人才不足{ratio.numerator}/{ratio.denominator}"
    counted = f"{size} 人中须有 {needed} 人，现有 {present} 人" if size else "小组没有成员"
    return [Reason("E302", f"{told}：{counted}。")]


def _too_low(terms: Terms, declaration: Declaration, members: Sequence[Member]) -> list[Reason]:
    needed = Rank.height(terms.level(declaration.level).rank)
    low = [m for m in members if m["professional"] and Rank.height(m["rank"]) < needed]
    if not low:
        return []
    named = "、".join(f"{m['name']}为{Rank(m['rank']).label if m['rank'] else '无职称'}" for m in low)
    return [Reason("E303", f"小组成员职称级别低于申报级别：{named}。")]


def _outsiders(terms: Terms, members: Sequence[Member]) -> list[Reason]:
    if terms.deliberation.external_allowed or not any(member["external"] for member in members):
        return []
    return [Reason("E302", "本通知不允许外单位人员参加审议推荐小组。")]


def _unusual_size(terms: Terms, members: Sequence[Member]) -> list[Reason]:
    sizes = terms.deliberation.sizes
    if not sizes or len(members) in sizes:
        return []
    usual = "或".join(f"{size}人" for size in sizes)
    return [Reason("W105", f"小组人数一般为{usual}，现为{len(members)}人。", severity=Severity.WARN)]
