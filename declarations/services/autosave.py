"""What was typed and not yet saved: raw values, kept even when they are wrong (ux §3.8)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.models import Actor
from config.lib import clock
from config.lib.fields import EncryptedCharField
from declarations.editing import why_locked, why_not_by
from declarations.exceptions import Stale
from declarations.models import BasicInfo, Declaration, DraftPatch
from declarations.services.changing import refuse
from records.services.audit import audited

LONGEST = 20_000  # characters of one value
MOST = 200  # values of one form
# Telephone and identity numbers are encrypted where they are saved, and a patch is plain JSON: it does not keep them.
# Typed and never saved, they have to be typed again.
SENSITIVE = frozenset(field.name for field in BasicInfo._meta.concrete_fields if isinstance(field, EncryptedCharField))


def keep_patch(declaration_id: int, part: str, values: Mapping[str, Any], *, version: int, actor: Actor) -> DraftPatch:
    """Keep the raw values of one form, but for what the dossier encrypts.

    Raises ``Stale`` when another page saved meanwhile, ``Refused`` if locked.
    """
    with audited():
        declaration = Declaration.objects.lock(declaration_id)
        now = clock.law()
        reasons = (why_not_by(declaration, actor), why_locked(declaration, [part], now=now))
        refuse(*(reason for reason in reasons if reason))
        patch = _patch(declaration, part, now)
        if patch.version != version:
            raise Stale(patch.version, patch.values)
        kept = [(name, value) for name, value in values.items() if name not in SENSITIVE]
        patch.values = {name[:100]: str(value)[:LONGEST] for name, value in kept[:MOST]}
        patch.version, patch.at = patch.version + 1, now
        patch.save()
    return patch


def discard_patch(declaration_id: int, part: str, *, actor: Actor) -> None:
    """Throw away what was typed and not saved: what was saved stands again. Raises ``Refused`` if locked."""
    with audited():
        declaration = Declaration.objects.lock(declaration_id)
        now = clock.law()
        reasons = (why_not_by(declaration, actor), why_locked(declaration, [part], now=now))
        refuse(*(reason for reason in reasons if reason))
        settle_patch(declaration, part, version=None, now=now)


def settle_patch(declaration: Declaration, part: str, *, version: int | None, now: datetime) -> None:
    """The form was saved properly: nothing is pending any more. Raises ``Stale`` when the page was an older one.

    The row stays, so that its version goes on counting and a page left open elsewhere notices.
    """
    patch = _patch(declaration, part, now)
    if version is not None and patch.version != version:
        raise Stale(patch.version, patch.values)
    patch.values, patch.version, patch.at = {}, patch.version + 1, now
    patch.save()


def _patch(declaration: Declaration, part: str, now: datetime) -> DraftPatch:
    found = DraftPatch.objects.filter(declaration=declaration, part=part).first()
    return found or DraftPatch(declaration=declaration, part=part, at=now)
