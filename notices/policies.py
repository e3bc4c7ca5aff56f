"""Policy documents and policy columns: what the registries say, and who changed it (GEN-14, GEN-15)."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import IntegrityError, models
from django.db.models import Q

from accounts.models import Actor
from config.lib import clock
from config.lib.histories import sign
from config.lib.keyset import KeysetPage, keyset_page
from config.lib.reason import Reason
from config.lib.seen import STALE, is_stale
from notices.exceptions import NoticeRefused
from notices.models import PolicyColumn, PolicyDocument
from records.models import Fact
from records.services.audit import audited, note

Row = TypeVar("Row", PolicyDocument, PolicyColumn)
TWINS = {
    PolicyDocument: Reason("policy.twin", "已有同名同文号的文件，请核对。", field="title"),
    PolicyColumn: Reason("column.twin", "本系列已有同名的专栏，请核对。", field="name"),
}


def documents_page(query: Any) -> KeysetPage:
    """One page of the registry by number, narrowed by words."""
    found = PolicyDocument.objects.annotate(cited=models.Count("notices"))
    if words := query.get("q", "").strip()[:60]:
        found = found.filter(Q(title__contains=words) | Q(doc_no__contains=words) | Q(issuer__contains=words))
    return keyset_page(found, "doc_no", after=query.get("after", ""), before=query.get("before", ""))


def columns_by_series() -> list[tuple[str, list[PolicyColumn]]]:
    """What the public page shows: (series, its platforms), those of all series first. One statement."""
    shown = PolicyColumn.objects.filter(is_shown=True).select_related("series")
    grouped: dict[str, list[PolicyColumn]] = {}
    for each in sorted(shown, key=_place):
        grouped.setdefault(f"{each.series.name}系列" if each.series else "各系列", []).append(each)
    return list(grouped.items())


def _place(column: PolicyColumn) -> tuple[str, int, str]:
    return (column.series.name if column.series else "", column.position, column.name)


def put_row(model: type[Row], said: Mapping[str, Any], *, row: Row | None, seen: str = "", actor: Actor) -> Row:
    """Enter a document or a column, or bring it up to date. Raises ``NoticeRefused``.

    ``seen`` is ``state_of`` the row when the form showed it.
    """
    try:
        with audited():
            held = model._default_manager.select_for_update(of=("self",)).get(pk=row.pk) if row else model()
            if is_stale(held, said, seen):
                raise NoticeRefused(STALE)
            changed = [name for name, value in said.items() if getattr(held, name) != value]
            if row and not changed:
                return held
            for name in changed:
                setattr(held, name, said[name])
            sign(held, actor)
            held.save(update_fields=changed if row else None)
            event = "change" if row else "enter"
            note(Fact(f"{model._meta.model_name}.{event}", held.pk, actor.pk, clock.law()))
    except IntegrityError as twin:
        raise NoticeRefused(TWINS[model]) from twin
    return held
