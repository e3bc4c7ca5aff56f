"""What units and offices said, for the boxes of the 评审表 (FORM-20)."""

from collections.abc import Iterator

from django.utils.timezone import localtime

from declarations.documents import Opinion
from declarations.models import Declaration
from declarations.states import RouteNode
from notices.rules import Terms, terms_of
from review.approvals.documents.common import in_words
from review.approvals.models import Deliberation, Recommendation, StopReview, UnitDefence
from review.approvals.states import CheckRow
from review.approvals.steps import aspects_of, valid_publicity

BOX_OF = {
    RouteNode.DEPARTMENT: "department",
    RouteNode.COUNTY_OFFICE: "local_office",
    RouteNode.CITY_OFFICE: "local_office",
    RouteNode.REGION_OFFICE: "local_office",
    RouteNode.COMMITTEE_OFFICE: "office",
}


def opinions_of(declaration: Declaration) -> dict[str, Opinion]:
    """Opinions by the keys of ``declarations.documents.BOXES``, as they were signed last."""
    return dict([*_of_unit(declaration), *_of_desks(declaration)])


def _of_unit(declaration: Declaration) -> Iterator[tuple[str, Opinion]]:
    seal, terms = declaration.unit.name, terms_of(declaration.edition)
    if defence := UnitDefence.objects.filter(declaration=declaration).first():
        experts = "、".join(expert["name"] for expert in defence.panel)
        yield "defence", Opinion(defence.opinion, (("答辩专家", experts),), "", seal, defence.held_on)
    if held := Deliberation.objects.filter(declaration=declaration).first():
        yield "deliberation", _deliberated(held, seal, terms)
    if shown := valid_publicity(declaration):
        days = f"{in_words(shown.first_day)}至{in_words(shown.last_day)}，共 {shown.working_days} 个工作日"
        facts = (("公示时间", days), ("公示地点", shown.place))
        result = "收到的异议经核查均不成立。" if shown.objections.exists() else "公示期满，未收到异议。"
        yield "publicity", Opinion(result, facts, "", seal, shown.last_day)
    if said := Recommendation.objects.filter(declaration=declaration).last():
        yield "unit", _recommended(said, seal, terms)


def _deliberated(held: Deliberation, seal: str, terms: Terms) -> Opinion:
    leader = next((member["name"] for member in held.members if member["is_leader"]), "")
    votes = f"到会 {held.votes_present} 人，同意 {held.votes_for} 人，不同意 {held.votes_against} 人"
    text = (
        _told(aspects_of(held, terms.deliberation.aspects)) + f"\n审议结论：{'同意' if held.agree else '不同意'}推荐。"
    )
    return Opinion(text, (("审议情况", votes),), leader, seal, held.held_on)


def _recommended(said: Recommendation, seal: str, terms: Terms) -> Opinion:
    text = (
        _told(aspects_of(said, terms.unit_flow.recommendation.aspects))
        + f"\n推荐结论：{'同意' if said.agree else '不同意'}推荐。"
    )
    return Opinion(text, (("审核责任人", said.responsible),), said.head, seal, localtime(said.at).date())


def _of_desks(declaration: Declaration) -> Iterator[tuple[str, Opinion]]:
    nodes = dict(declaration.stops.values_list("index", "node"))
    for review in StopReview.objects.filter(declaration=declaration).select_related("organisation", "signer"):
        if box := BOX_OF.get(nodes.get(review.stop, "")):  # the newest of a box is written last
            yield box, _reviewed(review)


def _reviewed(review: StopReview) -> Opinion:
    judged = [(row, review.rows[row]) for row in CheckRow if row in review.rows]
    facts = tuple((row.label, "合格" if told.get("ok") else "不合格") for row, told in judged)
    text = review.opinion or "审核通过，同意上报。"
    return Opinion(text, facts, review.signer.name, review.organisation.name, localtime(review.at).date())


def _told(aspects: list[tuple[str, str]]) -> str:
    return "\n".join(f"{aspect}：{text}" for aspect, text in aspects)
