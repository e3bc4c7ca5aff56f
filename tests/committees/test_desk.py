"""The desk of committees and experts: an office keeps its own, with authority, terms, seats and history (ADMIN-09)."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import SYSTEM
from accounts.states import Role
from committees.directory import COLUMNS
from committees.models import Committee, CommitteeMember, Expert
from committees.rules import authority_problem
from committees.services import ensure_specialty
from committees.states import ExpertStatus
from config.lib.sheets import read_table, write_table
from records.models import AuditEntry
from records.services.outbox import drain_outbox
from tests.accounts.making import a_clerk, a_person, a_place
from tests.committees.making import an_expert
from tests.helpers import no_writes, statements

pytestmark = pytest.mark.django_db
LIST, POOL = "/directory/committees/", "/directory/experts/"
DAY = date(2024, 10, 20)


def words_of(answer):
    return " ".join(answer.content.decode().split())


def authority(series, office, **more):
    told = {
        "name": "高级评委会（演示）",
        "office": office.pk,
        "series": series.pk,
        "kind": "ordinary",
        "ranks": ["fugao"],
        "odd": "on",
        "status": "active",
        "approval_doc_no": "示1号",
    }
    return told | more


# ── whose ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_office_sees_its_own_committees_and_experts_alone(browser, committee, series, elsewhere):
    """SYS-02, ADMIN-09."""
    an_expert("本系列专家", series)

    lists = words_of(browser.get(LIST)), words_of(browser.get(POOL))

    assert committee.name in lists[0]
    assert elsewhere.name not in lists[0]
    assert "本系列专家" in lists[1]
    assert "外系列专家" not in lists[1]


def test_what_is_another_offices_is_not_there_on_any_address(desk, committee, elsewhere):
    """SYS-02: missing and not yours look the same."""
    foreign, expert = elsewhere.terms.get(), Expert.objects.get(name="外系列专家")
    pages = [
        *(f"{LIST}{elsewhere.pk}/{what}" for what in ("", "edit/", "terms/new/")),
        *(f"{LIST}terms/{foreign.pk}/{what}" for what in ("edit/", "members/", "members/1/end/")),
        *(f"{POOL}{expert.pk}/{what}" for what in ("", "edit/")),
        f"{LIST}999999/",
        f"{POOL}999999/",
    ]

    assert {page: desk.get(page).status_code for page in pages if "/end/" not in page} == {
        page: 404 for page in pages if "/end/" not in page
    }
    posted = {page: desk.post(page, {}).status_code for page in pages}
    assert set(posted.values()) <= {404, 405}


def test_the_systems_administrator_sees_all(client, committee, elsewhere):
    """ADMIN-09, ROLE-11."""
    keeper = a_person("系统管理员")
    keeper.is_staff = keeper.is_superuser = True
    keeper.save()
    client.force_login(keeper)

    page = words_of(client.get(LIST))

    assert committee.name in page
    assert elsewhere.name in page


def test_who_works_at_no_committees_office_is_told_whose_it_is(client, office):
    """ROLE-11."""
    client.force_login(a_clerk(a_place("unit", "单位", parent=office), "周经办"))

    pages = [
        *(f"{LIST}{what}" for what in ("", "new/")),
        *(f"{POOL}{what}" for what in ("", "new/", "import/", "export/")),
    ]
    assert [client.get(page).status_code for page in pages] == [403] * 6


# ── authority ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_committee_is_entered_with_its_authority_and_document(desk, office, series, keeper):
    """COMM-01: levels, series, specialties, scope, document, days."""
    known = Committee.objects.create(name="原有评委会", series=series, office=office, ranks=["zhong"])
    wrong = desk.post(
        f"{LIST}new/",
        authority(series, office, approval_doc_no="", ranks=[], valid_from="2024-02-01", valid_to="2024-01-01"),
    )
    assert wrong.status_code == 422
    assert wrong.context["form"].errors == {
        "ranks": ["请至少选择一个级别。"],
        "approval_doc_no": ["请填写。"],
        "valid_to": ["止期不能早于起期。"],
    }

    assert desk.post(f"{LIST}new/", authority(series, office, specialties=["taoci"])).status_code == 302

    made = Committee.objects.exclude(pk=known.pk).get()
    assert (made.office, made.ranks, made.specialties, made.history.get().history_user) == (
        office,
        ["fugao"],
        ["taoci"],
        keeper,
    )
    page = words_of(desk.get(f"{LIST}{made.pk}/"))
    assert "示1号" in page
    assert "陶瓷" in page
    assert AuditEntry.objects.filter(event="committee.enter", subject_id=made.pk, actor_id=keeper.pk).exists()


def test_a_specialty_outside_the_authority_is_not_judged(committee):
    """COMM-01, E604: none named is the whole series."""
    asked = {"rank": "fugao", "day": DAY}
    assert authority_problem(committee, specialty="cixiu", **asked) is None
    committee.specialties = ["taoci"]

    assert authority_problem(committee, specialty="taoci", **asked) is None
    assert authority_problem(committee, specialty="cixiu", **asked).code == "E604"
    assert authority_problem(committee, **asked) is None


def test_an_office_enters_no_committee_of_another_office(desk, elsewhere, series, committee):
    """SYS-02."""
    foreign = desk.post(f"{LIST}new/", authority(series, elsewhere.office, name="借名评委会"))
    twin = desk.post(f"{LIST}new/", authority(series, committee.office))

    assert "office" in foreign.context["form"].errors
    assert twin.context["form"].errors == {"name": ["已有同名的评委会，请核对。"]}
    assert Committee.objects.count() == 2


def test_a_change_of_authority_stands_in_the_history(desk, committee, series, office):
    """ADMIN-09: with history."""
    told = authority(series, office, ranks=["zhenggao", "fugao"], status="suspended", reason="限期整改未完成")

    desk.post(f"{LIST}{committee.pk}/edit/", told)

    committee.refresh_from_db()
    assert (committee.status, committee.ranks) == ("suspended", ["zhenggao", "fugao"])
    page = words_of(desk.get(f"{LIST}{committee.pk}/"))
    assert "限期整改未完成" in page


def test_specialties_are_of_the_series(desk, committee, series, office, elsewhere):
    ensure_specialty(elsewhere.series, code="jixie", industry="", name="机械", sample=False, actor=SYSTEM)

    answer = desk.post(f"{LIST}new/", authority(series, office, name="另一个", specialties=["jixie"]))

    assert answer.context["form"].errors == {"specialties": ["有专业不属于所选系列，请重新勾选。"]}


def test_an_offices_clerk_reads_authority_and_writes_none(browser, committee, series, office):
    """ROLE-11, ADMIN-09: terms and seats are the clerk's, a committee is the administrators'."""
    shown = words_of(browser.get(f"{LIST}{committee.pk}/"))

    assert "新增任期" in shown
    assert f"{LIST}{committee.pk}/edit/" not in shown
    assert f"{LIST}new/" not in words_of(browser.get(LIST))
    for page in (f"{LIST}new/", f"{LIST}{committee.pk}/edit/"):
        assert browser.get(page).status_code == 403
        answer = browser.post(page, authority(series, office, name="借名评委会"))
        assert answer.status_code == 403
        assert "通知管理员" in words_of(answer)
    assert Committee.objects.get().name == committee.name


def test_a_committee_opens_no_series_that_is_not_the_offices(desk, committee, office, elsewhere):
    """SYS-02: with a committee of it the office would keep the experts of another one."""
    new = desk.post(f"{LIST}new/", authority(elsewhere.series, office, name="借系列评委会"))
    moved = desk.post(f"{LIST}{committee.pk}/edit/", authority(elsewhere.series, office))

    assert [set(each.context["form"].errors) for each in (new, moved)] == [{"series"}, {"series"}]
    assert "外系列专家" not in words_of(desk.get(POOL))


def test_who_keeps_two_offices_lends_the_one_no_series_of_the_other(desk, keeper, committee, office, elsewhere):
    """SYS-02: its clerks would keep the other's experts."""
    a_clerk(elsewhere.office, person=keeper, role=Role.ADMIN)

    lent = desk.post(f"{LIST}new/", authority(elsewhere.series, office, name="借系列评委会"))
    own = desk.post(f"{LIST}new/", authority(elsewhere.series, elsewhere.office, name="第二评委会"))

    assert (set(lent.context["form"].errors), own.status_code) == ({"series"}, 302)


