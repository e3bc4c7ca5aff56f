"""A journal listed after the unit's check: the unit is asked, or the desk above told and let ask back (RISK-03)."""

from datetime import datetime

import pytest
from django.urls import reverse

from config.lib import clock
from declarations.models import Declaration, Publication
from declarations.parts import UnitStep
from declarations.services.risk import match_all_journals
from declarations.states import ItemKind, State
from integrity.models import RiskJournal
from messaging.models import Message
from notices.states import Window
from records.services.outbox import drain_outbox
from review.approvals import guards, services
from review.approvals.exceptions import Refused
from review.approvals.states import Addressee
from review.process.exceptions import MoveRefused
from review.process.services import perform
from review.process.states import Action
from tests.approvals.test_walk import CHECKED
from tests.approvals.world import codes, filled, verified
from tests.helpers import statements

CONCLUDED = {"original_seen": True, "method": "新闻出版署网站查询，并致电编辑部"}


@pytest.fixture
def at(world, zhou):
    """A case whose originals the unit checked, at some state, with one paper of 南国工艺."""

    def put(state):
        case = filled(world.declaration(state))
        Publication.objects.filter(declaration=case).update(kind=ItemKind.PAPER, venue="南国工艺")
        verified(case, zhou)
        Declaration.objects.filter(pk=case.pk).update(
            window=Window.COMMITTEE_OFFICE if state == State.OFFICE_REVIEW else case.window
        )
        return Declaration.objects.with_context().get(pk=case.pk)

    return put


@pytest.fixture
def listed():
    """The register learns of the journal; the night compares, the worker tells."""

    def put():
        RiskJournal.objects.create(name="南国工艺", reason="涉嫌非法出版物")
        match_all_journals()
        drain_outbox()

    return put


def paper_of(case):
    return f"publication:{case.publications.get().pk}"


@pytest.mark.parametrize("state", [State.UNIT_DELIBERATION, State.UNIT_PUBLICITY, State.UNIT_RECOMMEND])
def test_the_unit_that_still_has_the_case_is_asked_and_concludes(at, listed, client, zhou, state):
    case = at(state)
    assert codes(guards.flagged_journals_judged, case) == []

    listed()

    told = Message.objects.get(person=zhou, event="journal_flagged")
    assert (told.needs_action, told.url) == (
        True,
        f"{reverse('approvals:work', args=[case.ref])}?part={paper_of(case)}",
    )
    client.force_login(zhou)
    page = client.get(told.url).content.decode()
    assert ("列入风险预警，待核验" in page, 'name="method"' in page) == (True, True)
    assert codes(guards.flagged_journals_judged, case) == ["E315"]

    kept = client.post(
        reverse("approvals:verify", args=[case.ref]),
        {"part": paper_of(case), "finding": "true", "original_seen": "on", "method": CONCLUDED["method"]},
    )

    assert kept.status_code == 302
    assert codes(guards.flagged_journals_judged, case) == []


def test_the_case_does_not_leave_the_unit_without_its_conclusion(at, listed, zhou):
    case = at(State.UNIT_RECOMMEND)
    listed()

    with pytest.raises(MoveRefused) as refusal:
        perform(case.pk, Action.RECOMMEND, actor=zhou, agree=True, aspects={})

    assert "E315" in refusal.value.codes


def test_after_the_check_nothing_else_is_verified_anew(at, listed, zhou):
    case = at(State.UNIT_RECOMMEND)
    listed()

    with pytest.raises(Refused):
        services.verify_part(case.pk, actor=zhou, part="basic", **CONCLUDED)
    services.verify_part(case.pk, actor=zhou, part=paper_of(case), **CONCLUDED)
    with pytest.raises(Refused):
        services.verify_part(case.pk, actor=zhou, part=paper_of(case), **CONCLUDED)


def test_a_desk_above_sees_that_the_unit_did_not_conclude_and_says_how_it_looked_itself(at, listed, client, ma, zhou):
    case = at(State.OFFICE_REVIEW)
    client.force_login(ma)
    page = reverse("approvals:review", args=[case.ref])
    assert "没有单位核验结论" not in client.get(page).content.decode()

    listed()

    assert not Message.objects.filter(person=zhou, event="journal_flagged").exists()
    assert Message.objects.get(event="journal_flagged").person == ma
    assert "没有单位核验结论" in client.get(page).content.decode()
    assert codes(guards.late_flags_explained, case) == ["RISK-03"]
    assert codes(guards.late_flags_explained, case, explained={"RISK-03": "已向编辑部核实，论文真实刊发。"}) == []


def test_the_office_asks_back_and_the_unit_does_not_pass_the_check_without_concluding(
    at, listed, client, world, ma, zhou
):
    case = at(State.OFFICE_REVIEW)
    listed()
    client.force_login(ma)
    compose = client.get(reverse("approvals:compose", args=[case.ref]), follow=True)
    [asked, *_] = compose.context["form"].shown_rows
    assert (asked["addressee"], asked["part"]) == (Addressee.UNIT, UnitStep.CHECK)

    due = compose.context["form"].fields["due_at"].initial
    with clock.law_at(datetime.fromisoformat("2024-09-05T10:00+08:00")):
        perform(case.pk, Action.REQUEST_CORRECTION, actor=ma, items=[asked], due_at=due)
        services.answer_item(case.corrections.get().items.get().pk, actor=zhou, answer="将重新核验")
        perform(case.pk, Action.RESUBMIT, actor=zhou, confirm=True)

        assert Declaration.objects.get(pk=case.pk).state == State.UNIT_CHECK
        with pytest.raises(MoveRefused) as refusal:
            perform(case.pk, Action.PASS_CHECK, actor=zhou, **CHECKED)
        services.verify_part(case.pk, actor=zhou, part=paper_of(case), **CONCLUDED)
    assert "E315" in refusal.value.codes
    assert codes(guards.flagged_journals_judged, case) == []


def test_nobody_is_told_of_a_draft_or_of_what_the_unit_concluded_before(at, listed, zhou):
    at(State.DRAFT)
    case = at(State.UNIT_RECOMMEND)
    case.verifications.filter(part=paper_of(case)).update(method="已查")

    listed()

    assert not Message.objects.filter(event="journal_flagged").exists()


def test_where_nothing_is_flagged_the_question_costs_one_statement(at):
    case = at(State.OFFICE_REVIEW)

    with statements() as made:
        assert codes(guards.late_flags_explained, case) == []

    assert len(made) == 1
