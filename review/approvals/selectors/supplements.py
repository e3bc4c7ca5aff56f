"""What is still to be proved, what is on its way, what a desk has to confirm (MAT-38, TIME-11)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.dateparse import parse_datetime

from accounts.models import Membership, Organisation, User
from accounts.states import Role
from config.lib.text import whole_number
from declarations.models import Achievement, Declaration, DeclarationQuerySet, Publication, RouteStop
from declarations.parts import Section, entry_key
from declarations.rules import Desk, gate_of, seen_at, visible_to
from declarations.states import RouteNode, State
from notices.rules import terms_of
from notices.states import Window
from review.approvals.models import Supplement
from review.approvals.models.supplement import PROOFS
from review.approvals.states import SupplementState

Pending = Achievement | Publication
MODELS: dict[Section, type[Any]] = {Section.ACHIEVEMENTS: Achievement, Section.PUBLICATIONS: Publication}
# Handed in, and nobody has voted on it: a proof may still come.
TAKES_PROOFS = tuple(state for state in State.undecided if state != State.DRAFT)


PAGE = 50
BETWEEN = "~"


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """What a desk has to confirm, and the tokens of the pages before and after."""

    rows: list[Supplement]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PendingRow:
    """One item that was declared before it was finished, and its supplement if there is one."""

    key: str
    item: Pending
    supplement: Supplement | None
    at: str  # whose word is awaited

    @property
    def proof(self) -> str:
        """结题证明, 发表证明."""
        return PROOFS[self.item.pending_kind]

    @property
    def is_open(self) -> bool:
        """Nothing is on its way, nothing was taken: the applicant's turn."""
        taken = self.item.supplemented_at or self.item.disregarded_at
        waits = self.supplement is not None and self.supplement.state == SupplementState.ON_THE_WAY
        return not taken and not waits

    @property
    def look(self) -> tuple[str, str, str]:
        """The badge."""
        if self.item.supplemented_at:
            return "已补交", "ok", "check"
        if self.item.disregarded_at:
            return "未按期补交，不予采用", "no", "circle-alert"
        if self.supplement and self.supplement.state == SupplementState.ON_THE_WAY:
            return f"{self.at}确认中", "flow", "clock"
        return ("已退回，请重新补交" if self.supplement else "待补交"), "todo", "circle-alert"


def takes_proofs(declaration: Declaration) -> bool:
    """Whether its notice knows pending items, and the case is where a proof still counts."""
    return declaration.state in TAKES_PROOFS and terms_of(declaration.edition).pending_supplement is not None


def pending_item(declaration: Declaration, key: str) -> Pending | None:
    """The item of a part key, if it was declared as pending."""
    head, _, pk = key.partition(":")
    model = next((model for section, model in MODELS.items() if section.value == head), None)
    number = whole_number(pk)
    if model is None or number is None:
        return None
    found: Pending | None = model.objects.filter(declaration=declaration, pk=number).exclude(pending_kind="").first()
    return found


def pending_rows(declaration: Declaration) -> list[PendingRow]:
    """Every pending item of a declaration in the order of the form; two statements without any, four at most."""
    items = [
        (entry_key(section.value, item.pk), item)
        for section, model in MODELS.items()
        for item in model.objects.filter(declaration=declaration).exclude(pending_kind="")
    ]
    if not items:
        return []
    latest = {each.part: each for each in declaration.supplements.prefetch_related("kept__file", "steps")}
    desks = dict(declaration.stops.values_list("index", "name"))
    return [_row(key, item, latest.get(key), desks) for key, item in items]


def pending_until(declaration: Declaration) -> datetime | None:
    """Until when proofs must have been handed in."""
    gate = gate_of(declaration, Window.PENDING_SUPPLEMENT)
    return gate.closes_at if gate else None


