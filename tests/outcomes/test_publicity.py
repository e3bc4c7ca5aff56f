"""二次公示: its days, its frozen list, what refuses it, and its end."""

import json
from datetime import date
from hashlib import sha256

import pytest
from django.urls import reverse

from accounts.states import Role
from config.lib import clock
from declarations.models import Declaration
from declarations.states import State
from messaging.models import Message
from records.models import Outbox
from review.outcomes.exceptions import OutcomeRefused
from review.outcomes.models import Objection
from review.outcomes.selectors import strip_of_days
from review.outcomes.services.objections import raise_objection
from review.process.services import perform, perform_many
from review.process.states import Action
from tests.outcomes.world import at


@pytest.mark.parametrize(
    ("published", "first", "last"),
    [
        ("2024-09-27T16:00", date(2024, 9, 29), date(2024, 10, 10)),  # 9-29 is a make-up day, then 国庆 to 10-7
        ("2024-09-30T09:00", date(2024, 10, 8), date(2024, 10, 12)),  # 10-12 (Saturday) is worked
        ("2024-10-11T23:59", date(2024, 10, 12), date(2024, 10, 17)),
        ("2024-10-28T10:00", date(2024, 10, 29), date(2024, 11, 4)),
    ],
)
def test_five_working_days_are_counted_from_the_next_one(results, published, first, last):
    """COMM-06."""
    case = results.one()

    with clock.law_at(at(published)):
        shown = results.publicised(case)

    assert (shown.first_day, shown.last_day, shown.working_days, shown.days_certain) == (first, last, 5, True)


def test_the_strip_of_days_shows_rest_make_up_days_and_the_day_that_does_not_count(results):
    days = strip_of_days(date(2024, 9, 27), date(2024, 10, 8), today=date(2024, 9, 27), started=date(2024, 9, 27))

    assert [(day.date.day, day.kind) for day in days] == [
        (27, ""), (28, "rest"), (29, "counted"), (30, "counted"), (1, "rest"), (2, "rest"), (3, "rest"), (4, "rest"),
        (5, "rest"), (6, "rest"), (7, "rest"), (8, "counted"),
    ]  # fmt: skip


def test_the_list_holds_four_facts_a_person_and_its_digest_can_be_computed_again(results):
    senior, junior = results.one(), results.one(junior=True)

    shown = results.publicised(senior, junior)

    assert [set(line) for line in shown.snapshot] == [{"declaration", "name", "unit", "title", "specialty"}] * 2
    assert [line["name"] for line in shown.snapshot] == [senior.basic.name, junior.basic.name]
    told = json.dumps(shown.snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert shown.digest == sha256(told.encode()).hexdigest()


def test_publicising_tells_the_people_and_asks_for_the_sheet(results):
    """MSG-07."""
    case = results.one()

    shown = results.publicised(case)

    assert Message.objects.filter(person=case.applicant, event="result_publicised").count() == 1
    assert Outbox.objects.filter(about=f"FORM-34:result_publicity:{shown.pk}").count() == 1


def test_everything_against_a_list_is_said_at_once(results):
    publicised, elsewhere = results.one(), results.one(State.RECHECK)
    results.publicised(publicised)

    with pytest.raises(OutcomeRefused) as refused:
        results.publicised(publicised, elsewhere, contact=" ")

    assert (
        str(refused.value) == "请填写异议受理单位和电话。；名单中有不在二次公示环节的申报。；名单中有已公示过的申报。"
    )


def test_only_the_office_publishes(results, world):
    case = results.one()
    world.people[Role.OFFICE] = world.people["outsider"]

    with pytest.raises(OutcomeRefused) as refused:
        results.publicised(case)

    assert [reason.code for reason in refused.value.reasons] == ["not_yours"]


def test_nobody_is_moved_before_the_last_day_is_over_or_while_an_objection_waits(results):
    """COMM-06."""
    quiet, opposed, unlisted = results.one(), results.one(), results.one()
    shown = results.publicised(quiet, opposed)
    raise_objection(opposed, text="作品系师徒合作")

    with clock.law_at(at("2024-11-04T23:59")):
        on_the_last_day = perform_many(Declaration.objects.all(), Action.END_PUBLICITY)
    with clock.law_at(at("2024-11-05T00:05")):
        the_day_after = perform_many(Declaration.objects.all(), Action.END_PUBLICITY)
        again = perform_many(Declaration.objects.all(), Action.END_PUBLICITY)

    shown.refresh_from_db()
    assert (on_the_last_day, the_day_after, again) == (0, 1, 0)
    assert [Declaration.objects.get(pk=each.pk).state for each in (quiet, opposed, unlisted)] == [
        State.CONFIRM_PENDING, State.SECOND_PUBLICITY, State.SECOND_PUBLICITY,
    ]  # fmt: skip
    assert shown.ended_at is not None
    assert Outbox.objects.filter(about=f"FORM-34R:result_publicity:{shown.pk}").count() == 1


@pytest.mark.parametrize("moment", ["2024-11-04T12:00", "2024-11-05T00:01"])
@pytest.mark.parametrize("objected", [True, False])
@pytest.mark.parametrize("listed", [True, False])
def test_the_conditions_of_the_clock_select_what_the_guards_let_pass(results, moment, objected, listed):
    from review.outcomes.guards import no_open_objection, result_publicity_over

    case = results.one()
    if listed:
        results.publicised(case)
    if objected:
        Objection.objects.create(declaration=case, text="。", named=False, tracking_code="1", received_at=clock.law())
    now = at(moment)

    for guard in (result_publicity_over, no_open_objection):
        passes = guard(case, None, actor=None, now=now) is None
        assert Declaration.objects.filter(guard.where(now), pk=case.pk).exists() == passes


def test_the_office_may_end_it_itself_but_not_a_day_earlier(results, world):
    case = results.one()
    results.publicised(case)
    office = world.people[Role.OFFICE]

    from review.process.exceptions import MoveRefused

    with pytest.raises(MoveRefused) as refused:
        perform(case.pk, Action.END_PUBLICITY, actor=office)
    with clock.law_at(at("2024-11-05T08:00")):
        moved = perform(case.pk, Action.END_PUBLICITY, actor=office)

    assert str(refused.value) == "二次公示至 2024-11-04，2024-11-05 起可报批。"
    assert moved.state == State.CONFIRM_PENDING


def test_the_page_publishes_who_is_ticked(client, results, world):
    kept, left = results.one(), results.one()
    client.force_login(world.people[Role.OFFICE])
    url = reverse("outcomes:publish", args=[results.notice.code])

    page = client.get(url).content.decode()
    answer = client.post(url, {"people": [kept.pk], "contact": "职改办 0771-8095080"})

    assert "11 月 4 日" in page
    assert answer.status_code == 302
    assert [entry.declaration_id for entry in results.notice.result_publicities.get().entries.all()] == [kept.pk]
    assert left.result_publicities.count() == 0
