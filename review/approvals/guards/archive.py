"""The second record of every item, by who hosts the archive (CHAN-24)."""

from datetime import datetime

from accounts.models import Actor
from config.lib.flow import Asked
from config.lib.reason import Reason
from declarations.models import Declaration
from review.approvals.archives import held_items, is_at_archive

NAMED = 3


def verified_from_archive(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Unit and archive's host each say of each item they hold that it is true; then it goes on (CHAN-24)."""
    if not is_at_archive(declaration):
        return None
    held = held_items(declaration)
    if waiting := [each.part.label for each in held if not each.is_settled]:
        return Reason("CHAN-24", f"请先按所存档案逐项核验：{_listed(waiting)}。")
    if untrue := [each.part.label for each in held if not each.is_true]:
        return Reason("CHAN-24", f"按所存档案核验不属实，不能上报，请退回或不予受理：{_listed(untrue)}。")
    return None


def _listed(labels: list[str]) -> str:
    more = f"等 {len(labels)} 项" if len(labels) > NAMED else ""
    return "、".join(labels[:NAMED]) + more
