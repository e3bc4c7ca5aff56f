"""What a rule noticed, in the words of a desk: whoever checks a file is not asked to fill it in (17-3)."""

import re

from declarations.eligibility.findings import Finding

# What is quoted is somebody's: the title of a work, the applicant's own reason. It stays as it was written.
QUOTED = re.compile(r"(“[^”]*”|《[^》]*》)")
# What a rule tells the owner of a file to do is, for who checks it, what the owner has to do.
DEEDS = "填写|上传|选择|合并|勾选|取消|补充|裁剪|删除|撤回|写明|备齐|逐级|申报|改|尽快|自行|通过|重新|[先为将按用在把]"
TOLD_FIRST = re.compile(rf"(^|[。；：，])请(?={DEEDS})")
TOLD_WITHIN = re.compile(rf"(?<![申聘邀提])请(?={DEEDS})")
# What the owner was to be sure of, a desk makes sure of.
SURE = {"请确认本人": "请核实申报人", "请确认": "请核实", "您": "申报人"}
# How the owner goes about it says nothing to who holds the original in hand.
TURNED = {
    "W107": "下一级职称未经在线审验：请与证书原件或发证机关的查询结果核对。",
}


def desk_words(finding: Finding) -> str:
    """The sentence, as a desk reads it: the owner stands in the third person, what is quoted is left alone."""
    if turned := TURNED.get(finding.code):
        return turned
    return "".join(each if QUOTED.fullmatch(each) else _of_the_owner(each) for each in QUOTED.split(finding.text))


def _of_the_owner(text: str) -> str:
    text = TOLD_WITHIN.sub("须", TOLD_FIRST.sub(r"\1申报人须", text))
    for told, read in SURE.items():
        text = text.replace(told, read)
    return text
