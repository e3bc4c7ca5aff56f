"""What a keeper of a part may not make of it: offices, other kinds, circles; by form, by sheet, at once (ROLE-11)."""

import pytest
from django.db import IntegrityError, transaction

from accounts.exceptions import AccountRefused
from accounts.importing import import_organisations
from accounts.models import Invitation, Organisation
from accounts.services.directory import OrganisationData, change_organisation, enter_organisation
from accounts.states import Role
from config.lib import clock
from tests.accounts.making import a_clerk, a_person, a_place, a_uscc
from tests.accounts.test_directory import LIST, line, workbook
from tests.process.world import in_threads

pytestmark = pytest.mark.django_db
KIND = "类别由系统管理员修改，请恢复原来的类别。"
NEW_OFFICE = "职改办由系统管理员录入，请选择其他类别。"


def said(name, kind, **more):
    return {"name": name, "kind": kind, "legal_person": "yes", "status": "active"} | more


@pytest.fixture
def keeper(office):
    return a_clerk(office, "通知管理员", role=Role.ADMIN)


@pytest.fixture
def browser(client_of, keeper):
    return client_of(keeper)


def a_system():
    keeper = a_person("系统管理员")
    keeper.is_staff = keeper.is_superuser = True
    keeper.save(update_fields=["is_staff", "is_superuser"])
    return keeper


@pytest.fixture
def system(db):
    return a_system()


def recast(organisation, kind, actor, **more):
    told = {"name": organisation.name, "uscc": organisation.uscc, "parent": organisation.parent, "kind": kind}
    return change_organisation(organisation.pk, OrganisationData(**told | more), actor=actor)


def refused(job):
    with pytest.raises(AccountRefused) as refusal:
        job()
    return [each.text for each in refusal.value.reasons]


# ── whose a kind is ────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_notice_administrator_makes_no_confirmer_of_the_own_office(browser, office, city):
    """ROLE-11, SYS-02: a kind opens roles; only the system's administrator gives one."""
    own = browser.post(f"{LIST}{office.pk}/edit/", said(office.name, "region_office"))
    below = browser.post(f"{LIST}{city.pk}/edit/", said(city.name, "region_office", parent=office.pk))
    new = browser.post(f"{LIST}new/", said("第二个自治区职改办", "region_office", parent=office.pk))

    assert [each.context["form"].errors for each in (own, below, new)] == [
        {"kind": [KIND]},
        {"kind": [KIND]},
        {"kind": [NEW_OFFICE]},
    ]
    assert not Organisation.objects.filter(kind="region_office").exists()
    assert "自治区职改办</option>" not in " ".join(browser.get(f"{LIST}new/").content.decode().split())


@pytest.mark.parametrize("who", ["own", "below", "new"])
def test_a_sheet_makes_no_office_either(keeper, office, city, who):
    """ROLE-11, SYS-02."""
    rows = {
        "own": line(名称=office.name, 类别="自治区职改办", 隶属关系=""),
        "below": line(名称=city.name, 类别="自治区职改办", 上级=office.name, 隶属关系=""),
        "new": line(名称="第二个", 类别="自治区职改办", 上级=office.name, 隶属关系=""),
    }

    report = import_organisations(workbook(rows[who]), actor=keeper)

    assert (NEW_OFFICE if who == "new" else KIND) in str(report)
    assert not Organisation.objects.filter(kind="region_office").exists()


def test_a_notice_administrator_enters_units_and_departments(keeper, office):
    """SYS-02."""
    for kind in ("unit", "department"):
        made = enter_organisation(
            OrganisationData(name=f"新{kind}", kind=kind, parent=office, uscc=a_uscc()), actor=keeper
        )
        assert made.kind == kind


def test_the_superior_of_the_own_office_is_not_its_own_to_change(keeper, office):
    """ROLE-11: also where the person keeps another office above."""
    top = a_place("region_office", "自治区职改办（演示）")
    a_clerk(top, person=keeper, role=Role.ADMIN)

    assert refused(lambda: recast(office, "office", keeper, parent=top)) == ["本职改办的上级由系统管理员修改。"]


