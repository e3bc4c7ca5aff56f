"""决策咨询类信息: the highest counts and nothing is added up (DECN-06, DECN-08); core journals by catalogue (A-19)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from declarations.eligibility.decisions import adoption_lines, highest
from declarations.eligibility.dossier import Adoption, Paper
from tests.declarations.dossiers import ARTICLE, FULL, PAPERS, changed, codes, craft_arts, found, said

ISSUER = "自治区党委信息综合值班室"
CENTRE_WHOLE = {"publication": "中央", "adoption": "综合", "instruction": "none"}  # 国家权威 0.5
REGION_SINGLE = {"publication": "自治区", "adoption": "单篇", "instruction": "none"}  # 核心 1
REGION_OTHER = {"publication": "自治区", "adoption": "单篇", "instruction": "其他领导"}  # 核心 1.5
REGION_HALF = {"publication": "自治区", "adoption": "综合", "instruction": "其他领导"}  # 核心 0.5
REGION_WHOLE = {"publication": "自治区", "adoption": "综合", "instruction": "none"}  # 公开发表 1
CENTRE_SINGLE = {"publication": "中央", "adoption": "单篇", "instruction": "none"}  # 国家权威 1
DEPARTMENT = {"publication": "部门信息刊物", "adoption": "单篇", "instruction": "none"}


def information(way, *also, key="publication:1", title="关于壮锦保护的建议"):
    told = way | {"issuer": ISSUER}
    return replace(
        ARTICLE,
        key=key,
        title=title,
        kind="decision_info",
        adoption=told,
        also_adopted=tuple(Adoption(**each) for each in also),
    )


def declaring(*entries):
    return replace(FULL, publications=entries)


def worth(*ways, terms=None):
    counted = highest(ways, terms or craft_arts())
    return counted and (counted.category, counted.value, counted.rivals)


def test_the_highest_of_one_category_counts_alone():
    assert worth(REGION_SINGLE, REGION_OTHER, REGION_HALF) == ("核心", Decimal("1.5"), ())
    assert worth(DEPARTMENT, REGION_HALF) == ("核心", Decimal("0.5"), ())
    assert worth(DEPARTMENT) is None


def test_a_higher_category_that_counts_as_much_is_settled():
    assert worth(REGION_SINGLE, CENTRE_SINGLE) == ("国家权威", Decimal(1), ())


@pytest.mark.parametrize(
    ("ways", "taken", "rival"),
    [
        ((CENTRE_WHOLE, REGION_SINGLE), ("国家权威", Decimal("0.5")), ("核心", Decimal(1))),
        ((REGION_WHOLE, REGION_HALF), ("核心", Decimal("0.5")), ("公开发表", Decimal(1))),
    ],
)
def test_a_tie_across_categories_is_for_the_office(ways, taken, rival):
    """0.5 of 国家权威 or 1 of 核心: the notice does not say which is higher."""
    assert worth(*ways) == (*taken, (rival,))
    [finding] = found(declaring(information(ways[0], *ways[1:])), "DECN-01")
    assert (finding.severity, finding.code) == ("human", "DECN-06")
    assert f"另可视为{rival[0]}期刊论文 {rival[1]:f} 篇" in finding.text


def test_the_notice_ranks_the_categories():
    other = changed(decision_info={"category_rank": ["核心", "国家权威", "公开发表"]})

    assert worth(CENTRE_WHOLE, REGION_SINGLE, terms=other) == ("核心", Decimal(1), ())


def test_a_notice_may_add_them_up():
    adding = changed(decision_info={"accumulate": True})

    assert worth(REGION_HALF, REGION_OTHER, REGION_HALF, terms=adding) == ("核心", Decimal("2.5"), ())


def test_tenths_are_never_rounded():
    adding = changed(decision_info={"accumulate": True})

    assert worth(*[REGION_HALF] * 3, terms=adding)[1] == Decimal("1.5")


def test_each_way_is_shown_with_what_it_counts_as():
    [finding] = found(declaring(information(REGION_SINGLE, DEPARTMENT)), "DECN-01")

    assert finding.arithmetic == (
        "自治区信息刊物单篇采用：核心期刊论文 1 篇",
        "部门信息刊物单篇采用：不计入折算",
    )


def test_the_same_piece_entered_twice_is_one_piece():
    """“关于壮锦保护的建议” and 关于壮锦·保护的建议."""
    twice = declaring(
        information(REGION_SINGLE),
        information(REGION_OTHER, key="publication:2", title="关于壮锦·保护的建议"),
    )

    assert codes(twice, "DECN-01") == ["DECN-06"]
    assert "视为核心期刊论文 1.5 篇" in said(twice, "DECN-01", severity="human")[0]
    assert codes(twice, "DECN-06") == []


def test_different_pieces_are_summed_beside_the_list():
    """DECN-08: converted equivalents are shown beside the academic list."""
    three = declaring(
        information(REGION_OTHER),
        information(REGION_HALF, key="publication:2", title="二"),
        information(CENTRE_WHOLE, key="publication:3", title="三"),
    )

    [finding] = found(three, "DECN-06")

    assert (finding.severity, finding.part) == ("human", "publication")
    assert "核心期刊论文 2 篇、国家权威期刊论文 0.5 篇" in finding.text


def test_what_is_kept_reads_as_words():
    kept = REGION_OTHER | {"issuer": ISSUER, "also": [CENTRE_WHOLE]}

    assert adoption_lines(kept) == [
        "自治区信息刊物单篇采用，其他领导批示",
        "中央信息刊物综合采用",
        f"告知单由{ISSUER}出具",
    ]
    assert adoption_lines({}) == []


# ── core journals, risky journals ──────────────────────────────────────────────────────────────────────────────────
def test_a_core_journal_is_found_in_an_edition_or_looked_up_by_people():
    """MAT-45, A-19: never refused."""
    core = replace(ARTICLE, journal_class="core")

    [unknown] = found(declaring(core), "MAT-45")
    assert (unknown.severity, unknown.field) == ("human", "journal_class")
    [known] = found(declaring(replace(core, catalogued="中文核心期刊要目总览 2023年版")), "MAT-45")
    assert (known.severity, "2023年版" in known.text) == ("ok", True)
    assert found(declaring(ARTICLE), "MAT-45") == []


def test_a_notice_may_leave_verification_to_the_applicant_s_word():
    """RISK-02: 000 asks for material too, 003 for 自行核验 only."""
    flagged = replace(ARTICLE, risk="疑似冒用刊号", risk_method="新闻出版署网站查询", risk_answer="在册。")
    dossier = replace(FULL, publications=(flagged,), papers=PAPERS)

    assert codes(dossier, "RISK-02") == ["E221"]
    assert codes(dossier, "RISK-02", terms=changed(journal_risk={"proof": False})) == []
    proven = replace(dossier, papers=(*PAPERS, Paper(slot="paper", part=flagged.key, piece="核验材料")))
    assert codes(proven, "RISK-02") == []
