"""Reads of the catalogue and of committees."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Case, IntegerField, QuerySet, Value, When

from committees.models import Commission, Committee, CommitteeMember
from committees.states import MemberPost

PROTOCOL_ORDER = Case(
    When(post=MemberPost.CHAIR, then=Value(0)),
    When(post=MemberPost.VICE_CHAIR, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


def members_on(committee: Committee, *, day: date) -> QuerySet[CommitteeMember]:
    """Members of the term this day falls in, chair first; none between two terms."""
    term = committee.term_on(day)
    members = CommitteeMember.objects.filter(term=term) if term else CommitteeMember.objects.none()
    return members.select_related("expert__unit", "expert__user").order_by(PROTOCOL_ORDER, "pk")


def commission_of(senders: Iterable[int], names: Iterable[str], rank: str, *, day: date) -> Commission | None:
    """The commission by which one of these organisations asks one of these committees to review a rank (CHAN-16)."""
    found = Commission.objects.accepted_on(day).filter(sender__in=list(senders), committee__name__in=list(names))
    asked = found.select_related("committee__office", "sender").order_by("-valid_from", "-pk")
    return next((each for each in asked if not each.ranks or rank in each.ranks), None)
