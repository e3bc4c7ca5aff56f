"""One office with its committee and its people, and another office beside it."""

from datetime import date

import pytest
from django.test import Client

from accounts.models import SYSTEM
from accounts.states import Role
from committees.models import Committee, CommitteeTerm
from committees.services import ensure_series, ensure_specialty
from tests.accounts.making import a_clerk, a_place
from tests.committees.making import an_expert


@pytest.fixture
def series():
    made = ensure_series(name="工艺美术", actor=SYSTEM)
    for code, name in (("taoci", "陶瓷"), ("cixiu", "刺绣")):
        ensure_specialty(made, code=code, industry="", name=name, sample=False, actor=SYSTEM)
    return made


@pytest.fixture
def office():
    return a_place("office", "自治区工艺美术系列职改办（演示）")


@pytest.fixture
def ma(office):
    return a_clerk(office, "马审查", role=Role.OFFICE)


@pytest.fixture
def browser(client, ma):
    client.force_login(ma)
    return client


@pytest.fixture
def keeper(office):
    """The office's notice administrator."""
    return a_clerk(office, "通知管理员", role=Role.ADMIN)


@pytest.fixture
def desk(keeper):
    """The browser of who writes authority down."""
    signed_in = Client()
    signed_in.force_login(keeper)
    return signed_in


@pytest.fixture
def committee(office, series):
    return Committee.objects.create(
        name="高级评委会（演示）", series=series, office=office, ranks=["fugao"], min_members=3, approval_doc_no="示1号"
    )


@pytest.fixture
def term(committee):
    return CommitteeTerm.objects.create(
        committee=committee, number=1, starts_on=date(2022, 1, 1), ends_on=date(2024, 12, 31)
    )


@pytest.fixture
def elsewhere():
    """A committee of another body, with its series, its term and its expert."""
    other = ensure_series(name="工程", actor=SYSTEM)
    home = a_place("office", "柳州高新区职改办（演示）")
    foreign = Committee.objects.create(name="工程中级评委会（演示）", series=other, office=home, ranks=["zhong"])
    CommitteeTerm.objects.create(committee=foreign, number=1, starts_on=date(2024, 1, 1))
    an_expert("外系列专家", other)
    return foreign
