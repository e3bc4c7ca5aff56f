"""Closing a hundred thousand overdue declarations: state, record, fact, letter and paper each (TIME-05).

Aim (performance.md): at least 5,000 a second. Printed; asserted is only what it leaves.
"""

import pytest

from config.lib import clock
from declarations.models import Declaration
from review.process.services import perform_many
from review.process.states import Action
from tests.bench.test_floor import measured
from tests.process.test_closing_many import left_by, overdue
from tests.process.test_gates_of_levels import AFTER
from tests.process.world import build_world

pytestmark = [pytest.mark.bench, pytest.mark.postgres, pytest.mark.django_db]
COUNT = 100_000


def test_closing_a_hundred_thousand(settings):
    settings.OUTBOX_NUDGE = False
    with clock.law_at(AFTER):
        overdue(build_world(), COUNT)
        measured("overdue closed", COUNT, "declarations", lambda: perform_many(Declaration.objects.all(), Action.LAPSE))
        again = perform_many(Declaration.objects.all(), Action.LAPSE)

    assert (left_by(COUNT), again) == ((COUNT,) * 5, 0)
