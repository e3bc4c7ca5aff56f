"""Whom letters about a case reach besides the clerks of its desks, and whom they must not reach."""

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Membership
from accounts.states import Role
from config.lib import clock
from declarations.models import Declaration, DeclarationGrant, Recusal, RouteStop
from declarations.rules import CARRY_OUT, DESK_ROLES
from review.approvals.selectors.supplements import staff_of

UNITS_STEP = 0  # a grant gives the unit's step, the first of the route (CHAN-09, UNIT-07, G-32)
TOLD = (*DESK_ROLES, Role.OFFICE)  # the seats that letters about a case go to


def carriers_of(cases: Collection[int]) -> dict[int, list[int]]:
    """Case → people who carry out the unit's step by a dated grant that is not over. One statement.

    The only clerk of a one-person studio is the applicant, who reads no desk's letter of their own case: without
    these people nobody would be told.
    """
    rights = DeclarationGrant.objects.filter(content_object__in=cases, expires_at__gt=clock.law())
    people: dict[int, list[int]] = {}
    named = rights.filter(permission__codename=CARRY_OUT).order_by("pk")
    for case, person in named.values_list("content_object", "user"):
        people.setdefault(case, []).append(person)
    return people


def kept_from(cases: Collection[int]) -> set[tuple[int, int]]:
    """(Case, person) of every recusal: it is subtracted from letters as from lists (design §10). One statement.

    So is who has the case only as a deputy of its applicant, or of who is recused from it (E311).
    """
    recused = Recusal.objects.filter(declaration__in=cases).order_by()
    own = Declaration.objects.filter(pk__in=cases).order_by()
    instead = (_deputies(own, "pk", "applicant"), _deputies(recused, "declaration", "person"))
    return set(recused.values_list("declaration", "person").union(*instead))


def _deputies(rows: QuerySet[Any], case: str, away: str) -> QuerySet[Any, tuple[int, int]]:
    deputy = f"{away}__deputies__user"
    seats = Membership.objects.current().own().filter(user=OuterRef(OuterRef(deputy)), role__in=TOLD)
    on_the_way = RouteStop.objects.filter(declaration=OuterRef(case), organisation__in=seats.values("organisation"))
    standing_in = rows.filter(**{f"{away}__deputies__in": Membership.objects.current().lent()})
    return standing_in.exclude(Exists(on_the_way)).values_list(case, deputy)


def reached(
    case: int, desk: Collection[int], applicant: int, kept: set[tuple[int, int]], named: Collection[int] = ()
) -> list[int]:
    """The clerks of a desk and whom a grant names, each once; never the applicant, never who is recused."""
    people = dict.fromkeys([*desk, *named])
    return [person for person in people if person != applicant and (case, person) not in kept]


def people_at(case: Declaration, stop: RouteStop) -> list[int]:
    """Everybody who works on this case at a stop of its route. Three statements."""
    desk = staff_of([stop.organisation_id]).get(stop.organisation_id, ())
    named = carriers_of([case.pk]).get(case.pk, ()) if stop.index == UNITS_STEP else ()
    return reached(case.pk, desk, case.applicant_id, kept_from([case.pk]), named)
