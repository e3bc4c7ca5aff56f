"""The frame of every change: lock the declaration, look whether it may be, change, count the version, note the fact."""

from collections.abc import Iterator
from contextlib import contextmanager

from accounts.models import Actor
from config.lib import clock
from config.lib.reason import Reason
from declarations.editing import why_locked, why_not_by
from declarations.exceptions import Refused
from declarations.models import Declaration
from records.models import Fact
from records.services.audit import audited, note


@contextmanager
def changing(declaration_id: int, *parts: str, actor: Actor, event: str = "edit") -> Iterator[Declaration]:
    """Hold a declaration for a change of one of these parts. Raises ``Refused`` when none of them is open."""
    with audited():
        declaration = Declaration.objects.lock(declaration_id)
        now = clock.law()  # after the lock: a deadline that passed while waiting counts
        reasons = (why_not_by(declaration, actor), why_locked(declaration, parts, now=now))
        refuse(*(reason for reason in reasons if reason))
        yield declaration
        declaration.version += 1
        declaration.changed_at = now
        declaration.save(update_fields=["version", "changed_at"])
        note(Fact(f"declaration.{event}", declaration.pk, actor.pk, now))


def refuse(*reasons: Reason) -> None:
    """Raise ``Refused`` if there is any reason."""
    if reasons:
        raise Refused(*reasons)
