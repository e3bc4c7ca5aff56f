import pytest

from config.lib import clock
from tests.approvals.conftest import gu, ma, zhou  # noqa: F401 - the same three people in both folders
from tests.process.world import IN_STAGE_1, World, build_world


@pytest.fixture
def world(db) -> World:
    with clock.law_at(IN_STAGE_1):
        yield build_world()


@pytest.fixture
def shared_world(transactional_db) -> World:
    """The same cast, committed, so that threads see it. PostgreSQL only: SQLite's triggers refuse the clean-up."""
    with clock.law_at(IN_STAGE_1):
        yield build_world()
