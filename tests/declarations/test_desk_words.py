"""Whoever checks a file is not asked to fill it in: findings in the words of a desk (17-3)."""

import re
from pathlib import Path

import pytest

from declarations import eligibility
from declarations.eligibility.findings import Finding, Severity
from declarations.pages.desk_words import desk_words

RULES = Path(eligibility.__file__).parent
SENTENCE = re.compile(r'"([^"\n]*(?:请|您)[^"\n]*)"')
SENTENCES = sorted({text for path in RULES.glob("*.py") for text in SENTENCE.findall(path.read_text())})


def said(text, code="X"):
    return desk_words(Finding(code=code, rule=code, severity=Severity.WARN, text=text, part=""))


def test_no_sentence_of_the_rules_speaks_to_the_applicant_at_a_desk():
    """17-3: a desk is never told to fill in, to hand up or to choose what another declares."""
    assert len(SENTENCES) > 50
    assert [text for text in SENTENCES if re.search(r"您|(?<!申)请(?:填写|上传|选择|勾选|尽快|自行)", said(text))] == []


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("养老保险缴费记录不完整，请填写情况说明。", "养老保险缴费记录不完整，申报人须填写情况说明。"),
        ("同一单位出具的证明请合并为一份材料。", "同一单位出具的证明须合并为一份材料。"),
        ("请填写须重新确认的区外职称", "申报人须填写须重新确认的区外职称"),
        ("级别与申请重新确认的不一致，请核对。", "级别与申请重新确认的不一致，请核对。"),
        ("聘请为顾问的证明、提请按程序办理的批件", "聘请为顾问的证明、提请按程序办理的批件"),
        ("请确认《为您服务》不是为获取学位而发表。", "请核实《为您服务》不是为获取学位而发表。"),
        ("请确认本人是负责人。本人说明：“请按原件，您核对”", "请核实申报人是负责人。本人说明：“请按原件，您核对”"),
    ],
)
def test_what_the_owner_has_to_do_is_said_of_the_owner(told, read):
    assert said(told) == read


def test_how_to_verify_a_title_online_is_no_business_of_a_desk():
    assert "现职称" not in said("先在“现职称”页点“从共享数据取得”", code="W107")
