"""Who there is in the demo, as plain facts: the composition, ages, numbers and phones of people nobody could meet."""

import re
from collections import Counter
from datetime import date

import pytest
from stdnum.cn import ric, uscc

from accounts.demo import SignIn
from accounts.states import Role
from review.process.season.cast import cast, clerks, credit_code, experts, keepers, office_phone, people, staff
from review.process.season.waiting import WORK, without_work
from tests.accounts.making import a_person

GROUPS = ("people", "refused", "earlier", "later", "between")
EVERYBODY = [person for group in GROUPS for person in people(group)]
AT_DESKS = [*clerks(), *staff(), *keepers(), *(expert for key in ("senior", "junior") for _, expert in experts(key))]
NOBODYS = re.compile(r"1900000\d{4}")
SUBMITTED_BY = date(2024, 8, 23)
WOVEN = {"zhijin", "cixiu", "xiuqiu"}


def test_the_levels_are_those_of_the_demo_season():
    assert Counter(person.level for person in people()) == {"zg": 6, "fg": 26, "zj": 18, "zl": 10, "yy": 4}


def test_lower_levels_come_from_the_units_of_the_region():
    own = {key for key, told in cast()["units"].items() if told["affiliation"] == "region"}

    assert {person.unit for person in people() if not person.is_senior} <= own


def test_nobody_is_younger_than_24_or_of_statutory_age():
    ages = [(SUBMITTED_BY - person.born).days // 365.25 for person in people()]

    assert (min(ages), max(ages) < 60) == (24, True)


def test_about_sixty_percent_of_the_weavers_and_embroiderers_are_women():
    weavers = [person for person in EVERYBODY if person.specialty in WOVEN]

    assert 0.5 <= sum(person.sex == "女" for person in weavers) / len(weavers) <= 0.7


def test_every_phone_is_of_a_range_that_nobody_answers_and_everybody_has_their_own():
    phones = [*(each.phone for each in EVERYBODY), *(each.phone for each in AT_DESKS)]
    boards = [office_phone(number) for number in range(200)]

    assert all(NOBODYS.fullmatch(phone) for phone in [*phones, *boards])
    assert len({*phones, *boards}) == len(phones) + len(boards)


def test_id_numbers_are_of_no_county_and_have_a_right_check_digit_as_credit_codes_do():
    numbers = [person.id_number for person in EVERYBODY]

    assert {number[:6] for number in numbers} == {"450199"}
    assert [number for number in numbers if ric.calc_check_digit(number) != number[-1]] == []
    assert len(set(numbers)) == len(numbers)
    assert all(uscc.is_valid(credit_code(number)) for number in range(len(cast()["units"])))


def test_units_and_desks_below_the_series_are_marked_as_a_demo():
    named = [told["name"] for key in ("offices", "departments", "units") for told in cast()[key].values()]

    assert [name for name in named if "（演示）" not in name] == ["自治区职改办", "自治区工艺美术系列职改办"]


def test_there_is_a_check_of_waiting_work_for_every_role_that_signs_in():
    assert set(WORK) == set(Role) - {Role.RELAY}


@pytest.mark.parametrize("role", sorted(WORK))
@pytest.mark.django_db
def test_who_finds_nothing_to_do_is_named(role):
    person = a_person("韦无事")
    listed = SignIn(username=person.username, name=person.name, role=role, label=Role(role).label)

    assert without_work([listed]) == [f"{Role(role).label} 韦无事"]