def still_to_prove(declaration: Declaration) -> list[PendingRow]:
    """The items whose proof the applicant has to hand in now; empty once the window is over."""
    if not takes_proofs(declaration):
        return []
    rows = [row for row in pending_rows(declaration) if row.is_open]
    gate = gate_of(declaration, Window.PENDING_SUPPLEMENT) if rows else None
    return rows if gate and gate.closed_at is None else []


def has_pending(declaration: Declaration) -> bool:
    """Whether anything was declared as pending, settled or not."""
    return any(
        model.objects.filter(declaration=declaration).exclude(pending_kind="").exists() for model in MODELS.values()
    )


def supplements_waiting_for(user: User, role: str) -> QuerySet[Supplement]:
    """What desks of this role have to confirm, the oldest first; none of their own, none they are recused from."""
    mine = Membership.objects.of(user).filter(role=role).values("organisation")
    return _waiting_at(mine, role, visible_to(user).exclude(applicant=user))


def supplements_at(desk: Desk) -> QuerySet[Supplement]:
    """The same of a desk that was read already, said by key: to be counted beside its queues."""
    return _waiting_at(list(desk.bodies), desk.role, seen_at(desk))


def _waiting_at(mine: Any, role: str, seen: DeclarationQuerySet) -> QuerySet[Supplement]:
    stops = RouteStop.objects.filter(declaration=OuterRef("declaration"), index=OuterRef("stop"), organisation__in=mine)
    of_office = {"node": RouteNode.COMMITTEE_OFFICE}
    stops = stops.filter(**of_office) if role == Role.OFFICE else stops.exclude(**of_office)
    taking = seen.filter(state__in=TAKES_PROOFS).values("pk")
    return Supplement.objects.on_the_way().filter(Exists(stops), declaration__in=taking)


def waiting_page(user: User, role: str, *, after: str = "", before: str = "") -> WaitingPage:
    """One page of it with what a row shows; one statement, however many wait."""
    related = ("declaration__applicant", "declaration__unit", "declaration__edition__notice")
    rows = supplements_waiting_for(user, role).select_related(*related).defer("declaration__edition__terms")
    if place := _place(before or after):
        moment, pk = place
        side = "lt" if before else "gt"
        rows = rows.filter(Q(**{f"handed_in_at__{side}": moment}) | Q(**{"handed_in_at": moment, f"pk__{side}": pk}))
    order = ("-handed_in_at", "-pk") if before else ("handed_in_at", "pk")
    found = list(rows.order_by(*order)[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    if before:
        found.reverse()
    earlier, later = (more, True) if before else (bool(after), more)
    first, last = (_token(found[0]), _token(found[-1])) if found else ("", "")
    return WaitingPage(found, first if earlier else "", last if later else "")


def _token(row: Supplement) -> str:
    return f"{row.handed_in_at.isoformat()}{BETWEEN}{row.pk}"


def _place(token: str) -> tuple[datetime, int] | None:
    """The row a token speaks of; None for none, and for one that nobody gave out."""
    text, _, key = token.partition(BETWEEN)
    pk = whole_number(key)
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return (moment, pk) if moment and pk is not None else None


def supplements_of(declaration: Declaration) -> list[Supplement]:
    """Everything that was ever handed in for a case, with its files and the desks' words."""
    return list(declaration.supplements.prefetch_related("kept__file", Prefetch("steps")).order_by("pk"))


def staff_of(organisations: Iterable[Organisation | int]) -> dict[int, list[int]]:
    """Organisation → people who hold a desk there, the office's or the chain's."""
    roles = (Role.UNIT, Role.DEPARTMENT, Role.LOCAL_OFFICE, Role.OFFICE)
    held = Membership.objects.current().filter(organisation__in=set(organisations), role__in=roles)
    people: dict[int, list[int]] = {}
    for person, organisation in held.values_list("user", "organisation").distinct():
        people.setdefault(organisation, []).append(person)
    return people


def _row(key: str, item: Pending, supplement: Supplement | None, desks: dict[int, str]) -> PendingRow:
    return PendingRow(key, item, supplement, desks.get(supplement.stop, "") if supplement else "")
