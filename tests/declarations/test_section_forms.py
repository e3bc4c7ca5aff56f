"""What a section asks, of whom, and where the page leads: fields of other answers, dates to come, the base (S06, S07)."""

from datetime import date

import pytest
from django.urls import reverse

from config.lib import clock
from declarations.forms.entries import EducationForm, TitleForm
from declarations.forms.items import AchievementForm, PublicationForm
from declarations.forms.sections import BasicForm, OptionsForm
from declarations.models import Declaration
from declarations.pages.tasklist import advice_of
from declarations.rules import gate_of
from notices.rules import terms_of


@pytest.fixture
def draft(world):
    return Declaration.objects.with_context().get(pk=world.draft().pk)


@pytest.fixture
def lin(client, world):
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    return client


def url(name, declaration, *rest):
    return reverse(f"declarations:{name}", args=[declaration.ref, *rest])


SCHOOL = {"level": "初中及以下", "school": "钦州市第二中学", "graduated_on_year": "1990", "graduated_on_month": "7"}


# ── fields that another answer asks for ────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("form", "name", "asked_by"),
    [
        (BasicForm, "transition_until", "is_civil_servant"),
        (BasicForm, "discipline_until", "discipline"),
        (BasicForm, "sanction_until", "under_investigation"),
        (TitleForm, "grade", "kind"),
        (TitleForm, "rank", "kind"),
        (EducationForm, "major", "level"),
    ],
)
def test_what_another_answer_asks_for_says_so_and_is_not_called_optional(draft, form, name, asked_by):
    bound = form(declaration=draft)[name]

    html = str(bound.as_field_group())
    assert f'data-when="{asked_by}"' in html
    assert "选填" not in html


def test_a_tick_of_the_special_options_asks_for_its_own_fields(draft):
    form = OptionsForm(declaration=draft)

    asked = {name: field.when.values for name, field in form.fields.items() if hasattr(field, "when")}

    assert asked["relaxes"] == ("exceptional",)
    assert asked["exception_reason"] == ("exceptional",)


def test_service_in_the_epidemic_bars_nobody_and_stands_elsewhere(draft):
    groups = {title: [field.name for field in fields] for title, fields in BasicForm(declaration=draft).fieldsets}

    assert "epidemic_service" not in groups["是否有不得申报的情形"]
    assert "name_differs" in groups["身份"]


def test_schooling_before_a_trade_has_no_subject_and_no_form_of_study(world, lin, draft):
    assert lin.post(url("add", draft, "education"), SCHOOL).status_code == 302
    row = draft.educations.get()
    assert (row.major, row.form) == ("", "")

    college = lin.post(url("add", draft, "education"), SCHOOL | {"level": "大专"})
    assert college.status_code == 422
    assert "请填写所学专业。" in college.content.decode()
    assert "请选择学习形式。" in college.content.decode()


# ── dates to come, clauses of 破格 ─────────────────────────────────────────────────────────────────────────────────
def test_an_unpublished_paper_is_asked_for_the_day_it_is_expected(draft):
    form = PublicationForm(declaration=draft, patch={"kind": "paper"})

    assert form.fields["published_on"].help_text == "还没有发表的，填写用稿通知上的预计发表时间。"


def test_clauses_of_an_exception_say_that_they_are_and_come_last(draft):
    form = AchievementForm(declaration=draft, patch={"kind": "work"})

    labels = [label for _, label in form.fields["clause"].choices]
    exceptional = [label.startswith("【破格条件】") for label in labels]
    assert exceptional == sorted(exceptional)
    assert any(exceptional)


# ── the base, the files, the list ──────────────────────────────────────────────────────────────────────────────────
TITLE = {
    "kind": "title", "name": "工艺美术师", "rank": "zhong", "series": "工艺美术", "granted_on": "2018-11-05",
    "certificate_no": "GX2018-0105", "authority": "自治区职改办", "origin": "local",
}  # fmt: skip


def test_the_only_title_is_the_base_and_its_certificate_is_asked_for_at_once(lin, draft):
    """MAT-19."""
    answer = lin.post(url("add", draft, "titles"), TITLE)

    row = draft.titles.get()
    assert row.is_base
    assert answer.url == url("entry", draft, "titles", row.pk)
    assert "下一级" in lin.get(answer.url).content.decode()


def test_a_second_title_leaves_the_choice_as_it_is(lin, draft):
    lin.post(url("add", draft, "titles"), TITLE)
    lin.post(url("add", draft, "titles"), TITLE | {"name": "助理工艺美术师", "rank": "chu", "granted_on": "2012-11-05"})

    assert [row.name for row in draft.titles.filter(is_base=True)] == ["工艺美术师"]


def test_after_a_file_was_replaced_the_page_opens_at_its_place(world, lin):
    declaration = world.full()
    file = declaration.materials.filter(part__startswith="education:").first()

    answer = lin.post(url("change_file", declaration, file.pk, "restore"))

    assert answer.url.endswith("#slot-education")


def test_a_form_that_is_being_made_says_so_at_its_place_and_not_on_every_page(lin, draft):
    answer = lin.post(url("make_paper", draft, "list"), follow=True)

    assert [str(each) for each in answer.context["messages"]] == []


def test_a_section_of_rows_has_no_bare_number(lin, draft):
    assert '<p class="num">0</p>' not in lin.get(url("rows", draft, "education")).content.decode()
    assert "已填 0 / 20 项" in lin.get(url("rows", draft, "achievement")).content.decode()


def test_the_hub_counts_what_is_asked_for_and_says_by_when_to_hand_in(lin, draft):
    page = lin.get(url("hub", draft)).content.decode()

    assert page.index("截止时间") < page.index("一、个人情况")
    assert page.index("还缺什么") < page.index("一、个人情况")
    advice = advice_of(terms_of(draft.edition), gate_of(draft), now=clock.law())
    assert (advice.day, advice.days, advice.late) == (date(2024, 8, 8), 5, False)
    assert "8 月 8 日" in page