# ── terms and seats ────────────────────────────────────────────────────────────────────────────────────────────────
def test_terms_follow_each_other_and_do_not_overlap(browser, committee, term):
    page = f"{LIST}{committee.pk}/terms/new/"

    twin = browser.post(page, {"number": 1, "starts_on": "2025-01-01"})
    over = browser.post(page, {"number": 2, "starts_on": "2024-12-31"})
    back = browser.post(page, {"number": 2, "starts_on": "2025-01-01", "ends_on": "2024-01-01"})

    assert twin.context["form"].errors == {"number": ["这一届已经录入。"]}
    assert over.context["form"].errors == {"starts_on": ["任期与另一届重叠，请核对起止日期。"]}
    assert back.context["form"].errors == {"ends_on": ["止期不能早于起期。"]}
    assert browser.post(page, {"number": 2, "starts_on": "2025-01-01"}).status_code == 302
    edit = f"{LIST}terms/{term.pk}/edit/"
    assert browser.post(edit, {"number": 1, "starts_on": "2022-02-01", "ends_on": "2024-12-31"}).status_code == 302
    term.refresh_from_db()
    assert term.starts_on == date(2022, 2, 1)


def test_experts_of_the_pool_are_seated_once_with_one_chair(browser, committee, term, series, ma):
    """COMM-01, W114: fewer than the committee needs, or an even number, is told."""
    chair, second = an_expert("甲专家", series), an_expert("乙专家", series)
    candidate = an_expert("丙候选", series, status=ExpertStatus.CANDIDATE)
    page = f"{LIST}terms/{term.pk}/members/"

    assert browser.post(page, {"expert": chair.pk, "post": "chair"}).status_code == 302
    assert "post" in browser.post(page, {"expert": second.pk, "post": "chair"}).context["form"].errors
    assert "expert" in browser.post(page, {"expert": chair.pk, "post": "member"}).context["form"].errors
    assert "expert" in browser.post(page, {"expert": candidate.pk, "post": "member"}).context["form"].errors
    assert browser.post(page, {"expert": second.pk, "post": "member"}).status_code == 302

    shown = words_of(browser.get(page))
    assert "评委会组成人数2不足3或不为单数，请核实。" in shown
    seat = CommitteeMember.objects.get(expert=second)
    browser.post(f"{page}{seat.pk}/end/")
    browser.post(f"{page}{seat.pk}/end/")  # a double click
    assert list(term.members.values_list("expert__name", flat=True)) == ["甲专家"]
    history = words_of(browser.get(f"{LIST}{committee.pk}/"))
    assert "新增委员：甲专家（第1届）" in history
    assert "删除委员：乙专家（第1届）" in history
    assert ma.name in history


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_cost_the_same_for_any_length(browser, office, series, count):
    for number in range(count):
        Committee.objects.create(name=f"评委会{number}", series=series, office=office, ranks=["zhong"])
        an_expert(f"专家{number}", series)
    browser.get(LIST)

    with statements() as committees, no_writes():
        browser.get(LIST)
    with statements() as experts, no_writes():
        browser.get(POOL)

    assert (len(committees), len(experts)) == (11, 11)


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_for_any_number_of_members(browser, committee, term, series, count):
    for number in range(count):
        CommitteeMember.objects.create(term=term, expert=an_expert(f"专家{number}", series))
    browser.get(f"{LIST}{committee.pk}/")

    with statements() as made, no_writes():
        browser.get(f"{LIST}{committee.pk}/")

    assert len(made) == 15


