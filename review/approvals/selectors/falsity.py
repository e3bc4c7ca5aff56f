"""Doubts about materials: of one case, and the register of the offices that fed them back (OFFICE-10)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime

from accounts.models import Membership, User
from accounts.states import Role
from config.lib.keyset import KeysetPage, newest_page
from declarations.models import Declaration
from declarations.rules import Desk, seen_at, visible_to
from declarations.states import State
from review.approvals.models import FalsityCase
from review.approvals.states import FalsityState

OFFICES = (Role.LOCAL_OFFICE, Role.OFFICE)
ASK, PROVE, FIND = "材料真实性核查：请申报人举证", "材料真实性核查：申报人举证", "材料真实性核查认定"
EVENTS = ("approvals.falsity_ask", "approvals.falsity_answer", "approvals.falsity_find")  # in the audit chain
ENDED = (*State.settled, State.DRAFT)
# Handed in and not ended; what has its title is revoked by the authority that gave it (T36).
ASKABLE = tuple(state for state in State if state not in ENDED)
QUEUES = {
    "open": ("待认定", Q(state=FalsityState.ANSWERED)),
    "asked": ("待举证", Q(state=FalsityState.ASKED)),
    "unfiled": ("待报备", Q(state=FalsityState.FALSE, filed_on=None)),
    "all": ("全部", Q()),
}

TO_DO = QUEUES["open"][1] | QUEUES["unfiled"][1]


@dataclass(frozen=True, slots=True)
class Queue:
    """One tab of the register."""

    key: str
    label: str
    is_current: bool


def falsities_of(declaration: Declaration) -> QuerySet[FalsityCase]:
    """Everything that was ever asked about a case; a page that shows the files fetches them with it."""
    rows = declaration.falsity_cases.select_related("organisation", "asked_by", "found_by", "filed_by")
    found: QuerySet[FalsityCase] = rows.order_by("pk")
    return found


def steps_of_falsity(falsity: FalsityCase, *, public: bool) -> Iterator[tuple[str, str, datetime, str]]:
    """What was asked, proved, found and filed: words, who, when and why, for the history of the case (OFFICE-10).

    ``public`` names the office in place of the person and leaves out the filing, which is between offices (03-4).
    """
    office = falsity.organisation.name
    place = f"{falsity.place}：" if falsity.place else ""
    until = f"（举证时限 {localtime(falsity.due_at):%Y-%m-%d %H:%M}）"
    yield ASK, office if public else falsity.asked_by.name, falsity.asked_at, f"{place}{falsity.doubt}{until}"
    if falsity.answered_at:
        yield PROVE, falsity.declaration.applicant.name, falsity.answered_at, falsity.answer
    if falsity.found_at and falsity.found_by:
        found = f"{FIND}：{falsity.get_state_display()}"
        filed = f"（{falsity.filed_on} 报备{falsity.filing_no}）" if falsity.filed_on and not public else ""
        yield found, office if public else falsity.found_by.name, falsity.found_at, falsity.finding + filed


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


def falsities_at(desk: Desk) -> QuerySet[FalsityCase]:
    """What an office has to do, to be counted beside its queues: find on what was answered, file what was found false.

    Of a desk that was read already, said by key; the register has those of all the person's desks (``falsities_for``).
    """
    of_desk = FalsityCase.objects.filter(organisation__in=list(desk.bodies), declaration__in=seen_at(desk).values("pk"))
    return of_desk.filter(TO_DO)


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
