"""What the page of a unit's sheet shows, while it hangs and not a day longer (15-1, 15-3, OP8)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from config.lib import clock
from config.lib.text import mask_landlines_in, mask_numbers_in
from review.approvals.documents.publicity import Person, beside, person_of
from review.approvals.models import Objector, OnlineSheet, Publicity
from review.approvals.states import PublicityKind

EVIDENCE = "publicity_objection"  # the gate of files that came with an objection
WITHDRAWN = "这次公示已撤下，申报退回重新办理；重新公示时可以再次提出。"


@dataclass(frozen=True, slots=True)
class Shown:
    """One person of the page, and whom an objection to them names."""

    publicity: Publicity
    person: Person

    @property
    def name(self) -> str:
        return self.person.head[0]


@dataclass(frozen=True, slots=True)
class Tracked:
    """Where an objection stands, for whoever has its code; nobody's name in it."""

    status: str
    received_at: datetime
    accepted_at: datetime | None
    resolved_at: datetime | None
    reply: str


def online_of(publicity: Publicity | None) -> OnlineSheet | None:
    """The page of a sheet, while it is open."""
    if publicity is None or publicity.sheet is None:
        return None
    return OnlineSheet.objects.filter(sheet=publicity.sheet, closed_at=None).first()


def named_objectors(publicity: Publicity | None) -> list[Objector]:
    """Who gave their name to an objection against the sheet that hangs. One statement."""
    return list(Objector.objects.filter(objection__publicity=publicity, named=True)) if publicity else []


def online_by(token: str) -> OnlineSheet | None:
    """The page at an address, open or closed."""
    return OnlineSheet.objects.filter(token=token).first()


def first_of(online: OnlineSheet) -> Publicity | None:
    """Any line of the sheet: days, place and unit are everybody's."""
    sheets = Publicity.objects.filter(sheet=online.sheet)
    return sheets.select_related("declaration__unit", "declaration__edition__notice", "snapshot").order_by("pk").first()


def shown_on(online: OnlineSheet, now: datetime) -> list[Shown]:
    """Everybody who hangs there today; nobody once it is over, taken back or closed. One statement."""
    if online.closed_at:
        return []
    rows = [each for each in beside_of(online) if _hangs(each, clock.local_date(now))]
    return [Shown(each, masked(person_of(each))) for each in rows]


def beside_of(online: OnlineSheet) -> list[Publicity]:
    """The people of the sheet behind a page."""
    return beside(Publicity(sheet=online.sheet))


def still_hangs(publicity_id: int, now: datetime) -> bool:
    """Whether somebody may object to it on its page."""
    row = Publicity.objects.filter(pk=publicity_id, voided_at=None).first()
    return row is not None and _hangs(row, clock.local_date(now)) and online_of(row) is not None


def one_shown(token: str, declaration: UUID, now: datetime) -> Shown | None:
    """One person of a page; None when the page is down, or never had this person on it."""
    online = online_by(token)
    people = shown_on(online, now) if online else []
    return next((each for each in people if each.publicity.declaration.ref == declaration), None)


def masked(person: Person) -> Person:
    """The lines of the board with no whole ID number or telephone in them, whoever typed one into a text (OP8)."""
    return replace(
        person,
        head=tuple(map(_hidden, person.head)),
        lists=tuple((label, tuple(map(_hidden, texts))) for label, texts in person.lists),
        changes=tuple(_masked(change) for change in person.changes),
    )


def is_supplementary(publicity: Publicity) -> bool:
    """A supplementary sheet shows what changed and nothing else (UNIT-13)."""
    return publicity.kind == PublicityKind.SUPPLEMENTARY


def tracked_at_unit(code: str) -> Tracked | None:
    """An objection to a unit's sheet, by its code."""
    told = Objector.objects.defer("name", "phone").select_related("objection__publicity")
    found = told.filter(tracking_code=code.strip().lower()).first()
    if found is None:
        return None
    objection = found.objection
    if objection.resolved_at:
        status = "异议成立" if objection.upheld else "异议不成立"
        return Tracked(status, objection.received_at, None, objection.resolved_at, objection.reply)
    if objection.publicity.voided_at:
        return Tracked("公示已撤下", objection.received_at, None, objection.publicity.voided_at, WITHDRAWN)
    return Tracked("单位核查中", objection.received_at, None, None, "")


def _hangs(publicity: Publicity, today: date) -> bool:
    return publicity.ended_at is None and today <= publicity.last_day


def _masked(change: Mapping[str, str]) -> dict[str, str]:
    return {name: _hidden(text) for name, text in change.items()}


def _hidden(text: str) -> str:
    return mask_landlines_in(mask_numbers_in(text))
