"""Reporting in batches, where the notice names the documents that go with one (CHAN-22, DEPT-05, MAT-71)."""

from datetime import datetime

from accounts.models import Actor
from config.lib.flow import Asked
from config.lib.reason import Reason
from declarations.models import Declaration
from declarations.states import RouteNode, State
from notices.rules import terms_of
from review.approvals.models import BatchEntry

REPORTING = (State.DEPT_REVIEW, State.LOCAL_OFFICE_REVIEW)


def goes_in_a_batch(declaration: Declaration) -> bool:
    """Whether this desk reports the case to the committee's office, and the notice wants that done in batches.

    The region's office only agrees (CHAN-15): it reports nothing, the desk below it does.
    """
    if declaration.state not in REPORTING or not terms_of(declaration.edition).batch_documents:
        return False
    ahead = declaration.stops.filter(index__gte=declaration.stop).order_by("index").values_list("node", flat=True)
    here, *rest = ahead
    after = [node for node in rest if node != RouteNode.REGION_OFFICE]
    return here != RouteNode.REGION_OFFICE and after[:1] == [RouteNode.COMMITTEE_OFFICE]


def reported_in_batch(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """What is not in a batch with its cover letter and stamped roster does not reach the office."""
    if not goes_in_a_batch(declaration):
        return None
    here = declaration.stops.filter(index=declaration.stop).values("organisation")
    entry = BatchEntry.objects.filter(declaration=declaration, batch__sender__in=here).select_related("batch").first()
    if entry and entry.batch.sealed_at:
        return None
    titles = "、".join(each.title for each in terms_of(declaration.edition).batch_documents)
    if entry is None:
        return Reason("DEPT-05", f"须列入报送批次，连同{titles}一并报送。")
    return Reason("DEPT-05", f"本批次还没有上传全部盖章文件：{titles}。")
