"""我能报吗 in plain words: until when, what first, no ✘ without a day or a way, 认定 by hand (04-2, 04-3, F1…F7)."""

from dataclasses import replace
from datetime import date, datetime

import pytest
import yaml
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse

from accounts.models import SYSTEM
from config.lib import clock
from declarations.selfcheck.checking import check
from declarations.selfcheck.judging import NO_TABLE
from declarations.selfcheck.rows import ASK_FIRST, rows_of
from notices.models import Gate
from notices.services import load_notice, publish_notice, read_notice_file
from notices.states import DeclarationKind
from tests.declarations.dossiers import TODAY
from tests.declarations.test_selfcheck import ANSWERS, TOLD

CODE = "2024-craft-arts"
DETERMINED = DeclarationKind.INITIAL_DETERMINATION.value
DATA = settings.BASE_DIR / "notices" / "data"


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()


def asked(client, **told):
    response = client.post(reverse("can_i:check", args=[CODE]), {**TOLD, **told})
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


# ── until when ─────────────────────────────────────────────────────────────────────────────────────────────────────
def test_who_may_declare_reads_until_when(client, world):
    """03-3, 04-3, TIME-01: date and days left, and by when the unit still has its days."""
    page = asked(client)

    assert "可以申报" in page
    assert "申报到" in page
    assert "8 月 23 日 18:00（还剩 18 天）" in page
    assert "含单位审核、公示和推荐的时间" in page


def test_a_kind_of_the_whole_year_says_so(client, world):
    """PATH-31."""
    page = asked(client, level="zj", kind=DeclarationKind.RECONFIRMATION.value, origin="outside")

    assert "全年受理，2024 年度内都可以申报。" in page


def test_a_closed_window_is_a_refusal_and_not_something_to_check(client, world):
    """04-3: its own tone and sign, once, and for those who do not see it in the live text as well."""
    with clock.law_at(datetime.fromisoformat("2024-12-20T10:00+08:00")):
        page = asked(client)

    assert '<div class="note bad">' in page
    assert "条件符合，但本通知的申报已经截止" in page
    assert "核对结果：现在不在申报时间内。" in page
    assert "可以申报" not in page[page.index("初步核对结果") : page.index("逐条核对")]
    assert "核对结果：可以申报。" not in page
    assert page.count("不在办理时间内（") + page.count("不在申报时间内（") == 1
    assert "同一系列现在没有正在受理的通知" in page


def test_beyond_its_window_the_answer_names_the_open_notice_of_the_series(client, world):
    """04-3, TIME-01: this notice from and to, and where one may declare now."""
    words = yaml.safe_load((DATA / f"{CODE}.yaml").read_text()) | {"code": "2024-more", "title": "补充申报的通知"}
    more = load_notice(words, actor=SYSTEM)
    publish_notice(more.pk, actor=SYSTEM, explained="测试")
    at = datetime.fromisoformat
    Gate.objects.filter(notice=more).update(
        opens_at=at("2024-12-01T00:00+08:00"), closes_at=at("2024-12-31T18:00+08:00")
    )

    with clock.law_at(at("2024-12-20T10:00+08:00")):
        page = asked(client)

    told = page[page.index("初步核对结果") : page.index("逐条核对")]
    assert "不在办理时间内（2024-07-02 08:00—2024-08-23 18:00），已经截止。" in told
    assert f'<a href="{reverse("can_i:check", args=["2024-more"])}" >补充申报的通知</a>' in told
    assert "12 月 31 日" in told


# ── the three outcomes ─────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("told", "tone", "title"),
    [
        ({}, "ok", "可以申报"),
        ({"origin": "outside"}, "todo", "需要核实"),
        ({"granted_on": "2022-11-05"}, "bad", "现在不能申报"),
    ],
)
def test_each_outcome_has_a_tone_of_its_own(client, world, told, tone, title):
    """04-3."""
    page = asked(client, **told)

    head = page[page.index("初步核对结果") : page.index("逐条核对")]
    assert f'class="note {tone}"' in head
    assert f"<b>{title}</b>" in head


