"""The way a declaration goes: ordered stops from the notice's route and the organisation tree (CHAN-19, CHAN-21)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from accounts.models import Membership, Organisation
from accounts.states import Affiliation, OrganisationKind, Role
from declarations.models import Declaration
from declarations.states import RouteNode
from notices.rules import Terms, terms_of
from notices.rules.people import RouteStop as RouteStep
from notices.states import DeclarationKind, Window

# Which windows rule which nodes; a notice names those it has (requirements D.1 ``stages``, DEPT-04), the first one
# counts.
WINDOWS_OF = {
    RouteNode.APPLICANT: (Window.PERSONAL_UNIT, Window.FIRST_SUBMISSION, Window.UNIT_CITY),
    RouteNode.UNIT: (Window.PERSONAL_UNIT, Window.FIRST_SUBMISSION, Window.UNIT_CITY),
    RouteNode.DISPATCH_UNIT: (Window.PERSONAL_UNIT, Window.FIRST_SUBMISSION, Window.UNIT_CITY),
    RouteNode.PAYING_UNIT: (Window.PERSONAL_UNIT, Window.FIRST_SUBMISSION, Window.UNIT_CITY),
    RouteNode.TALENT_MARKET: (Window.PERSONAL_UNIT, Window.FIRST_SUBMISSION, Window.UNIT_CITY),
    RouteNode.DEPARTMENT: (Window.OFFICE_DEPARTMENT, Window.FIRST_SUBMISSION, Window.UNIT_CITY),
    RouteNode.COUNTY_OFFICE: (Window.OFFICE_DEPARTMENT, Window.FIRST_SUBMISSION, Window.UNIT_CITY),
    RouteNode.CITY_OFFICE: (Window.OFFICE_DEPARTMENT, Window.FIRST_SUBMISSION, Window.UNIT_CITY),
    RouteNode.REGION_OFFICE: (Window.OFFICE_DEPARTMENT, Window.FIRST_SUBMISSION, Window.UNIT_CITY),
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


def route_of(terms: Terms, kind: str) -> tuple[RouteStep, ...]:
    """The steps of this kind, in order: its own where the notice says so, else those of a review."""
    law = terms.determining.of(kind)
    return law.route if law and law.route else terms.route


def authority_of(declaration: Declaration) -> Organisation | None:
    """Who determines a title by its personnel authority (004 五, PATH-30); None: the office of the notice decides.

    The nearest body above the workplace, its personnel department or the office of its place, that has a deciding
    desk, which is how an authority is granted here. Where nobody above has one, the notice's office decides.
    """
    law = terms_of(declaration.edition).determining.of(declaration.kind)
    if law is None or law.by != "personnel_authority":
        return None
    above = [each for each in _above(declaration) if each.kind in OrganisationKind.approvers]
    desks = Membership.objects.current().filter(role=Role.OFFICE, organisation__in=above)
    deciding = set(desks.values_list("organisation", flat=True))
    found = next((each for each in above if each.pk in deciding), None)
    own = found is not None and found.pk == declaration.edition.notice.office_id
    return None if own else found


def stops_of(declaration: Declaration) -> list[Stop]:
    """The stops of this declaration, in order. A kind that nobody stands for has no stop; raises nothing."""
    terms = terms_of(declaration.edition)
    passed = _conditions(declaration)
    nodes = [RouteNode(step.node) for step in route_of(terms, declaration.kind) if passed[step.when]]
    if RouteNode.COMMITTEE_OFFICE in nodes:  # it agrees before the committee is sent the case (CHAN-15)
        nodes.insert(nodes.index(RouteNode.COMMITTEE_OFFICE), RouteNode.REGION_OFFICE)
    return [
        Stop(node, organisation, window_of(terms, node, declaration.kind))
        for node in nodes
        for organisation in _organisations_at(node, declaration)
    ]


def _conditions(declaration: Declaration) -> dict[str, bool]:
    """What a step of the route may ask (``route[].when``), true of this declaration (CHAN-21).

    Where a unit stands is told by the desks above it: with a city's or county's office it is theirs, else the region's
    (G-36). So 2017's department is a stop of 区直 units alone, and a city's unit goes by its city.
    """
    above = {link.kind for link in _above(declaration)}
    workplace, relayed = declaration.employer or declaration.unit, declaration.relay is not None
    local = bool(above & {OrganisationKind.CITY_OFFICE, OrganisationKind.COUNTY_OFFICE})
    return {
        "always": True,
        "dispatched": declaration.dispatched,
        "paying_unit_differs": relayed and _relayed(declaration) == RouteNode.PAYING_UNIT,
        "archive_hosted": relayed and _relayed(declaration) == RouteNode.TALENT_MARKET,
        "has_department": OrganisationKind.DEPARTMENT in above,
        "county_unit": OrganisationKind.COUNTY_OFFICE in above,
        "city_unit": local,
        "region_unit": not local or workplace.affiliation == Affiliation.REGION,
    }


def _organisations_at(node: RouteNode, declaration: Declaration) -> Iterator[Organisation]:
    if node == RouteNode.UNIT:
        yield declaration.unit
    elif node == _relayed(declaration):
        yield from [declaration.relay] if declaration.relay else []
    elif node == RouteNode.COMMITTEE_OFFICE:
        yield declaration.office
    elif node == RouteNode.REGION_OFFICE:
        yield from _agrees_to_commission(declaration)
    elif kind := KIND_OF.get(node):
        # 区直 units stand under departments without a city: the tree has nobody of the kind, so there is no stop.
        yield from (above for above in _below_authority(declaration) if above.kind == kind)


def _agrees_to_commission(declaration: Declaration) -> Iterator[Organisation]:
    """Who agrees to a senior case of another province: 自治区职改办 (002 二（一）4, CHAN-15)."""
    terms, workplace = terms_of(declaration.edition), declaration.employer or declaration.unit
    law = terms.outside_units.other_province_senior
    if law is None or workplace.affiliation != Affiliation.OTHER_PROVINCE or not terms.level(declaration.level).senior:
        return
    offices = Organisation.objects.active().filter(kind=OrganisationKind.REGION_OFFICE)
    agreeing = offices.filter(name=law.approve).first() or offices.order_by("pk").first()
    if agreeing and agreeing.pk != declaration.office_id:
        yield agreeing


def _relayed(declaration: Declaration) -> RouteNode:
    """What kind of body the file goes to after the employer, if the person named one (CHAN-17, CHAN-20, CHAN-26)."""
    if declaration.dispatched:
        return RouteNode.DISPATCH_UNIT
    hosts = declaration.relay is not None and declaration.relay.kind == OrganisationKind.AGENCY
    return RouteNode.TALENT_MARKET if hosts and declaration.archive_hosted else RouteNode.PAYING_UNIT


def _below_authority(declaration: Declaration) -> Iterator[Organisation]:
    """The desks on the way to who determines it: neither that body itself nor anybody above it (PATH-30)."""
    return takewhile(lambda link: link.pk != declaration.authority_id, _above(declaration))


def _above(declaration: Declaration) -> Iterator[Organisation]:
    """The desks above the person's own unit; an agency carries out the step, the tree stays the employer's."""
    root = declaration.employer or declaration.unit
    return (link for link in root.chain() if link.pk != declaration.unit_id)
