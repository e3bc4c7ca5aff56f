"""What was typed and not yet saved: raw values, kept even when they are wrong (ux §3.8)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.models import Actor
from config.lib import clock
from config.lib.fields import EncryptedCharField
from config.lib.reason import Reason
from config.lib.text import whole_number
from declarations.editing import why_locked, why_not_by
from declarations.exceptions import Stale
from declarations.models import BasicInfo, Declaration, DraftPatch
from declarations.parts import NEW, RELATED, Section
from declarations.services.changing import refuse
from records.services.audit import audited

GONE = Reason("E904", "该条目已不存在，请刷新页面。")
LONGEST = 20_000  # characters of one value
MOST = 200  # values of one form
# Telephone and identity numbers are encrypted where they are saved, and a patch is plain JSON: it does not keep them.
# Typed and never saved, they have to be typed again.
SENSITIVE = frozenset(field.name for field in BasicInfo._meta.concrete_fields if isinstance(field, EncryptedCharField))


def keep_patch(declaration_id: int, part: str, values: Mapping[str, Any], *, version: int, actor: Actor) -> DraftPatch:
    """Keep the raw values of one form, but for what the dossier encrypts.

    Raises ``Stale`` when another page saved meanwhile, ``Refused``: locked, or no form of this declaration.
    """
    with audited():
        declaration = _lock(declaration_id, part, actor)
        now = clock.law()
        patch = _patch(declaration, part, now)
        if patch.version != version:
            raise Stale(patch.version, patch.values)
        kept = [(name, value) for name, value in values.items() if name not in SENSITIVE]
        patch.values = {_clean(name)[:100]: _clean(str(value))[:LONGEST] for name, value in kept[:MOST]}
        patch.version, patch.at = patch.version + 1, now
        patch.save()
    return patch


def discard_patch(declaration_id: int, part: str, *, actor: Actor) -> None:
    """Throw away what was typed and not saved: what was saved stands again. Raises ``Refused`` if locked."""
    with audited():
        declaration = _lock(declaration_id, part, actor)
        settle_patch(declaration, part, version=None, now=clock.law())


def settle_patch(declaration: Declaration, part: str, *, version: int | None, now: datetime) -> None:
    """The form was saved properly: nothing is pending any more. Raises ``Stale`` when the page was an older one.

    The row stays, so that its version goes on counting and a page left open elsewhere notices.
    """
    patch = _patch(declaration, part, now)
    if version is not None and patch.version != version:
        raise Stale(patch.version, patch.values)
    patch.values, patch.version, patch.at = {}, patch.version + 1, now
    patch.save()


def _lock(declaration_id: int, part: str, actor: Actor) -> Declaration:
    declaration = Declaration.objects.lock(declaration_id)
    reasons = (why_not_by(declaration, actor), why_locked(declaration, [part], now=clock.law()))
    refuse(*(reason for reason in reasons if reason), *([] if _is_form(declaration, part) else [GONE]))
    return declaration


def _is_form(declaration: Declaration, part: str) -> bool:
    """A section, a row that is being added, or a row of this declaration: nothing else has a form."""
    head, _, rest = part.partition(":")
    if head not in Section.values or part in {head, f"{head}{NEW}"}:
        return head in Section.values
    number, rows = whole_number(rest), RELATED.get(Section(head))
    return number is not None and rows is not None and getattr(declaration, rows).filter(pk=number).exists()


def _clean(text: str) -> str:
    """Without the one character no database keeps; forms refuse it when it is saved."""
    return text.replace("\0", "")


def _patch(declaration: Declaration, part: str, now: datetime) -> DraftPatch:
    found = DraftPatch.objects.filter(declaration=declaration, part=part).first()
    return found or DraftPatch(declaration=declaration, part=part, at=now)
