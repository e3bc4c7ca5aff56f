"""数据看板: every number is the number of rows of the list it leads to (issue 5)."""

import html
import re

import pytest
from django.urls import reverse

from accounts.models import SYSTEM, Organisation
from accounts.states import Role
from config.lib import clock
from declarations.models import Declaration
from declarations.states import State
from notices.services import amend_notice
from review.approvals.models import CorrectionItem, CorrectionNotice
from review.process.desks import desk_rows
from review.process.figures.counting import ALL, figures_of, notices_at
from review.process.figures.drawing import by_day, by_result, funnel
from review.process.figures.groups import RESULTS
from review.process.listing.address import filters_of
from review.process.models import MoveRecord
from review.process.states import Action
from tests.helpers import no_writes, statements
from tests.process.world import acting, person

ROLES = (Role.UNIT, Role.DEPARTMENT, Role.LOCAL_OFFICE, Role.OFFICE)


def stood_at(world, name, state, *targets, **changes):
    """``targets``: where it came, or (action, where)."""
    case = world.declaration(state, applicant=person(name))
    case.stops.filter(index__lte=case.stop).update(reached_at=case.created_at)
    Declaration.objects.filter(pk=case.pk).update(**changes)
    for told in targets:
        action, target = told if isinstance(told, tuple) else ("forward", told)
        MoveRecord.objects.create(declaration=case, action=action, target=target, at=case.created_at)
    return case


def noticed(world, case, *parts, stop=3):
    now = clock.law()
    told = {"kind": "ordinary", "organisation": world.unit, "stop": stop, "round_trip": 0, "opens_at": now}
    notice = CorrectionNotice.objects.create(declaration=case, issued_at=now, **told)
    for part in parts:
        CorrectionItem.objects.create(notice=notice, addressee="applicant", part=part, defect="缺页")


@pytest.fixture
def season(world):
    other = Organisation.objects.create(name="海韵窑", kind="unit", parent=world.unit.parent)
    stood_at(world, "a1", State.UNIT_CHECK)
    stood_at(world, "a2", State.DEPT_REVIEW, specialty="qita", specialty_name="其他")
    third = stood_at(world, "a3", State.OFFICE_REVIEW)
    fourth = stood_at(world, "a4", State.REPORTED, State.ACCEPTED, State.REPORTED, stop=3, unit=other)
    fourth.stops.update(reached_at=fourth.created_at)
    stood_at(world, "a5", State.NOT_RECOMMENDED)
    noticed(world, third, "education:1", "education:2", "slot:photo", "unit:publicity")
    noticed(world, fourth, "basic")
    noticed(world, Declaration.objects.get(applicant__username="a1"), "basic", stop=0)
    return world


def every_figure(found):
    for row in (*found.steps, *found.results, *found.problems):
        yield from (*row.figures, *([row.total] if row.total else []))
    yield from (day.figure for day in found.days)


@pytest.mark.parametrize("role", ROLES)
def test_every_number_is_what_its_list_holds(season, role, rf):
    """16-1, S16: for every role that has the page; nothing among the numbers is empty of meaning."""
    user = season.people[role]
    (notice,) = notices_at(user, role)

    found = figures_of(user, role, notice)
    lists = [
        (each.count, desk_rows(user, role, filters_of(rf.get(each.url).GET)).count()) for each in every_figure(found)
    ]

    assert [count for count, _ in lists] == [held for _, held in lists]
    assert found.total > 0


def test_the_office_reads_how_far_which_result_which_problem(season):
    """S16: what a unit sends back itself is no problem of it; two items of one group are one case."""
    user = season.people[Role.OFFICE]
    found = figures_of(user, Role.OFFICE, season.edition.notice)

    assert [row.figures[0].count for row in found.steps] == [5, 2, 1, 1, 0, 0, 0]
    assert [(row.label, [each.count for each in row.figures]) for row in found.results] == [
        ("其他", [1, 0, 0, 0, 0]), ("艺术陶瓷（坭兴陶）", [3, 0, 0, 0, 1]), ("合计", [4, 0, 0, 0, 1]),
    ]  # fmt: skip
    problems = {
        row.label: {head: each.count for head, each in zip(found.problem_heads, row.figures, strict=True) if each.count}
        for row in found.problems
    }
    assert problems == {"古龙窑": {"学历": 1, "其他证明材料": 1, "单位环节": 1}, "海韵窑": {"基本信息": 1}}
    assert any(day.ends for day in found.days)


def test_who_lapsed_as_a_draft_is_said_apart_and_the_board_says_the_same_number(world, client):
    """S14, S16: the list of all is one population, in the same words on both pages."""
    stood_at(world, "a1", State.UNIT_CHECK)
    stood_at(world, "a2", State.ABANDONED, submitted_at=None)
    client.force_login(acting(world.people[Role.UNIT], Role.UNIT))

    figures, board = (
        re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", client.get(reverse(f"process:{page}")).content.decode()))
        for page in ("figures", "board")
    )

    assert "共2份（工作台“全部”），其中提交过1份；1份没有提交就结束了，只计入“专业和结果”。" in figures
    assert "共2份（工作台“全部”），其中1份已经办结，不在以下各栏。" in board


