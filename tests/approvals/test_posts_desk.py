"""The posts of a unit are kept in the directory, with their history (PATH-33, ADMIN-08)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.states import Role
from config.lib.sheets import write_table
from records.services.outbox import drain_outbox
from review.approvals import post_sheet
from review.approvals.models import PostLevel, PostPlan
from review.approvals.services.posting import put_posts
from tests.accounts.making import a_clerk, a_place, a_uscc
from tests.helpers import no_writes, statements
from tests.process.world import in_threads

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return a_place("office", "自治区工艺美术系列职改办（演示）")


@pytest.fixture
def unit(office):
    return a_place("unit", "广西民族工艺传习馆（演示）", parent=office, uscc=a_uscc())


@pytest.fixture
def browser(client, office):
    client.force_login(a_clerk(office, "通知管理员", role=Role.ADMIN))
    return client


def page_of(unit):
    return reverse("approvals:posts", args=[unit.pk])


def words_of(answer):
    return " ".join(answer.content.decode().split())


def level(**more):
    return {"what": "level", "year": 2026, "rank": "fugao", "approved": 3, "filled": 2} | more


def plan(**more):
    told = {"rank": "fugao", "first_year": 2026, "last_year": 2029, "yearly": 1, "document_no": "桂人社〔2026〕9号"}
    return {"what": "plan"} | {f"plan-{name}": value for name, value in (told | more).items()}


def test_posts_are_entered_and_corrected_with_their_history(browser, unit):
    """ADMIN-08, PATH-33: post table and plan per unit and year with the approval's number."""
    assert browser.post(page_of(unit), level()).status_code == 302
    assert browser.post(page_of(unit), level(filled=4)).status_code == 302
    assert browser.post(page_of(unit), plan()).status_code == 302

    row = PostLevel.objects.get()
    assert (row.year, row.rank, row.approved, row.filled, row.vacancies) == (2026, "fugao", 3, 4, 0)
    page = words_of(browser.get(page_of(unit)))
    assert "修改岗位：2026年副高级" in page
    assert "已聘人数：2 → 4" in page
    assert "新增消化方案：2026—2029年副高级" in page
    assert "核准文件：桂人社〔2026〕9号" in page


def test_an_entered_plan_is_corrected(browser, unit):
    browser.post(page_of(unit), plan())
    held = PostPlan.objects.get()
    shown = words_of(browser.get(f"{page_of(unit)}?plan={held.pk}"))
    assert 'name="plan-yearly" value="1"' in shown

    browser.post(f"{page_of(unit)}?plan={held.pk}", plan(yearly=2))

    assert list(PostPlan.objects.values_list("pk", "yearly")) == [(held.pk, 2)]


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        (level(approved=-1), "approved", "不能小于 0。"),
        (level(year=1), "year", "不能小于 2000。"),
        (level(filled="三"), "filled", "请填写整数。"),
        (level(rank="x"), "rank", "请从列表中重新选择"),
    ],
)
def test_a_wrong_number_is_told_at_its_field(browser, unit, said, field, sentence):
    answer = browser.post(page_of(unit), said)

    assert answer.status_code == 422
    assert sentence in "".join(answer.context["level_form"].errors[field])
    assert not PostLevel.objects.exists()


def test_plans_of_a_level_do_not_overlap_and_run_forward(browser, unit):
    browser.post(page_of(unit), plan())

    twice = browser.post(page_of(unit), plan(first_year=2028, last_year=2031))
    back = browser.post(page_of(unit), plan(first_year=2035, last_year=2031))

    assert twice.context["plan_form"].errors == {"first_year": ["与已有方案（2026—2029年，桂人社〔2026〕9号）重叠。"]}
    assert back.context["plan_form"].errors == {"last_year": ["截止年度不能早于起始年度。"]}
    assert browser.post(page_of(unit), plan(rank="zhong")).status_code == 302


def test_the_posts_of_another_offices_unit_are_not_there(browser, office):
    """SYS-02."""
    foreign = a_place("unit", "柳东汽车（演示）", parent=a_place("office", "柳州高新区职改办（演示）"))

    for pk in (foreign.pk, office.pk, 999_999):  # an office has no posts here
        page = reverse("approvals:posts", args=[pk])
        assert browser.get(page).status_code == 404
        assert browser.post(page, level()).status_code == 404


def test_who_keeps_no_directory_is_told_whose_it_is(client, unit):
    """ROLE-11."""
    client.force_login(a_clerk(unit, "周经办"))

    assert client.get(page_of(unit)).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_years(browser, unit, count):
    for year in range(count):
        browser.post(page_of(unit), level(year=2020 + year))
    browser.get(page_of(unit))

    with statements() as made, no_writes():
        browser.get(page_of(unit))

    assert len(made) == 14


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_posts_entered_twice_at_once_stand_once():
    """SYS-09: the second of two corrects the first, as it would a minute later."""
    head = a_place("office", "职改办")
    unit = a_place("unit", "传习馆", parent=head, uscc=a_uscc())
    keeper = a_clerk(head, "通知管理员", role=Role.ADMIN)
    said = {"year": 2026, "rank": "zhong", "approved": 3, "actor": keeper}

    answers = in_threads([lambda filled=filled: put_posts(unit, filled=filled, **said) for filled in range(4)])

    assert [each for each in answers if isinstance(each, Exception)] == []
    assert PostLevel.objects.count() == 1


def test_posts_go_out_and_come_in_by_sheet(browser, unit):
    """ADMIN-08, PATH-33: known by unit, year and level; every fault by row and column, and nothing is written."""
    put = reverse("approvals:all_posts_import")

    def handed_in(*rows):
        sheet = SimpleUploadedFile("p.xlsx", write_table("表", post_sheet.COLUMNS, rows))
        told = browser.post(put, {"file": sheet}).url
        drain_outbox()
        return told

    good = (unit.name, "2026", "副高级", "3", "2")
    page = words_of(browser.get(handed_in(good, ("别家", "2026", "副高级", "3", "2"), (*good[:2], "特级", "3", "1"))))
    assert "第3行：“单位”：没有“别家”" in page
    assert "第4行：“级别”：没有“特级”" in page
    assert not PostLevel.objects.exists()

    told = handed_in(good)
    browser.post(told)
    drain_outbox()
    assert PostLevel.objects.get().vacancies == 1
    assert unit.name in words_of(browser.get(reverse("approvals:all_posts")))
    out = browser.get(reverse("approvals:all_posts_export")).content
    told = browser.post(put, {"file": SimpleUploadedFile("o.xlsx", out)}).url
    drain_outbox()
    assert "共 1 行：不变 1 行" in words_of(browser.get(told))
