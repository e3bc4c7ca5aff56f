"""What no committee votes on: from the office to the confirming authority, the approval and the certificate."""

import pytest

from accounts.states import Role
from config.lib import clock
from declarations.models import Declaration
from declarations.states import State
from records.services.outbox import drain_outbox
from review.approvals import services
from review.outcomes.models import Certificate
from review.outcomes.services.decisions import draw_up_confirmation
from review.process.exceptions import MoveRefused
from review.process.home import steps_of
from review.process.selectors import actions_on_page
from review.process.services import perform
from review.process.states import Action
from tests.approvals.test_review import GOOD
from tests.approvals.world import at

IN_TIME = at("2024-09-10T10:00")  # the committee's office is receiving
KINDS = ("initial_determination", "reconfirmation", "confirmation_of_approval")


def at_office(results, kind, *, junior=True):
    """A case on the office's desk, looked at and found right; no committee stands over it unless one votes."""
    case = results.one(State.OFFICE_REVIEW, junior=junior)
    committee = None if kind in KINDS else case.committee_id
    Declaration.objects.filter(pk=case.pk).update(kind=kind, committee=committee, window="", slot="")
    services.review_stop(
        case.pk, actor=results.world.people[Role.OFFICE], rows=GOOD | {"way": {"ok": True, "note": ""}}, opinion=""
    )
    return Declaration.objects.with_context().get(pk=case.pk)


@pytest.mark.parametrize("kind", KINDS)
def test_the_office_passes_it_to_the_confirming_authority_and_a_certificate_follows(results, world, kind):
    """PATH-14, PATH-23, PATH-30."""
    office = world.people[Role.OFFICE]
    with clock.law_at(IN_TIME):
        case = at_office(results, kind)
        assert perform(case.pk, Action.DETERMINE, actor=office).state == State.CONFIRM_PENDING
    today = clock.local_date(clock.law())
    made = draw_up_confirmation(
        results.notice, authority=results.notice.office, doc_no="桂工美职改〔2024〕9号", dated=today, actor=office
    )

    perform(case.pk, Action.CONFIRM, actor=office, document=made.pk)
    perform(case.pk, Action.APPROVE, actor=office, document=results.approval().pk)
    drain_outbox()

    assert Declaration.objects.get(pk=case.pk).state == State.CERTIFIED
    assert Certificate.objects.get(declaration=case).title == "工艺美术师"


def test_it_is_never_accepted_for_a_fee_and_a_round(results, world):
    with clock.law_at(IN_TIME):
        case = at_office(results, "initial_determination")
        with pytest.raises(MoveRefused) as refusal:
            perform(case.pk, Action.ACCEPT, actor=world.people[Role.OFFICE])

    assert [(each.code, each.text) for each in refusal.value.reasons] == [
        ("PATH-30", "认定不经评委会评审，请审核后报请确认。")
    ]


def test_what_is_voted_on_cannot_take_the_short_way(results, world):
    office = world.people[Role.OFFICE]
    with clock.law_at(IN_TIME):
        case = at_office(results, "ordinary")
        with pytest.raises(MoveRefused) as refusal:
            perform(case.pk, Action.DETERMINE, actor=office)

        assert refusal.value.codes == ["PATH-30"]
        assert Action.DETERMINE not in actions_on_page(office, case)["actions"]


def test_the_page_offers_the_one_way_there_is(results, world):
    office = world.people[Role.OFFICE]
    with clock.law_at(IN_TIME):
        offered = actions_on_page(office, at_office(results, "reconfirmation"))["actions"]

        steps = [mark.label for mark in steps_of(at_office(results, "initial_determination"))]

    assert Action.DETERMINE in offered
    assert Action.ACCEPT not in offered
    assert steps == ["填报", "单位审核推荐", "上级审核", "职改办审查", "公示确认", "发证"]
