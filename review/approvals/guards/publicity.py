"""The sheet on the unit's board: its days, its objections, what changed since (UNIT-10 … UNIT-14)."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from accounts.models import Actor
from config.lib import clock
from config.lib.flow import Asked, bulk_guard
from config.lib.reason import Reason
from config.lib.text import chinese_date
from declarations.models import Declaration
from notices.rules import terms_of
from review.approvals.models import Publicity, PublicityObjection
from review.approvals.publicised import days_of_a_publicity
from review.approvals.steps import last_shown, must_hang_again, unshown_changes, valid_publicity

NAMED = 5


def _over(now: datetime) -> Q:
    running = Publicity.objects.running().filter(declaration=OuterRef("pk"))
    return Q(Exists(running.filter(last_day__lt=clock.local_date(now))))


@bulk_guard(where=_over)
def publicity_over(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """The last day belongs to the public; on the day after it is over (UNIT-11)."""
    running = declaration.publicities.running().first()
    if running is None:
        return Reason("E305", "没有正在进行的公示。")
    if clock.local_date(now) > running.last_day:
        return None
    days = f"公示未满 {running.working_days} 个工作日，不得上报"
    since = running.last_day + timedelta(days=1)
    told = f"{days}：公示至 {chinese_date(running.last_day)}，{chinese_date(since)}起可办理。"
    return Reason("E305", told, since=since)


def _closed(_now: datetime) -> Q:
    running = PublicityObjection.objects.filter(
        publicity__declaration=OuterRef("pk"), publicity__ended_at=None, publicity__voided_at=None
    )
    return ~Q(Exists(running.filter(Q(resolved_at=None) | Q(upheld=True))))


@bulk_guard(where=_closed)
def unit_objections_closed(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Only without objection may it go up: open ones hold it, one that was upheld sends it back (UNIT-13, T08)."""
    raised = _raised_now(declaration)
    if any(each.resolved_at is None for each in raised):
        return Reason("E310", "公示异议未处理完毕。")
    if any(each.upheld for each in raised):
        return Reason("E310", "公示异议成立，请办理“异议成立，重新审核”或“不予推荐”。")
    return None


def unit_objection_upheld(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Only an objection that proved true sends the case back to the check (T08)."""
    if any(each.upheld for each in _raised_now(declaration)):
        return None
    return Reason("E310", "没有核查成立的公示异议，不需要重新审核。")


def publicised_long_enough(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> list[Reason]:
    """What did not hang as it must never goes up: the days, and proof that it hung (UNIT-14)."""
    if "publicity" not in terms_of(declaration.edition).unit_flow.steps:
        return []
    shown = valid_publicity(declaration)
    if shown is None:
        return [Reason("E305", f"公示未满 {days_of_a_publicity(declaration)} 个工作日，不得上报。")]
    bare = [each for each in {shown, last_shown(declaration)} if each and each.evidence_id is None]
    return [Reason("E305", f"请上传{each.get_kind_display()}的现场照片或公示材料。") for each in bare]


def nothing_changed_since_publicity(
    declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime
) -> Reason | None:
    """What hung there is what goes up (UNIT-13)."""
    changes = unshown_changes(declaration)
    if not changes:
        return None
    named = "、".join(dict.fromkeys(change.label for change in changes[:NAMED]))
    return Reason("E306", f"公示后材料有变更，须补充公示：{named}。")


def something_changed_since_publicity(
    declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime
) -> Reason | None:
    """A supplementary publicity shows changes, or the whole sheet again where a notice asks for that (OFFICE-08)."""
    if unshown_changes(declaration) or must_hang_again(declaration):
        return None
    return Reason("E306", "公示后材料没有变更，不需要补充公示。")


def _raised_now(declaration: Declaration) -> list[PublicityObjection]:
    running = declaration.publicities.running().first()
    return list(running.objections.all()) if running else []
