"""Sheets of other authorities, brought into the local registry by kind (A-12, A-14 … A-17)."""

import hashlib
from datetime import date
from typing import Any

from accounts.models import Actor, User, index_of_id_number
from config.lib import clock
from config.lib.csvfile import Cells, Report, read_lines
from config.lib.text import id_number_problem, name_problem, normalise_id_number, normalise_name
from declarations.gateways.wire import WireBroken, columns_of, read_fact
from declarations.models import SharedRecord
from declarations.services.snapshots import canonical
from records.models import Fact
from records.services.sheets import take_audited

SHARED = "declarations.shared"  # kind of sheet
NUMBER, NAME = "身份证号码", "姓名"
NEEDED = (NUMBER, NAME)


def columns_for(kind: str) -> tuple[str, ...]:
    """The heading of a sheet of this kind."""
    return (NUMBER, NAME, *columns_of(kind))


def import_shared(data: bytes, *, kind: str, provider: str, data_on: date, actor: Actor) -> Report:
    """Register every line, all or none; a fact known already gets the newer date. Raises ``SheetBroken``."""

    def take(cells: Cells) -> None:
        number, name = normalise_id_number(cells.get(NUMBER, "")), normalise_name(cells.get(NAME, ""))
        content = {key: cells[column] for column, key in columns_of(kind).items() if cells.get(column)}
        if problems := [
            each for each in (id_number_problem(number), name_problem(name), _unread(kind, content)) if each
        ]:
            raise ValueError("".join(problems))
        register_fact(number, name, kind, content, provider=provider, data_on=data_on)

    def imported() -> list[Fact]:
        return [Fact("shared.imported", 0, actor.pk, clock.law(), content=hashlib.sha256(data).hexdigest())]

    return take_audited(read_lines(data, needed=NEEDED), take, facts=imported)


def _unread(kind: str, content: dict[str, Any]) -> str:
    try:
        read_fact(kind, content)
    except WireBroken as broken:
        return str(broken)
    return ""


def take_shared_sheet(data: bytes, said: dict[str, Any], by: int) -> Report:
    """A sheet of an authority, as a worker takes it (``records.services.sheets``)."""
    told = said | {"data_on": date.fromisoformat(said["data_on"])}
    return import_shared(data, actor=User.objects.get(pk=by), **told)


def register_fact(number: str, name: str, kind: str, content: dict[str, Any], *, provider: str, data_on: date) -> None:
    """One fact of a person; known already, it gets the newer date."""
    fresh = SharedRecord(number=number, name=name, kind=kind, content=content, entered_at=clock.law())
    fresh.content_digest = hashlib.sha256(canonical(content).encode()).hexdigest()
    fresh.provider, fresh.data_on = provider, data_on
    known = SharedRecord.objects.about(index_of_id_number(number)).filter(kind=kind)
    same = known.filter(content_digest=fresh.content_digest).first()
    if same is None:
        fresh.save()
        return
    same.name, same.provider, same.data_on, same.entered_at = name, provider, data_on, fresh.entered_at
    same.save(update_fields=["name", "provider", "data_on", "entered_at"])
