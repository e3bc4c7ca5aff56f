"""A desk's list as people work on it: found, ordered, kept under a name (16-1, 16-2)."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localtime

from accounts.states import Role
from config.lib import clock, counting
from declarations.models import Declaration, Recusal
from declarations.rules import desk_held, ends_at, seen_at, visible_to
from declarations.states import State
from review.process.desks import Filters, desk_page, queue_counts
from review.process.listing import ordering
from review.process.listing.ordering import SORTS
from review.process.models import SavedView
from tests.process.world import person


@pytest.fixture
def gu(world):
    user = world.people[Role.DEPARTMENT]
    user.current_role = Role.DEPARTMENT
    user.save()
    return user


@pytest.fixture
def browser(gu, client):
    client.force_login(gu)
    return client


def at_department(world, name, **changes):
    user = person(name.lower())
    user.name = name
    user.save(update_fields=["name"])
    case = world.declaration(State.DEPT_REVIEW, applicant=user)
    case.stops.filter(index__lte=case.stop).update(reached_at=case.created_at)
    Declaration.objects.filter(pk=case.pk).update(**changes)
    return case


def names(page):
    return [row.applicant.name for row in page.rows]


def page_of(client, **query):
    return re.sub(r"\s+", " ", html.unescape(client.get(reverse("process:desk"), query).content.decode()))


@pytest.mark.parametrize("words", ["韦秀", "wxl", "WXL", "W X", "glyao", "0917", "古龙", "straße"])
def test_a_case_is_found_by_name_initials_part_of_the_number_and_unit(world, gu, words):
    """16-1: whoever is renamed is found by the new initials."""
    at_department(world, "韦秀兰", number="GXGYMS-2024-0917")
    world.unit.name = {"glyao": "古龙窑glyao", "straße": "古龙窑Straße"}.get(words, world.unit.name)
    world.unit.save()

    assert names(desk_page(gu, Role.DEPARTMENT, Filters(words=words))) == ["韦秀兰"]
    assert names(desk_page(gu, Role.DEPARTMENT, Filters(words="zz"))) == []


@pytest.mark.parametrize("sort", [*SORTS, *(f"-{name}" for name in SORTS), "", "nonsense"])
def test_paging_in_any_order_shows_every_case_once_and_leads_back(world, gu, monkeypatch, sort):
    """16-1, 16-2: ties and empty values lose nobody."""
    monkeypatch.setattr(ordering.page_of, "__kwdefaults__", {**ordering.page_of.__kwdefaults__, "size": 2})
    early = world.edition.published_at
    for place, name in enumerate(["李一", "李一~", "安二", "周三", "王五"]):
        told = {"has_priority": place == 3, "number": f"N{place}" if place % 2 else None}
        at_department(world, name, due_at=early + timedelta(days=place) if place < 2 else None, **told)

    pages, after = [], ""
    while True:
        pages.append(desk_page(gu, Role.DEPARTMENT, Filters(sort=sort, after=after)))
        after = pages[-1].after
        if not after:
            break
    back = desk_page(gu, Role.DEPARTMENT, Filters(sort=sort, before=pages[-1].before))

    assert [len(page.rows) for page in pages] == [2, 2, 1]
    assert sorted(name for page in pages for name in names(page)) == ["周三", "安二", "李一", "李一~", "王五"]
    assert names(back) == names(pages[1])
    assert pages[0].before == ""


def test_a_head_orders_the_list_and_a_second_press_turns_it_round(world, browser):
    """16-1: filters stay, the page does not."""
    at_department(world, "安二"), at_department(world, "周三")

    page = page_of(browser, queue="all", q="二", sort="name", after="nothing")

    assert 'aria-sort="ascending"' in page
    assert 'href="?queue=all&q=%E4%BA%8C&sort=-name"' in page
    assert page_of(browser, queue="all", sort="-name").index("周三") < page_of(
        browser, queue="all", sort="-name"
    ).index("安二")


def test_the_columns_are_chosen_and_stand_in_the_address(world, browser):
    """16-1: the name, the way into the case, is always there."""
    at_department(world, "安二")

    page = page_of(browser, queue="all", col=["kind", "trips"])
    heads = re.findall(r'<th scope="col"[^>]*> (?:<a[^>]*>)?([^<]+)', page)

    assert [head.strip() for head in heads] == ["姓名", "申报类型", "补正次数"]
    assert "安二" in page


def test_a_count_stops_where_nobody_reads_it_any_more(world, gu, monkeypatch):
    """16-2: a queue of 200,000 is not counted to its end."""
    monkeypatch.setattr(counting, "MOST", 2)
    monkeypatch.setattr(counting.CappedCount.__init__, "__defaults__", (2,))
    for name in ("甲一", "乙二", "丙三"):
        at_department(world, name)

    counts = [(label, count) for label, _, _, count in queue_counts(gu, Role.DEPARTMENT, current="waiting")]

    assert counts == [("待审核", "2+"), ("全部", "2+")]


def test_a_view_is_kept_opened_with_the_desk_renamed_and_thrown_away(world, browser, gu):
    """16-1: one's own, per desk; the tabs still lead to the plain queues."""
    at_department(world, "安二")
    desk, views = reverse("process:desk"), reverse("process:saved_views")
    query = {"role": "department", "queue": "all", "q": "安", "sort": "-name", "col": ["kind", "trips"]}

    saved = browser.post(f"{views}?role=department&queue=all&q=安&sort=-name&col=kind&col=trips&after=3~x", {
        "name": " 待看  安 ", "is_default": "on"
    })  # fmt: skip
    opened = browser.get(desk, {"role": "department"})
    view = SavedView.objects.get()

    assert saved.status_code == 302
    assert (view.name, view.role, "after" in view.query) == ("待看 安", "department", False)
    assert opened["Location"] == saved["Location"]
    assert "安二" in page_of(browser, **query)
    assert browser.get(desk, {"role": "department", "queue": "waiting"}).status_code == 200
    assert browser.post(f"{views}?role=department&queue=all", {"name": "待看 安"}).status_code == 422
    assert browser.post(reverse("process:saved_view", args=[view.pk]), {"name": "安"}).status_code == 302
    assert browser.get(desk, {"role": "department"}).status_code == 200  # no longer the one to open with
    assert 'aria-current="true" >安<' in page_of(browser, **query)
    browser.post(reverse("process:delete_saved_view", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_views_are_ones_own_and_of_the_desks_one_holds(world, browser):
    """16-1: another's is not there; a desk one does not hold keeps none."""
    other = SavedView.objects.create(
        user=world.people[Role.OFFICE], role=Role.OFFICE, name="别人的", saved_at=world.edition.published_at
    )

    for name in ("saved_view", "delete_saved_view"):
        assert browser.post(reverse(f"process:{name}", args=[other.pk]), {"name": "改"}).status_code == 404
    assert browser.get(reverse("process:saved_views"), {"role": "office"}).status_code == 403
    assert SavedView.objects.get().name == "别人的"


@pytest.mark.parametrize("role", [Role.UNIT, Role.DEPARTMENT, Role.LOCAL_OFFICE, Role.OFFICE, Role.CONFIRMER])
def test_a_desk_opens_what_its_person_may_see_and_nothing_else(world, role):
    """ROLE-02, 16-2: the quick way to a desk's rows is the gate of every read, for who sits at one desk alone."""
    user = world.people[role]
    for number, state in enumerate(State):
        case = world.declaration(state, applicant=person(f"p{number}"))
        case.stops.filter(index__gt=number % 4).update(reached_at=None)
    barred = world.declaration(State.OFFICE_REVIEW, applicant=person("barred"))
    Recusal.objects.create(person=user, declaration=barred, why="亲属", by=user)
    world.declaration(State.OFFICE_REVIEW, applicant=user)

    seen = set(seen_at(desk_held(user, role)))

    assert seen == set(visible_to(user).exclude(applicant=user))
    assert seen
    assert set(seen_at(desk_held(world.people["outsider"], role))) == set()


def test_the_due_column_tells_the_own_deadline_or_the_windows_end_and_what_is_over(world, browser):
    """TIME-17: ordered as it is told."""
    early = clock.law() - timedelta(days=1)
    at_department(world, "安二", due_at=early), at_department(world, "周三")

    page = page_of(browser, queue="all", sort="due")
    ends = Declaration.objects.get(due_at=None)

    assert page.count("已超时") == 1
    assert page.index("安二") < page.index("已超时") < page.index("周三")
    assert f"{localtime(ends_at(ends)):%Y-%m-%d %H:%M}" in page


def test_the_order_by_due_time_is_that_of_the_told_ends_with_gates_of_levels_among_them(world, gu):
    """TIME-06, TIME-17: the joins of the order and the question beside each row know one truth."""
    end = clock.law() + timedelta(days=9)
    cases = [at_department(world, name) for name in ("李一", "安二", "周三", "王五")]
    notice, window = cases[0].edition.notice, Declaration.objects.get(pk=cases[0].pk).window
    notice.gates.create(window=window, level="zl", opens_at=end - timedelta(days=90), closes_at=end)
    notice.gates.create(window=window, level="cj", opens_at=end - timedelta(days=90), closes_at=None)
    Declaration.objects.filter(pk=cases[1].pk).update(level="zl")
    Declaration.objects.filter(pk=cases[2].pk).update(level="cj")
    Declaration.objects.filter(pk=cases[3].pk).update(due_at=end - timedelta(hours=1))

    rows = desk_page(gu, Role.DEPARTMENT, Filters(sort="due")).rows
    told = {row.applicant.name: ends_at(row) for row in rows}

    assert [row.applicant.name for row in rows] == sorted(told, key=lambda name: told[name] or ordering.LAST)
    assert (told["王五"], told["安二"], told["周三"]) == (end - timedelta(hours=1), end, None)
    assert told["李一"] is not None
