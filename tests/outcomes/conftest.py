import pytest
from django.core.cache import cache

from config.lib import clock
from tests.outcomes.world import Results, at
from tests.process.world import World, build_world

AFTER_THE_VOTE = at("2024-10-28T10:00")  # a Monday


@pytest.fixture
def world(db) -> World:
    with clock.law_at(AFTER_THE_VOTE):
        yield build_world()


@pytest.fixture
def results(world) -> Results:
    return Results(world)


@pytest.fixture(autouse=True)
def nothing_counted():
    """Limits begin at nothing in every test."""
    cache.clear()
    yield
    cache.clear()
