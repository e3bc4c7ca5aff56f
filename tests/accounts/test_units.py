"""Units register with code and licence; a department or an office lets them in (CHAN-18)."""

from dataclasses import replace

import pytest
from django.urls import reverse

from accounts import rules, selectors
from accounts.exceptions import AccountRefused
from accounts.models import Organisation
from accounts.services import UnitData, approve_unit, refuse_unit, register_unit
from accounts.states import Role
from messaging.models import Message
from records.models import AuditEntry
from records.rules import may_read_file
from records.services.files import store_file
from tests.accounts.making import a_clerk, a_person, a_place, a_uscc

pytestmark = pytest.mark.django_db


@pytest.fixture
def data(department):
    return UnitData(
        name="三江侗绣侗锦农民专业合作社（演示）",
        kind="unit",
        uscc=a_uscc(),
        legal_representative="杨再辉",
        parent=department,
        affiliation="county",
        place="柳州市三江县",
        contact_phone="0771-5507957",
        nature="other_non_public",
        industry="制造业",
    )


def a_licence(person):
    return store_file(b"%PDF-1.4 licence", name="营业执照.pdf", media_type="application/pdf", by=person.pk)


def register(data, person):
    return register_unit(data=data, licence=a_licence(person), actor=person)


def refused(act, *args, **kwargs):
    with pytest.raises(AccountRefused) as refusal:
        act(*args, **kwargs)
    return refusal.value.codes


class TestRegistering:
    def test_it_waits_and_its_desk_is_worth_nothing_yet(self, data, lin):
        """CHAN-18: code and licence first, then a department or an office approves the account."""
        unit = register(data, lin)

        assert (unit.status, unit.registered_by, unit.parent.name) == ("pending", lin, "自治区文化和旅游厅（演示）")
        assert selectors.roles_of(lin) == (Role.APPLICANT,)
        assert not rules.manages(lin, unit)
        assert list(selectors.units_like("侗绣")) == []
        assert AuditEntry.objects.get().event == "unit.registered"

    def test_the_chosen_department_is_told(self, data, lin, gu):
        register(data, lin)

        message = Message.objects.get(person=gu)
        assert (message.title, message.needs_action) == ("三江侗绣侗锦农民专业合作社（演示）申请注册", True)

    @pytest.mark.parametrize(
        ("changed", "codes"),
        [
            ({"uscc": "914500000000000001"}, ["unit.uscc"]),
            ({"legal_representative": "", "contact_phone": "12"}, ["unit.legal_representative", "unit.contact_phone"]),
            ({"kind": "office"}, ["unit.kind"]),
            ({"industry": "工艺美术品制造"}, ["unit.industry"]),  # CHAN-01: from the list
        ],
    )
    def test_what_is_wrong_is_said_at_once(self, data, lin, changed, codes):
        assert refused(register, replace(data, **changed), lin) == codes

    def test_only_a_department_or_office_stands_above(self, data, lin, unit):
        assert refused(register, replace(data, parent=unit), lin) == ["unit.parent"]

    def test_the_licence_must_be_ones_own_upload(self, data, lin):
        stranger = a_licence(a_person("白路人"))

        assert refused(register_unit, data=data, licence=stranger, actor=lin) == ["unit.licence"]

    def test_a_code_that_is_registered_or_waits_is_taken(self, data, lin, unit):
        register(data, lin)

        assert refused(register, data, a_person("另一人")) == ["unit.taken"]
        assert refused(register, replace(data, uscc=unit.uscc), lin) in (["unit.taken"], ["unit.uscc"])

    def test_the_code_is_kept_one_way(self, data, lin):
        spaced = " ".join(data.uscc.lower())

        assert register(replace(data, uscc=spaced), lin).uscc == data.uscc