def test_what_can_be_done_stands_before_what_cannot(client, world):
    """04-3: roads that are no roads are folded away."""
    page = asked(client, granted_on="2022-11-05")

    ways = page[page.index("<h2>其他办法</h2>") :]
    assert ways.index("破格申报：？需要核实") < ways.index("不适用的办法（") < ways.index("认定：✘ 不可以")
    assert "认定只适用于中级、初级职称" in ways


def test_in_a_row_the_day_and_the_ways_stand_before_the_count(client, world):
    """04-2: what one needs first."""
    page = asked(client, granted_on="2022-11-05")

    row = page[page.index("学历与资历：✘ 不符合") :]
    order = [row.index(words) for words in ("最早", "您的情况", "怎么算的", "依据：")]
    assert order == sorted(order)


# ── no ✘ without a day or a way ────────────────────────────────────────────────────────────────────────────────────
BARRED = [
    {"situations": frozenset({"civil_servant"})},
    {"situations": frozenset({"retired"})},
    {"born_on": date(1955, 1, 1)},
    {"situations": frozenset({"discipline"}), "nature": "institution", "until": date(2025, 1, 1)},
    {"situations": frozenset({"investigation"})},
    {"situations": frozenset({"sanction"}), "until": date(2025, 1, 1)},
    {"situations": frozenset({"branch"})},
    {"granted_on": date(2023, 1, 1)},
    {"held": "none", "granted_on": None, "education": "高中"},
    {"held": "none", "granted_on": None, "level": "zg", "education": "初中及以下"},
    {"level": "zj", "affiliation": "city"},
    {"held": "level:yy", "level": "zg"},
    {"kind": DETERMINED},
    {"kind": DeclarationKind.RECONFIRMATION.value},
    {"kind": DeclarationKind.CONVERSION.value},
    {"kind": DeclarationKind.SPECIAL_DIRECT.value, "level": "zj"},
]


@pytest.mark.parametrize("told", BARRED)
@pytest.mark.parametrize("code", ["2024-craft-arts"])
def test_no_refusal_is_left_without_a_day_or_a_way(code, told):
    """04-3: the earliest day, other ways, or plainly that there are none and whom to ask."""
    terms, answers = read_notice_file(DATA / f"{code}.yaml"), replace(ANSWERS, **told)
    checked = check(answers, terms, TODAY)

    refused = [row for row in rows_of(checked, answers, terms) if row.finding.blocks]

    assert [row.finding.code for row in refused if not (row.finding.earliest or row.other_ways)] == []


def test_a_refusal_without_a_day_and_without_ways_names_whom_to_ask():
    """04-3."""
    terms, answers = read_notice_file(DATA / f"{CODE}.yaml"), replace(ANSWERS, situations=frozenset({"investigation"}))
    checked = check(answers, terms, TODAY)

    (row,) = [row for row in rows_of(checked, answers, terms) if row.finding.blocks]

    assert row.finding.earliest is None
    assert terms.contacts.phones[0] in " ".join(row.other_ways) or row.finding.other_ways


# ── 认定 ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("level", ["zj", "zl"])
def test_a_determination_says_why_a_person_decides_and_who_is_asked(level):
    """PATH-30: no notice has a table of its education and years."""
    terms = read_notice_file(DATA / f"{CODE}.yaml")
    answers = replace(ANSWERS, level=level, kind=DETERMINED, held="none", granted_on=None, series="")

    (row,) = [row for row in rows_of(check(answers, terms, TODAY), answers, terms) if row.finding.rule == "PATH-30"]

    assert row.mark[1] == "需要核实"
    assert row.text.startswith(NO_TABLE)
    assert "人力资源社会保障部门" in row.text
    assert row.other_ways[0] == ASK_FIRST.format("单位人事部门或")
    assert terms.contacts.phones[0] in row.other_ways[1]