# ── experts ────────────────────────────────────────────────────────────────────────────────────────────────────────
def line(**cells):
    told = {"单位": "示范院", "职称": "高级工艺美术师", "级别": "副高级", "系列": "工艺美术", "状态": "候选"} | cells
    return [told.get(column, "") for column in COLUMNS]


def handed_in(browser, *lines):
    data = write_table("专家", tuple(COLUMNS), lines)
    told = browser.post(f"{POOL}import/", {"file": SimpleUploadedFile("experts.xlsx", data)})
    drain_outbox()
    return told.url


def test_an_expert_is_entered_and_leaves_with_a_reason(browser, committee, series, ma):
    """COMM-09."""
    said = {"name": "甲专家", "unit_name": "示范院", "title": "高级工艺美术师", "rank": "fugao", "series": [series.pk]}
    undated = browser.post(f"{POOL}new/", said | {"status": "listed"})
    assert undated.context["form"].errors == {"listed_on": ["在库专家请填写入库日期。"]}
    browser.post(f"{POOL}new/", said | {"status": "listed", "listed_on": "2024-01-01"})
    made = Expert.objects.get()

    silent = browser.post(f"{POOL}{made.pk}/edit/", said | {"status": "left", "listed_on": "2024-01-01"})
    assert silent.context["form"].errors == {"exit_reason": ["暂停或退出的，请写明原因。"]}
    browser.post(f"{POOL}{made.pk}/edit/", said | {"status": "left", "exit_reason": "退休", "listed_on": "2024-01-01"})

    page = words_of(browser.get(f"{POOL}{made.pk}/"))
    assert "状态：在库 → 退出" in page
    assert ma.name in page


