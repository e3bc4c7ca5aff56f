"""The published table of messages: what happens → who is told → how → in which words (MSG-01…MSG-13, ADMIN-06)."""

from collections.abc import Iterator
from dataclasses import dataclass

from messaging.mirror import MAIL_REFUSED, is_mirrored
from messaging.wording import TEXTS
from notices.rules.saying import SAYINGS
from review.process.sayings import TO
from review.process.wording import MESSAGES, SMS_TEXTS

SITE, PHONE, MAIL = "站内消息", "短信", "电子邮件"
BOTH = f"{SITE}、{PHONE}"
DESK, OFFICE, CLERKS = "当前环节的经办人", "评委会所在职改办", "有关单位、部门、职改办的经办人"
APPLICANT, FINANCE = "申报人", "财务人员"


@dataclass(frozen=True, slots=True)
class Row:
    """One message. ``event`` is the name it has in the ledger."""

    event: str
    when: str
    to: str
    how: str
    words: str

    @property
    def channels(self) -> str:
        """How it goes: a line of an inbox as mail, too, for who asked for it; which events do not, messaging says."""
        return self.how.replace(SITE, f"{SITE}（邮件）", 1) if is_mirrored(self.event) else self.how


@dataclass(frozen=True, slots=True)
class Group:
    """Messages of one kind."""

    title: str
    rows: tuple[Row, ...]


# Messages that no move of a declaration sends; their words depend on the thing, so here stands what they say.
ELSEWHERE = (
    Row("reminder", "办理时限前（72、24、2 小时）", f"{DESK}和申报人", BOTH, "环节、时限、由谁办理、逾期的后果"),
    Row("reminder_late_list", "逾期申报自动办结前", OFFICE, SITE, "还有几份等待决定、最迟何时"),
    Row("reminder_office_late", "接收审核时间已过", OFFICE, SITE, "还有几份没有审查"),
    Row("digest", "每天早上", DESK, SITE, "待办理几份、几份三天内到期"),
    Row("unit_returned", "每天一次，直到交回", "用人单位经办人", SITE, "哪些申报退回、补正后还没有交回"),
    Row("unit_urged", "单位催办", APPLICANT, SITE, "请尽快改好并交回、办理时限"),
    Row("supplement_reminder", "补交材料截止前", "申报人；已补交的，为保管的单位", BOTH, "补交什么、截止时间"),
    Row("supplement_waits", "申报人补交了证明", DESK, SITE, "谁补交了什么，请确认"),
    Row("supplement_settled", "补交材料确认或退回", APPLICANT, SITE, "办理结果和理由"),
    Row("supplement_late", "补交材料逾期未报送", "申报人和评委会所在职改办", SITE, "由谁延误、由谁决定"),
    Row("supplement_lapsed", "补交材料逾期未交", "申报人、职改办、评审专家", SITE, "该项不予采用"),
    Row("journal_flagged", "刊物列入学术风险预警", DESK, SITE, "哪些成果，请核验或说明"),
    Row("commissioned", "单位委托他人办理", "受委托人", SITE, "受谁委托、办理什么、到何时"),
    Row("verifier_asked", "单位请职改办指定核验人", CLERKS, SITE, "哪个单位、哪份申报"),
    Row("representative_event", "代表性成果提交安排", APPLICANT, BOTH, "时间、地点、方式"),
    Row("defense", "答辩安排", APPLICANT, BOTH, "时间、地点、准备和答辩的分钟数、带身份证"),
    Row("reading_started", "评审材料开放", "评审专家", SITE, "几份材料、截止时间"),
    Row("meeting_convened", "召开评审会", "出席的专家", SITE, "时间、地点"),
    Row("result_publicised", "评审结果公示", APPLICANT, SITE, "公示的起止时间、怎样提出异议"),
    Row("objection_received", "收到结果异议", "监督人员、职改办", SITE, "受理编号、请核查"),
    Row("publicity_objection", "单位公示在网上收到异议", "用人单位经办人", SITE, "谁的公示，请核查，办结前不能上报"),
    Row("publicity_objection_closed", "单位公示的异议办结", "申报人、其他经办人", SITE, "是否成立，接下来怎样办理"),
    Row("objection_answered", "结果异议、单位公示异议有答复", "实名提出异议的人", PHONE, "请凭编号查询"),
    Row("review_requested", "申请结果复查", "监督人员、职改办", SITE, "谁申请、请办理"),
    Row("review_refused", "结果复查不予受理", APPLICANT, SITE, "理由"),
    Row("falsity_asked", "对材料真实性有疑问，请申报人举证", APPLICANT, SITE, "疑点、需要举证的内容、时限"),
    Row("falsity_answered", "申报人举证", "反馈疑点的职改办经办人", SITE, "谁已举证，请认定"),
    Row("falsity_found", "材料真实性认定", APPLICANT, SITE, "认定结论和理由"),
    Row("suspicion", "登记诚信线索", "有权认定的人员", SITE, "请核实"),
    Row("quality_", "问题率的说明和整改", CLERKS, SITE, "比例、要求、时限"),
    Row("payment_odd", "到账金额与应缴不符", f"{FINANCE}和申报人", SITE, "金额，请核对，勿重复缴费"),
    Row("refund_due", "须退费", f"{FINANCE}和申报人", SITE, "金额和原因"),
    Row("refunded", "退费完成", APPLICANT, SITE, "金额"),
    Row("refund_failed", "退费没有成功", FINANCE, SITE, "金额，请处理"),
    Row("receipt_issued", "电子票据开出", APPLICANT, SITE, "票据和查验办法"),
    Row("fees.receipt_mail", "申请电子票据", "通知写明的开票邮箱", MAIL, "缴费单号、金额、抬头、税号、接收邮箱"),
    Row("window_", "缴费时间公布或变更", APPLICANT, SITE, "新的起止时间"),
    Row("shared_", "共享数据有出入", "申报人、单位", SITE, "哪一项，请核对"),
    Row("notice_published", "通知发布", CLERKS, f"{SITE}（通知写明的，同时发短信）", "标题、发文单位、开始执行的时间"),
    Row("notice_amended", "通知修订", CLERKS, f"{SITE}（通知写明的，同时发短信）", "改了什么、依据、开始执行的时间"),
    Row("calendar_", "工作日历变更", "复核人、提出人", SITE, "哪些日期、影响哪些公示"),
    Row("mass", "职改办群发", "职改办选定的人", f"{SITE}（职改办选定的，同时发短信）", "由职改办编写"),
    Row("code.", "登录、注册、签名等须验证手机号", "本人", PHONE, "验证码，5分钟内有效"),
    Row("unit_", "单位注册审核", "注册单位的经办人、审核机关", BOTH, "结果和理由"),
    Row("employment_", "请单位确认聘用关系", "用人单位经办人", SITE, "谁请求，请确认"),
    Row("deputy_", "指定或结束代办人", "代办人和被代办的人", SITE, "谁代谁、哪个岗位、从何时到何时"),
    Row("handed_", "离开岗位时移交或退回未办完的工作", "接手人；退回的，为管理员", SITE, "几件、请继续办理或另行安排"),
    Row("commission_left", "受委托办理单位审核的人离开岗位", "委托人", SITE, "哪份申报，请另行委托"),
    Row("invitation", "邀请加入单位", "被邀请人", PHONE, "哪个单位、怎样加入"),
    Row("phone_change", "更换手机号", "原号码和新号码", PHONE, "何时生效、怎样撤销"),
    Row("mail_confirm", "填写电子邮箱", "填写的邮箱", MAIL, "确认链接，24小时内有效"),
    Row("mail_taken", "填写的邮箱已由另一个账户使用", "该邮箱", MAIL, "没有作任何更改"),
    Row(MAIL_REFUSED, "邮件服务器答复没有这个邮箱", "本人", SITE, "已停止发邮件，请更换邮箱"),
    Row("password_changed", "修改密码", "本人", PHONE, "不是本人操作的怎样办"),
    Row("notice_test", "试发短信文字", "试发的管理员本人", BOTH, "开头标“【测试】”"),
)  # fmt: skip


