"""The layer that saves the suite its time hands out what a builder makes, and nothing of another test."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection, transaction

from accounts.models import Organisation, User
from config.lib import clock
from notices.announcements import KEY
from tests import remembering
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


@dataclass
class Place:
    head: Organisation
    word: str

    @remembered
    def branch(self) -> Organisation:
        RUN.append(self.word)
        return Organisation.objects.create(name=f"{self.word}分窑", kind="unit", parent=self.head)


def test_another_object_s_method_is_another_builder():
    for _ in range(5):
        with a_test():
            first, second = unit("甲"), unit("乙")
            place = Place(first, "甲")
            place.branch()
    with a_test() as run:
        first, second = unit("甲"), unit("乙")
        place = Place(first, "甲")
        assert (place.branch().parent, run) == (first, []), "this very object"
    for other in (Place(second, "甲"), Place(first, "乙")):
        with a_test() as run:
            unit("甲"), unit("乙")
            assert other.branch().parent == other.head
            assert run == [other.word]


def test_a_builder_inside_a_function_is_refused():
    """Its own words may hold what no key tells."""
    with pytest.raises(TypeError):
        remembered(lambda: unit("窑"))


def test_nothing_is_remembered_of_a_patched_test(request):
    """Its patch might be remembered."""
    for _ in range(3):
        with a_test():
            unit("窑")
    patch = request.getfixturevalue("monkeypatch")
    patch.setattr(Organisation, "clean", lambda _: None)
    with a_test() as run:
        unit("窑")
        assert run == ["窑"]


def test_nothing_is_remembered_where_it_is_switched_off(monkeypatch):
    remembering.patches = None  # the environment is all that this test changes
    for _ in range(3):
        with a_test():
            unit("窑")
    for switch, ran in (("1", []), ("0", ["窑"])):
        monkeypatch.setenv("REMEMBER", switch)
        with a_test() as run:
            unit("窑")
            assert run == ran


def test_a_number_taken_is_a_change():
    """Another's number may lie in the rows."""
    for _ in range(3):
        with a_test():
            unit("窑"), unit("瓷")
    with a_test() as run:
        unit("窑")
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1, nextval(pg_get_serial_sequence('accounts_organisation', 'id'))")
        unit("瓷")
        assert run == ["瓷"]


def test_what_every_page_asks_is_asked_anew_of_rows_copied_in():
    frame = caches["frame"]
    for _ in range(3):
        with a_test():
            frame.set_many({KEY: [], "by_key": 1})
            unit("窑")
    assert (frame.get(KEY), frame.get("by_key")) == ([], None)


def test_nothing_copied_in_lies_in_the_future():
    ends = []
    for _ in range(3):
        with a_test():
            world = build_world()
            ends.append(clock.law())
            assert world.edition.effective_at <= ends[-1]
    assert ends[0] - IN_STAGE_1 < timedelta(minutes=1)
