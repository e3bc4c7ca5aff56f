"""What no window binds is sent back any day, under the time its desk gives (PATH-31, TIME-16)."""

from datetime import datetime, timedelta

import pytest

from accounts.models import SYSTEM
from config.lib import clock
from config.lib.flow import Asked
from declarations.models import Declaration, EditPermit
from declarations.states import State
from notices.models import Gate
from review.approvals import guards
from review.approvals.running import correction_gate
from review.process import guards as process_guards
from review.process.exceptions import MoveRefused
from review.process.selectors import actions_on_page
from review.process.services import perform
from review.process.states import Action
from tests.approvals.world import codes, item
from tests.process.world import amended

AFTER_ALL = datetime.fromisoformat("2024-12-20T10:00+08:00")
UNVOTED = ("initial_determination", "reconfirmation", "confirmation_of_approval")


@pytest.fixture
def late(world):
    """Every gate of the season is closed."""
    with clock.law_at(AFTER_ALL):
        Gate.objects.filter(notice=world.edition.notice).update(closed_at=AFTER_ALL)
        yield world


def at_office(world, kind):
    case = world.declaration(State.OFFICE_REVIEW)
    edition = amended(world.edition, initial_determination={"levels": ["中级", "初级"], "time_limited": False})
    Declaration.objects.filter(pk=case.pk).update(kind=kind, edition=edition, window="", slot="")
    return Declaration.objects.with_context().get(pk=case.pk)


def asked(days=10):
    return {"items": [item()], "due_at": clock.law() + timedelta(days=days), "override_reason": "", "basis": ""}


@pytest.mark.parametrize("kind", UNVOTED)
def test_the_office_sends_it_back_after_the_season_s_corrections(late, ma, kind):
    case = at_office(late, kind)

    assert correction_gate(case) is None
    assert Action.REQUEST_CORRECTION in actions_on_page(ma, case)["actions"]
    told = perform(case.pk, Action.REQUEST_CORRECTION, actor=ma, **asked())

    assert told.state == State.CORRECTION
    notice = told.corrections.get()
    assert (notice.opens_at.date(), notice.due_at, told.due_at) == (AFTER_ALL.date(), notice.due_at, notice.due_at)
    assert EditPermit.objects.filter(declaration=case).exists()


def test_its_time_lies_ahead_all_the_same(late, ma):
    case = at_office(late, "reconfirmation")

    with pytest.raises(MoveRefused) as refusal:
        perform(case.pk, Action.REQUEST_CORRECTION, actor=ma, **asked(days=-1))

    assert refusal.value.codes == ["E414", "W115"]


def test_what_is_voted_on_is_bound_by_the_window(late, ma):
    case = at_office(late, "ordinary")

    assert codes(guards.corrections_allowed, case) == ["E413"]


def test_a_determination_bound_to_a_time_is_bound_by_it(late):
    """PATH-31: only where the notice sets no time."""
    case = at_office(late, "initial_determination")
    edition = amended(late.edition, initial_determination={"levels": ["中级"], "time_limited": True})
    Declaration.objects.filter(pk=case.pk).update(edition=edition)

    assert codes(guards.corrections_allowed, Declaration.objects.with_context().get(pk=case.pk)) == ["E413"]


@pytest.mark.parametrize("kind", [*UNVOTED, "special_direct", "ordinary"])
@pytest.mark.parametrize("corrected", [False, True])
def test_guard_and_query_agree_on_whom_the_clock_may_refuse(late, ma, kind, corrected):
    """OFFICE_MAY_REFUSE_LATE is one rule for a person's page and for the sweep."""
    case = at_office(late, kind)
    if corrected:
        Gate.objects.filter(notice=late.edition.notice).update(closed_at=None, closes_at=AFTER_ALL + timedelta(days=90))
        perform(case.pk, Action.REQUEST_CORRECTION, actor=ma, **asked())
        Gate.objects.filter(notice=late.edition.notice).update(closed_at=AFTER_ALL)
    case = Declaration.objects.with_context().get(pk=case.pk)
    rule, now = process_guards.OFFICE_MAY_REFUSE_LATE, clock.law()

    alone = rule(case, Asked(), actor=SYSTEM, now=now) is None

    assert alone == Declaration.objects.filter(rule.where(now), pk=case.pk).exists()
    assert alone == (kind == "ordinary" or (kind == "special_direct" and corrected))
