"""Two editors of one row: what the second one looked at when they began, so that nobody's change is undone unseen.

A form carries ``state_of`` its row; the service compares it with the row it has locked.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Field, ManyToManyField, Model

from config.lib.reason import Reason

STALE = Reason("row.changed", "这里刚被别人改过。您填的内容还在下面，请对照现在的内容后再保存。")


def state_of(row: Model | None, names: Iterable[str]) -> str:
    """What tells two states of a row apart; nothing for a new one."""
    if row is None or row.pk is None:
        return ""
    told = "\x1f".join(f"{name}={_said(row, name)}" for name in sorted(names))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def is_stale(row: Model, names: Iterable[str], seen: str) -> bool:
    """Whether the row is another one than was looked at. A sheet has looked at none: it says its columns alone."""
    return bool(seen) and seen != state_of(row, names)


def told_at(form: forms.Form, reason: Reason) -> str:
    """The sentence of a refusal; of a row that was changed with the fields that now differ from what was typed."""
    if reason.code != STALE.code:
        return reason.text
    differing = [str(form.fields[name].label) for name in form.changed_data if name in form.initial]
    return f"{reason.text}与现在内容不同的：{'、'.join(differing)}。" if differing else reason.text


def _said(row: Model, name: str) -> Any:
    field = row._meta.get_field(name)
    if isinstance(field, ManyToManyField):
        return sorted(getattr(row, name).values_list("pk", flat=True))
    return getattr(row, field.attname if isinstance(field, Field) else name)
