"""The sheet of a desk above the unit, 破格, bulk education (DEPT-01, OFFICE-01 … OFFICE-03, OFFICE-12, PATH-16)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from accounts.states import Role
from config.lib import clock
from declarations.models import HeldTitle
from declarations.states import Special, State
from notices.rules import terms_of
from review.approvals import guards, services
from review.approvals.exceptions import Refused
from review.approvals.guards.review import rows_asked
from review.approvals.states import CheckRow
from tests.approvals.world import codes, noticed, said

GOOD = {row: {"ok": True, "note": ""} for row in CheckRow.everywhere}


@pytest.fixture
def case(world):
    return world.declaration(State.DEPT_REVIEW)


def test_a_desk_judges_every_row_before_it_sends_the_file_on(case, gu):
    """DEPT-01, OFFICE-01, OFFICE-13."""
    assert codes(guards.stop_reviewed, case) == ["E416"]

    services.review_stop(case.pk, actor=gu, rows=GOOD | {"form": {"ok": None}}, opinion="")
    assert said(guards.stop_reviewed, case) == ["请先逐项审核并签署审核意见：材料规范性。"]

    services.review_stop(case.pk, actor=gu, rows=GOOD, opinion="同意上报")
    assert codes(guards.stop_reviewed, case) == []
    assert codes(guards.stop_review_passes, case) == []


@pytest.mark.parametrize("row", CheckRow.everywhere)
def test_any_row_that_does_not_hold_stops_the_file(case, gu, row):
    """OFFICE-02: procedure, completeness, basic conditions."""
    services.review_stop(case.pk, actor=gu, rows=GOOD | {row: {"ok": False, "note": "缺页"}}, opinion="")

    assert said(guards.stop_review_passes, case) == [f"{CheckRow(row).label}不符合要求，不得报送评审。"]


def test_a_defect_wants_a_word(case, gu):
    with pytest.raises(Refused) as refusal:
        services.review_stop(case.pk, actor=gu, rows=GOOD | {"form": {"ok": False, "note": " "}}, opinion="")

    assert [reason.field for reason in refusal.value.reasons] == ["row_form_note"]


def test_who_signed_what_stays_when_it_is_signed_again(case, gu):
    """UNIT-17."""
    services.review_stop(case.pk, actor=gu, rows=GOOD | {"form": {"ok": False, "note": "缺页"}}, opinion="")
    services.review_stop(case.pk, actor=gu, rows=GOOD, opinion="已补")

    assert case.stop_reviews.count() == 2
    assert codes(guards.stop_review_passes, case) == []


def test_a_file_that_was_sent_down_is_judged_anew_when_it_comes_back(case, gu, ma):
    services.review_stop(case.pk, actor=gu, rows=GOOD, opinion="同意")
    with clock.law_moved(timedelta(minutes=1)):
        noticed(case, ma, stop=3)

    assert codes(guards.stop_reviewed, case) == ["E416"]


def test_a_sheet_of_an_earlier_walk_does_not_count(case, gu):
    services.review_stop(case.pk, actor=gu, rows=GOOD, opinion="同意")
    case.round_trip = 1

    assert codes(guards.stop_reviewed, case) == ["E416"]


@pytest.mark.parametrize("role", [Role.UNIT, Role.LOCAL_OFFICE, Role.OFFICE, "outsider", Role.APPLICANT])
def test_only_the_desk_whose_turn_it_is_signs(case, world, role):
    """OFFICE-13."""
    with pytest.raises(Refused):
        services.review_stop(case.pk, actor=world.people[role], rows=GOOD, opinion="")


def test_direct_and_exceptional_declarations_have_rows_of_their_own(case):
    """OFFICE-03: years of work, and what is relaxed, are judged by themselves."""
    case.options = [Special.DIRECT, Special.EXCEPTIONAL]

    assert rows_asked(case)[5:] == [CheckRow.DIRECT_YEARS, CheckRow.EXCEPTION]


# ── 破格 ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def exceptional(world):
    case = world.declaration(State.OFFICE_REVIEW)
    case.options = [Special.EXCEPTIONAL]
    case.save(update_fields=["options"])
    return case


def test_an_exceptional_declaration_waits_for_the_office(exceptional, ma):
    """PATH-16, OFFICE-12: reviewed only after the office has approved."""
    assert said(guards.exception_decided, exceptional) == ["破格申报未经评委会所在职改办审核同意。"]

    services.decide_exception(exceptional.pk, actor=ma, agree=False, relaxes=[], reason="不符合破格条件")
    assert said(guards.exception_decided, exceptional) == ["评委会所在职改办不同意破格申报。"]

    services.decide_exception(exceptional.pk, actor=ma, agree=True, relaxes=["学历"], reason="获国家级金奖")
    assert codes(guards.exception_decided, exceptional) == []


def test_where_the_units_stamp_is_enough_the_office_is_not_asked(exceptional, monkeypatch):
    """PATH-18."""
    terms = terms_of(exceptional.edition)
    stamped = replace(terms, exception=replace(terms.exception, approval_mode="unit_stamp_only"))
    monkeypatch.setattr("review.approvals.guards.review.terms_of", lambda _edition: stamped)

    assert codes(guards.exception_decided, exceptional) == []


def test_an_ordinary_declaration_needs_no_decision(case, ma):
    assert codes(guards.exception_decided, case) == []
    with pytest.raises(Refused, match="不是破格申报"):
        services.decide_exception(case.pk, actor=ma, agree=True, relaxes=["学历"], reason="…")


@pytest.mark.parametrize(
    ("told", "word"),
    [({"relaxes": [], "reason": "获奖"}, "请选择放宽的条件"), ({"relaxes": ["学历"], "reason": " "}, "请写明理由")],
)
def test_a_decision_says_what_is_relaxed_and_why(exceptional, ma, told, word):
    """OFFICE-12: agree or refuse, the reason, who and when."""
    with pytest.raises(Refused, match=word):
        services.decide_exception(exceptional.pk, actor=ma, agree=True, **told)


def test_only_the_committees_office_decides_on_an_exception(exceptional, gu):
    with pytest.raises(Refused, match="无权"):
        services.decide_exception(exceptional.pk, actor=gu, agree=True, relaxes=["学历"], reason="…")


# ── education in bulk ──────────────────────────────────────────────────────────────────────────────────────────────
def test_this_notice_leaves_education_to_sharing_and_upload(world):
    case = world.declaration(State.OFFICE_REVIEW)

    assert codes(guards.education_verified, case) == []
    assert CheckRow.EDUCATION not in rows_asked(case)


def test_where_the_committee_verifies_in_bulk_the_result_stands_on_the_sheet(world, ma, monkeypatch):
    """UNIT-22."""
    case = world.declaration(State.OFFICE_REVIEW)
    terms = terms_of(case.edition)
    of_2017 = replace(terms, education=replace(terms.education, non_public="chsi_batch_by_committee"))
    monkeypatch.setattr("review.approvals.guards.review.terms_of", lambda _edition: of_2017)
    assert rows_asked(case)[-1] == CheckRow.EDUCATION
    assert codes(guards.education_verified, case) == ["E417"]

    rows = GOOD | {"education": {"ok": True, "note": ""}}
    services.review_stop(case.pk, actor=ma, rows=rows, opinion="")

    assert codes(guards.education_verified, case) == []


@pytest.mark.parametrize(
    ("kind", "asked"),
    [("special_direct", True), ("reconfirmation", True), ("initial_determination", True), ("ordinary", False)],
)
def test_special_ways_have_a_row_of_their_own(case, kind, asked):
    """PATH-14, PATH-24, PATH-30."""
    case.kind = kind

    assert (CheckRow.WAY in rows_asked(case)) is asked


def test_the_office_looks_whether_items_are_of_the_specialty(world, monkeypatch):
    """ELIG-19."""
    case = world.declaration(State.OFFICE_REVIEW)
    terms = terms_of(case.edition)
    assert CheckRow.SPECIALTY not in rows_asked(case)

    asking = replace(terms, limits=replace(terms.limits, items_name_specialty=True))
    monkeypatch.setattr("review.approvals.guards.review.terms_of", lambda _edition: asking)

    assert CheckRow.SPECIALTY in rows_asked(case)


# ── titles from elsewhere, dispatched people ───────────────────────────────────────────────────────────────────────
ELSEWHERE = {
    "kind": "title",
    "origin": "outside",
    "series": "工艺美术",
    "is_base": True,
    "granted_on": date(2017, 1, 1),
}


@pytest.mark.parametrize(
    ("changed", "kind", "asked"),
    [
        ({}, "ordinary", True),
        ({"reconfirmed_on": date(2020, 1, 1)}, "ordinary", False),
        ({"origin": "region"}, "ordinary", False),
        ({"series": "文物博物"}, "ordinary", False),
        ({"is_base": False}, "ordinary", False),
        ({}, "reconfirmation", False),
    ],
)
def test_a_title_from_elsewhere_that_nobody_reconfirmed_is_put_to_the_office(world, changed, kind, asked):
    """PATH-10: 原则上 – the office decides."""
    case = world.declaration(State.OFFICE_REVIEW)
    case.kind = kind
    HeldTitle.objects.create(declaration=case, name="工艺美术师", **ELSEWHERE | changed)

    assert (CheckRow.RECONFIRMATION in rows_asked(case)) is asked


@pytest.mark.parametrize("verdict", [True, False])
def test_the_office_gives_its_reason_whichever_way_it_decides(world, ma, verdict):
    """PATH-10."""
    case = world.declaration(State.OFFICE_REVIEW)
    HeldTitle.objects.create(declaration=case, name="工艺美术师", **ELSEWHERE)
    rows = GOOD | {"reconfirmation": {"ok": verdict, "note": ""}}
    with pytest.raises(Refused, match="请写明理由"):
        services.review_stop(case.pk, actor=ma, rows=rows, opinion="")

    services.review_stop(
        case.pk,
        actor=ma,
        rows=rows | {"reconfirmation": {"ok": verdict, "note": "部队转业，原评委会已撤销"}},
        opinion="",
    )

    assert codes(guards.stop_reviewed, case) == []
    assert codes(guards.stop_review_passes, case) == ([] if verdict else ["E404"])


def test_who_dispatched_somebody_confirms_the_contract(world):
    """CHAN-26."""
    case = world.declaration(State.RELAY_REVIEW)
    case.stops.filter(index=case.stop).update(node="paying_unit")
    assert CheckRow.EMPLOYMENT not in rows_asked(case)

    case.stops.filter(index=case.stop).update(node="dispatch_unit")

    assert rows_asked(case)[-1] == CheckRow.EMPLOYMENT
