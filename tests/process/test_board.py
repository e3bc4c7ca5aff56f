"""The unit's board, what it looks after, and its sealed sheets (S14)."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Membership
from accounts.states import Role
from config.lib import clock
from declarations.models import Declaration, Material, Recusal
from declarations.states import State
from messaging.models import Message
from notices.rules import dump_terms, terms_of
from records.services.files import store_file
from review.approvals.models import (
    CorrectionItem,
    CorrectionNotice,
    Deliberation,
    DeliberationGroup,
    PostLevel,
    UnitDefence,
)
from review.approvals.selectors.papers import board_row, paper_rows
from review.approvals.selectors.sheets import missing_of, sealed_sheets_of
from review.approvals.services.commissioning import let_carry_out
from review.process.boarding import board_of
from review.process.chasing import remind_units_of_returned
from review.process.desks import queue_rows
from review.process.sealing import to_seal
from tests.approvals.world import hung
from tests.helpers import statements
from tests.process.world import IN_STAGE_1, acting, amended, person


@pytest.fixture
def zhou(world, client):
    user = world.people[Role.UNIT]
    user.current_role = Role.UNIT
    user.save()
    client.force_login(user)
    return client


def at_unit(world, name, state=State.UNIT_CHECK, **changes):
    case = world.declaration(state, applicant=person(name))
    if state in (State.DRAFT, State.CORRECTION):
        changes.setdefault("submitted_at", case.created_at)
    case.stops.filter(index=0).update(reached_at=case.created_at)
    Declaration.objects.filter(pk=case.pk).update(**changes)
    case.refresh_from_db()
    return case


def returned(world, case, *addressees, answered=0):
    notice = CorrectionNotice.objects.create(
        declaration=case, kind="return", organisation=world.unit, stop=0, round_trip=0, issued_at=case.created_at,
        opens_at=case.created_at,
    )  # fmt: skip
    for place, addressee in enumerate(addressees):
        CorrectionItem.objects.create(
            notice=notice, addressee=addressee, part="basic", defect="不清",
            answered_at=case.created_at if place < answered else None,
        )  # fmt: skip
    return notice


def page_of(client, name, **query):
    return re.sub(r"\s+", " ", html.unescape(client.get(reverse(name), query).content.decode()))


def labels(world):
    return [column.label for column in board_of(world.people[Role.UNIT]).columns]


def test_the_columns_stand_in_the_order_of_the_notice(world):
    """UNIT-25, 14-1: one has the group sit first, another hangs the sheet first."""
    case = at_unit(world, "lin2")
    flow = dump_terms(terms_of(world.edition))["unit_flow"]

    assert labels(world) == ["待核验", "答辩", "审议", "公示", "推荐", "已退回", "已上报"]

    other = amended(world.edition, unit_flow={**flow, "steps": ["check", "publicity", "deliberation", "recommend"]})
    Declaration.objects.filter(pk=case.pk).update(edition=other)
    assert labels(world) == ["待核验", "公示", "审议", "推荐", "已退回", "已上报"]


def test_every_number_of_the_board_leads_to_a_list_of_as_many(world, zhou):
    """14-1, 18-1."""
    for place, state in enumerate([*State.at_unit, State.CORRECTION, State.DRAFT, State.DEPT_REVIEW, State.REPORTED]):
        at_unit(world, f"p{place}", state)
    at_unit(world, "again", State.UNIT_CHECK), at_unit(world, "over", State.WITHDRAWN)

    columns = board_of(world.people[Role.UNIT]).columns
    lists = [len(zhou.get(column.url).context["page"].rows) for column in columns]

    assert [column.count for column in columns] == [2, 1, 1, 2, 1, 2, 2]
    assert lists == [column.count for column in columns]


def test_a_tile_says_its_days_its_end_and_the_one_thing_that_comes_next(world, zhou):
    """14-1."""
    case = at_unit(world, "lin2", state_since=clock.law() - timedelta(days=3))

    (tile,) = board_of(world.people[Role.UNIT]).columns[0].tiles
    page = page_of(zhou, "process:board")

    assert (tile.days, tile.todo, tile.url) == (3, "核对原件", reverse("approvals:work", args=[case.ref]))
    assert f"{tile.due:%Y-%m-%d}" == "2024-08-23"  # stage 1 of the unit
    assert "已 3 天" in page
    assert "最先到期" in page
    assert "核对原件<span" in page


def test_the_unit_sees_who_was_sent_back_how_far_it_is_and_urges_once_a_day(world, zhou):
    """UNIT-02: the applicant gets a word; what only the unit can mend is not theirs to be urged."""
    case, own = at_unit(world, "lin2", State.DRAFT), at_unit(world, "lin3", State.CORRECTION)
    returned(world, case, "applicant", "applicant", answered=1), returned(world, own, "unit")
    urge = reverse("process:urge", args=[case.ref])

    before = page_of(zhou, "process:board")
    zhou.post(urge), zhou.post(urge), zhou.post(reverse("process:urge", args=[own.ref]))
    told = Message.objects.filter(event="unit_urged")

    assert "已改 1/2 处" in before
    assert "还没有" in before
    assert [message.person for message in told] == [case.applicant]
    assert "2024-08-05" in page_of(zhou, "process:board")
    with clock.law_at(IN_STAGE_1 + timedelta(days=1)):
        zhou.post(urge)
    assert told.all().count() == 2


def test_another_unit_cannot_urge(world, client):
    """UNIT-02."""
    case = at_unit(world, "lin2", State.DRAFT)
    returned(world, case, "applicant")
    client.force_login(world.people["outsider"])

    assert client.post(reverse("process:urge", args=[case.ref])).status_code == 404
    assert not Message.objects.filter(event="unit_urged").exists()


def test_the_unit_is_told_every_day_until_it_is_handed_in_again(world):
    """UNIT-02, MSG-12: one letter a clerk and day; not to who is recused, not of what is not the applicant's."""
    case, own = at_unit(world, "lin2", State.DRAFT), at_unit(world, "lin3", State.CORRECTION)
    returned(world, case, "applicant"), returned(world, own, "unit")
    fresh = at_unit(world, "lin4", State.DRAFT, submitted_at=None)
    clerk = world.people[Role.UNIT]

    remind_units_of_returned(clock.law()), remind_units_of_returned(clock.law())
    (letter,) = Message.objects.filter(event="unit_returned")
    remind_units_of_returned(clock.law() + timedelta(days=1))

    assert (letter.person, letter.organisation) == (clerk, world.unit)
    assert "Lin2" in letter.text
    assert "Lin3" not in letter.text
    assert str(fresh.applicant) not in letter.text
    assert Message.objects.filter(event="unit_returned").count() == 2
    Recusal.objects.create(person=clerk, declaration=case, why="亲属", by=clerk)
    assert remind_units_of_returned(clock.law() + timedelta(days=2)) == 0


