"""The pages on which a role works at a case, besides the moves themselves."""

from collections.abc import Collection

from django.urls import reverse

from accounts.models import User
from accounts.states import Role
from declarations.models import Declaration
from declarations.pages.slot_files import takes_award_video
from declarations.states import State
from review.approvals.rules import has_desk, may_commission
from review.approvals.selectors.supplements import has_pending

Link = tuple[str, str]
# Where the unit's work goes on at each of its steps; the check of originals is the first page of them.
STEP_PAGES = {
    State.UNIT_DEFENSE: "approvals:defence",
    State.UNIT_DELIBERATION: "approvals:deliberation",
    State.UNIT_PUBLICITY: "approvals:publicity",
    State.UNIT_SUPP_PUBLICITY: "approvals:publicity",
    State.UNIT_RECOMMEND: "approvals:papers",
}
REVIEWERS = {Role.RELAY, Role.DEPARTMENT, Role.LOCAL_OFFICE, Role.OFFICE}


def links_for(declaration: Declaration, roles: Collection[str], user: User) -> list[Link]:
    """(label, url) of every page these roles work on, the next thing to do first."""
    of_roles = [*_own(declaration, roles), *_unit(declaration, roles), *_above(declaration, roles)]
    if Role.APPLICANT not in roles and has_desk(user, declaration):
        if declaration.supplements.exists():
            of_roles.append(("补交的结题、发表证明", _at("approvals:judge_supplements", declaration)))
        of_roles.append(("告知情况", _at("process:told", declaration)))
    return [*of_roles, *_commission(declaration, user)]


def _own(declaration: Declaration, roles: Collection[str]) -> list[Link]:
    if Role.APPLICANT not in roles:
        return []
    links = [("填写申报材料", _at("declarations:hub", declaration))] if declaration.state == State.DRAFT else []
    if declaration.state == State.CORRECTION:
        links.append(("补正事项", _at("approvals:correction", declaration)))
    if declaration.submitted_at:
        links.append(("查看所填内容", _at("declarations:answers", declaration)))
    if declaration.submitted_at and declaration.state != State.DRAFT and has_pending(declaration):
        links.append(("补交结题、发表证明", _at("approvals:supplement", declaration)))
    if declaration.state in State.undecided and declaration.submitted_at and takes_award_video(declaration):
        links.append(("上传获奖作品制作视频", _at("declarations:video", declaration)))
    if declaration.state == State.ACCEPTED or hasattr(declaration, "bill"):
        links.append(("缴费单", _at("fees:bill", declaration)))
    if declaration.state == State.CERTIFIED:
        links.append(("电子证书", _at("outcomes:certificate", declaration)))
    return links


def _unit(declaration: Declaration, roles: Collection[str]) -> list[Link]:
    page = STEP_PAGES.get(State(declaration.state), "approvals:work")
    return [("审核推荐工作页", _at(page, declaration))] if Role.UNIT in roles else []


def _commission(declaration: Declaration, user: User) -> list[Link]:
    if declaration.state not in (*State.at_unit, State.CORRECTION) or not may_commission(user, declaration):
        return []
    return [("委托代理机构或外单位办理", _at("approvals:commission", declaration))]


def _above(declaration: Declaration, roles: Collection[str]) -> list[Link]:
    return [("审查材料", _at("approvals:review", declaration))] if REVIEWERS.intersection(roles) else []


def _at(name: str, declaration: Declaration) -> str:
    return reverse(name, args=[declaration.ref])
