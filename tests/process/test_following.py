"""Declarations follow amendments: drafts always, filed ones in times and wording, decided ones never (GEN-08, GEN-10)."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.models import SYSTEM
from accounts.services.memberships import give_membership
from accounts.states import Role
from config.lib import clock
from declarations.models import Declaration
from declarations.rules import visible_to
from declarations.states import State
from messaging.models import Message
from notices.models import Gate
from notices.services import amend_notice, extend_window
from records.models import AuditEntry
from records.selectors import audit_problem
from review.process.following import FOLLOWED, follow_amendments, reach_of
from review.process.services import perform
from review.process.states import Action
from review.process.tasks import sweep
from tests.process.world import IN_STAGE_1, person

WHY = {"reason": "平台故障", "basis": "桂职办〔2024〕9号", "actor": SYSTEM}
LAW = {"limits": {"performance": 15}}


@pytest.fixture
def notice(world):
    return world.edition.notice


def a_case(world, state):
    return world.declaration(state, applicant=person(f"applicant-{state}"))


def number_of(case):
    return Declaration.objects.values_list("edition__number", flat=True).get(pk=case.pk)


def extended(notice):
    ends = Gate.objects.get(notice=notice, window="personal_unit").closes_at
    return extend_window(notice.pk, "personal_unit", closes_at=ends + timedelta(hours=2), **WHY)


@pytest.mark.parametrize("state", State.values)
def test_an_extension_is_followed_until_a_case_is_decided(world, notice, state):
    case = a_case(world, state)
    extended(notice)

    follow_amendments()

    assert number_of(case) == (2 if state in State.undecided else 1)


def test_voting_and_everything_after_it_counts_as_decided():
    decided = set(State.values) - set(State.undecided)

    assert decided == {
        State.VOTING, State.RECHECK, State.SECOND_PUBLICITY, State.OBJECTION, State.CONFIRM_PENDING, State.CONFIRMED,
        *State.settled,
    }  # fmt: skip


def test_a_change_of_the_law_reaches_drafts_and_not_what_was_handed_in(world, notice):
    """GEN-08: applications keep the version they were filed under."""
    draft, filed = a_case(world, State.DRAFT), a_case(world, State.OFFICE_REVIEW)
    amend_notice(notice.pk, changes=LAW, **WHY)

    assert follow_amendments() == 1

    assert (number_of(draft), number_of(filed)) == (2, 1)


def test_an_extension_after_a_change_of_the_law_leaves_the_filed_where_they_are(world, notice):
    filed = a_case(world, State.OFFICE_REVIEW)
    amend_notice(notice.pk, changes=LAW, **WHY)
    extended(notice)

    follow_amendments()

    assert number_of(filed) == 1


def test_what_was_filed_under_the_changed_law_follows_the_next_extension(world, notice):
    edition = amend_notice(notice.pk, changes=LAW, **WHY)
    filed = a_case(world, State.OFFICE_REVIEW)
    Declaration.objects.filter(pk=filed.pk).update(edition=edition)
    extended(notice)

    follow_amendments()

    assert number_of(filed) == 3


def test_an_amendment_is_followed_when_its_time_has_come(world, notice):
    draft = a_case(world, State.DRAFT)
    amend_notice(notice.pk, changes=LAW, effective_at=IN_STAGE_1 + timedelta(days=1), **WHY)

    assert sweep()["amended"] == 0
    with clock.law_at(IN_STAGE_1 + timedelta(days=1)):
        assert sweep()["amended"] == 1
        assert sweep()["amended"] == 0

    assert number_of(draft) == 2


def test_who_follows_is_told_and_an_entry_of_the_chain_says_so(world, notice):
    draft = a_case(world, State.DRAFT)
    edition = extended(notice)

    follow_amendments()
    follow_amendments()

    letter = Message.objects.get(event="notice_amended", person=draft.applicant)
    assert "原因：平台故障。依据：桂职办〔2024〕9号。" in letter.text
    entry = AuditEntry.objects.get(event=FOLLOWED)
    assert (entry.subject_id, entry.content) == (draft.pk, edition.digest)
    assert audit_problem() is None


def test_chosen_cases_follow_a_change_of_the_law_by_their_numbers(world, notice):
    chosen, other, decided = (a_case(world, state) for state in (State.OFFICE_REVIEW, State.ACCEPTED, State.CONFIRMED))
    Declaration.objects.filter(pk=chosen.pk).update(number="2024-000001")
    amend_notice(notice.pk, changes=LAW, **WHY)

    def run(*asked):
        out = StringIO()
        call_command("applyedition", notice.code, *asked, stdout=out)
        return json.loads(out.getvalue())

    assert run() == {"drafts": 0, "submitted": 2, "decided": 1}
    assert run("--number", "2024-000001")["followed"] == 1
    assert [number_of(case) for case in (chosen, other, decided)] == [2, 1, 1]
    assert run("--all")["followed"] == 1
    assert [number_of(case) for case in (chosen, other, decided)] == [2, 2, 1]


@pytest.mark.parametrize("count", [1, 3])
def test_following_costs_the_same_for_any_number(world, notice, count, django_assert_max_num_queries):
    for number in range(count):
        world.declaration(applicant=person(f"applicant-{number}"))
    extended(notice)

    with django_assert_max_num_queries(12):
        assert follow_amendments() == count


def test_the_unit_is_told_of_the_amendment_itself(world, notice):
    extended(notice)

    assert Message.objects.filter(event="notice_amended", person=world.actor(Role.UNIT)).count() == 1


def test_a_recalled_draft_is_no_longer_filed_and_follows_the_law_it_will_be_handed_in_under(world, notice):
    """T34a, GEN-08: counted as not handed in, re-pointed like any draft, and no longer read by its unit."""
    kept, case = a_case(world, State.UNIT_CHECK), a_case(world, State.UNIT_DELIBERATION)
    Declaration.objects.filter(pk=case.pk).update(state=State.UNIT_CHECK)
    with clock.law_at(IN_STAGE_1):
        perform(case.pk, Action.RECALL, actor=case.applicant)
    told = {(each.label, each.effect[:4]) for each in reach_of(notice, arrangements=False)}
    amend_notice(notice.pk, changes=LAW, **WHY)

    follow_amendments()

    assert told == {(State.DRAFT.label, "尚未提交"), (State.UNIT_CHECK.label, "仍按提交")}
    assert (number_of(case), number_of(kept)) == (2, 1)
    assert not visible_to(world.people[Role.UNIT]).filter(pk=case.pk).exists()


def test_what_follows_by_itself_is_not_listed_for_a_decision(world, notice, client):
    """GEN-10: before the sweep has run, the page lists whom somebody must decide on, and says who follows by itself.

    An extension that came later does not hide the basis of the law that is to be followed.
    """
    a_case(world, State.DRAFT)
    filed = a_case(world, State.OFFICE_REVIEW)
    Declaration.objects.filter(pk=filed.pk).update(number="2024-000001")
    amend_notice(notice.pk, changes=LAW, **{**WHY, "basis": "桂职办〔2024〕12号"})
    extend_window(
        notice.pk,
        "personal_unit",
        closes_at=Gate.objects.get(notice=notice, window="personal_unit").closes_at + timedelta(hours=2),
        **{**WHY, "basis": "桂职办〔2024〕13号"},
    )
    admin = person("admin")
    give_membership(person=admin, organisation=notice.office, role=Role.ADMIN, actor=SYSTEM)
    client.force_login(admin, backend="accounts.backends.PhoneBackend")
    where = reverse("process:follow", args=[notice.code])

    before = client.get(where)
    follow_amendments()
    after = client.get(where)

    for page in (before, after):
        assert [(each.label, each.count) for each in page.context["behind"]] == [(State.OFFICE_REVIEW.label, 1)]
        words = " ".join(page.content.decode().split())
        assert "桂职办〔2024〕12号" in words
        assert "桂职办〔2024〕13号" in words
    assert (before.context["by_itself"], after.context["by_itself"]) == (1, 0)
    assert "1 份草稿或只涉及时间、地点、表述的申报" in " ".join(before.content.decode().split())
