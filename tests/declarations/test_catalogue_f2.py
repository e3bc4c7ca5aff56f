"""Every sentence under a code of F2 says the catalogue's words; what else stands under a code is listed with its reason."""

from collections import defaultdict

import pytest

from declarations.eligibility.items import WORDS
from declarations.eligibility.saying import about, lacking, years_and_months
from declarations.parts import Section
from review.process.wording import MESSAGES
from tests.declarations.catalogue_f2 import CATALOGUE, fits
from tests.declarations.raised_codes import Raised, raised

STILL_ASKED = "the same rule, but the answer it judges is not given yet"
FORM = "a field of the form in which the matter of this code is worked on"
GONE = "the same matter, but the page shows what somebody else has already settled"
# Beginnings of sentences that stand under a code of the catalogue and say something else, and why.
BESIDE: dict[str, dict[str, str]] = {
    "E102": {"请填写办理离退休手续的日期": STILL_ASKED},
    "E105": {"申报人已记入": "said to an office about somebody, with the last day of the period inside the sentence"},
    "E107": {
        "请填写与现单位建立人事（劳动）关系的时间": STILL_ASKED,
        "请填写单位性质": STILL_ASKED,
        "本通知不受理所选级别": "the level, not the unit or the person, is none of the notice's",
    },
    "E111": {
        "申报渠道书面意见须先报": "2017 files a written opinion where 2024 files a letter (CHAN-14)",
        "{filing.office}尚未确认函件备案": "said to the unit: the filing is told, the office has not confirmed it yet",
        "该申报无须函件备案": GONE,
        "备案日期不能晚于今天": FORM,
    },
    "E203": {
        "{WORDS[section]}最多{limit}条": "the catalogue's sentence; WORDS are 业绩成果 and 学术成果",
        "{Section(section).label}最多{limit}条": "said of every section that is counted, when a row too many is added",
    },
    "E209": {"“{name.translate(_INNER_MARKS)}”与{twin}是同一份文件": "the twin is another report, not the summary"},
    "E210": {
        "年限超过规定的直接申报": "no count: this way does not lead to senior titles (PATH-03)",
        "请填写学历和从事本专业工作时间": STILL_ASKED,
    },
    "E211": {
        "本通知不设提前1年申报": "neither number nor degree: the notice has no such way",
        "工程类专业学位硕士提前1年申报": "raised as PATH-05, for people to judge; the code is replaced",
    },
    "E212": {
        "批文须在申报前取得": "the approval is there, its day is wrong",
        "评委会所在职改办不同意破格申报": "the office has decided: no",
        "该申报不是破格申报": GONE,
        "请写明理由": FORM,
        "请选择放宽的条件": FORM,
    },
    "E215": {
        "请填写从事现专业技术工作的起始时间": STILL_ASKED,
        "转评须从事新专业技术工作满": "a notice that asks for another span than the catalogue's 一年",
    },
    "E301": {"存疑或不予采用的，请写明情况": FORM, "请核对原件后再勾选“属实”": FORM},
    "E302": {"本通知不允许外单位人员参加": FORM, "审议推荐小组只有一位组长": FORM},
    "E304": {"请填写答辩专家": FORM, "补正要求重新办理单位答辩": "the defence there was is to be held again"},
    "E305": {
        "没有正在进行的公示": "no days to count",
        "请上传{each.get_kind_display()}的现场照片": "the days are over, the proof that it hung there lacks (UNIT-11)",
    },
    "E306": {"公示后材料没有变更": "the opposite: a supplementary publicity without a change"},
    "E307": {
        "请填写{aspect}的评价": STILL_ASKED,
        "{aspect}的评价不少于": "too short to be more than 同意推荐 (UNIT-15)",
        "破格申报的，须在推荐意见中说明": "what the opinion has to name of its own (UNIT-15)",
        "无职称申报的，须在推荐意见中说明": "what the opinion has to name of its own (UNIT-15)",
    },
    "E308": {
        "未上传{label}的签字盖章扫描件": "another paper of the unit than its pledge",
        "该文件已不存在": GONE,
        "本次申报不需要单位提供这份材料": GONE,
    },
    "E310": {
        "公示异议成立": "the objection is settled, against the declaration",
        "没有核查成立的公示异议": GONE,
        "该异议已经办结": GONE,
        "请填写异议内容": FORM,
        "该人员的公示已经结束": GONE,
        "请填写答复": FORM,
        "请填写核查结论": FORM,
        "没有正在进行的公示": GONE,
    },
    "E311": {
        "这张公示表上有您本人": "a sheet carries several people; who is on it keeps off it whole",
        "本单位还有其他经办人": "a unit with a second clerk needs nobody from outside (G-32)",
        "请写明为什么本单位": "the only clerk says why the office above must name a verifier (G-32)",
        "上级职改办在本系统": "nobody of that office works here yet: the way is the telephone (G-32)",
        "受委托人不能是申报人本人": FORM,
        "受委托人须是人事代理机构": FORM,
        "核验人不能是申报人本人": FORM,
        "请写明理由": FORM,
        "请写明委托事由和委托函文号": FORM,
        "没有找到使用这个手机号的人员": FORM,
    },
    "E403": {"第 {number} 项（{place}）不在此前一次性告知": "which item of the second list is new (OFFICE-04)"},
    "E401": {
        "不在办理时间内：": "no span to name: the notice is over, or takes people the whole year",
        "不在办理时间内。": "a desk's page that names the span beside it",
        "该申报尚未提交过": "asked by the clock alone",
        "办理时限未到": "asked by the clock alone",
        "接收审核时间已结束": "which of two windows is over, not that one is",
        "评委会所在职改办仍可决定": "asked by the clock alone",
    },
    "E402": {"已超过办理时限": "another deadline of a case's own than that of a 补正"},
    "E405": {"本通知对逾期另有规定": "asked by the clock alone", "申报人已完成补正": "asked by the clock alone"},
    "E501": {
        "缴费日期不在缴费时间内": "said to who enters a payment made outside, of its day",
        "缴费日期不能晚于今天": FORM,
        "缴费时间另行通知": "the window has no dates yet",
        "缴费尚未开始": "the window is ahead: nothing is given up yet",
    },
    "E502": {"本通知没有电子票据的规定": "no window at all", "票据申请于": "the window is ahead"},
    "E603": {"您应回避本人申报": "said to the expert in person", "您对本位候选人回避": "said to the expert in person"},
    "E604": {"评委会已停止评审或取消评审资格": "the half of the sentence that is so, when a round is drawn up"},
    "W101": {
        "申报单位连续{law.months}个月养老保险缴费记录不完整，已附情况说明": "explained already: the unit looks at it",
        "养老保险缴费记录不完整，请填写情况说明": STILL_ASKED,
    },
}

