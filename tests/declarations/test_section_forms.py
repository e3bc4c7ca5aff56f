"""What a section asks, of whom, and where the page leads: fields of other answers, dates to come, the base (S06, S07)."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from config.lib import clock
from declarations.dossier import load_dossier
from declarations.eligibility import examine
from declarations.forms.entries import EducationForm, TitleForm
from declarations.forms.items import AchievementForm, PublicationForm
from declarations.forms.sections import BasicForm, OptionsForm
from declarations.models import Declaration
from declarations.pages.tasklist import advice_of
from declarations.rules import gate_of
from declarations.services import entries
from declarations.services.sections import save_basic
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
        (BasicForm, "discipline_by", "discipline"),
        (BasicForm, "discipline_on", "discipline"),
        (BasicForm, "discipline_until", "discipline"),
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


def test_who_is_in_an_impact_period_need_not_be_under_investigation_to_say_so(draft):
    """ELIG-07: the day stands open; folded under the investigation it could not be told alone."""
    assert not hasattr(BasicForm(declaration=draft).fields["sanction_until"], "when")


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


def test_nobody_says_of_their_own_title_that_it_was_verified_online(lin, draft):
    """MAT-18, A-15: only data sharing says so; a typed title keeps its W107, whatever was sent along."""
    assert "verified_online" not in lin.get(url("add", draft, "titles")).content.decode()

    lin.post(url("add", draft, "titles"), TITLE | {"verified_online": "on"})
    entries.add_entry(draft.pk, "titles", held_before() | {"verified_online": True}, actor=draft.applicant)

    assert [row.verified_online for row in draft.titles.all()] == [False, False]
    assert "W107" in {each.code for each in examine(load_dossier(draft), terms_of(draft.edition), date(2024, 8, 1))}


def held_before():
    told = {"kind": "title", "name": "助理工艺美术师", "rank": "chu", "series": "工艺美术", "origin": "local"}
    return told | {"granted_on": date(2012, 11, 5), "certificate_no": "GX2012-1", "authority": "自治区职改办"}


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


@pytest.mark.parametrize(
    ("today", "late", "told"),
    [
        ("2024-08-07", False, "建议最迟 8 月 8 日（含当天）提交："),
        ("2024-08-08", False, "建议今天就提交："),
        ("2024-08-09", True, "期满才能推荐报送；从明天算到截止还有 10 个工作日，请尽快提交"),
        ("2024-08-15", True, "期满才能推荐报送；从明天算到截止还有 6 个工作日，请尽快提交"),
        ("2024-08-16", True, "从明天算到截止还有 5 个工作日，来不及了"),
        ("2024-08-23", True, "截止前已没有工作日，来不及了"),
    ],
)
def test_how_little_time_is_left_is_said_in_numbers(draft, today, late, told):
    """05-4, TIME-01: what the unit's steps need stands beside what there is; never only that it is tight."""
    now = datetime.fromisoformat(f"{today}T10:00+08:00")

    advice = advice_of(terms_of(draft.edition), gate_of(draft), now=now)

    assert advice.late is late
    assert told in advice.told


def test_a_discipline_and_an_extension_are_told_whole(world, draft):
    """ELIG-03, ELIG-06: authority and start of the one, the number of the other; nothing of who has none."""
    told = {"discipline": "记过", "discipline_until": date(2023, 1, 9), "extension_until": date(2025, 1, 9)}
    whole = told | {"discipline_by": "某市监委", "discipline_on": date(2022, 1, 10), "extension_no": "某批〔2024〕1号"}

    assert OF_BARS.isdisjoint(unfilled(draft))
    save_basic(draft.pk, told, actor=world.lin)
    assert set(unfilled(draft)) >= OF_BARS
    save_basic(draft.pk, whole, actor=world.lin)
    assert OF_BARS.isdisjoint(unfilled(draft))


OF_BARS = {"作出处分的单位", "处分生效日期", "延长退休批准文号"}


def unfilled(draft):
    return load_dossier(Declaration.objects.with_context().get(pk=draft.pk)).person.unfilled