def test_the_systems_administrator_enters_and_recasts_offices(system, office, city):
    """ROLE-11."""
    made = enter_organisation(OrganisationData(name="新职改办", kind="county_office", parent=city), actor=system)

    assert recast(made, "city_office", system, parent=office).kind == "city_office"


def test_two_offices_have_two_names(system, office, city):
    """SYS-02: notices name an office in full; bodies of other kinds may be called alike."""
    taken = ["已有同名的职改办，请写全称，或在原来的条目上修改。"]
    data = OrganisationData(name=office.name, kind="county_office", parent=city)

    assert refused(lambda: enter_organisation(data, actor=system)) == taken
    assert refused(lambda: recast(city, "city_office", system, name=office.name)) == taken
    with pytest.raises(IntegrityError, match="one_office_per_name"), transaction.atomic():
        Organisation.objects.create(name=office.name, kind="county_office")
    a_place("department", office.name, parent=office)


# ── when a kind stands ─────────────────────────────────────────────────────────────────────────────────────────────
def test_a_kind_stays_while_somebody_holds_a_role_that_the_other_kind_has_not(system, office):
    """ROLE-11: also where the body is suspended, or somebody is only asked."""
    ma = a_clerk(office, "马审查", role=Role.FINANCE)
    Organisation.objects.filter(pk=office.pk).update(status="suspended")
    told = ["还有人任评审收费人员，这一类别没有该角色；请先结束任职、撤回邀请。"]
    assert refused(lambda: recast(office, "county_office", system)) == [
        told[0].replace("评审收费人员", Role.FINANCE.label)
    ]

    ma.memberships.update(ended_at=clock.law())
    now = clock.machine()
    asked = {"role": Role.SECRETARY, "phone": "19000009999", "invited_by": ma, "invited_at": now}
    Invitation.objects.create(organisation=office, expires_at=now + clock.timedelta(days=1), **asked)
    assert Role.SECRETARY.label in refused(lambda: recast(office, "county_office", system))[0]

    assert recast(office, "city_office", system).kind == "city_office"


def test_a_kind_stays_above_bodies_and_below_none(system, office, department, unit):
    """CHAN-07: nothing stands below a unit, and a unit below something."""
    below = "下面还有组织，不能改为这一类别。"
    assert refused(lambda: recast(department, "unit", system)) == [below]
    alone = a_place("office", "另一个职改办")
    assert refused(lambda: recast(alone, "unit", system)) == ["用人单位须有主管部门或职改办作为上级。"]


# ── the tree ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_move_counts_what_hangs_on_the_body(system, office):
    """CHAN-07: five levels, the moved ones with all below them."""
    above = [a_place("city_office", "甲")]
    for name in ("乙", "丙"):
        above.append(a_place("city_office", name, parent=above[-1]))
    head = a_place("department", "丁")
    middle = a_place("department", "戊", parent=head)
    a_place("unit", "己", parent=middle)

    assert "层级过深" in refused(lambda: recast(head, "department", system, parent=above[2]))[0]
    assert recast(head, "department", system, parent=above[1]).parent == above[1]


def test_a_circle_that_stands_is_walked_once(office, city):
    """SYS-09: a page of a broken tree answers."""
    Organisation.objects.filter(pk=office.pk).update(parent=city)

    assert [each.pk for each in Organisation.objects.get(pk=city.pk).chain()] == [city.pk, office.pk]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_close_no_circle():
    """SYS-09: each alone is right, together they are a circle."""
    system = a_system()
    four = [a_place("city_office", name) for name in "甲乙丙丁"]

    def below(one, other):
        return lambda: recast(one, "city_office", system, parent=other)

    answers = in_threads([below(one, four[number - 1]) for number, one in enumerate(four)])

    lost = [each for each in answers if isinstance(each, AccountRefused)]
    assert [each.codes for each in lost] == [["organisation.circle"]]
    assert Organisation.objects.filter(parent=None).count() == 1
