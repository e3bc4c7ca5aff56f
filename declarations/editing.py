"""Whether a part of a dossier may be changed now, and by whom: a draft, or what a correction opened (ROLE-01)."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils import timezone

from accounts.models import Actor, System
from config.lib.reason import Reason
from declarations.eligibility.slots import home_of_slot
from declarations.models import Declaration, EditPermit
from declarations.parts import covers, slot_key
from declarations.rules import is_editable
from declarations.states import State

NOT_YOURS = Reason("E901", "只有申报人本人可以修改申报材料。")
LOCKED = Reason("E902", "材料已提交，现在不能修改；需要修改的，请取回修改或等待退回。")
NOT_OPENED = Reason("E903", "补正只开放告知书列出的内容，本部分已锁定。")
OVER = Reason("E402", "已超过补正时限，视为放弃申报。")


def why_locked(declaration: Declaration, parts: Iterable[str], *, now: datetime) -> Reason | None:
    """Why none of these part keys is open to the applicant; None when one of them is."""
    if is_editable(declaration):
        return None
    if declaration.state != State.CORRECTION:
        return LOCKED
    if declaration.due_at and now > declaration.due_at:
        return OVER
    return _why_not_permitted(permits_of(declaration), tuple(parts), now)


def _why_not_permitted(permits: list[EditPermit], parts: tuple[str, ...], now: datetime) -> Reason | None:
    parts = tuple(_with_homes(parts))
    fitting = [permit for permit in permits if any(covers(permit.part, part) for part in parts)]
    if not fitting:
        return NOT_OPENED
    opens_at = min(permit.opens_at for permit in fitting)
    if opens_at <= now:
        return None
    return Reason("E903", f"自 {timezone.localtime(opens_at):%Y-%m-%d %H:%M} 起可以修改。")  # G-03


def _with_homes(parts: tuple[str, ...]) -> Iterator[str]:
    """A file slot opens with its own permit and with that of the section whose page it stands on."""
    for part in parts:
        yield part
        if part.startswith(slot_key("")):
            yield home_of_slot(part.removeprefix(slot_key(""))).value


def why_not_by(declaration: Declaration, actor: Actor) -> Reason | None:
    """The applicant, or the clock on behalf of data sharing; nobody else."""
    own = isinstance(actor, System) or actor.pk == declaration.applicant_id
    return None if own else NOT_YOURS


def permits_of(declaration: Declaration) -> list[EditPermit]:
    """Permits that were not used up yet."""
    return list(declaration.permits.filter(used_at=None).order_by("pk"))