def test_the_daily_letter_leads_where_its_reader_may_go(world, client):
    """UNIT-02, UNIT-07: a clerk who acts elsewhere to the list, who carries out the step by grant to the case."""
    case = at_unit(world, "lin2", State.DRAFT)
    returned(world, case, "applicant")
    clerk, carrier = world.people[Role.UNIT], person("verifier")
    city = world.people[Role.LOCAL_OFFICE].memberships.get().organisation
    Membership.objects.create(user=clerk, organisation=city, role=Role.LOCAL_OFFICE)
    acting(clerk, Role.LOCAL_OFFICE)
    let_carry_out(case, carrier, giver=clerk, reason="指定核验", until=clock.law() + timedelta(days=9))

    remind_units_of_returned(clock.law())
    urls = {each.person: each.url for each in Message.objects.filter(event="unit_returned")}

    query = f"role=unit&queue=returned&notice={case.edition.notice.code}"
    assert urls == {
        clerk: f"{reverse('process:desk')}?{query}",
        carrier: reverse("process:case", args=[case.ref]),
    }
    for reader, url in urls.items():
        client.force_login(reader)
        assert "Lin2" in client.get(url).content.decode()


def test_a_unit_has_in_hand_what_is_its_own_whatever_else_its_clerk_sees(world, zhou):
    """14-1, 14-5, ROLE-02: a city's clerk sees every unit's people, but at the unit's desk only the unit's."""
    clerk, other = world.people[Role.UNIT], world.people["outsider"].memberships.get().organisation
    city = world.people[Role.LOCAL_OFFICE].memberships.get().organisation
    Membership.objects.create(user=clerk, organisation=city, role=Role.LOCAL_OFFICE)
    own, carried, strange = (at_unit(world, name, State.UNIT_RECOMMEND) for name in ("lin2", "lin3", "lin4"))
    relayed, passed = at_unit(world, "lin5", State.RELAY_REVIEW, stop=1), at_unit(world, "lin6", State.DRAFT)
    for case in (carried, strange, relayed, passed):
        case.stops.filter(index=0).update(organisation=other)
        case.stops.filter(index=2).update(reached_at=case.created_at)
    for case in (relayed, passed):
        case.stops.filter(index=1).update(node="dispatch_unit", organisation=world.unit, reached_at=case.created_at)
    let_carry_out(carried, clerk, giver=clerk, reason="受委托", until=clock.law() + timedelta(days=9))
    returned(world, passed, "applicant")

    rows = {code: set(queue_rows(clerk, Role.UNIT, code)) for code in ("publicity", "returned", "sent", "all")}

    assert rows == {"publicity": set(), "returned": set(), "sent": set(), "all": {own, carried, relayed}}
    assert set(to_seal(clerk)) == {own, carried}
    assert {tile.case for column in board_of(clerk).columns for tile in column.tiles} == {own, carried, relayed}
    assert strange in set(queue_rows(clerk, Role.LOCAL_OFFICE, "all"))


