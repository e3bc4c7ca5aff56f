"""Before a deadline: who must act is asked, with a text; who waits for others knows; the office sees its late list."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, Organisation, User
from accounts.states import Role
from config.lib import clock
from declarations.models import Declaration
from declarations.states import State
from messaging.models import Message, Sms
from notices.rules import terms_of
from notices.services import close_due_gates
from review.process.office_reminders import remind_offices
from review.process.reminders import send_due_reminders
from tests.approvals.world import at
from tests.process.world import person

ENDS = at("2024-08-23T18:00")  # of personal_unit
RECEIVED = at("2024-09-22T18:00")  # the committee's office stops receiving


@pytest.fixture(autouse=True)
def phones(world):
    for number, user in enumerate(world.people.values()):
        user.phone = f"1910000{number:04d}"
        user.save()


def told(username):
    return list(Message.objects.filter(person__username=username, event__startswith="reminder").order_by("pk"))


def texted():
    owners = {each.phone: each.username for each in User.objects.all()} | {"19000000001": "lin"}
    return sorted(owners[each.phone] for each in Sms.objects.filter(event__startswith="reminder"))


def test_before_a_holders_deadline_the_holder_is_asked_and_the_applicant_knows_whose_turn_it_is(world):
    """TIME-18, G-07: in-site and by SMS; the applicant is not sent to do what is the unit's."""
    world.declaration(State.UNIT_RECOMMEND)

    with clock.law_at(ENDS - timedelta(hours=71)):
        send_due_reminders()

    (asked,), (known,) = told("unit-clerk"), told("lin")
    assert (asked.needs_action, known.needs_action) == (True, False)
    assert "逾期" in asked.text
    assert "评委会所在职改办决定" in asked.text
    assert world.unit.name in known.text
    assert "无需操作" in known.text
    assert texted() == ["lin", "unit-clerk"]


def test_where_lateness_ends_the_case_the_holder_reads_that(world, monkeypatch):
    """OFFICE-07."""
    world.declaration(State.UNIT_RECOMMEND)
    terms = terms_of(world.edition)
    by_itself = replace(terms, late_policy=replace(terms.late_policy, holder_late="automatic"))
    monkeypatch.setattr("review.process.reminders.terms_of", lambda _edition: by_itself)

    with clock.law_at(ENDS - timedelta(hours=1)):
        send_due_reminders()

    assert "本年度申报结束" in told("unit-clerk")[0].text


def test_a_draft_is_its_applicants_alone(world):
    """TIME-18."""
    world.declaration(State.DRAFT)

    with clock.law_at(ENDS - timedelta(hours=1)):
        send_due_reminders()

    assert [each.needs_action for each in told("lin")] == [True]
    assert (told("unit-clerk"), texted()) == ([], ["lin"])


def test_a_clerk_gets_one_text_for_many_files_and_a_letter_for_each(world):
    """TIME-18: sent once each; a phone does not ring a hundred times."""
    for number in range(3):
        world.declaration(State.UNIT_RECOMMEND, applicant=person(f"p{number}"))

    with clock.law_at(ENDS - timedelta(hours=1)):
        send_due_reminders()
        send_due_reminders()

    clerk = world.people[Role.UNIT]
    assert len(told("unit-clerk")) == 3
    assert Sms.objects.filter(person_id=clerk.pk).count() == 1


def test_who_comes_late_hears_once_and_not_three_times(world):
    """TIME-18: the reminders of 72 and 24 hours are not made up for in the last two."""
    world.declaration(State.UNIT_RECOMMEND)

    with clock.law_at(ENDS - timedelta(hours=1)):
        send_due_reminders()

    assert len(told("lin")) == 1