def table() -> list[Group]:
    """Every message the system sends."""
    return [
        Group("申报每走一步", tuple(_of_moves())),
        Group("短信的文字（通知可以改写）", tuple(_of_texts())),
        Group("提醒、补交、会议、结果、缴费、账户等", ELSEWHERE),
    ]


def _of_moves() -> Iterator[Row]:
    for name, told in MESSAGES.items():
        yield Row(name, told.title, TO[told.to], BOTH if told.sms else SITE, told.text)


def _of_texts() -> Iterator[Row]:
    for each in SAYINGS:
        words = TEXTS.get(each.event) or SMS_TEXTS.get(each.event, "由通知写明；没有写的不发短信")
        yield Row(each.event, each.when, each.to, PHONE, words)


def page() -> str:
    """docs/messages.md."""
    lines = ["# Messages", "", "Event → who → channel → text. Generated by `manage.py messages`; do not edit.", ""]
    lines += ["（邮件）: a line of an inbox goes to the mailbox of who gave and confirmed one, too.", ""]
    for group in table():
        lines += [f"## {group.title}", "", "| event | 什么时候 | 告诉谁 | 怎样 | 说什么 |", "|---|---|---|---|---|"]
        lines += [f"| `{r.event}` | {r.when} | {r.to} | {r.channels} | {r.words} |" for r in group.rows]
        lines.append("")
    return "\n".join(lines)