def test_the_board_warns_where_posts_are_fewer_than_people(world, zhou):
    """UNIT-19: told, not refused; nothing where nobody entered posts."""
    at_unit(world, "lin2")
    assert "岗位空缺不足" not in page_of(zhou, "process:board")

    level = PostLevel.objects.create(unit=world.unit, year=2024, rank="zhenggao", approved=3, filled=3)
    page = page_of(zhou, "process:board")
    level.filled = 2
    level.save()

    assert "核定 3 个，已聘 3 人，空缺 0 个；本年度推荐 0 人，正在申报 1 人。" in page
    assert "岗位空缺不足" not in page_of(zhou, "process:board")


def test_missing_sheets_are_named_case_by_case_as_on_the_cases_own_page(world, zhou):
    """14-5: a scan takes its sheet off the list; one asked for again does not count."""
    first, second = at_unit(world, "lin2", State.UNIT_RECOMMEND), at_unit(world, "lin3")
    at_unit(world, "lin4", State.DEPT_REVIEW)
    names = missing_of([first])[first.pk]
    file = stored(world)
    Material.objects.create(
        declaration=first, slot="unit_pledge", file=file, label="承诺", position=0, uploaded_by=world.people[Role.UNIT],
        uploaded_at=clock.law(),
    )  # fmt: skip

    left = missing_of([first])[first.pk]
    sheets = sealed_sheets_of([first, second])
    page = page_of(zhou, "process:sealing")

    assert len(names) - len(left) == 1
    assert all(name in page for name in left)
    assert "Lin3" in page
    assert "Lin4" not in page
    for case in (first, second):
        assert [(each.label, each.is_missing) for each in sheets[case.pk]] == [
            (each.row.label, each.missing) for each in paper_rows(case)
        ]
    notice = returned(world, first, "unit")
    notice.items.update(part="slot:unit_pledge")
    CorrectionNotice.objects.filter(pk=notice.pk).update(issued_at=clock.law() + timedelta(hours=1))
    assert missing_of([first])[first.pk] == names


def test_list_and_board_and_the_cases_page_agree_about_the_photo_of_the_board(world, zhou):
    """UNIT-14, 14-5: missing in all three while it hangs and afterwards, until it is there."""
    case = at_unit(world, "lin2", State.UNIT_PUBLICITY)
    clerk = world.people[Role.UNIT]
    sheet = hung(case, clerk)

    assert sheet.photo_words in page_of(zhou, "process:sealing")
    assert flags(clerk) == ["缺公示现场照片"]
    sheet.ended_at = clock.law()
    sheet.save()
    Declaration.objects.filter(pk=case.pk).update(state=State.UNIT_RECOMMEND)
    case.refresh_from_db()
    names = missing_of([case])[case.pk]
    assert sheet.photo_words in names
    assert flags(clerk) == [f"缺签章材料 {len(names)} 份"]
    assert board_row(case).missing
    sheet.evidence = stored(world)
    sheet.save()
    assert sheet.photo_words not in missing_of([case])[case.pk]


