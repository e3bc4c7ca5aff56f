"""A body keeps its kind while a declaration is on the way through it (ROLE-11)."""

import pytest

from accounts.exceptions import AccountRefused
from accounts.models import Membership
from accounts.services.directory import OrganisationData, change_organisation
from declarations.models import RouteStop
from declarations.states import State
from tests.accounts.making import a_person


@pytest.mark.parametrize("which", ["unit", "city"])
def test_a_kind_stays_until_what_runs_there_is_over(world, which):
    """ROLE-11, CHAN-07: its unit's and every desk's of its route; what is over holds nothing."""
    system = a_person("系统管理员")
    system.is_staff = system.is_superuser = True
    system.save(update_fields=["is_staff", "is_superuser"])
    made = world.declaration(State.DEPT_REVIEW)
    city = RouteStop.objects.get(declaration=made, organisation__kind="city_office").organisation
    body, kind = {"unit": (world.unit, "agency"), "city": (city, "county_office")}[which]
    Membership.objects.filter(organisation=body).exclude(role__in=("unit", "local_office")).delete()
    told = OrganisationData(name=body.name, kind=kind, uscc=body.uscc, parent=body.parent)

    with pytest.raises(AccountRefused, match="还有申报正在办理") as refusal:
        change_organisation(body.pk, told, actor=system)
    assert refusal.value.codes == ["organisation.kind"]

    type(made).objects.filter(pk=made.pk).update(state=State.WITHDRAWN)
    assert change_organisation(body.pk, told, actor=system).kind == kind