# Codes of ours which F2 does not have, and what for.
OWN: dict[str, str] = {
    "who may receive a declaration at all (CHAN-01), the signature and its name (T01), words typed and not yet saved":
        "E114 E224 E225 E226",
    "steps of the unit that C.2 asks for and F2 has no sentence for: recall, conclusion, opinion, vote, risky journals":
        "E312 E313 E314 E315 E316 E317 E318",
    "conditions of the offices' moves and of corrections beside the limits F2 names (C.2; OFFICE-01…OFFICE-08)":
        "E406 E407 E408 E409 E410 E411 E412 E413 E414 E415 E416 E417 E418",
    "payments, refunds, receipts: F2 names the two windows only (FEE-01…FEE-07)":
        "E503 E504 E505 E506 E507 E508 E509 E510 E511 E512 E513 E514 E515 E516 E517 E518 E519 E520",
    "rounds, reading, defence, ballots, minutes beside COMM-01…COMM-13":
        "E610 E611 E612 E613 E614 E615 E616 E617 E618 E619 E620 E621 E622 E623 E624 E625 E626 E627 E628 E629 E630 E631 "
        "E632 E633 E634 E635 E636 E637 E638 E639 E656",
    "results: second publicity, objections, confirmation, approval, certificates, review of results":
        "E640 E641 E642 E643 E644 E645 E646 E647 E648 E649 E650 E651 E652 E653 E654 E655",
    "warnings of the same sorts": "W115 W116 W117 W118",
}  # fmt: skip


