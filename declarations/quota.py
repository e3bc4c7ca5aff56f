"""The places an enterprise may recommend for directly in a year, counted under a lock (PATH-25, PATH-26; E216)."""

from django.db.models import QuerySet

from declarations.eligibility.quota import Place, fits, place_for
from declarations.exceptions import TakenMeanwhile
from declarations.models import Declaration, QuotaYear
from declarations.states import TalentBasis
from notices.rules import terms_of
from notices.rules.switches import SmallGiant
from notices.states import DeclarationKind


def quota_of(declaration: Declaration) -> SmallGiant | None:
    """The quota a declaration stands under; None for every other way."""
    grounds = getattr(declaration, "grounds", None)
    own_way = declaration.kind == DeclarationKind.SPECIAL_DIRECT and grounds is not None
    if not own_way or grounds.talent_basis != TalentBasis.SMALL_GIANT:
        return None
    return terms_of(declaration.edition).rules.small_giant


def has_place(declaration: Declaration) -> bool:
    """Whether its enterprise may still recommend it this year, as things stand now; without a quota always."""
    law = quota_of(declaration)
    if law is None:
        return True
    others = (_place(each, law) for each in recommended(declaration))
    return fits([*others, _place(declaration, law)], law)


def hold_place(declaration: Declaration) -> None:
    """Take the place for good: lock the enterprise's year, then count again.

    Raises ``TakenMeanwhile`` when another submission was faster. Giving a place back needs no lock: a withdrawn case is
    not counted any more.
    """
    if quota_of(declaration) is None:
        return
    year, enterprise = declaration.edition.notice.year, declaration.employer or declaration.unit
    QuotaYear.objects.get_or_create(year=year, enterprise=enterprise)
    QuotaYear.objects.select_for_update().get(year=year, enterprise=enterprise)
    if not has_place(declaration):
        raise TakenMeanwhile("the enterprise's last place of the year")


def position_of(declaration: Declaration) -> int:
    """Which recommendation of its enterprise and year this one is: behind those handed in before it (FORM-36)."""
    before = recommended(declaration)
    if declaration.submitted_at:
        before = before.filter(submitted_at__lt=declaration.submitted_at)
    return before.count() + 1


def recommended(declaration: Declaration) -> QuerySet[Declaration]:
    """The others of this enterprise and year that were handed in and not withdrawn, under whatever notice."""
    enterprise = declaration.employer_id or declaration.unit_id
    same = Declaration.objects.submitted().filter(
        kind=DeclarationKind.SPECIAL_DIRECT,
        grounds__talent_basis=TalentBasis.SMALL_GIANT,
        edition__notice__year=declaration.edition.notice.year,
    )
    of_enterprise = same.filter(employer=enterprise) | same.filter(employer=None, unit=enterprise)
    return of_enterprise.keeping_slots().exclude(pk=declaration.pk).select_related("edition")


def _place(declaration: Declaration, law: SmallGiant) -> Place:
    return place_for(terms_of(declaration.edition), law, declaration.level, declaration.specialty)
