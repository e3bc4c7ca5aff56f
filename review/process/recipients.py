"""Whom a message of the table reaches: the applicant, a desk, or those whom a notice's items name (MSG-05)."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from django.db.models import F, QuerySet

from accounts.models import Membership
from accounts.states import DESK_ROLE, Role
from declarations.models import Declaration, RouteStop
from review.approvals.models import CorrectionItem, CorrectionNotice
from review.approvals.running import addressee_at
from review.approvals.selectors.reaching import UNITS_STEP, carriers_of, kept_from, reached
from review.approvals.states import Addressee
from review.process.models import MoveRecord
from review.process.wording import (
    APPLICANT,
    ASKED_APPLICANT,
    ASKED_DESKS,
    FREE_APPLICANT,
    OFFICE,
    UNIT,
    WATCHING_UNIT,
    Told,
)

Moved = Sequence[tuple[Declaration, MoveRecord]]


class Reader(NamedTuple):
    """Who reads a message, on whose behalf, and as whom its items name them there; one body may be two of them."""

    person: int
    desk: int | None = None
    asked_as: frozenset[str] = frozenset()


People = dict[int, list[Reader]]  # by case
BY_ITEMS = frozenset((ASKED_APPLICANT, FREE_APPLICANT, ASKED_DESKS, WATCHING_UNIT))


@dataclass(frozen=True, slots=True)
class Owed:
    """Who has to answer how much of a return or correction, from when on it can be, and the stop that asked."""

    addressees: frozenset[str] = frozenset()
    opens_at: datetime | None = None
    asked_at: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def of_others(self) -> dict[str, int]:
        """What is not the applicant's to mend, by whose it is, in the order of the way."""
        return {
            each: self.counts[each] for each in Addressee.order if each in self.counts and each != Addressee.APPLICANT
        }


NOTHING = Owed()


def owed_by(cases: Collection[int]) -> dict[int, Owed]:
    """What the running notices of these cases ask, by case. One statement."""
    running = CorrectionNotice.objects.running().filter(declaration__in=cases)
    rows = CorrectionItem.objects.filter(notice__in=running).order_by("notice")
    asked: dict[int, Counter[str]] = {}
    newest: dict[int, tuple[datetime, int]] = {}
    columns = ("notice__declaration", "addressee", "notice__opens_at", "notice__stop")
    for case, addressee, opens_at, stop in rows.values_list(*columns):
        asked.setdefault(case, Counter())[addressee] += 1
        newest[case] = (opens_at, stop)
    return {pk: Owed(frozenset(counts), *newest[pk], counts) for pk, counts in asked.items()}


def owed_in(moved: Moved) -> dict[int, Owed]:
    """The same after a move: what a person has just given is the list itself."""
    owed = owed_by([case.pk for case, _ in moved])
    for case, record in moved:
        if items := record.answers.get("items"):
            given = Counter(item["addressee"] for item in items)
            owed[case.pk] = replace(owed.get(case.pk, NOTHING), addressees=frozenset(given), counts=given)
    return owed


def recipients(told: Told, moved: Moved, owed: Mapping[int, Owed]) -> People:
    """Everybody the row names, for all cases at once; nobody reads a desk's letter about their own case."""
    if told.to in {APPLICANT, ASKED_APPLICANT, FREE_APPLICANT}:
        return {
            case.pk: [Reader(case.applicant_id)] for case, _ in moved if _concerns(told, owed.get(case.pk, NOTHING))
        }
    desks = _desks(told, moved, owed)
    staff = _staff({each.body for of_case in desks.values() for each in of_case}, office=told.to == OFFICE)
    named, kept = carriers_of(desks), kept_from(desks)
    applicants = {case.pk: case.applicant_id for case, _ in moved}
    return {
        pk: [
            Reader(person, at.body, at.asked_as)
            for at in of_case
            for person in reached(
                pk, staff.get(at.body, ()), applicants[pk], kept, named.get(pk, ()) if at.is_units else ()
            )
        ]
        for pk, of_case in desks.items()
    }


def _staff(organisations: Collection[int], *, office: bool) -> dict[int, list[int]]:
    roles = [Role.OFFICE] if office else [*set(DESK_ROLE.values())]
    held = Membership.objects.current().filter(organisation__in=organisations, role__in=roles).order_by("pk")
    people: dict[int, list[int]] = {}
    for person, organisation in held.values_list("user", "organisation"):
        people.setdefault(organisation, []).append(person)
    return people


def _concerns(told: Told, owed: Owed) -> bool:
    asked = Addressee.APPLICANT in owed.addressees
    return {ASKED_APPLICANT: asked, FREE_APPLICANT: not asked}.get(told.to, True)


class At(NamedTuple):
    """A desk of a case: which body, whether it is the unit's step, as whom items name it."""

    body: int
    is_units: bool
    asked_as: frozenset[str] = frozenset()


Desks = dict[int, list[At]]  # by case


def _desks(told: Told, moved: Moved, owed: Mapping[int, Owed]) -> Desks:
    if told.to == UNIT:
        return {case.pk: [At(case.unit_id, is_units=True)] for case, _ in moved}
    if told.to == OFFICE:
        return {case.pk: [At(case.office_id, is_units=False)] for case, _ in moved}
    stops = RouteStop.objects.filter(declaration__in=[case.pk for case, _ in moved])
    if told.to in {ASKED_DESKS, WATCHING_UNIT}:
        return _by_items(told, stops.order_by("index"), owed)
    here = stops.filter(index=F("declaration__stop")).values_list("declaration", "organisation", "index")
    return {case: [At(organisation, index == UNITS_STEP)] for case, organisation, index in here}


def _by_items(told: Told, stops: QuerySet[RouteStop], owed: Mapping[int, Owed]) -> Desks:
    """The desks below the one that asked which items name; or the unit's, where none of them is its own."""
    desks: dict[int, dict[int, At]] = {}
    for case, index, node, organisation in stops.values_list("declaration", "index", "node", "organisation"):
        asked = owed.get(case, NOTHING)
        addressee = addressee_at(node)
        names = addressee in asked.addressees and index < asked.asked_at
        watches = addressee == Addressee.UNIT and not names
        if names if told.to == ASKED_DESKS else watches:
            of_case = desks.setdefault(case, {})
            known = of_case.get(organisation, At(organisation, index == UNITS_STEP))
            of_case[organisation] = known._replace(asked_as=known.asked_as | {addressee})
    return {case: list(of_case.values()) for case, of_case in desks.items()}