# Beginnings of codes of which F2 has none at all.
OWN_RANGES = {
    "W12": "what a draft notice should say and does not have to (D.1)",
    "W13": "what a draft notice is held against its own words and the registry's conditions for (D.1, 24-1)",
    "E7": "what is wrong in a draft notice and its desk (D.1): F2 is for those who declare and judge",
    "E9": "editing a declaration: whose it is, what is locked, a row or place that is gone",
}


@pytest.fixture(scope="module")
def rows() -> list[Raised]:
    return raised()


def by_code(rows: list[Raised]) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        texts[row.code].append(row.text)
    return texts


def is_the_catalogue_s(row: Raised) -> bool:
    return any(fits(row.text, template) for template in CATALOGUE[row.code])


def stands_beside(row: Raised) -> bool:
    return any(row.text.startswith(beginning) for beginning in BESIDE.get(row.code, {}))


def test_every_sentence_under_a_code_of_the_catalogue_is_the_catalogue_s(rows):
    """F2: E101…E605 and W101…W114 word by word, with what stands in braces filled from data."""
    other = [row for row in rows if row.code in CATALOGUE and not is_the_catalogue_s(row) and not stands_beside(row)]

    assert other == []


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_sentence_of_the_catalogue_is_said_somewhere(rows, code):
    """F2: no code is without its words, and of several sentences under one code each is said."""
    texts = [row.text for row in rows if row.code == code] + SAID_OTHERWISE.get(code, [])

    assert [each for each in CATALOGUE[code] if not any(fits(text, each) for text in texts)] == []


# Put together from data, or sent as a message: no call carries the code and the words together.
SAID_OTHERWISE = {
    "E203": [f"{WORDS[section.value]}最多7条。" for section in (Section.ACHIEVEMENTS, Section.PUBLICATIONS)],
    "E405": [MESSAGES["held_told"].text],
}


def test_a_code_that_the_catalogue_does_not_have_is_listed_with_its_reason(rows):
    """F2: whoever adds a code either finds it in the catalogue or says here what it is for."""
    own = sorted(" ".join(OWN.values()).split())
    ranges = tuple(OWN_RANGES)
    unknown = sorted(set(by_code(rows)) - set(CATALOGUE))

    assert [code for code in unknown if not code.startswith(ranges)] == own
    assert [code for code in CATALOGUE if code.startswith(ranges)] == []


def test_no_reason_stands_for_a_sentence_nobody_says(rows):
    """The list beside the catalogue holds nothing that is gone."""
    said = by_code(rows)
    stale = [
        (code, beginning)
        for code, beginnings in BESIDE.items()
        for beginning in beginnings
        if not any(text.startswith(beginning) for text in said[code])
    ]

    assert stale == []


@pytest.mark.parametrize(
    ("code", "text", "fitting"),
    [
        ("E204", about("请为该条目选择符合的评审条件。", "窑变釉瓶"), True),
        ("E204", "请为“窑变釉瓶”选择符合的评审条件。", False),
        ("E205", "该成果早于可用起始时间（2018-11-05）。条目：“窑变釉瓶”。", True),
        ("E205", "“窑变釉瓶”早于可用起始时间（2018-11-05），不能使用。", False),
        ("E210", f"直接申报年限不足：需7年，现{years_and_months(83)}。", True),
        ("E210", "直接申报年限不足：需7年，现6年11个月。", False),
        ("E201", lacking("单位营业执照"), True),
        ("E201", "缺少不可缺少的硬件材料：单位营业执照。", False),
    ],
)
def test_the_comparison_sees_a_word_that_differs(code, text, fitting):
    assert is_the_catalogue_s(Raised(code, "", text)) is fitting