def test_the_office_is_reminded_of_its_undecided_late_files_before_the_clock_decides(world):
    """G-07, T20b: 72, 24 and 2 hours before receiving ends, once for the list."""
    for number in range(2):
        world.declaration(State.OVERDUE_HELD, applicant=person(f"p{number}"))
    with clock.law_at(ENDS + timedelta(seconds=1)):
        close_due_gates()
    for hours in (73, 71, 70, 23, 1):
        with clock.law_at(RECEIVED - timedelta(hours=hours)):
            send_due_reminders()

    letters = told("office-clerk")
    assert [each.event for each in letters] == ["reminder_late_list"] * 3
    assert all("2 份" in each.text and "2024-09-22 18:00" in each.text for each in letters)
    assert letters[0].url.endswith("/desk/late/")


def test_a_clerk_of_two_offices_hears_of_the_late_files_of_both(world):
    """T20b: a list is an office's; that of another under the same notice is another."""
    clerk, second = world.people[Role.OFFICE], Organisation.objects.create(name="第二职改办", kind="office")
    Membership.objects.create(user=clerk, organisation=second, role=Role.OFFICE)
    world.declaration(State.OVERDUE_HELD, applicant=person("p1"))
    other = world.declaration(State.OVERDUE_HELD, applicant=person("p2"))
    Declaration.objects.filter(pk=other.pk).update(authority=second)

    for hours in (71, 70):
        with clock.law_at(RECEIVED - timedelta(hours=hours)):
            send_due_reminders()

    letters = [each for each in told("office-clerk") if each.event == "reminder_late_list"]
    assert {each.organisation_id for each in letters} == {second.pk, world.edition.notice.office_id}
    assert len(letters) == 2
    assert all("1 份" in each.text for each in letters)


@pytest.mark.parametrize("state", [State.OVERDUE_HELD, State.OFFICE_REVIEW])
def test_lists_that_were_told_of_cost_the_same_however_long_they_are(world, state):
    """Every ten minutes: no file is loaded for a list whose letters have gone."""
    moment = RECEIVED + (timedelta(days=1) if state == State.OFFICE_REVIEW else -timedelta(hours=23))

    def more(first, last):
        for number in range(first, last):
            case = world.declaration(state, applicant=person(f"p{number}"))
            Declaration.objects.filter(pk=case.pk).update(window="committee_office")

    more(0, 1)
    with clock.law_at(moment):
        close_due_gates()
        assert remind_offices(clock.law()) == 1
        with CaptureQueriesContext(connection) as few:
            assert remind_offices(clock.law()) == 0
        more(1, 5)
        with CaptureQueriesContext(connection) as many:
            assert remind_offices(clock.law()) == 0

    assert len(many) == len(few)
    loads = [each["sql"] for each in many.captured_queries if '"declarations_declaration"."ref"' in each["sql"]]
    assert loads == []


def test_what_the_office_itself_has_not_reviewed_in_time_never_expires_and_alarms_it(world):
    """T20: the office's own delay, once a window."""
    case = world.declaration(State.OFFICE_REVIEW)
    Declaration.objects.filter(pk=case.pk).update(window="committee_office")

    for days in (1, 2):
        with clock.law_at(RECEIVED + timedelta(days=days)):
            close_due_gates()
            send_due_reminders()

    (letter,) = [each for each in told("office-clerk") if each.event == "reminder_office_late"]
    case.refresh_from_db()
    assert "1 份" in letter.text
    assert case.state == State.OFFICE_REVIEW


def test_from_the_day_the_notice_names_applicant_and_holder_are_warned_once(world, monkeypatch):
    """TIME-06: ``stages.….warn_from``."""
    world.declaration(State.UNIT_RECOMMEND)
    terms = terms_of(world.edition)
    stage = replace(terms.stages["personal_unit"], warn_from=at("2024-08-16T00:00").date())
    early = replace(terms, stages={**terms.stages, "personal_unit": stage})
    monkeypatch.setattr("review.process.reminders.terms_of", lambda _edition: early)

    counts = []
    for day in ("2024-08-15T23:00", "2024-08-16T08:00", "2024-08-17T08:00"):
        with clock.law_at(at(day)):
            counts.append(send_due_reminders())

    assert counts == [0, 2, 0]
