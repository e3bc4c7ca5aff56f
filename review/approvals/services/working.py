"""The frame of every piece of work at a desk: lock the case, see who works there, do it, note the fact."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from config.lib import clock
from config.lib.reason import Reason
from declarations.models import Declaration
from declarations.rules import gate_of, is_in_time
from records.models import Fact
from records.services.audit import audited, note
from review.approvals.exceptions import Refused
from review.approvals.rules import NOT_YOURS, OWN_CASE, works_at

MOVED_ON = Reason("moved_on", "该申报已不在此环节，请刷新后再试。")
OVER = Reason("E401", "不在办理时间内。")


@dataclass(slots=True)
class Work:
    """A case held by who works at it. ``content`` is the digest of what was written, for the audit chain."""

    declaration: Declaration
    now: datetime
    content: str = ""


@contextmanager
def working(declaration_id: int, *, actor: User, event: str, states: Collection[str] = ()) -> Iterator[Work]:
    """Hold a case at this person's desk, in one of these states. Raises ``Refused``: not theirs, gone on, too late."""
    with audited():
        declaration = Declaration.objects.lock(declaration_id)
        work = Work(declaration, clock.law())
        refuse(*_reasons(work, actor, states))
        yield work
        note(Fact(f"approvals.{event}", declaration.pk, actor.pk, work.now, work.content))


def refuse(*reasons: Reason | None) -> None:
    """Raise ``Refused`` if there is any reason."""
    if given := [reason for reason in reasons if reason]:
        raise Refused(*given)


def _reasons(work: Work, actor: User, states: Collection[str]) -> list[Reason]:
    declaration = work.declaration
    if actor.pk == declaration.applicant_id:
        return [OWN_CASE]
    if states and declaration.state not in states:
        return [MOVED_ON]
    if not works_at(actor, declaration):
        return [NOT_YOURS]
    in_time = is_in_time(declaration, gate_of(declaration, declaration.window), work.now)
    return [] if in_time else [OVER]