class TestDeciding:
    def test_approved_the_applicant_manages_it(self, data, lin, gu):
        """CHAN-18."""
        unit = approve_unit(register(data, lin).pk, actor=gu)

        assert (unit.status, unit.approved_by) == ("active", gu)
        assert rules.manages(lin, unit)
        assert list(selectors.units_like("侗绣")) == [unit]
        assert Message.objects.get(person=gu).done_at
        assert Message.objects.get(person=lin).title.endswith("注册已通过")

    def test_the_approver_confirms_or_changes_what_stands_above(self, data, lin, ma, city):
        assert approve_unit(register(data, lin).pk, parent=city, actor=ma).parent == city

    def test_not_below_a_unit(self, data, lin, gu, unit):
        assert refused(approve_unit, register(data, lin).pk, parent=unit, actor=gu) == ["unit.parent"]

    def test_refused_it_may_come_again_under_its_code(self, data, lin, gu):
        first = refuse_unit(register(data, lin).pk, reason="执照不清楚", actor=gu)
        assert (first.status, first.refusal) == ("refused", "执照不清楚")

        again = register(replace(data, name="三江侗绣合作社（演示）"), lin)

        assert (again.pk, again.status, again.name, again.refusal) == (
            first.pk,
            "pending",
            "三江侗绣合作社（演示）",
            "",
        )

    def test_who_squatted_on_a_code_loses_it_with_the_refusal(self, data, lin, gu):
        squatter = a_person("白路人")
        refuse_unit(register(data, squatter).pk, reason="不是单位经办人", actor=gu)

        unit = approve_unit(register(data, lin).pk, actor=gu)

        assert (rules.manages(lin, unit), rules.works_at(squatter, unit)) == (True, False)

    def test_another_department_and_the_applicant_decide_nothing(self, data, lin, department):
        waiting = register(data, lin)
        other = a_clerk(a_place("department", "自治区教育厅（演示）"), "别的厅")
        a_clerk(department, person=lin)

        for actor in (other, lin):
            assert refused(approve_unit, waiting.pk, actor=actor) == ["unit.decider"]
            assert refused(refuse_unit, waiting.pk, reason="…", actor=actor) == ["unit.decider"]

    @pytest.mark.parametrize("levels", [0, 1, 2])
    def test_the_desk_it_named_may_and_every_one_above(self, data, lin, city, office, levels):
        """CHAN-18: docs/decisions/0018."""
        region = a_place("region_office", "自治区职改办（演示）")
        type(office).objects.filter(pk=office.pk).update(parent=region)
        clerk = a_clerk([city, office, region][levels], "职改")

        assert approve_unit(register(replace(data, parent=city), lin).pk, actor=clerk).status == "active"

    @pytest.mark.parametrize("kind", ["county_office", "city_office", "office", "region_office"])
    def test_an_office_from_elsewhere_finds_no_registration(self, data, lin, client, kind):
        """CHAN-18, SYS-02: not on its list, not at its address, not by the service; the licence neither."""
        waiting, clerk = register(data, lin), a_clerk(a_place(kind, "别处的职改办（演示）"), "别处")
        client.force_login(clerk, backend="accounts.backends.PhoneBackend")
        address = reverse("accounts:approval", args=[waiting.pk])

        answers = [client.get(address), client.post(address, {"do": "approve", "parent": waiting.parent_id})]

        assert [each.status_code for each in answers] == [404, 404]
        assert waiting.name not in client.get(reverse("accounts:approvals")).content.decode()
        assert refused(approve_unit, waiting.pk, actor=clerk) == ["unit.decider"]
        assert not rules.may_read_licence(clerk, waiting.pk)
        assert Organisation.objects.get(pk=waiting.pk).status == "pending"

    def test_nobody_places_a_unit_below_a_stranger(self, data, lin, gu, department):
        elsewhere = a_place("city_office", "别处的职改办（演示）")

        assert refused(approve_unit, register(data, lin).pk, parent=elsewhere, actor=gu) == ["unit.parent"]
        assert list(rules.superiors_below(gu)) == [department]

    def test_a_finance_clerk_of_the_office_may_not(self, data, lin, office):
        clerk = a_clerk(office, "财务", role=Role.FINANCE)

        assert refused(approve_unit, register(data, lin).pk, actor=clerk) == ["unit.decider"]

    def test_it_is_decided_once(self, data, lin, gu):
        unit = approve_unit(register(data, lin).pk, actor=gu)

        assert refused(approve_unit, unit.pk, actor=gu) == ["unit.decider"]

    def test_namesakes_are_seen_before(self, data, lin):
        twin = a_place(name=data.name)

        assert list(selectors.namesakes_of(register(data, lin))) == [twin]

    def test_the_licence_is_read_by_who_hands_in_decides_or_works_there(self, data, lin, gu, ma):
        unit, stranger = register(data, lin), a_person("白路人")
        licence = unit.licence_id
        file = type(a_licence(lin)).objects.get(pk=licence)
        finance = a_clerk(a_place("department", "别的厅"), "别人")

        may = [may_read_file(each, file) for each in (lin, gu, ma, stranger, finance)]

        assert may == [True, True, True, False, False]
        assert not rules.may_read_licence(lin, 0)


def test_an_organisation_knows_its_chain(db, unit, department, office):
    assert list(Organisation.objects.get(pk=unit.pk).chain()) == [unit, department, office]
