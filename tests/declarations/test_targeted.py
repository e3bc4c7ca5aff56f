"""双定向: its own conditions and committee, by the tick; the ordinary ones where there are none (004 七; PATH-07, PATH-08)."""

from dataclasses import replace
from datetime import datetime

import pytest

from config.lib import clock
from declarations.eligibility.seniority import conditions_of
from declarations.exceptions import Refused
from declarations.models import Declaration
from declarations.services import drafts, sections
from notices.rules import complete_terms, problems, stated_in
from tests.declarations.dossiers import FULL as FULL_2024
from tests.declarations.dossiers import codes, found
from tests.declarations.talents import raw_2026
from tests.declarations.world import build_world

IN_SEASON = datetime.fromisoformat("2026-08-05T10:00+08:00")
OWN = "广西工艺美术系列双定向评审委员会（演示）"
JINGXI = "广西百色市靖西市"
CONDITIONS = {
    "scope": "targeted",
    "levels": ["zj"],
    "doc_no": "双定向条件（示例）",
    "sample": True,
    "education_seniority": [{"education": "不限", "base": "work", "months": 120}],
    "clauses": [{"code": "dx-1", "group": "业绩", "text": "在基层完成工作任务，群众认可。"}],
}


def words(*, conditions=True, committee=True, **sections):
    """A notice of 2026 that takes 双定向."""
    raw = raw_2026(**sections)
    raw["special_options"] = [
        each | {"enabled": True} if each["code"] == "targeted" else each for each in raw["special_options"]
    ]
    first = next(each for each in raw["committees"] if "zj" in each["levels"])
    own = first | {"name": OWN, "levels": ["zj"], "kind": "targeted", "scope": "全区"}
    raw["committees"] = [*raw["committees"], *([own] if committee else [])]
    raw["condition_sets"] = [*raw["condition_sets"], *([CONDITIONS] if conditions else [])]
    return raw


def whole(**told):
    return complete_terms(stated_in(words(**told)))


def asking(*options, level="zj"):
    unit = replace(FULL_2024.unit, place=JINGXI)
    return replace(FULL_2024, unit=unit, request=replace(FULL_2024.request, level=level, options=frozenset(options)))


@pytest.mark.parametrize(
    ("options", "level", "scope"), [(("targeted",), "zj", "targeted"), ((), "zj", "all"), (("targeted",), "zl", "all")]
)
def test_its_own_conditions_hold_where_they_are_made_and_ticked(options, level, scope):
    ordinary = conditions_of(asking(level=level), whole())

    conditions = conditions_of(asking(*options, level=level), whole())

    assert (conditions.scope == "targeted") is (scope == "targeted")
    assert conditions == ordinary or scope == "targeted"


def test_a_level_with_conditions_of_its_own_only_has_no_ordinary_ones():
    raw = words()
    raw["condition_sets"] = [CONDITIONS]

    terms = complete_terms(stated_in(raw))

    assert conditions_of(asking(), terms) is None
    assert "该级别评审条件另行规定（工艺美术师）。" in [each.text for each in problems(terms)]


@pytest.mark.parametrize(("conditions", "severity"), [(True, "ok"), (False, "human")])
def test_it_is_said_by_what_and_where_it_holds(conditions, severity):
    """COMM-18: a separate committee, group or review."""
    [finding] = [
        each for each in found(asking("targeted"), "PATH-08", terms=whole(conditions=conditions)) if each.title
    ]

    assert finding.severity == severity
    assert finding.text.endswith("取得的职称仅在靖西有效。")
    assert finding.arithmetic == tuple(f"可以采用的方式：{each}" for each in ("单独组建评委会", "单独分组", "单独评审"))


def test_the_option_waits_for_the_year_that_carries_it_out():
    """PATH-07: ``targeted_eval.enabled`` and the option, both."""
    raw = words() | {"ruleset": "R2024", "year": 2024, "seniority": {"start": "grant_date"}}

    assert codes(asking("targeted"), "PATH-32", terms=whole()) == []
    assert codes(asking("targeted"), "PATH-32", terms=complete_terms(stated_in(raw))) == ["PATH-07"]


@pytest.mark.parametrize(("committee", "missing"), [(True, False), (False, True)])
def test_a_notice_of_a_separate_committee_alone_names_it(committee, missing):
    raw = words(committee=committee) | {"ruleset": "R2024"}
    raw["targeted_eval"] = {"enabled": True, "modes": ["separate_committee"]}

    told = [each.text for each in problems(complete_terms(stated_in(raw)))]

    assert ("双定向由单独的评委会评审的，须写明该评委会。" in told) is missing


# ── the committee follows the tick ─────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def draft(db):
    with clock.law_at(IN_SEASON):
        world = build_world(words())
        world.region_unit.place = JINGXI
        world.region_unit.save(update_fields=["place"])
        yield drafts.create_draft(
            applicant=world.lin, edition=world.edition, level="zj", specialty="taoci", unit=world.region_unit
        )


def committee_of(draft):
    return Declaration.objects.select_related("committee").get(pk=draft.pk).committee.name


def test_the_committee_follows_the_tick(draft):
    ordinary = committee_of(draft)

    sections.save_options(draft.pk, options=["targeted"], values={}, actor=draft.applicant)
    assert committee_of(draft) == OWN

    sections.save_options(draft.pk, options=[], values={}, actor=draft.applicant)
    assert committee_of(draft) == ordinary != OWN


def test_after_submission_the_tick_stays(draft):
    Declaration.objects.filter(pk=draft.pk).update(submitted_at=IN_SEASON)

    with pytest.raises(Refused, match="提交后不能改变是否申报“双定向”"):
        sections.save_options(draft.pk, options=["targeted"], values={}, actor=draft.applicant)
