import pytest

from config.lib import clock
from review.meetings.services.rounds import assign_reader
from review.meetings.states import RoundState
from tests.meetings.world import IN_OCTOBER, build_room


@pytest.fixture
def october():
    with clock.law_at(IN_OCTOBER):
        yield


@pytest.fixture
def room(db, october):
    """Three experts who pledged, one candidate before the committee."""
    return build_room()


@pytest.fixture
def big_room(db, october):
    """Six experts, two candidates before the committee."""
    return build_room(seats=6, entries=2)


@pytest.fixture
def preparing(db, october):
    """Three experts, two declarations in a round being put together."""
    return build_room(entries=2, phase=RoundState.PREPARING, state="in_round")


@pytest.fixture
def reading(db, october):
    """Three experts, two declarations, experts read."""
    return build_room(entries=2, phase=RoundState.READING, state="expert_review")


@pytest.fixture
def shared_room(transactional_db, october):
    """Committed, so that threads see it: PostgreSQL only. Twenty-five experts, one candidate."""
    return build_room(seats=25, entries=1)


@pytest.fixture
def entry(reading):
    return reading.entries[0]


@pytest.fixture
def given(reading, entry):
    """What the second expert was given to read."""
    return assign_reader(entry.pk, seat=reading.seats[1], actor=reading.secretary)
