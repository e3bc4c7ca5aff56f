"""A notice stands on a registered version of 评审条件, and what was filed under it keeps it (GEN-08)."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from accounts.models import SYSTEM
from committees.models import ConditionSet, Series
from committees.states import ConditionState
from notices.conditions import cited_versions, conditions_for, versions_of
from notices.drafting.site import site_problems
from notices.exceptions import NoticeRefused
from notices.models import EditionConditions
from notices.rules import complete_terms, terms_of
from notices.services import amend_notice, publish_notice
from records import triggers

BEGINS = date(2024, 7, 2)  # of the seed: the first day of its windows


@pytest.fixture
def conditions(draft, terms):
    """The seed's first number, registered and in force."""
    return a_version(terms)


def a_version(terms, *, version=1, since=date(2022, 9, 1), until=None, state=ConditionState.IN_FORCE, number=0):
    return ConditionSet.objects.create(
        series=Series.objects.get(name=terms.series),
        name="高级评审条件",
        version=version,
        proposed_by="自治区工信厅",
        state=state,
        doc_no=terms.condition_sets[number].doc_no,
        co_issuers="自治区人社厅",
        issued_on=date(2022, 8, 1),
        effective_from=since,
        effective_to=until,
    )


def found(draft):
    against = site_problems(draft, complete_terms(draft.draft))
    return {(each.code, each.field) for each in against if each.code in {"E749", "W129", "W130"}}


def test_an_edition_keeps_the_version_it_was_published_on(conditions, draft, terms):
    """GEN-08: cited when it is frozen, and not moved by a later version."""
    edition = publish_notice(draft.pk, actor=SYSTEM, explained="其余文号待登记")
    a_version(terms, version=2, since=date(2025, 1, 1), state=ConditionState.REPEALED, until=date(2025, 2, 1))

    places = [at for at, each in enumerate(terms.condition_sets) if each.doc_no == conditions.doc_no]
    assert versions_of(edition) == dict.fromkeys(places, conditions)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        EditionConditions.objects.update(place=9)


def test_what_is_filed_is_told_number_and_version(conditions, draft, terms):
    """GEN-08: applications keep the version they were filed under; a number nobody registered stands alone."""
    edition = publish_notice(draft.pk, actor=SYSTEM, explained="其余文号待登记")
    level = terms.condition_sets[0].levels[0]

    told = conditions_for(terms_of(edition), level, versions_of(edition))

    assert told[0] == {
        "doc_no": conditions.doc_no,
        "version": "1",
        "name": "高级评审条件",
        "effective_from": "2022-09-01",
    }
    bare = conditions_for(terms_of(edition), level, {})
    assert bare[0] == {"doc_no": conditions.doc_no, "version": "2022", "name": "", "effective_from": ""}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, set()),
        ({"since": BEGINS}, set()),
        ({"since": date(2024, 12, 1)}, {"E749"}),
        ({"state": ConditionState.ISSUED, "since": None}, {"E749"}),
        ({"state": ConditionState.REPEALED, "until": date(2024, 6, 30)}, {"E749"}),
        ({"state": ConditionState.REPEALED, "until": date(2024, 8, 30)}, {"W129"}),
    ],
)
def test_a_version_is_cited_while_it_is_in_force(draft, terms, said, expected):
    """GEN-08, ADMIN-03: to the day on which applications begin."""
    a_version(terms, **said)

    assert {code for code, _ in found(draft)} - {"W130"} == expected
    if "E749" in expected:
        with pytest.raises(NoticeRefused, match="请引用当时生效的版本"):
            publish_notice(draft.pk, actor=SYSTEM, explained="照发")


def test_a_number_nobody_registered_is_asked_about_once_there_is_a_register(draft, terms):
    assert found(draft) == set()
    registered = a_version(terms)
    ConditionSet.objects.create(
        series=registered.series, name="又一种", proposed_by="厅", doc_no="没有印发", state=ConditionState.DRAFTING
    )

    others = {each.doc_no for each in terms.condition_sets} - {registered.doc_no}
    assert found(draft) == ({("W130", "condition_sets")} if others else set())
    changed = {"condition_sets": [{**draft.draft["condition_sets"][0], "doc_no": "没有印发"}]}
    draft.draft |= changed
    assert ("W130", "condition_sets") in found(draft)


def test_of_two_versions_under_one_number_the_named_one_is_meant_else_the_one_in_force(draft, terms):
    """GEN-08."""
    old = a_version(terms, state=ConditionState.REPEALED, until=date(2024, 1, 31))
    new = a_version(terms, version=2, since=date(2024, 2, 1))

    assert cited_versions(terms)[0] == new
    draft.draft["condition_sets"][0]["version"] = "第1版"
    assert cited_versions(complete_terms(draft.draft))[0] == old


def test_an_amendment_is_frozen_on_the_version_of_its_own_text(conditions, draft, terms):
    """GEN-10, GEN-08."""
    first = publish_notice(draft.pk, actor=SYSTEM, explained="其余文号待登记")
    second = amend_notice(draft.pk, changes={"cc": ["自治区人社厅"]}, reason="搬迁", basis="通知", actor=SYSTEM)

    assert versions_of(second) == versions_of(first)


@pytest.mark.parametrize("field", ["name", "need", "doc_no", "co_issuers", "issued_on", "effective_from", "state"])
def test_the_database_refuses_to_change_what_was_issued(conditions, field):
    """GEN-08, ADMIN-05: a revision is a new version."""
    other = {"issued_on": date(2020, 1, 1), "effective_from": date(2020, 1, 1), "state": ConditionState.DRAFTING}

    with pytest.raises(DatabaseError), transaction.atomic():
        ConditionSet.objects.filter(pk=conditions.pk).update(**{field: other.get(field, "别的")})
    with pytest.raises(DatabaseError), transaction.atomic():
        ConditionSet.objects.filter(pk=conditions.pk).delete()
    ConditionSet.objects.filter(pk=conditions.pk).update(
        state=ConditionState.REPEALED, effective_to=date(2025, 1, 1)
    )  # its end is written once
    with pytest.raises(DatabaseError), transaction.atomic():
        ConditionSet.objects.filter(pk=conditions.pk).update(effective_to=date(2026, 1, 1))


def test_a_draft_of_conditions_is_not_frozen_and_lost_triggers_are_told(draft, terms):
    held = a_version(terms, state=ConditionState.DRAFTING)
    ConditionSet.objects.filter(pk=held.pk).update(need="改")
    held.delete()

    assert triggers.check(databases=["default"]) == []
