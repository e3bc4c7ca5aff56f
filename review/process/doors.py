"""Other work of a desk, beside its queues: units that register, people who belong here, phones that were lost."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Employment, User
from accounts.rules import DECIDING, pending_units
from accounts.selectors import Held, Seat, held_by, phone_changes_for
from accounts.states import OrganisationKind, Role
from config.lib.counting import count_words
from declarations.rules import Desk, desk_held
from integrity.rules import finds
from integrity.selectors import suspicions_waiting_for
from review.approvals.selectors.falsity import OFFICES, falsities_at
from review.approvals.selectors.supplements import supplements_at
from review.process.late import held_late_at
from review.process.listing.counting import counts_of


@dataclass(frozen=True, slots=True)
class Door:
    """A page beside the desk and how much waits behind it."""

    label: str
    url: str
    count: int = 0

    @property
    def words(self) -> str:
        """How much waits, as it is shown."""
        return count_words(self.count)


@dataclass(frozen=True, slots=True)
class Way:
    """What may become a door: where it leads, what waits there, whether it is there only then."""

    label: str
    url: str
    waiting: QuerySet[Any] | None = None
    only_then: bool = False


def doors_of(user: User, role: str) -> list[Door]:
    """What the person may do besides the queues of this desk; three statements, one on a page that knows the desk."""
    ways = ways_of(desk_held(user, role), held_by(user))
    return doors_told(ways, counts_of(waiting_at(ways)))


def ways_of(desk: Desk, held: Held) -> list[Way]:
    """Every page there may be beside the queues of this desk; what waits behind them is counted with the queues."""
    user, role, seats = desk.user, desk.role, held.seats_as(desk.role)
    return [
        *_of_the_unit(role),
        *_held_late(desk),
        *_supplements(desk),
        *_falsities(desk),
        *_suspicions(user),
        *_registrations(user, role, held),
        *_committees(role),
        *_people(seats),
        *_phones(desk, held),
    ]


def waiting_at(ways: Sequence[Way]) -> dict[str, QuerySet[Any]]:
    """What is to be counted, by address."""
    return {way.url: way.waiting for way in ways if way.waiting is not None}


def doors_told(ways: Sequence[Way], counts: Mapping[str, int]) -> list[Door]:
    """The doors with their numbers; without those nothing waits behind and that are there only then."""
    told = [(way, counts.get(way.url, 0)) for way in ways]
    return [Door(way.label, way.url, count) for way, count in told if count or not way.only_then]


def _of_the_unit(role: str) -> Iterator[Way]:
    """Its cases by step, and the sheets it still has to seal (S14)."""
    if role == Role.UNIT:
        yield Way("看板", reverse("process:board"))
        yield Way("签章材料", reverse("process:sealing"))


def _held_late(desk: Desk) -> Iterator[Way]:
    """Files whose holder was late, to be decided in one sitting; no door while there are none (G-07)."""
    if desk.role == Role.OFFICE:
        yield Way("逾期待决定（一并办理）", reverse("process:late"), held_late_at(desk), only_then=True)


def _supplements(desk: Desk) -> Iterator[Way]:
    """Proofs of pending items that wait for the word of this desk; no door while there are none (MAT-38)."""
    yield Way("补交材料确认", reverse("approvals:supplements"), supplements_at(desk), only_then=True)


def _falsities(desk: Desk) -> Iterator[Way]:
    """Proofs to find on, findings to file; no door while there are none (OFFICE-10)."""
    if desk.role in OFFICES:
        yield Way("材料真实性核查", reverse("approvals:falsity_register"), falsities_at(desk), only_then=True)


def _suspicions(user: User) -> Iterator[Way]:
    """线索 this person may find on, wherever else they sit; no door while there are none (MAT-05)."""
    if finds(user):
        url = f"{reverse('admin:integrity_suspicion_changelist')}?state__exact=open"
        yield Way("学术不端线索", url, suspicions_waiting_for(user), only_then=True)


def _registrations(user: User, role: str, held: Held) -> Iterator[Way]:
    """Where they decide on units below them: at any of their desks (CHAN-18)."""
    approvers = OrganisationKind.approvers
    seats = (seat for seat in held.seats if seat.role in DECIDING and seat.kind in approvers)
    deciding = [seat.organisation for seat in seats if seat.organisation]
    if role != Role.UNIT and deciding:
        yield Way("单位注册审核", reverse("accounts:approvals"), pending_units(user, deciding))


def _committees(role: str) -> Iterator[Way]:
    """The own committees and their experts (ADMIN-09)."""
    if role == Role.OFFICE:
        yield Way("评委会和专家", reverse("committees:committees"))


def _people(seats: Sequence[Seat]) -> Iterator[Way]:
    several = len(seats) > 1
    for seat in seats:
        label = f"人员管理：{seat.name}" if several else "人员管理"
        waiting = Employment.objects.waiting().filter(organisation=seat.organisation)
        yield Way(label, reverse("accounts:people", args=[seat.organisation]), waiting)


def _phones(desk: Desk, held: Held) -> Iterator[Way]:
    """Beside a desk they manage; what waits is of all of them, as on its page."""
    managed = {seat.organisation: seat.kind for seat in held.seats if seat.is_manager and seat.organisation}
    if managed.keys() & desk.bodies.keys():
        waiting = phone_changes_for(desk.user, managed)
        yield Way("更换手机号核验", reverse("accounts:phone_changes"), waiting)
