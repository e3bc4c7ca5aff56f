"""One title a level (or one at all), person and year: taken by submitting, freed by withdrawing (ELIG-16, ELIG-17)."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from config.lib import clock
from declarations import guards
from declarations.models import Declaration
from declarations.states import State
from notices.rules import terms_of
from review.process.exceptions import MoveRefused
from review.process.services import perform
from review.process.states import Action
from tests.approvals.world import said

SIGNED = {"checked": ["1", "2", "3", "4", "5"], "pledge": True, "signed_name": "覃𬭚", "signature": "M10 10L90 90"}


@pytest.fixture(autouse=True)
def _whole_dossier(monkeypatch):
    """What the dossier itself lacks is tested elsewhere."""
    monkeypatch.setattr("review.process.guards.findings_of", lambda *_args, **_kwargs: [])


def submit(draft, lin):
    return perform(draft.pk, Action.SUBMIT, actor=lin, **SIGNED)


def test_the_second_of_two_drafts_is_refused_when_it_is_submitted(world):
    """ELIG-16: one title of a level, person and year."""
    first, second = world.draft(), world.draft()
    submit(first, world.lin)

    with pytest.raises(MoveRefused) as refusal:
        submit(second, world.lin)

    assert [(reason.code, reason.text) for reason in refusal.value.reasons] == [
        ("E106", "同一年度只能申报评审一个同级别职称。")
    ]
    assert Declaration.objects.get(pk=second.pk).state == State.DRAFT


def test_another_level_is_another_slot(world):
    submit(world.draft(level="fg"), world.lin)

    assert submit(world.draft(level="zg"), world.lin).state == State.UNIT_CHECK


def test_a_notice_may_allow_one_title_a_year_at_all(world, monkeypatch):
    """ELIG-17."""
    draft = world.draft()
    terms = terms_of(world.edition)
    any_level = replace(terms, one_per_year=replace(terms.one_per_year, scope="any_level"))
    monkeypatch.setattr(guards, "terms_of", lambda _edition: any_level)
    world.draft()
    Declaration.objects.exclude(pk=draft.pk).update(state=State.UNIT_CHECK, submitted_at=clock.law())

    assert any_level.slot_key("fg") == any_level.slot_key("zg")
    assert said(guards.slot_free, draft) == ["同一年度不得申报评审两个以上职称。"]


def test_withdrawing_gives_the_slot_back(world):
    first, second = world.draft(), world.draft()
    submit(first, world.lin)

    perform(first.pk, Action.WITHDRAW, actor=world.lin)

    assert submit(second, world.lin).state == State.UNIT_CHECK


@pytest.mark.parametrize("end", sorted(set(State.settled) - {State.WITHDRAWN}))
def test_every_other_end_keeps_the_year(world, end):
    """OFFICE-07: who abandoned does not declare again that year."""
    first, second = world.draft(), world.draft()
    Declaration.objects.filter(pk=first.pk).update(state=end, submitted_at=clock.law())

    assert said(guards.slot_free, second) == ["同一年度只能申报评审一个同级别职称。"]


def test_the_database_keeps_the_slot_when_the_guard_was_asked_too_early(world):
    """ELIG-16: the guard of last resort is the database."""
    first, second = world.draft(), world.draft()
    submit(first, world.lin)

    with pytest.raises(IntegrityError), transaction.atomic():
        Declaration.objects.filter(pk=second.pk).update(state=State.UNIT_CHECK, submitted_at=clock.law())


def test_kinds_that_take_no_slot_are_not_counted(world):
    first, second = world.draft(), world.draft()
    Declaration.objects.update(slot="")
    submit(first, world.lin)

    with transaction.atomic():
        assert submit(second, world.lin).state == State.UNIT_CHECK