def test_experts_come_in_by_sheet_after_a_trial(browser, committee, series):
    """ADMIN-09: dry run, then whole."""
    an_expert("老专家", series)
    told = handed_in(
        browser,
        line(姓名="甲专家", 状态="在库", 入库日期="2024-01-01", 专业代码="taoci；cixiu"),
        line(姓名="老专家", 职称="正高级工艺美术师", 级别="正高级", 状态="暂停", 暂停或退出原因="健康原因"),
    )
    assert "共 2 行：新增 1 行，修改 1 行。" in words_of(browser.get(told))
    assert Expert.objects.count() == 1

    browser.post(told)
    drain_outbox()

    made = Expert.objects.get(name="甲专家")
    assert sorted(each.code for each in made.specialties.all()) == ["cixiu", "taoci"]
    assert Expert.objects.get(name="老专家").status == ExpertStatus.SUSPENDED


def test_each_fault_of_a_sheet_by_row_and_column(browser, committee, elsewhere):
    told = handed_in(
        browser,
        line(姓名="好"),
        line(姓名="坏一", 级别="特级", 系列="工程"),
        line(姓名="坏二", 级别="特级", 状态="在库"),
        line(姓名="@坏三"),
        line(姓名="坏四", 入库日期="昨天"),
    )

    page = words_of(browser.get(told))
    for sentence in (
        "第3行：“系列”：没有“工程”，或不在您维护的系列中；“级别”：“特级”不是级别，请写正高级、副高级、中级或初级。",
        "第4行：“级别”：“特级”不是级别，请写正高级、副高级、中级或初级；“入库日期”：在库专家请填写入库日期。",
        "第5行：“姓名”：不能以 @ 开头。",
        "第6行：“入库日期”：日期“昨天”应写作 2024-01-31。",
    ):
        assert sentence in page
    assert not Expert.objects.filter(name="好").exists()


def test_the_pool_that_went_out_comes_in_and_changes_nothing(browser, committee, series, elsewhere):
    for name in ("甲专家", "乙专家"):
        an_expert(name, series)
    out = browser.get(f"{POOL}export/").content

    assert [row.cells["姓名"] for row in read_table(out, columns=tuple(COLUMNS))] == ["乙专家", "甲专家"]
    told = browser.post(f"{POOL}import/", {"file": SimpleUploadedFile("experts.xlsx", out)})
    drain_outbox()
    assert "共 2 行：不变 2 行。" in words_of(browser.get(told.url))
