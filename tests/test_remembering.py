"""The layer that saves the suite its time hands out what a builder makes, and nothing of another test."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction

from accounts.models import Organisation, User
from config.lib import clock
from tests.process.world import IN_STAGE_1, build_world
from tests.remembering import forget, remembered

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
RUN: list[str] = []  # the builders that really ran


@remembered
def unit(name: str) -> Organisation:
    RUN.append(name)
    return Organisation.objects.create(name=name, kind="unit")


@remembered
def renamed(pk: int, name: str) -> Organisation:
    RUN.append(name)
    made = Organisation.objects.get(pk=pk)
    made.name = name
    made.save(update_fields=["name"])
    return made


@pytest.fixture(autouse=True)
def fresh():
    RUN.clear()
    forget()
    yield
    forget()


@contextmanager
def a_test(moment=IN_STAGE_1):
    """A transaction that is rolled back, as around a test; what ran in it."""
    RUN.clear()
    with transaction.atomic(), clock.law_at(moment):
        yield RUN
        connection.check_constraints()
        transaction.set_rollback(True)


def names() -> list[str]:
    return list(Organisation.objects.order_by("name").values_list("name", flat=True))


def test_a_builder_runs_twice_and_is_copied_in_ever_after():
    """One that builds on another's rows begins to count when these are known."""
    made = []
    for ran in (["窑", "新窑"], ["窑", "新窑"], ["新窑"], [], []):
        with a_test() as run:
            first = unit("窑")
            made.append(renamed(first.pk, "新窑"))
            assert run == ran
            assert names() == ["新窑"]
            assert Organisation.objects.get() == made[-1]
            Organisation.objects.create(name="另一家", kind="unit")  # its key is free
            made[-1].name = "this test's own"
    assert made[-1].pk == made[-2].pk
    assert made[-1] is not made[-2]
    assert names() == []


def test_a_builder_runs_where_its_rows_might_not_fit(settings):
    for _ in range(3):
        with a_test():
            unit("窑")
    with a_test() as run:
        User.objects.create(username="lin")
        unit("窑")
        assert run == ["窑"], "something was written before"
    with a_test() as run:
        unit("瓷")
        assert run == ["瓷"], "other words"
    with a_test(IN_STAGE_1 + timedelta(days=1)) as run:
        unit("窑")
        assert run == ["窑"], "another day"
    settings.SUPPORT_PHONE = "0771"
    with a_test() as run:
        unit("窑")
        assert run == ["窑"], "other settings"
    del settings.SUPPORT_PHONE
    forget()
    with a_test() as run:
        unit("窑")
        assert run == ["窑"], "the database was flushed"
    unit("窑")
    assert names() == ["窑"], "committed, for a test with threads"


def test_signing_in_is_no_writing(client):
    for signed_in in (False, False, False, False, True):
        with a_test() as run:
            world = build_world()
            if signed_in:
                client.force_login(world.people["applicant"])
            unit("窑")
    assert run == []


def test_nothing_copied_in_lies_in_the_future():
    ends = []
    for _ in range(3):
        with a_test():
            world = build_world()
            ends.append(clock.law())
            assert world.edition.effective_at <= ends[-1]
    assert ends[0] - IN_STAGE_1 < timedelta(minutes=1)
