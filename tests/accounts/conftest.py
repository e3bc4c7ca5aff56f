import pytest
from django.test import Client

from tests.accounts.making import a_clerk, a_person, a_place


@pytest.fixture(autouse=True)
def nobody_is_nudged(settings, tmp_path):
    settings.OUTBOX_NUDGE = False
    settings.PRIVATE_FILES = tmp_path / "files"


@pytest.fixture
def lin(db):
    """The applicant."""
    return a_person("林小凤")


@pytest.fixture
def office(db):
    return a_place("office", "自治区工艺美术系列职改办（演示）")


@pytest.fixture
def city(office):
    return a_place("city_office", "百色市职改办（演示）", parent=office)


@pytest.fixture
def department(office):
    return a_place("department", "自治区文化和旅游厅（演示）", parent=office)


@pytest.fixture
def unit(department):
    return a_place("unit", "广西民族工艺传习馆（演示）", parent=department, uscc="91450100000000004R", place="南宁市")


@pytest.fixture
def zhou(unit):
    """Manager of the unit."""
    return a_clerk(unit, "周经办", manager=True)


@pytest.fixture
def gu(department):
    """Manager of the department."""
    return a_clerk(department, "顾审核", manager=True)


@pytest.fixture
def ma(office):
    """Manager of the committee's office."""
    return a_clerk(office, "马审查", manager=True)


@pytest.fixture
def client_of():
    """A browser of its own in which this person is signed in."""

    def sign_in(person):
        client = Client()
        client.force_login(person)
        return client

    return sign_in
