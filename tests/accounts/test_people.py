"""Registration, passwords, roles: who somebody is, and what is never told."""

import pytest
from django.db.models import Value

from accounts import selectors
from accounts.exceptions import AccountRefused
from accounts.models import IdNumber, Membership, SignedIn, User, index_of_id_number
from accounts.services import change_password, end_session, invite_clerk, register_person, switch_role
from accounts.states import CodePurpose, Role
from config.lib.text import normalise_name
from records.models import AuditEntry
from tests.accounts.making import PASSWORD, a_clerk, a_person, a_phone, a_place, an_id_number, proof

pytestmark = pytest.mark.django_db


def register(**changed):
    said = {"name": "覃𬭚", "id_number": an_id_number(), "password": PASSWORD, "proof": proof(a_phone())} | changed
    return register_person(**said)


def seats_of(user):
    """As committees does it: rows of (role, where)."""
    return User.objects.filter(pk=user.pk).annotate(role=Value(Role.EXPERT)).values_list("role", "name")


def refused(act, *args, **kwargs):
    with pytest.raises(AccountRefused) as refusal:
        act(*args, **kwargs)
    return refusal.value


class TestRegistering:
    @pytest.mark.parametrize(
        "name", ["覃𬭚", "农䶮", "黄垚", "韦翀", "阿依古丽·买买提", "阿依古丽•买买提", "José Núñez"]
    )
    def test_names_with_rare_characters_and_dots_are_kept(self, name):
        person = register(name=name)

        assert User.objects.get(pk=person.pk).name == normalise_name(name)

    def test_number_and_phone_are_sealed_and_found_by_index(self):
        number, phone = an_id_number(), a_phone()

        person = register(id_number=f"{number[:6]} {number[6:14]} {number[14:]}", proof=proof(phone))

        assert IdNumber.objects.get(number_index=index_of_id_number(number)).user == person
        assert User.objects.by_phone(phone) == person
        assert str(IdNumber.objects.get(user=person)) == f"450***********{number[-4:]}"
        assert person.check_password(PASSWORD)
        assert phone not in person.username

    def test_it_stands_in_the_chain(self):
        person = register()

        entry = AuditEntry.objects.get()
        assert (entry.event, entry.subject_id, entry.actor_id) == ("person.registered", person.pk, person.pk)

    def test_who_was_invited_before_finds_it_in_the_inbox(self, unit, zhou):
        invite_clerk(organisation=unit, phone=(phone := a_phone()), role=Role.UNIT, actor=zhou)

        person = register(proof=proof(phone))

        assert person.inbox.get().title == "广西民族工艺传习馆（演示）邀请您担任用人单位经办人"

    def test_without_a_password_the_person_signs_in_by_code_only(self):
        assert not register(password=None).has_usable_password()

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("name", "张3"),
            ("name", ""),
            ("id_number", "450103198001010012"),
            ("id_number", "123"),
            ("password", "12345678"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field(self, field, value):
        assert {reason.field for reason in refused(register, **{field: value}).reasons} == {field}
        assert not User.objects.exists()

    def test_a_taken_number_and_a_taken_phone_get_the_same_answer(self):
        known = register(id_number=(number := an_id_number()), proof=proof(phone := a_phone()))

        answers = {str(refused(register, id_number=number)), str(refused(register, proof=proof(phone)))}

        assert len(answers) == 1
        assert User.objects.get() == known

    def test_the_phone_must_have_answered_for_this_purpose(self):
        assert refused(register, proof=proof(a_phone(), CodePurpose.SIGN_IN)).codes == ["phone.unproven"]


class TestPassword:
    def test_a_code_to_the_own_phone_sets_it_and_ends_all_sessions(self, client, lin):
        client.force_login(lin)

        change_password(person=lin, password=PASSWORD, proof=proof(lin.phone, CodePurpose.PASSWORD))

        lin.refresh_from_db()
        assert lin.check_password(PASSWORD)
        assert not SignedIn.objects.filter(user=lin).exists()

    def test_a_code_to_another_phone_does_not(self, lin):
        stranger = proof(a_phone(), CodePurpose.PASSWORD)

        assert refused(change_password, person=lin, password=PASSWORD, proof=stranger).codes == ["phone.other"]

    def test_a_weak_one_is_refused_at_its_field(self, lin):
        own = proof(lin.phone, CodePurpose.PASSWORD)

        assert refused(change_password, person=lin, password="1234567890", proof=own).reasons[0].field == "password"


class TestRoles:
    def test_everybody_may_apply_and_desks_add_roles(self, unit, department):
        person = a_clerk(unit)
        a_clerk(department, person=person)

        assert selectors.roles_of(person) == (Role.APPLICANT, Role.UNIT, Role.DEPARTMENT)
        assert list(selectors.organisations_of(person, Role.UNIT)) == [unit]
        assert [desk.organisation for desk in selectors.desks_of(person)] == [unit, department]

    def test_switching_writes_the_role_and_back(self, unit):
        person = a_clerk(unit)

        assert switch_role(person=person, role=Role.UNIT).current_role == Role.UNIT
        assert switch_role(person=person, role=Role.APPLICANT).current_role == ""

    @pytest.mark.parametrize("role", [Role.OFFICE, Role.SYSTEM, Role.EXPERT, "", "emperor"])
    def test_a_role_not_held_cannot_be_taken(self, unit, role):
        assert refused(switch_role, person=a_clerk(unit), role=role).codes == ["role.not_held"]

    def test_a_desk_of_a_suspended_organisation_gives_no_role(self, unit):
        person = a_clerk(unit)
        unit.status = "suspended"
        unit.save(update_fields=["status"])

        assert selectors.roles_of(person) == (Role.APPLICANT,)

    def test_floors_above_add_roles_of_theirs_in_the_same_query(self, lin, monkeypatch, django_assert_num_queries):
        monkeypatch.setattr(selectors, "_elsewhere", [])
        selectors.register_roles(seats_of)
        selectors.register_roles(seats_of)
        a_clerk(a_place("office", "职改办（演示）"), person=lin)

        with django_assert_num_queries(1):
            held = selectors.held_roles(lin)

        assert held == [(Role.APPLICANT, ""), (Role.OFFICE, "职改办（演示）"), (Role.EXPERT, "林小凤")]
        assert switch_role(person=lin, role=Role.EXPERT).current_role == Role.EXPERT


class TestIdentity:
    def test_a_person_is_all_their_numbers_the_present_one_first(self, lin):
        old = IdNumber.objects.create(user=lin, number=an_id_number(), is_current=False)
        current = lin.id_numbers.get(is_current=True)

        assert selectors.identity_of(lin) == (current.number_index, old.number_index)
        assert selectors.id_number_of(lin) == current.number

    def test_staff_without_a_number_have_no_identity(self):
        staff = User.objects.create(username="staff")

        assert (selectors.identity_of(staff), selectors.id_number_of(staff)) == ((), "")


class TestSessions:
    def test_a_third_sign_in_ends_the_oldest(self, client_of, lin):
        first, second, third = client_of(lin), client_of(lin), client_of(lin)

        assert [each.get("/accounts/me/").status_code for each in (first, second, third)] == [302, 200, 200]

    def test_a_person_ends_their_own_sessions_only(self, client_of, lin):
        client, stranger = client_of(lin), a_person("白路人")
        session = SignedIn.objects.get(user=lin)

        assert end_session(person=stranger, sign_in_id=session.pk) == 0
        assert client.get("/accounts/me/").status_code == 200
        assert end_session(person=lin, sign_in_id=session.pk) == 1
        assert client.get("/accounts/me/").status_code == 302

    def test_only_sessions_that_live_are_shown(self, client_of, lin):
        client_of(lin)
        SignedIn.objects.create(user=lin, session_key="gone", started_at=lin.date_joined)

        assert [each.session_key for each in selectors.sessions_of(lin)] != ["gone"]
        assert len(selectors.sessions_of(lin)) == 1


class TestFindingUnits:
    def test_by_part_of_the_name_initials_or_code(self, unit):
        a_place("unit", "广西八桂工艺美术研究所（演示）")

        for words in ("传习馆", "gxmzgycxg", unit.uscc, unit.uscc.lower(), " 民族 "):
            assert list(selectors.units_like(words)) == [unit], words

    def test_offices_pending_units_and_nothing_are_not_found(self, unit, office):
        a_place("unit", "广西民族待审馆", status="pending")

        assert list(selectors.units_like("职改办")) == []
        assert list(selectors.units_like("  ")) == []
        assert list(selectors.units_like("民族")) == [unit]

    def test_memberships_keep_their_history(self, unit):
        person = a_clerk(unit)
        held = Membership.objects.get(user=person)
        held.is_manager = True
        held.save(update_fields=["is_manager"])

        assert [row.is_manager for row in held.history.order_by("history_date")] == [False, True]
