"""The texts a notice may word itself: which event, to whom, with which variables (ADMIN-06, MSG-02…MSG-08)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from messaging.exceptions import TextRefused
from messaging.wording import MOST, length_of, signed, variables_of

APPLICANT, DESKS = "申报人", "通知范围内各单位、部门、职改办的经办人"
HOLDERS = "正在办理的单位、部门、职改办的经办人"
ADDRESSEES = "须补正的单位、部门的经办人"


@dataclass(frozen=True, slots=True)
class Variable:
    """A word in braces: what it stands for, and what it may look like."""

    meaning: str
    sample: str


@dataclass(frozen=True, slots=True)
class Saying:
    """One text message: its event, what it is called, who gets it, when, and the variables it may use."""

    event: str
    title: str
    to: str
    when: str
    names: tuple[str, ...]

    @property
    def variables(self) -> dict[str, Variable]:
        """The variables with what they mean, in order."""
        return {name: VARIABLES[name] for name in self.names}


VARIABLES: Mapping[str, Variable] = {
    "name": Variable("申报人姓名", "韦小梅"),
    "number": Variable("申报编号", "2024GM000123"),
    "level": Variable("申报的职称", "正高级工艺美术师"),
    "unit": Variable("申报人所在单位", "钦州坭兴陶研究所"),
    "holder": Variable("办理这一步的单位", "钦州市职改办"),
    "late": Variable("逾期未办的单位", "钦州市职改办"),
    "state": Variable("申报现在的状态", "待缴费"),
    "reason": Variable("退回、不予受理等的理由", "缺少2023年度继续教育证明"),
    "due": Variable("办理时限", "2024-09-18 18:00"),
    "deadline": Variable("原定截止时间", "2024-09-10 18:00"),
    "n": Variable("需要补正的项数", "2"),
    "amount": Variable("评审费（元）", "450"),
    "start": Variable("缴费开始", "09月01日"),
    "end": Variable("缴费截止", "10月15日 18:00"),
    "time": Variable("时间", "10月22日09:30"),
    "place": Variable("地点", "南宁市民族大道113号"),
    "manner": Variable("提交方式", "现场提交"),
    "prepare": Variable("答辩准备时间上限（分钟）", "10"),
    "answer": Variable("答辩时间上限（分钟）", "15"),
    "item": Variable("待补交的材料", "“坭兴陶釉变研究”的结题证明"),
    "title": Variable("通知标题", "关于做好2024年度全区工艺美术系列职称评审工作的通知"),
    "issuer": Variable("发文单位", "广西壮族自治区工业和信息化厅"),
    "effective": Variable("开始执行的时间", "2024-07-02 09:00"),
    "basis": Variable("修订依据", "桂职办〔2024〕9号"),
}
CASE = ("name", "number", "level", "unit", "holder", "late", "state", "reason", "due", "deadline", "n", "amount",
        "start", "end")  # fmt: skip
SAYINGS = (
    Saying("returned", "退回修改", APPLICANT, "审核单位退回申报时", CASE),
    Saying("correction", "需要补正", APPLICANT, "一次性告知补正事项时", CASE),
    Saying("correction_desk", "单位、部门须补正", ADDRESSEES, "应由单位、部门办理补正事项时", CASE),
    Saying("reminder", "办理时限提醒", APPLICANT, "截止前的提醒时刻", ("name", "level", "state", "due")),
    Saying("reminder_desk", "单位、部门办理时限提醒", HOLDERS, "截止前的提醒时刻，同一时限一条", ("due",)),
    Saying("payment", "缴费通知", APPLICANT, "审核通过、产生缴费单时", CASE),
    Saying("refused", "不予受理", APPLICANT, "作出不予受理决定时", CASE),
    Saying("lapsed", "视为放弃", APPLICANT, "逾期未补正、未报送或未缴费时", CASE),
    Saying("holder_late", "办理单位逾期未报送", APPLICANT, "经办单位逾期、由职改办决定时", CASE),
    Saying("reopened", "申报重新开启", APPLICANT, "职改办重新开启申报时", CASE),
    Saying("certified", "证书已发放", APPLICANT, "电子证书发放时", CASE),
    Saying(
        "representative_event",
        "提交代表性成果",
        APPLICANT,
        "会务组确定提交的时间、地点、方式时",
        ("name", "time", "place", "manner"),
    ),
    Saying(
        "defense",
        "专业答辩",
        APPLICANT,
        "会务组排定答辩时",
        ("name", "time", "place", "prepare", "answer"),
    ),
    Saying("pending_supplement", "补交材料提醒", APPLICANT, "等待期材料到期前", ("name", "due", "item")),
    Saying("notice_published", "通知发布", DESKS, "发布通知时", ("title", "issuer", "effective")),
    Saying(
        "notice_amended",
        "通知修订",
        DESKS,
        "发布修订时",
        ("title", "issuer", "effective", "reason", "basis"),
    ),
)
BY_EVENT: Mapping[str, Saying] = {each.event: each for each in SAYINGS}


def faults_of(saying: Saying, template: str, *, signature: str) -> Iterator[tuple[str, str]]:
    """Why a text cannot be used: (code, sentence), in the words of whoever writes it."""
    try:
        names = variables_of(template)
    except TextRefused as fault:
        yield "E710", f"“{saying.title}”：{fault}"
        return
    known = "、".join(f"{{{name}}}" for name in saying.names)
    for name in sorted(names - set(saying.names)):
        yield "E710", f"“{saying.title}”中的变量“{name}”无法识别，可用：{known}。"
    long = length_of(signed(template, signature))
    if long > MOST:
        yield "E736", f"“{saying.title}”连同签名有{long}字，短信最多{MOST}字，请缩短。"


def sample_values(saying: Saying) -> dict[str, str]:
    """What the variables of a text may look like, for a preview."""
    return {name: each.sample for name, each in saying.variables.items()}