def test_only_what_a_vote_carried_is_counted_as_passed(world):
    """S16: another look at a failed case (T39) and what an authority determines (PATH-14) are no vote."""
    again = ((Action.TALLY, State.FAILED), (Action.REVIEW_AGAIN, State.RECHECK), (Action.KEEP_FAILED, State.FAILED))
    stood_at(world, "kept", State.FAILED, *again)
    stood_at(world, "determined", State.CONFIRM_PENDING, (Action.DETERMINE, State.CONFIRM_PENDING))
    stood_at(world, "carried", State.SECOND_PUBLICITY, (Action.TALLY, State.RECHECK))

    found = figures_of(world.people[Role.OFFICE], Role.OFFICE, world.edition.notice)

    assert {row.label: row.figures[0].count for row in found.steps}["表决通过"] == 1


def test_a_deadline_of_one_level_is_named_after_it(world):
    """S16, TIME-06."""
    stood_at(world, "a1", State.UNIT_CHECK)
    own = {"stages": {"personal_unit": {"by_level": {"zg": {"end": "2024-08-20T18:00+08:00"}}}}}
    amend_notice(world.edition.notice_id, changes=own, reason="先行截止", basis="通知", actor=SYSTEM)

    found = figures_of(world.people[Role.OFFICE], Role.OFFICE, world.edition.notice)

    ends = {day.on.isoformat(): day.ends for day in found.days}
    assert ends["2024-08-20"] == ("个人申报及所在单位审核推荐（正高级工艺美术师）截止",)


def test_every_state_is_in_one_result():
    """No case falls out of the table, and none stands in it twice."""
    assert sorted(state for _, states in RESULTS.values() for state in states) == sorted(State)


def test_charts_carry_no_style_and_no_script(season):
    """CSP: page and theme rule them, and a bar leads where its number does."""
    found = figures_of(season.people[Role.OFFICE], Role.OFFICE, season.edition.notice)

    drawings = [
        drawing(told, narrow=narrow) for drawing, told in ((funnel, found), (by_day, found.days)) for narrow in (0, 1)
    ]
    names = [label for label, _ in RESULTS.values()]
    stacked = [by_result(found.results, names, narrow=narrow) for narrow in (False, True)]
    for drawn in drawings + stacked:
        assert not re.search(r"<style|<script|style=|javascript:|\bon\w+=", drawn)
        assert "href=" in drawn
    assert found.steps[0].figures[0].url.replace("&", "&amp;") in funnel(found)
    cuts = [each for row in found.results if row.label != ALL for each in row.figures if each.count]
    assert cuts
    assert [stacked[0].count(f'{each.url.replace("&", "&amp;")}"') for each in cuts] == [1] * len(cuts)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_number(world, client, count):
    """16-2."""
    for number in range(count):
        noticed(world, stood_at(world, f"p{number}", State.OFFICE_REVIEW), "basic")
    client.force_login(acting(world.people[Role.OFFICE], Role.OFFICE))

    with no_writes(), statements() as made:
        client.get(reverse("process:figures"))

    assert len(made) == 13


def test_a_list_behind_a_figure_says_what_it_is_narrowed_to(season, client):
    """16-1: chips can be taken off; an unknown value finds nothing and says so; outsiders have no page."""
    client.force_login(acting(season.people[Role.OFFICE], Role.OFFICE))
    unit = Organisation.objects.get(name="海韵窑")

    query = {"queue": "all", "step": "accepted", "unit": unit.pk, "problem": "basic", "day": "x", "result": "nowhere"}
    page = re.sub(r"\s+", " ", html.unescape(client.get(reverse("process:desk"), query).content.decode()))

    for words in ("环节：审核通过", "单位：海韵窑", "问题：基本信息", "提交日期：x", "结果：nowhere"):
        assert f'aria-label="移除筛选 {words}"' in page
    assert "没有符合筛选条件的申报" in page
    client.force_login(acting(season.people[Role.APPLICANT], Role.APPLICANT))
    assert client.get(reverse("process:figures")).status_code == 403


def test_board_and_figures_of_a_unit_lead_to_each_other_with_the_notice(season, client):
    """S14, S16: the notice one looks at stands in the address and goes along."""
    client.force_login(acting(season.people[Role.UNIT], Role.UNIT))
    at = f"?notice={season.edition.notice.code}"
    board, figures = reverse("process:board"), reverse("process:figures")

    assert f'href="{figures}{at}"' in client.get(board + at).content.decode()
    assert f'href="{board}{at}"' in client.get(figures + at).content.decode()
    client.force_login(acting(season.people[Role.OFFICE], Role.OFFICE))
    assert f'href="{board}' not in client.get(figures + at).content.decode()
