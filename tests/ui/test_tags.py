"""What the tags write: escaped texts, known tones, words beside every colour."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from config.lib.uiicons import icon_svg
from config.lib.uiwords import days_left_words, left_words, task_day, task_moment
from tests.ui.markup import tidy

NOW = datetime(2024, 9, 12, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai


def render(source, **context):
    return tidy(Template("{% load ui %}" + source).render(Context(context)))


@pytest.fixture
def at_ten(monkeypatch):
    monkeypatch.setattr("config.lib.clock.law", lambda: NOW)


@dataclass(frozen=True)
class Look:
    label: str
    tone: str
    icon: str = ""


# ── small pieces ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_icon_is_silent_unless_it_is_named():
    assert 'aria-hidden="true"' in icon_svg("clock")
    assert 'role="img" aria-label="等待"' in icon_svg("clock", "等待")


def test_a_badge_takes_a_look_a_tuple_or_three_words():
    said = '<span class="tag t-todo">退回补正</span>'

    assert render("{% badge look %}", look=Look("退回补正", "todo")) == said
    assert render("{% badge look %}", look=("退回补正", "t-todo", "")) == said
    assert render('{% badge "退回补正" "todo" %}') == said


def test_a_badge_of_an_unknown_tone_is_a_mistake():
    with pytest.raises(ValueError, match="is not a tone"):
        render('{% badge "x" "pink" %}')


@pytest.mark.parametrize(
    "source",
    [
        "{% badge hostile 'flow' %}",
        "{% card title=hostile %}{{ hostile }}{% endcard %}",
        "{% panel title=hostile %}{% endpanel %}",
        "{% note 'todo' title=hostile %}{% endnote %}",
        "{% hero hostile %}{% endhero %}",
        "{% empty hostile hostile hostile hostile %}",
        "{% kpi hostile hostile hostile hostile %}",
        "{% summary_row hostile hostile hostile %}",
        "{% fact hostile hostile %}",
        "{% progress 1 2 hostile %}",
        "{% move_buttons 1 hostile %}",
        "{% qr hostile hostile %}",
        "{% icon 'clock' hostile %}",
        "{% dialog hostile hostile %}{% enddialog %}",
    ],
)
def test_a_text_is_never_markup(source):
    assert "<b>" not in render(source, hostile='"><b>').replace('<b class="num">', "").replace("<b>&quot;", "")


def test_a_heading_stands_at_the_asked_level():
    assert render('{% card title="往年申报" level=3 %}x{% endcard %}') == (
        '<section class="card stack "><h3>往年申报</h3>x</section>'
    )


def test_a_note_says_its_tone_by_an_icon_too():
    assert render('{% note "bad" %}不能提交{% endnote %}').startswith('<div class="note bad"><svg')


def test_an_empty_value_reads_as_not_filled_in():
    assert "未填写" in render('{% summary_row "民族" "" "/x" %}')
    assert '修改<span class="vh">民族</span>' in render('{% summary_row "民族" "" "/x" %}')
    assert "<dd>0</dd>" in render('{% summary_row "得分" 0 %}')


def test_move_buttons_are_a_form_without_script():
    written = render('{% move_buttons 7 "荷塘" first=True %}')

    assert 'name="move" value="7:up" data-move="-1" aria-label="上移 荷塘" disabled' in written
    assert 'name="move" value="7:down" data-move="1" aria-label="下移 荷塘">' in written


# ── lists ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_exactly_the_present_step_is_current():
    items = [Step("填报", "done"), Step("缴费", "todo"), Step("评审", "")]
    written = render("{% steps items %}", items=items)

    assert written.count('aria-current="step"') == 1
    assert '<li class="todo now" aria-current="step">缴费' in written
    assert '填报<span class="vh">（已完成）</span>' in written


@dataclass(frozen=True)
class Step:
    label: str
    state: str
    detail: str = ""


def test_a_timeline_entry_has_time_who_and_what():
    written = render("{% timeline items %}", items=[{"at": NOW, "who": "单位", "title": "公示", "tone": "ok"}])

    assert '<time class="num" datetime="2024-09-12T10:00:00+08:00">2024-09-12 10:00</time>' in written
    assert '<b>公示</b></p><p class="s muted">单位</p>' in written


def test_the_pager_of_pages_keeps_the_filter():
    request = RequestFactory().get("/?q=韦&page=2")
    written = render("{% pager page %}", request=request, page=Paginator(range(30), 10).page(2))

    assert 'href="?q=%E9%9F%A6&amp;page=1" rel="prev"' in written
    assert 'href="?q=%E9%9F%A6&amp;page=3" rel="next"' in written
    assert "第 2 / 3 页，共 30 条" in written


def test_the_pager_of_tokens_drops_the_old_token():
    request = RequestFactory().get("/?q=a&after=old")
    written = render("{% pager page %}", request=request, page=SimpleNamespace(before="b", after="", total=5))

    assert 'href="?q=a&amp;before=b"' in written
    assert 'rel="next"' not in written


def test_crumbs_and_navigation_are_silent_without_items():
    assert render("{% crumbs items %}{% nav_bar items %}") == ""


def test_a_calendar_day_says_what_it_is():
    day = {"date": date(2024, 9, 28), "kind": "rest", "note": "", "today": True, "unsure": True}
    written = render('{% calendar days "公示" %}', days=[day])

    assert (
        '<li class="rest today unsure" aria-current="date"><span>9/28</span><span class="xs">周六</span><small>休'
        in written
    )


# ── time ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2024, 9, 15, 10, 0, tzinfo=UTC), "还剩 3 天"),
        (datetime(2024, 9, 13, 1, 59, tzinfo=UTC), "还剩 23 小时"),
        (datetime(2024, 9, 12, 7, 30, tzinfo=UTC), "还剩 5 小时"),
        (datetime(2024, 9, 12, 2, 20, tzinfo=UTC), "还剩 20 分钟"),
        (datetime(2024, 9, 12, 2, 0, 30, tzinfo=UTC), "还剩 1 分钟"),
        (NOW, "已截止"),
        (datetime(2024, 9, 10, 10, 0, tzinfo=UTC), "已过 2 天"),
    ],
)
def test_what_is_left_is_said_in_the_largest_fitting_unit(moment, words):
    assert left_words(moment, now=NOW) == words


@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2024, 9, 15), "还剩 3 天"), (date(2024, 9, 12), "今天截止"), (date(2024, 9, 10), "已过 2 天")],
)
def test_a_last_day_counts_whole(day, words):
    assert days_left_words(day, today=date(2024, 9, 12)) == words


def test_the_year_is_said_only_when_it_is_another():
    assert task_moment(datetime(2024, 9, 30, 10, 0, tzinfo=UTC), now=NOW) == "9 月 30 日 18:00"
    assert task_day(date(2025, 1, 2), today=date(2024, 9, 12)) == "2025 年 1 月 2 日"


def test_when_says_date_and_rest(at_ten):
    due = datetime(2024, 9, 15, 10, 0, tzinfo=UTC)

    assert render("{% when due %}", due=due) == (
        '<time class="num" datetime="2024-09-15T18:00+08:00">9 月 15 日 18:00（还剩 3 天）</time>'
    )
    assert "还剩" not in render("{% when due left=False %}", due=due)
    assert render("{% when due %}", due=date(2024, 9, 12)) == (
        '<time class="num" datetime="2024-09-12">9 月 12 日（今天截止）</time>'
    )
    assert render("{% when due %}", due=None) == ""


def test_values_have_one_way_to_be_written():
    source = "{{ fen|yuan }} {{ fen|yuan_in_words }} {{ at|moment }} {{ at|day }} {{ phone|masked_phone }}"

    assert render(source, fen=45000, at=NOW, phone="13800001234") == (
        "450.00 肆佰伍拾元整 2024-09-12 10:00 2024-09-12 138****1234"
    )


def test_a_missing_value_is_an_empty_word():
    assert render("{{ none|yuan }}{{ none|yuan_in_words }}{{ none|moment }}{{ none|day }}", none=None) == ""
