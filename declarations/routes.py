"""The way a declaration goes: ordered stops from the notice's route and the organisation tree (CHAN-19, CHAN-21)."""

from collections.abc import Iterator
from dataclasses import dataclass

from accounts.models import Organisation
from accounts.states import OrganisationKind
from declarations.models import Declaration
from declarations.states import RouteNode
from notices.rules import Terms, terms_of
from notices.states import Window

# Which windows rule which nodes; a notice names the windows it has (requirements D.1 ``stages``), the first one counts.
WINDOWS_OF = {
    RouteNode.APPLICANT: (Window.PERSONAL_UNIT, Window.FIRST_SUBMISSION, Window.UNIT_CITY),
    RouteNode.UNIT: (Window.PERSONAL_UNIT, Window.FIRST_SUBMISSION, Window.UNIT_CITY),
    RouteNode.DISPATCH_UNIT: (Window.PERSONAL_UNIT, Window.FIRST_SUBMISSION, Window.UNIT_CITY),
    RouteNode.PAYING_UNIT: (Window.PERSONAL_UNIT, Window.FIRST_SUBMISSION, Window.UNIT_CITY),
    RouteNode.TALENT_MARKET: (Window.PERSONAL_UNIT, Window.FIRST_SUBMISSION, Window.UNIT_CITY),
    RouteNode.DEPARTMENT: (Window.OFFICE_DEPARTMENT, Window.FIRST_SUBMISSION, Window.UNIT_CITY),
    RouteNode.COUNTY_OFFICE: (Window.OFFICE_DEPARTMENT, Window.FIRST_SUBMISSION, Window.UNIT_CITY),
    RouteNode.CITY_OFFICE: (Window.OFFICE_DEPARTMENT, Window.FIRST_SUBMISSION, Window.UNIT_CITY),
    RouteNode.COMMITTEE_OFFICE: (Window.COMMITTEE_OFFICE,),
}
KIND_OF = {
    RouteNode.DEPARTMENT: OrganisationKind.DEPARTMENT,
    RouteNode.COUNTY_OFFICE: OrganisationKind.COUNTY_OFFICE,
    RouteNode.CITY_OFFICE: OrganisationKind.CITY_OFFICE,
}


@dataclass(frozen=True, slots=True)
class Stop:
    """One desk still to be written down."""

    node: RouteNode
    organisation: Organisation
    window: str


def window_of(terms: Terms, node: str) -> str:
    """The name of the window that a step at this node must find open; empty where the notice sets none."""
    return next((name for name in WINDOWS_OF.get(RouteNode(node), ()) if name in terms.stages), "")


def submission_window(terms: Terms) -> str:
    """The window a draft must be submitted in."""
    return window_of(terms, RouteNode.APPLICANT)


def stops_of(declaration: Declaration) -> list[Stop]:
    """The stops of this declaration, in order. A kind that nobody stands for has no stop; raises nothing."""
    terms = terms_of(declaration.edition)
    nodes = [RouteNode(step.node) for step in terms.route]
    return [
        Stop(node, organisation, window_of(terms, node))
        for node in nodes
        for organisation in _organisations_at(node, declaration)
    ]


def _organisations_at(node: RouteNode, declaration: Declaration) -> Iterator[Organisation]:
    if node == RouteNode.UNIT:
        yield declaration.unit
    elif node == _relayed(declaration):
        yield from [declaration.relay] if declaration.relay else []
    elif node == RouteNode.COMMITTEE_OFFICE:
        yield declaration.office
    elif kind := KIND_OF.get(node):
        # 区直 units stand under departments without a city: the tree has nobody of the kind, so there is no stop.
        yield from (above for above in _above(declaration) if above.kind == kind)


def _relayed(declaration: Declaration) -> RouteNode:
    """What kind of body the file goes to after the employer, if the person named one (CHAN-20, CHAN-26)."""
    return RouteNode.DISPATCH_UNIT if declaration.dispatched else RouteNode.PAYING_UNIT


def _above(declaration: Declaration) -> Iterator[Organisation]:
    """The desks above the person's own unit; an agency carries out the step, the tree stays the employer's."""
    root = declaration.employer or declaration.unit
    return (link for link in root.chain() if link.pk != declaration.unit_id)
