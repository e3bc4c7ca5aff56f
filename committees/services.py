"""Writes of the catalogue: what a notice names is entered here once; what is known is kept at its desks (GEN-09)."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import models

from accounts.models import Actor, Organisation
from committees.models import Committee, Series, Specialty
from config.lib import clock
from records.models import Fact
from records.services.audit import audited, note

M = TypeVar("M", bound=models.Model)


def ensure_series(*, name: str, actor: Actor) -> Series:
    """The series of this name; entered if it is new."""
    return _ensure(Series, {"name": name}, {}, actor=actor)


def ensure_specialty(series: Series, *, code: str, industry: str, name: str, sample: bool, actor: Actor) -> Specialty:
    """The catalogue entry of this code, entered with these words if it is new: people filed under a known one."""
    known = Specialty.objects.filter(series=series, code=code).first()
    words = {"industry": industry, "name": name, "sample": sample}
    return known or _ensure(Specialty, {"series": series, "code": code}, words, actor=actor)


def ensure_committee(
    *,
    name: str,
    series: Series,
    office: Organisation,
    kind: str,
    ranks: Sequence[str],
    scope: str,
    min_members: int | None,
    odd: bool,
    actor: Actor,
) -> Committee:
    """The committee of this name; entered with the authority a notice states if it is new (COMM-01).

    A known one stays as its office keeps it. Only ranks of one without an approval on file are added to: there the
    notice is all that says them.
    """
    known = Committee.objects.filter(name=name).first()
    if known:
        return _widened(known, ranks, actor=actor)
    authority = {
        "series": series,
        "office": office,
        "kind": kind,
        "ranks": list(ranks),
        "scope": scope,
        "min_members": min_members,
        "odd": odd,
    }
    return _ensure(Committee, {"name": name}, authority, actor=actor)


def _widened(known: Committee, ranks: Sequence[str], *, actor: Actor) -> Committee:
    more = [rank for rank in ranks if rank not in known.ranks]
    if known.approval_doc_no or not more:
        return known
    return _ensure(Committee, {"name": known.name}, {"ranks": sorted({*known.ranks, *more})}, actor=actor)


def _ensure(model: type[M], named: dict[str, Any], wanted: dict[str, Any], *, actor: Actor) -> M:
    # save(), never update(): these tables keep their history (design §10)
    with audited():
        thing = model._default_manager.filter(**named).first() or model(**named)
        changed = [field for field, value in wanted.items() if getattr(thing, field, None) != value]
        if thing.pk and not changed:
            return thing
        event = "change" if thing.pk else "enter"
        for field in changed:
            setattr(thing, field, wanted[field])
        thing.save(update_fields=changed if thing.pk else None)
        note(Fact(f"{model._meta.model_name}.{event}", thing.pk, actor.pk, clock.law()))
    return thing
