"""Lists that offices keep as sheets: the register of risky journals (A-11) and the catalogues (A-19), line by line."""

import hashlib
from typing import Any

from accounts.models import Actor
from config.lib import clock
from config.lib.csvfile import Cells, Report, day_in, names_in, read_lines
from integrity.exceptions import IntegrityRefused
from integrity.models import JournalCatalogue
from integrity.services import put_in_catalogue, put_journal
from records.models import Fact
from records.services.sheets import take_audited

RISK_COLUMNS = {
    "刊名": "name",
    "别名": "aliases",
    "ISSN": "issn",
    "CN": "cn",
    "原因": "reason",
    "来源": "source",
    "版次": "edition",
    "起": "valid_from",
    "止": "valid_to",
}
CATALOGUE_COLUMNS = {"刊名": "name", "别名": "aliases", "ISSN": "issn", "CN": "cn", "学科": "subject"}
RISK_NEEDED, CATALOGUE_NEEDED = ("刊名", "原因"), ("刊名",)
NAME_LONGEST = 120


def import_risk_journals(data: bytes, *, actor: Actor, source: str = "", edition: str = "") -> Report:
    """List every journal of a sheet, all or none; ``source`` and ``edition`` stand where a line has none of its own.

    Raises ``SheetBroken``.
    """

    def take(cells: Cells) -> None:
        said = _said(cells, RISK_COLUMNS)
        if not said["reason"]:
            raise ValueError("请填写原因。")
        said |= {"source": said["source"] or source, "edition": said["edition"] or edition}
        for name in ("valid_from", "valid_to"):
            said[name] = day_in(said[name])
        _put(lambda: put_journal(**said, actor=actor))

    return take_audited(read_lines(data, needed=RISK_NEEDED), take)


def import_catalogue(data: bytes, *, catalogue: JournalCatalogue, actor: Actor) -> Report:
    """Name every journal of a sheet in an edition of a catalogue, all or none. Raises ``SheetBroken``."""

    def take(cells: Cells) -> None:
        said = _said(cells, CATALOGUE_COLUMNS)
        _put(lambda: put_in_catalogue(catalogue, **said))

    def imported() -> list[Fact]:
        digest = hashlib.sha256(data).hexdigest()
        return [Fact("catalogue.imported", catalogue.pk, actor.pk, clock.law(), content=digest)]

    return take_audited(read_lines(data, needed=CATALOGUE_NEEDED), take, facts=imported)


def _said(cells: Cells, columns: dict[str, str]) -> dict[str, Any]:
    said: dict[str, Any] = {ours: cells.get(theirs, "") for theirs, ours in columns.items()}
    said["aliases"] = names_in(said["aliases"])
    if len(said["name"]) > NAME_LONGEST:
        raise ValueError(f"刊名超过 {NAME_LONGEST} 字。")
    return said


def _put(put: Any) -> None:
    try:
        put()
    except IntegrityRefused as refusal:
        raise ValueError(str(refusal)) from refusal
