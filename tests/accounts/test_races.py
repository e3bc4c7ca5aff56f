"""Two windows at once: the database lets one in, the other one reads a sentence (SYS-09)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connection

from accounts import rules
from accounts.exceptions import AccountRefused
from accounts.models import Employment, Membership, Organisation, User
from accounts.services import (
    UnitData,
    accept_invitation,
    ask_employment,
    change_phone,
    end_membership,
    give_membership,
    invite_clerk,
    register_person,
    register_unit,
)
from accounts.states import CodePurpose, Role
from records.selectors import audit_problem
from records.services.files import store_file
from tests.accounts.making import a_clerk, a_person, a_phone, a_place, a_uscc, an_id_number, proof

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
AT_ONCE = 6


def race(job, number=AT_ONCE):
    """Do the job in many threads at once; who won, and the codes the others read."""

    def attempt(n):
        try:
            return job(n)
        except AccountRefused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        answers = list(pool.map(attempt, range(number)))
    lost = [answer.codes for answer in answers if isinstance(answer, AccountRefused)]
    return [answer for answer in answers if not isinstance(answer, AccountRefused)], lost


def test_one_number_registers_once():
    number = an_id_number()
    proofs = [proof(a_phone()) for _ in range(AT_ONCE)]

    won, lost = race(lambda n: register_person(name="覃𬭚", id_number=number, password=None, proof=proofs[n]))

    assert (len(won), lost) == (1, [["person.taken"]] * (AT_ONCE - 1))
    assert User.objects.count() == 1
    assert audit_problem() is None


def test_one_code_of_a_unit_registers_once():
    department = a_place("department", "自治区文化和旅游厅（演示）")
    people = [a_person() for _ in range(AT_ONCE)]
    files = [store_file(b"x", name="a.pdf", media_type="application/pdf", by=each.pk) for each in people]
    data = UnitData(
        name="单位（演示）",
        kind="unit",
        uscc=a_uscc(),
        legal_representative="杨再辉",
        parent=department,
        affiliation="city",
        place="柳州市",
        contact_phone="0771-5507957",
    )

    won, lost = race(lambda n: register_unit(data=replace(data, name=f"{n}"), licence=files[n], actor=people[n]))

    assert (len(won), lost) == (1, [["unit.taken"]] * (AT_ONCE - 1))
    assert Organisation.objects.filter(uscc=data.uscc).count() == 1


def test_one_invitation_is_accepted_once():
    unit, lin = a_place(), a_person("林小凤")
    invitation = invite_clerk(
        organisation=unit, phone=lin.phone, role=Role.UNIT, actor=a_clerk(unit, "周经办", manager=True)
    )

    won, lost = race(lambda _n: accept_invitation(invitation.token, actor=lin))

    assert (len(won), lost) == (1, [["invitation.over"]] * (AT_ONCE - 1))


def test_one_desk_is_given_once():
    office, lin = a_place("office", "职改办（演示）"), a_person("林小凤")

    won, lost = race(lambda _n: give_membership(person=lin, organisation=office, role=Role.FINANCE, actor=lin))

    assert (len(won), lost) == (1, [["member.already"]] * (AT_ONCE - 1))


def test_one_unit_is_asked_once():
    unit, lin = a_place(), a_person("林小凤")

    won, lost = race(lambda _n: ask_employment(person=lin, organisation=unit))

    assert (len(won), lost) == (1, [["employment.twice"]] * (AT_ONCE - 1))
    assert Employment.objects.count() == 1


def test_one_phone_goes_to_one_person():
    people, phone = [a_person() for _ in range(AT_ONCE)], a_phone()

    def change(n):
        old = proof(people[n].phone, CodePurpose.CHANGE_PHONE)
        return change_phone(person=people[n], old=old, new=proof(phone, CodePurpose.NEW_PHONE))

    won, lost = race(change)

    assert (len(won), lost) == (1, [["phone.taken"]] * (AT_ONCE - 1))
    assert User.objects.by_phone(phone) == won[0]


def test_two_managers_do_not_leave_together():
    unit = a_place()
    managers = [a_clerk(unit, manager=True) for _ in range(2)]
    desks = [Membership.objects.get(user=each) for each in managers]

    won, lost = race(lambda n: end_membership(desks[n].pk, actor=managers[n]), 2)

    assert (len(won), lost) == (1, [["member.last"]])
    assert [rules.manages(each, unit) for each in managers].count(True) == 1
