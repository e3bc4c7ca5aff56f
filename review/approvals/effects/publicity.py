"""The sheet goes up, comes down, is taken back."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from accounts.models import Actor, User
from config.lib import clock
from config.lib.flow import Asked, BulkEffect
from declarations.models import Declaration
from declarations.services import snapshots
from declarations.states import State
from notices.rules import terms_of
from records.services.documents import request_document
from review.approvals.effects.papers import SUBJECT
from review.approvals.models import Publicity
from review.approvals.publicised import counted_days, days_of_a_publicity, publicised
from review.approvals.states import Paper, PublicityKind
from review.approvals.steps import must_hang_again, unshown_changes


def open_publicity_here(declaration: Declaration, asked: Asked, *, actor: User, now: datetime) -> None:
    """The step just taken led to the publicity: the sheet goes up today (UNIT-11)."""
    if declaration.state == State.UNIT_PUBLICITY:
        hang(declaration, asked, actor=actor, now=now, kind=PublicityKind.UNIT, count=days_of_a_publicity(declaration))


def open_supplementary(declaration: Declaration, asked: Asked, *, actor: User, now: datetime) -> None:
    """What changed goes up, before and after; a publicity found wanting hangs again in full (UNIT-13, G-31)."""
    changes = [asdict(change) for change in unshown_changes(declaration)]
    if must_hang_again(declaration):
        kind, count = PublicityKind.UNIT, days_of_a_publicity(declaration)
    else:
        kind = PublicityKind.SUPPLEMENTARY
        count = terms_of(declaration.edition).unit_flow.publicity.supplementary_min_working_days
    hang(declaration, asked, actor=actor, now=now, kind=kind, count=max(count, 1), changes=changes)


@BulkEffect
def end_publicity(declarations: Sequence[Declaration], *, actor: Actor, now: datetime) -> None:
    """The days are over and nobody objected: the sheet comes down, in one statement (T07, T10)."""
    Publicity.objects.running().filter(declaration__in=declarations).update(ended_at=now)


def void_publicity(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """A running sheet is taken back; one that hung to its end stays done (T03)."""
    declaration.publicities.running().update(voided_at=now)


def hang(
    declaration: Declaration,
    asked: Asked,
    *,
    actor: User,
    now: datetime,
    kind: PublicityKind,
    count: int,
    changes: Sequence[dict[str, str]] = (),
) -> Publicity:
    """Put a sheet up: its counted days, its words frozen, its place and whom to object to."""
    rule, today = terms_of(declaration.edition).unit_flow.publicity, clock.local_date(now)
    days = counted_days(today, count, from_first=rule.count_start_day)
    place, contact = _where(declaration, asked.answers)
    publicity = Publicity(
        declaration=declaration,
        kind=kind,
        first_day=days.first,
        last_day=days.last,
        working_days=count,
        days_certain=days.certain,
        place=place,
        contact=contact,
        content=publicised(declaration),
        snapshot=snapshots.take_snapshot(declaration, occasion="publicity", now=now),
        changes=list(changes),
        started_by=actor,
        started_at=now,
    )
    publicity.sheet = _shared_sheet(publicity) or uuid.uuid4()
    publicity.save(force_insert=True)
    request_document(Paper.PUBLICITY, SUBJECT, declaration.pk, by=actor.pk)
    return publicity


def _where(declaration: Declaration, answers: Any) -> tuple[str, str]:
    unit = declaration.unit
    place = str(answers.get("place") or "").strip() or f"{unit.name}公示栏"
    contact = str(answers.get("contact") or "").strip() or f"{unit.name} {unit.contact_phone}".strip()
    return place[:120], contact[:120]


def _shared_sheet(publicity: Publicity) -> uuid.UUID | None:
    """People of one unit whose days and place are the same hang on one sheet."""
    beside = Publicity.objects.running().filter(
        declaration__unit=publicity.declaration.unit_id,
        declaration__edition__notice=publicity.declaration.edition.notice_id,
        kind=publicity.kind,
        first_day=publicity.first_day,
        last_day=publicity.last_day,
        place=publicity.place,
        contact=publicity.contact,
    )
    return beside.values_list("sheet", flat=True).first()
