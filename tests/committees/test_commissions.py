"""A region or department without a committee of its own commissions one that has authority (CHAN-16)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from committees.models import Commission, Committee
from committees.selectors import commission_of
from config.lib import clock
from declarations.choosing import chosen, commission_for
from declarations.dossier import load_dossier
from declarations.eligibility import examine
from notices.rules import terms_of
from tests.declarations.world import IN_STAGE_1, build_world

DAY = date(2024, 8, 5)


@pytest.fixture
def world(db):
    with clock.law_at(IN_STAGE_1):
        yield build_world()


@pytest.fixture
def committee(world):
    return Committee.objects.get(name__contains="正、副高级")


def commission(world, committee, **told):
    given = {
        "sender": world.city, "committee": committee, "letter_no": "钦职办函〔2024〕3号", "letter_on": date(2024, 6, 1),
        "accepted_on": date(2024, 6, 10), "valid_from": date(2024, 7, 1), "valid_to": date(2024, 12, 31),
    }  # fmt: skip
    return Commission.objects.create(**(given | told))


def asked(world, committee, rank="fugao", day=DAY):
    return commission_of([world.unit.pk, world.city.pk], [committee.name], rank, day=day)


def test_a_commission_in_force_is_found_by_any_body_above_the_unit(world, committee):
    made = commission(world, committee)

    assert asked(world, committee) == made
    assert commission_of([world.region_unit.pk], [committee.name], "fugao", day=DAY) is None
    assert commission_of([world.city.pk], ["别的评委会"], "fugao", day=DAY) is None


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ({"accepted_on": None}, DAY),
        ({"accepted_on": DAY + timedelta(1)}, DAY),
        ({}, date(2024, 6, 30)),
        ({}, date(2025, 1, 1)),
        ({"ranks": ["zhenggao"]}, DAY),
    ],
)
def test_only_what_is_accepted_and_of_its_time_and_rank_counts(world, committee, told, day):
    commission(world, committee, **told)

    assert asked(world, committee, day=day) is None


@pytest.mark.parametrize("day", [date(2024, 7, 1), date(2024, 12, 31)])
def test_first_and_last_day_count(world, committee, day):
    commission(world, committee)

    assert asked(world, committee, day=day)


def test_a_commissioned_committee_becomes_competent_and_the_case_is_tagged(world, committee, monkeypatch):
    terms = terms_of(world.edition)
    only_region = replace(
        terms, committees=tuple(replace(each, scope="区直") for each in terms.committees if "fg" in each.levels)
    )
    monkeypatch.setattr("declarations.choosing.terms_of", lambda _: only_region)
    choice = {"level": "fg", "specialty": "taoci", "unit": world.unit}
    assert chosen(world.edition, applicant=world.lin, choice=choice).committee is None

    made = commission(world, committee)

    draft = chosen(world.edition, applicant=world.lin, choice=choice)
    assert (draft.committee, draft.commission) == (committee, made)
    begun = world.draft()
    begun.commission = made
    begun.save(update_fields=["commission"])
    [finding] = [each for each in examine(load_dossier(begun), terms, DAY) if each.rule == "CHAN-16"]
    assert (finding.severity, "钦州市职改办（钦职办函〔2024〕3号）委托" in finding.text) == ("human", True)


def test_what_is_decided_without_a_vote_needs_no_commission(world, committee):
    commission(world, committee)
    terms = terms_of(world.edition)

    assert commission_for(terms, "fg", world.unit, kind="initial_determination", day=DAY) is None
    assert commission_for(terms, "fg", world.unit, kind="ordinary", day=DAY)
