"""Rules of a group as sentences with a tick, whether they hold or not (14-3)."""

from collections.abc import Iterable
from dataclasses import dataclass

from committees.states import Rank
from config.lib.reason import Severity
from declarations.models import Declaration
from notices.rules import terms_of
from review.approvals.guards.deliberation import reasons_against_group
from review.approvals.models import GroupMember


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One sentence: it holds, it only warns, or it refuses."""

    text: str
    holds: bool
    warns: bool = False


def rules_of_group(declaration: Declaration, members: Iterable[GroupMember]) -> list[RuleLine]:
    """What the notice asks of these people, the rules kept as well as those broken; no query of its own."""
    told = [as_told(member) for member in members]
    against = reasons_against_group(declaration, told)
    broken = [RuleLine(each.text, holds=False, warns=each.severity is Severity.WARN) for each in against]
    codes = {each.code for each in against}
    return [*broken, *_kept(declaration, told, codes), _leader(told)]


def as_told(member: GroupMember) -> dict[str, object]:
    """A member as the rules read them."""
    names = ("name", "unit_name", "post", "is_leader", "professional", "title", "rank", "external")
    return {name: getattr(member, name) for name in names}


def _kept(declaration: Declaration, told: list[dict[str, object]], broken: set[str]) -> list[RuleLine]:
    terms = terms_of(declaration.edition)
    size, rule = len(told), terms.deliberation
    kept = []
    if "W105" not in broken and size:
        kept.append(RuleLine(f"小组 {size} 人", holds=True))
    if "E302" not in broken:
        present, needed = sum(1 for each in told if each["professional"]), rule.professionals_needed(size)
        kept.append(RuleLine(f"专业技术人才 {present} 人，需要不少于 {needed} 人", holds=True))
    if "E303" not in broken and size:
        rank = Rank(terms.level(declaration.level).rank).label
        kept.append(RuleLine(f"专业技术人才职称均不低于{rank}", holds=True))
    return kept


def _leader(told: list[dict[str, object]]) -> RuleLine:
    leader = next((each["name"] for each in told if each["is_leader"]), "")
    return RuleLine(f"组长 {leader}" if leader else "还没有指定组长", holds=bool(leader))
