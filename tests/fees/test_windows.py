"""A time of payment that is announced later: with both ends, told to everybody who waits (FEE-07, G-06)."""

import pytest

from config.lib import clock
from declarations.models import Declaration
from declarations.states import State
from fees.exceptions import FeeRefused
from fees.models import Bill
from fees.selectors.windows import fee_windows
from fees.services import announce_window
from fees.states import BillState
from messaging.models import Message
from review.process.tasks import sweep
from tests.fees.conftest import at
from tests.fees.test_bills import edition_with

OPENS, CLOSES = at("09-20 08:00"), at("10-10 18:00")


@pytest.fixture
def later(fee_world):
    """The notice leaves the time open; Lin's bill waits for it."""
    world = fee_world.world
    world.edition = edition_with(fee_world, fees={"window": "announced", "start": None, "end": None})
    world.edition.notice.gates.filter(window="fees").delete()
    return fee_world.bill()


def announce(fee_world, opens_at=OPENS, closes_at=CLOSES):
    return announce_window(
        fee_world.world.edition.notice_id, opens_at=opens_at, closes_at=closes_at, actor=fee_world.qian
    )


def test_before_the_announcement_nothing_is_paid_and_nothing_lapses(fee_world, later):
    with pytest.raises(FeeRefused, match="另行通知"):
        fee_world.order(later)
    with clock.law_at(at("12-01 10:00")):
        sweep()

    assert Declaration.objects.get(pk=later.declaration_id).state == State.ACCEPTED


def test_the_announcement_is_told_and_opens_payment(fee_world, later):
    """OFFICE-11."""
    announce(fee_world)

    letter = Message.objects.get(event="pay_window", person=fee_world.lin)
    assert ("2024-09-20 08:00 至 2024-10-10 18:00" in letter.text, letter.due_at) == (True, CLOSES)
    later.refresh_from_db()
    assert (later.opens_at, later.closes_at) == (OPENS, CLOSES)
    with pytest.raises(FeeRefused, match="尚未开始"):
        fee_world.order(later)
    with clock.law_at(at("09-21 09:00")):
        fee_world.paid(later)
    assert Declaration.objects.get(pk=later.declaration_id).state == State.REPORTED


def test_after_its_end_the_unpaid_lapse(fee_world, later):
    announce(fee_world)

    with clock.law_at(at("10-10 18:02")):
        sweep()

    later.refresh_from_db()
    assert later.state == BillState.EXPIRED


def test_another_end_is_told_again(fee_world, later):
    announce(fee_world)
    announce(fee_world, closes_at=at("10-20 18:00"))

    assert Message.objects.filter(event="pay_window").count() == 2
    with clock.law_at(at("10-15 10:00")):
        assert fee_world.paid(later).paid_at


@pytest.mark.parametrize(
    ("opens_at", "closes_at", "field"),
    [(CLOSES, OPENS, "closes_at"), (OPENS, OPENS, "closes_at"), (at("09-01 08:00"), at("09-02 08:00"), "closes_at")],
)
def test_a_window_has_a_beginning_an_end_and_a_future(fee_world, later, opens_at, closes_at, field):
    """OFFICE-11."""
    with pytest.raises(FeeRefused) as refusal:
        announce(fee_world, opens_at, closes_at)

    assert {reason.field for reason in refusal.value.reasons} == {field}


def test_a_printed_window_is_changed_by_an_amendment_only(fee_world, bill):
    with pytest.raises(FeeRefused, match="修订通知"):
        announce(fee_world)


def test_the_page_of_windows_costs_the_same_for_any_number(fee_world, later, django_assert_num_queries):
    notice = fee_world.world.edition.notice
    announce(fee_world)
    now = clock.law()

    with django_assert_num_queries(3):
        rows = fee_windows([notice], now=now)

    assert [(row.announced, row.opens_at, row.closes_at, row.waiting) for row in rows] == [(True, OPENS, CLOSES, 1)]
    assert Bill.objects.count() == 1
