import pytest

from config.lib import clock
from tests.declarations.world import IN_STAGE_1, World, build_world


@pytest.fixture
def world(db) -> World:
    with clock.law_at(IN_STAGE_1):
        yield build_world()
