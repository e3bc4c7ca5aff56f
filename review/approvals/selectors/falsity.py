"""Doubts about materials: of one case, and the register of the offices that fed them back (OFFICE-10)."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.models import Membership, User
from accounts.states import Role
from config.lib.keyset import KeysetPage, newest_page
from declarations.models import Declaration
from declarations.rules import visible_to
from declarations.states import State
from review.approvals.models import FalsityCase
from review.approvals.states import FalsityState

OFFICES = (Role.LOCAL_OFFICE, Role.OFFICE)
ENDED = (*State.settled, State.DRAFT)
# Handed in and not ended; what has its title is revoked by the authority that gave it (T36).
ASKABLE = tuple(state for state in State if state not in ENDED)
QUEUES = {
    "open": ("待认定", Q(state=FalsityState.ANSWERED)),
    "asked": ("待举证", Q(state=FalsityState.ASKED)),
    "unfiled": ("待报备", Q(state=FalsityState.FALSE, filed_on=None)),
    "all": ("全部", Q()),
}


@dataclass(frozen=True, slots=True)
class Queue:
    """One tab of the register."""

    key: str
    label: str
    is_current: bool


def falsities_of(declaration: Declaration) -> QuerySet[FalsityCase]:
    """Everything that was ever asked about a case, with its files."""
    rows = declaration.falsity_cases.select_related("organisation", "asked_by", "found_by", "filed_by")
    found: QuerySet[FalsityCase] = rows.prefetch_related("kept__file").order_by("pk")
    return found


def doubt_asked(declaration: Declaration) -> FalsityCase | None:
    """The doubt the applicant has to answer first; one statement, none where nothing can be asked."""
    if declaration.state not in ASKABLE:
        return None
    asked = declaration.falsity_cases.filter(state=FalsityState.ASKED).select_related("organisation")
    found: FalsityCase | None = asked.order_by("due_at").first()
    return found


def falsities_for(user: User) -> QuerySet[FalsityCase]:
    """What offices of this person asked; none about themselves, none they are recused from."""
    mine = Membership.objects.of(user).filter(role__in=OFFICES).values("organisation")
    seen = visible_to(user).exclude(applicant=user)
    return FalsityCase.objects.filter(organisation__in=mine, declaration__in=seen.values("pk"))


def falsities_waiting_for(user: User) -> QuerySet[FalsityCase]:
    """What this person's office has to do: find on what was answered, file what was found false."""
    return falsities_for(user).filter(QUEUES["open"][1] | QUEUES["unfiled"][1])


def falsity_page(user: User, queue: str, *, after: str = "", before: str = "") -> KeysetPage:
    """One page of a tab, the newest first. One statement."""
    rows = falsities_for(user).filter(QUEUES[queue][1])
    related = ("declaration__applicant", "declaration__unit", "organisation")
    return newest_page(rows.select_related(*related), after=after, before=before)


def queues(current: str) -> list[Queue]:
    """The tabs."""
    return [Queue(key, label, key == current) for key, (label, _) in QUEUES.items()]


def staff_asking(falsity: FalsityCase) -> list[User]:
    """Who works in the office that asked, but for the applicant and whoever is recused."""
    held = Membership.objects.current().filter(organisation=falsity.organisation_id, role__in=OFFICES)
    kept = falsity.declaration.recusals.values("person")
    people = User.objects.filter(pk__in=held.values("user")).exclude(pk__in=kept)
    return list(people.exclude(pk=falsity.declaration.applicant_id).order_by("pk"))
