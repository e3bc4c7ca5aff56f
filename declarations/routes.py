"""The way a declaration goes: ordered stops from the notice's route and the organisation tree (CHAN-19, CHAN-21)."""

from collections.abc import Iterator
from dataclasses import dataclass

from accounts.models import Organisation
from accounts.states import OrganisationKind
from declarations.models import Declaration
from declarations.states import RouteNode
from notices.rules import Terms, terms_of
from notices.states import DeclarationKind, Window

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


def window_of(terms: Terms, node: str, kind: str = DeclarationKind.ORDINARY) -> str:
    """The name of the window that a step at this node must find open; empty where the notice sets none.

    Talents declared directly have one deadline of their own, whoever holds the file (PATH-21, PATH-29); what an
    authority decides without a vote waits for no season (PATH-31, TIME-16).
    """
    if kind == DeclarationKind.SPECIAL_DIRECT:
        dated = Window.SPECIAL_DIRECT in terms.windows() and node != RouteNode.COMMITTEE_OFFICE
        return Window.SPECIAL_DIRECT.value if dated else ""
    if is_all_year(terms, kind):
        return ""
    return next((name for name in WINDOWS_OF.get(RouteNode(node), ()) if name in terms.stages), "")


def is_all_year(terms: Terms, kind: str) -> bool:
    """Whether a kind is taken at any time: 重新确认, 核准确认, and 认定 where it is not bound to a time (PATH-31)."""
    if kind == DeclarationKind.INITIAL_DETERMINATION:
        return terms.initial_determination is not None and not terms.initial_determination.time_limited
    return kind in DeclarationKind.unvoted


def submission_window(terms: Terms, kind: str = DeclarationKind.ORDINARY) -> str:
    """The window a draft must be submitted in."""
    return window_of(terms, RouteNode.APPLICANT, kind)


def stops_of(declaration: Declaration) -> list[Stop]:
    """The stops of this declaration, in order. A kind that nobody stands for has no stop; raises nothing."""
    terms = terms_of(declaration.edition)
    nodes = [RouteNode(step.node) for step in terms.route]
    return [
        Stop(node, organisation, window_of(terms, node, declaration.kind))
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
    """What kind of body the file goes to after the employer, if the person named one (CHAN-17, CHAN-20, CHAN-26)."""
    if declaration.dispatched:
        return RouteNode.DISPATCH_UNIT
    hosts = declaration.relay is not None and declaration.relay.kind == OrganisationKind.AGENCY
    return RouteNode.TALENT_MARKET if hosts and declaration.archive_hosted else RouteNode.PAYING_UNIT


def _above(declaration: Declaration) -> Iterator[Organisation]:
    """The desks above the person's own unit; an agency carries out the step, the tree stays the employer's."""
    root = declaration.employer or declaration.unit
    return (link for link in root.chain() if link.pk != declaration.unit_id)
