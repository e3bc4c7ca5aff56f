"""What a rule noticed, in the words of the person it is about, and what to do (05-2, 09-1); desks read the rule.

Sentences of the catalogue F2 stay as they are; only what a rule says for the eyes of an office is put differently.
"""

from declarations.eligibility.findings import Finding, Severity

# What is written for who checks a file, and how its owner reads it.
TURNED = (
    ("须核对", "审核单位会核对"),
    ("已改为手工填写，请核对证明材料", "已改为手工填写，审核单位会核对证明材料"),
    ("申报人对共享数据", "您对共享数据"),
    ("逐条核对是否与拟评专业", "审核单位会逐条核对是否与您申报的专业"),
    ("常规学历、资历条件未达到，按", "您没有达到一般的学历、资历条件，将按"),
    ("须与“专业技术工作总结”核对", "会与您的“专业技术工作总结”对照"),
    ("请对照所附目录佐证材料核对", "审核单位会对照您附上的目录核对"),
    ("所填的与登记不一致，不作为依据", "与您填的不一致，以登记的为准"),
    ("作为审核、评审时的参考", "审核和评审时会参考"),
)
SEE_IT = "点开核对一下；确认没有错的，不用改。"
ALL_THERE = "不用您再做什么；请确认证明材料都已上传、看得清。"
LETTERS = "请确认函件已上传，文号、日期和公章看得清。"
ADVICE = {
    "W101": "只是漏填的，补上这几个月；确实中断的，写明原因并上传证明。",
    "W102": "能补学的，学完再补填；补不了的也可以提交，单位推荐时会参考。",
    "W103": "哪一处填错了就改哪一处；派遣、代缴等确实不同的，不用改，请告诉单位。",
    "W104": "先查清刊物：确认合法的，填写核验方式和结果；有问题的，换一篇。",
    "W107": "先照上面的办法取得一次；一时办不了的，照常提交。",
    "W109": "把同一单位的几份证明按顺序合成一份，再替换上传。",
    "W112": "点开可以裁剪；看着清楚、比例合适的，不用改。",
    "W113": "有营业执照或工商查档证明的，请上传；没有的，写明原因。",
    "E219": "现在不用送实物；先登记好作品名称，等会务组通知。",
    "MAT-12": "看不清五官的，换一张清楚的；看得清的，不用改。",
    "MAT-36": "对照档案检查起止年月；求学、待业的时间也写上一行。",
    "MAT-38": "现在不用处理；请记下这个时间，到时候补交。",
    "MAT-39": "有证书、照片、合同等证明的，现在就上传；没有证明，评审时很难得到认可。",
    "MAT-45": "请在这篇论文的材料里附上收录它的目录页。",
    "MAT-59": "请上传看得出改名、改号的户口簿页或户籍证明；已经上传的，不用再做什么。",
    "COND-01": "看看有没有漏填，或者选错了对应的评审条件；确实没有更多的，也可以提交。",
    "COND-11": "时间没有填错的，不用改。",
    "COND-14": "时间、学历填错了的，先改正；没有错的，请确认审批材料已上传。",
    "ELIG-19": "与申报专业关系不大的，可以换成更相符的；确认相符的，不用改。",
    "CHAN-06": "可以先打个电话，请单位的职称经办人登录后确认您。",
    "CHAN-11": LETTERS,
    "CHAN-13": LETTERS,
    "CHAN-14": LETTERS,
    "CHAN-15": LETTERS,
    "CHAN-16": LETTERS,
}


def own_words(finding: Finding) -> str:
    """The sentence, as its owner reads it."""
    text = finding.text
    if finding.severity is Severity.HUMAN:
        for told, turned in TURNED:
            text = text.replace(told, turned)
    return text


def what_to_do(finding: Finding) -> str:
    """怎么办, for what holds up nobody; a block says it in its own sentence."""
    if finding.blocks:
        return ""
    return ADVICE.get(finding.code) or (ALL_THERE if finding.severity is Severity.HUMAN else SEE_IT)
