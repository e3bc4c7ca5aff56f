"""One whole round through the services: a smaller cast with every fate; everybody with ``make soak``."""

import json
from pathlib import Path

import pytest
from django.db import connection

from accounts.demo import sign_ins
from config.lib import clock
from declarations.models import Declaration
from declarations.states import State
from records.models import Document
from review.process.season.cast import people
from review.process.season.player import moment
from review.process.season.playing import END, NOTICE, STANDS, play_demo, play_season
from review.process.season.sign_ins import leave_sign_ins
from review.process.season.summary import as_json, holds, summarise
from review.process.season.surprises import surprises
from review.process.season.waiting import WORK, without_work

pytestmark = pytest.mark.season
FOUND_IN_THE_DEMO = set(State) - {
    State.RELAY_REVIEW,  # nobody of the cast is dispatched
    State.APPROVED,  # its certificate follows at once
    *(State.COMMISSION_RETURNED, State.NOT_RECOMMENDED, State.NOT_CONFIRMED),
    *(State.RESULT_CANCELLED, State.RESULT_INVALID, State.REVOKED),
}
EXPECTED = json.loads(Path(__file__).with_name("season.json").read_text("utf-8"))  # the same on every database


def one_of_each():
    """The first person of every fate, every detour and every level."""
    first = {}
    for person in people():
        for kind in (("fate", person.fate), ("detour", person.detour), ("level", person.level)):
            first.setdefault(kind, person)
    return sorted(set(first.values()), key=lambda person: person.number)


@pytest.fixture
def kept_apart(transactional_db):
    """The season is committed: ballots' tables are rewritten outside of transactions.

    SQLite's triggers must go before the database is emptied; they come back with it, as after every migration.
    """
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')


@pytest.mark.usefixtures("kept_apart")
def test_everybody_ends_as_the_cast_tells_and_everything_holds(soak, proof):
    played = [] if soak else one_of_each()

    world = play_season(names=frozenset() if soak else frozenset({"宁晓东", *(person.name for person in played)}))

    assert surprises(world, played) == []
    with clock.law_at(moment(END)):
        summary = summarise(NOTICE, seconds=0)
    assert holds(summary), summary
    assert summary == EXPECTED["everybody" if soak else "one of each"], as_json(summary)
    assert not Declaration.objects.live().exists()
    certified = Declaration.objects.filter(state=State.CERTIFIED).count()
    assert Document.objects.filter(kind="FORM-33").count() == certified
    proof(
        "a whole season, the same figures on SQLite and PostgreSQL",
        database=connection.vendor,
        declarations=summary["declarations"],
        moves=summary["moves"],
        certificates=summary["certificates"],
    )


@pytest.mark.soak
@pytest.mark.usefixtures("kept_apart")
def test_nobody_on_the_sign_in_page_of_the_demo_finds_an_empty_desk(settings, tmp_path):
    settings.DEMO, settings.VAR_DIR = True, tmp_path

    season = play_demo()

    with clock.law_at(moment(STANDS)):
        leave_sign_ins(season)
        assert without_work(sign_ins()) == []
    assert {each.role for each in sign_ins()} == set(WORK)
    assert set(Declaration.objects.values_list("state", flat=True)) >= FOUND_IN_THE_DEMO