@pytest.mark.parametrize(
    ("state", "before", "after"),
    [
        (State.UNIT_DEFENSE, "登记答辩意见", "答辩意见已登记，办理下一步"),
        (State.UNIT_DELIBERATION, "登记审议结果", "审议结果已登记，办理下一步"),
    ],
)
def test_a_tile_does_not_ask_for_what_was_written_down(world, zhou, state, before, after):
    """14-1: since the case came to this step; what was said the time before asks for a new word."""
    case, clerk = at_unit(world, "lin2", state), world.people[Role.UNIT]
    made = entered(case, clerk, at=case.state_since - timedelta(days=1))

    assert todo(clerk) == [before]
    type(made).objects.update(at=case.state_since)
    assert todo(clerk) == [after]


def entered(case, clerk, *, at):
    told = {"declaration": case, "at": at, "by": clerk, "held_on": "2024-08-02"}
    if case.state == State.UNIT_DEFENSE:
        return UnitDefence.objects.create(questions="问", opinion="好", **told)
    of = {"notice": case.edition.notice, "unit": case.unit, "created_by": clerk, "created_at": at}
    group = DeliberationGroup.objects.create(**of)
    return Deliberation.objects.create(group=group, place="会议室", votes_for=5, votes_present=5, agree=True, **told)


def todo(clerk):
    return [tile.todo for column in board_of(clerk).columns for tile in column.tiles]


def flags(clerk):
    return [flag for column in board_of(clerk).columns for tile in column.tiles for flag in tile.flags]


def stored(world):
    return store_file(b"%PDF-1.4", name="a.pdf", media_type="application/pdf")


@pytest.mark.parametrize("name", ["process:board", "process:sealing"])
def test_pages_of_the_unit_are_for_units(world, client, name):
    """14-1, 14-5."""
    client.force_login(world.people[Role.OFFICE])

    assert client.get(reverse(name)).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "made"), [("process:board", 28), ("process:sealing", 11)])
def test_the_pages_cost_the_same_for_any_number(world, zhou, name, made, count):
    """14-1, 14-5."""
    PostLevel.objects.create(unit=world.unit, year=2024, rank="zhenggao", approved=3, filled=3)
    for number in range(count):
        at_unit(world, f"p{number}", State.UNIT_RECOMMEND)
        returned(world, at_unit(world, f"q{number}", State.DRAFT), "applicant")

    with statements() as said:
        zhou.get(reverse(name))

    assert len(said) == made


def test_an_open_objection_stands_on_the_tile_and_in_the_list_until_it_is_closed(world, zhou):
    """14-1, UNIT-13: nothing goes up before; the board and the list cost no statement more for it."""
    clerk, case = world.people[Role.UNIT], at_unit(world, "甲", State.UNIT_PUBLICITY)
    sheet = hung(case, clerk, evidence=store_file(b"photo", name="a.png", media_type="image/png", by=None))
    page_of(zhou, "process:desk", queue="publicity")  # what a process reads once is read
    with statements() as plain:
        page_of(zhou, "process:desk", queue="publicity")
    objection = sheet.objections.create(text="未注明合作者。", received_at=clock.law(), received_by=clerk)

    [tile] = [each for column in board_of(clerk).columns for each in column.tiles]
    with statements() as marked:
        page = page_of(zhou, "process:desk", queue="publicity")

    assert (tile.todo, tile.flags) == ("核查异议", ("有异议待核查",))
    assert ("有异议待核查" in page, len(marked)) == (True, len(plain))
    objection.resolved_at = clock.law()
    objection.save()
    assert "有异议待核查" not in page_of(zhou, "process:desk", queue="publicity")
    assert "有异议待核查" not in page_of(zhou, "process:board")
