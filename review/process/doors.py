"""Other work of a desk, beside its queues: units that register, people who belong here, phones that were lost."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse

from accounts.models import Membership, User
from accounts.rules import deciding_organisations, pending_units
from accounts.selectors import phone_changes_for
from accounts.states import Role
from integrity.selectors import suspicions_waiting_for
from review.approvals.selectors.falsity import OFFICES, falsities_waiting_for
from review.approvals.selectors.supplements import supplements_waiting_for
from review.process.late import held_late

WAITING = Q(
    organisation__employments__confirmed_at=None,
    organisation__employments__refused_at=None,
    organisation__employments__ended_at=None,
    organisation__employments__isnull=False,
)


@dataclass(frozen=True, slots=True)
class Door:
    """A page beside the desk and how much waits behind it."""

    label: str
    url: str
    count: int = 0


def doors_of(user: User, role: str) -> list[Door]:
    """What the person may do besides the queues of this desk; a constant number of statements."""
    desks = list(
        Membership.objects.of(user)
        .filter(role=role)
        .select_related("organisation")
        .annotate(waiting=Count("organisation__employments", filter=WAITING))
        .order_by("pk")
    )
    return [
        *_of_the_unit(role),
        *_held_late(user, role),
        *_supplements(user, role),
        *_falsities(user, role),
        *_suspicions(user),
        *_registrations(user, role),
        *_committees(role),
        *_people(desks),
        *_phones(user, desks),
    ]


def _of_the_unit(role: str) -> Iterator[Door]:
    """Its cases by step, and the sheets it still has to seal (S14)."""
    if role == Role.UNIT:
        yield Door("看板", reverse("process:board"))
        yield Door("签章材料", reverse("process:sealing"))


def _held_late(user: User, role: str) -> Iterator[Door]:
    """Files whose holder was late, to be decided in one sitting; no door while there are none (G-07)."""
    if role == Role.OFFICE and (waiting := held_late(user).count()):
        yield Door("逾期待决定（一并办理）", reverse("process:late"), waiting)


def _supplements(user: User, role: str) -> Iterator[Door]:
    """Proofs of pending items that wait for the word of this desk; no door while there are none (MAT-38)."""
    if waiting := supplements_waiting_for(user, role).count():
        yield Door("补交材料确认", reverse("approvals:supplements"), waiting)


def _falsities(user: User, role: str) -> Iterator[Door]:
    """Proofs to find on, findings to file; no door while there are none (OFFICE-10)."""
    if role in OFFICES and (waiting := falsities_waiting_for(user).count()):
        yield Door("材料真实性核查", reverse("approvals:falsity_register"), waiting)


def _suspicions(user: User) -> Iterator[Door]:
    """线索 this person may find on, wherever else they sit; no door while there are none (MAT-05)."""
    if waiting := suspicions_waiting_for(user).count():
        yield Door("学术不端线索", f"{reverse('admin:integrity_suspicion_changelist')}?state__exact=open", waiting)


def _registrations(user: User, role: str) -> Iterator[Door]:
    if role != Role.UNIT and deciding_organisations(user).exists():
        yield Door("单位注册审核", reverse("accounts:approvals"), pending_units(user).count())


def _committees(role: str) -> Iterator[Door]:
    """The own committees and their experts (ADMIN-09)."""
    if role == Role.OFFICE:
        yield Door("评委会和专家", reverse("committees:committees"))


def _people(desks: list[Membership]) -> Iterator[Door]:
    several = len(desks) > 1
    for desk in desks:
        label = f"人员管理：{desk.organisation.name}" if several else "人员管理"
        yield Door(label, reverse("accounts:people", args=[desk.organisation_id]), desk.waiting)  # type: ignore[attr-defined] # annotated


def _phones(user: User, desks: list[Membership]) -> Iterator[Door]:
    if any(desk.is_manager for desk in desks):
        yield Door("更换手机号核验", reverse("accounts:phone_changes"), phone_changes_for(user).count())
