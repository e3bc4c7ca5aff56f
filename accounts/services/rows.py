"""A row of a register of the directory: entered or brought up to date, with who did it (ADMIN-08, GEN-14)."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import IntegrityError, models

from accounts.exceptions import AccountRefused
from accounts.models import Actor
from config.lib import clock
from config.lib.histories import sign
from config.lib.reason import Reason
from config.lib.seen import STALE, is_stale
from records.models import Fact
from records.services.audit import audited, note

Row = TypeVar("Row", bound=models.Model)


def put_row(row: Row, said: Mapping[str, Any], *, twin: Reason, reason: str = "", seen: str = "", actor: Actor) -> Row:
    """Enter a new row, or bring a known one up to date. Raises ``AccountRefused``: its twin is there, or was changed.

    ``seen`` is ``state_of`` the row when a form showed it; a sheet has none.
    """
    model = type(row)
    try:
        with audited():
            held = row
            if row.pk:
                held = model._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
                if is_stale(held, said, seen):
                    raise AccountRefused(STALE)
            changed = [name for name, value in said.items() if not row.pk or getattr(held, name) != value]
            if row.pk and not changed:
                return held
            return _saved(held, said, changed, reason, actor)
    except IntegrityError as known:
        raise AccountRefused(twin) from known


def _saved(held: Row, said: Mapping[str, Any], changed: list[str], reason: str, actor: Actor) -> Row:
    event = "change" if held.pk else "enter"
    for name in changed:
        setattr(held, name, said[name])
    sign(held, actor, reason)
    held.save(update_fields=None if event == "enter" else _derived(held, changed))
    note(Fact(f"{held._meta.model_name}.{event}", held.pk, actor.pk, clock.law()))
    return held


def _derived(held: models.Model, changed: list[str]) -> list[str]:
    """What a model writes beside what is said (``save()`` of a journal normalises its names) is saved with it."""
    beside = [each.name for each in held._meta.concrete_fields if not each.editable and not each.primary_key]
    return sorted({*changed, *beside})
