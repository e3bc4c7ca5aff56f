"""领取下一份: the oldest case of a list that lies on nobody's table (16-4)."""

from django.db.models import Exists, OuterRef

from accounts.models import User
from declarations.models import Declaration, DeclarationQuerySet
from review.approvals.exceptions import Refused
from review.approvals.models import Claim
from review.approvals.services import claim_case
from review.process.desks import Filters, desk_rows, queue_rows
from review.process.listing.ordering import in_order

TRIES = 20  # colleagues who reach for the same case at the same moment


def claim_next(user: User, role: str, filters: Filters) -> Declaration | None:
    """Take the first that nobody has; of two who reach for it at once one gets it, the other the one behind it."""
    for pk in in_order(free_in(user, role, filters)).values_list("pk", flat=True)[:TRIES]:
        try:
            return claim_case(pk, actor=user).declaration
        except Refused:
            continue
    return None


def free_in(user: User, role: str, filters: Filters) -> DeclarationQuerySet:
    """What of a list is this desk's to do, whatever tab is open, and lies on nobody's table."""
    here = {"declaration": OuterRef("pk"), "stop": OuterRef("stop"), "round_trip": OuterRef("round_trip")}
    turn = queue_rows(user, role, "waiting").values("pk")
    return desk_rows(user, role, filters).filter(~Exists(Claim.objects.running().filter(**here)), pk__in=turn)
