import pytest

from accounts.states import Role
from config.lib import clock
from tests.process.world import IN_STAGE_1, World, build_world


@pytest.fixture
def world(db) -> World:
    with clock.law_at(IN_STAGE_1):
        yield build_world()


@pytest.fixture
def shared_world(transactional_db) -> World:
    """The same cast, committed, so that threads see it. PostgreSQL only."""
    with clock.law_at(IN_STAGE_1):
        yield build_world()


@pytest.fixture
def zhou(world):
    return world.people[Role.UNIT]


@pytest.fixture
def gu(world):
    return world.people[Role.DEPARTMENT]


@pytest.fixture
def ma(world):
    return world.people[Role.OFFICE]


@pytest.fixture
def lin(world):
    return world.people[Role.APPLICANT]
