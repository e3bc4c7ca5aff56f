"""What is said after each move, to whom: a table, read across. ``{…}`` are the words of the case."""

from dataclasses import dataclass

APPLICANT, DESK, UNIT, OFFICE = "applicant", "desk", "unit", "office"
# By whose the items of a return or correction are (MSG-05): who owes an answer is asked, applicant and unit know of it.
ASKED_APPLICANT, FREE_APPLICANT = "asked_applicant", "free_applicant"
ASKED_DESKS, WATCHING_UNIT = "asked_desks", "watching_unit"


@dataclass(frozen=True, slots=True)
class Told:
    """One message of the table: to whom, what happened, what to do. ``sms`` names the notice's template, if any."""

    to: str
    title: str
    text: str
    button: str = "查看"
    asks: bool = False
    sms: str = ""


MESSAGES = {
    "submitted": Told(APPLICANT, "已提交给{unit}", "您的{level}申报（{number}）已提交给{unit}审核。审核期间不能修改，未开始核验前可以取回修改。"),
    "to_check": Told(DESK, "新的职称申报待审核", "{name}申报{level}，请核对原件并审核。", "去审核", asks=True),
    "recalled": Told(UNIT, "申报已被取回修改", "{name}取回了{level}申报进行修改。"),
    "returned": Told(ASKED_APPLICANT, "申报被退回修改", "{holder}退回了您的申报：{reason}{others}。请修改后重新提交。", "去修改", asks=True, sms="returned"),
    "returned_to_unit": Told(ASKED_DESKS, "申报被退回，请补正", "{holder}退回了{name}的申报，其中有应由本单位补正的事项：{reason}。请在{due}前办理后重新报送。", "去办理", asks=True, sms="correction_desk"),
    "return_known": Told(FREE_APPLICANT, "申报被退回单位补正", "{holder}将您的申报退回{addressees}补正：{reason}。由{addressees}办理，您无需操作。"),
    "return_watched": Told(WATCHING_UNIT, "申报被退回修改", "{holder}将{name}的申报退回补正：{reason}。请督促{addressees}在{due}前办理、重新报送。"),
    "publicity_over": Told(DESK, "公示期满", "{name}的公示已期满，请办理下一步。", "去办理", asks=True),
    "check_reopened": Told(APPLICANT, "公示异议成立，重新审核", "单位核查认为公示异议成立，将重新审核您的申报：{reason}。"),
    "to_review": Told(DESK, "有下级报送的申报待审核", "{name}申报{level}，由{unit}报送，请审核。", "去审核", asks=True),
    "recommended": Told(APPLICANT, "单位已出具推荐意见", "{unit}已推荐您申报{level}，材料已报送{here}。"),
    "supplementary": Told(APPLICANT, "正在补充公示", "您公示后的材料有变更，{unit}正在补充公示。"),
    "declined": Told(APPLICANT, "单位不予推荐", "{unit}对您的申报作出不予推荐的决定：{reason}。"),
    "to_correct": Told(ASKED_APPLICANT, "您的申报需要补正", "{noticer}一次性告知了需要补正的事项{others}，请在{due}前完成{opens}；逾期未补充的{lost}。", "去补正", asks=True, sms="correction"),
    "correction_asked": Told(ASKED_DESKS, "申报被告知补正，请办理", "{noticer}一次性告知了{name}的申报需要补正的事项，其中有应由本单位补正的，请在{due}前办理并报回{opens}。", "去办理", asks=True, sms="correction_desk"),
    "correction_known": Told(FREE_APPLICANT, "您的申报被告知补正", "{noticer}一次性告知了需要补正的事项，均由{addressees}在{due}前办理。您的申报材料保持锁定，您无需操作。"),
    "correction_watched": Told(WATCHING_UNIT, "申报被告知补正", "{noticer}一次性告知了{name}的申报需要补正的事项，由{addressees}在{due}前办理{opens}，请督促。"),
    "turned_to_correction": Told(ASKED_APPLICANT, "退回的申报转为补正", "申报期已截止，您被退回的申报转为补正{others}，请在{due}前完成{opens}。", "去补正", asks=True, sms="correction"),
    "turned_asked": Told(ASKED_DESKS, "退回的申报转为补正，请办理", "申报期已截止，{name}被退回的申报转为补正，其中有应由本单位补正的事项，请在{due}前办理并报回{opens}。", "去办理", asks=True, sms="correction_desk"),
    "turned_known": Told(FREE_APPLICANT, "退回的申报转为补正", "申报期已截止，您被退回的申报转为补正，由{addressees}在{due}前办理{opens}，您无需操作。"),
    "turned_watched": Told(WATCHING_UNIT, "退回的申报转为补正", "申报期已截止，{name}被退回的申报转为补正，由{addressees}在{due}前办理{opens}，请督促。"),
    "to_check_again": Told(DESK, "补正后的申报待审核", "{name}的申报已补正，请审核变更部分。", "去审核", asks=True),
    "resubmitted": Told(APPLICANT, "补正材料已重新报送", "您的申报已完成补正，现由{here}办理，须在{due}前逐级报回。"),
    "refused": Told(APPLICANT, "申报不予受理", "您的申报不予受理：{reason}。", sms="refused"),
    "to_pay": Told(APPLICANT, "审核通过，请缴费", "您的申报已审核通过，请在系统内缴费。缴费完成才表示本次材料报送成功，逾期不缴费者视为放弃本次职称申报。", "去缴费", asks=True, sms="payment"),
    "lapsed_draft": Told(APPLICANT, "未在申报期内提交", "申报期已截止，您的申报未提交，{missed}。"),
    "lapsed_correction": Told(APPLICANT, "逾期未补正", "补正时限已过，仍有应由您补正的事项未完成，{lost}。", sms="lapsed"),
    "lapsed_holder": Told(APPLICANT, "未在规定时间内报送", "{late}未在规定时间内报送您的申报材料，按通知规定本年度申报结束。", sms="lapsed"),
    "lapsed_at_desk": Told(DESK, "逾期未报送，申报结束", "{late}未在规定时间内报送{name}的申报材料，按通知规定其本年度申报结束。"),
    "held_overdue": Told(OFFICE, "逾期未报送，请决定", "{name}的申报因{late}逾期未报送，请决定是否同意延后接收。", "去决定", asks=True),
    "held_told": Told(APPLICANT, "申报材料逾期未报送", "{late}未在 {deadline} 前报送，已转评委会所在职改办决定，结果另行通知。", sms="holder_late"),
    "held_holder": Told(DESK, "逾期未报送，已转职改办决定", "{late}未在 {deadline} 前报送{name}的申报，已转评委会所在职改办决定；作出决定前不能再办理。"),
    "late_allowed": Told(DESK, "同意延后接收", "评委会所在职改办同意延后接收{name}的申报，请在{due}前报送。{reason}", "去办理", asks=True),
    "late_allowed_known": Told(APPLICANT, "同意延后接收您的申报", "评委会所在职改办同意延后接收您的申报，由原办理单位在{due}前报送，您无需操作。"),
    "refused_late": Told(APPLICANT, "逾期不予受理", "因{late}未按规定时间报送，您的申报不予受理。{reason}", sms="refused"),
    "refused_late_holder": Told(DESK, "逾期不予受理", "因{late}未按规定时间报送，{name}的申报不予受理。{reason}"),
    "reported": Told(APPLICANT, "缴费成功，报送完成", "评审费已到账，您的申报已报送成功，等待评审。"),
    "lapsed_unpaid": Told(APPLICANT, "逾期未缴费", "缴费时间已过，您未缴纳评审费，视为放弃本次职称申报。", sms="lapsed"),
    "defence_called": Told(APPLICANT, "请参加专业答辩", "您的专业答辩已安排，请查看时间和地点，携带身份证参加。", "查看安排", asks=True, sms="defense"),
    "tallied": Told(APPLICANT, "评审结果", "评委会已完成对您申报的评审：{state}。"),
    "cancelled": Told(APPLICANT, "评审结果取消", "经核查，您的评审结果已被取消：{reason}。"),
    "kept_failed": Told(APPLICANT, "复查结果", "经复查，维持原评审结果。{reason}"),
    "result_publicity_over": Told(APPLICANT, "二次公示结束", "评审结果公示期满，正在报批确认。"),
    "frozen": Told(APPLICANT, "异议核查中", "公示期间收到异议，正在核查，结果确认暂停。"),
    "unfrozen": Told(APPLICANT, "异议核查结束", "经核查异议不成立，您的结果确认继续办理。"),
    "confirmed": Told(APPLICANT, "评审结果已确认", "您的{level}评审结果已确认，等待批复。"),
    "not_confirmed": Told(APPLICANT, "评审结果不予确认", "您的评审结果不予确认：{reason}。"),
    "approved": Told(APPLICANT, "评审结果已批复", "您的{level}评审结果已批复。"),
    "certified": Told(APPLICANT, "电子证书已发放", "您的{level}电子证书已发放，可下载证书和评审表。", "查看证书", sms="certified"),
    "withdrawn": Told(UNIT, "申报已撤回", "{name}的{level}申报已撤回。"),
    "invalid": Told(APPLICANT, "全年评审结果无效", "同一年度申报多个同级别职称，该年度所有评审结果无效。"),
    "revoked": Told(APPLICANT, "职称已撤销", "您的职称已被撤销：{reason}。"),
    "reopened": Told(APPLICANT, "申报重新开启", "您的申报已重新开启：{reason}。请留意新的办理时限{due}。", sms="reopened"),
    "reopened_at_desk": Told(DESK, "申报重新开启", "{name}的申报已重新开启：{reason}。请在{due}前办理。"),
    "review_again": Told(APPLICANT, "复查申请已受理", "您的复查申请已受理：{reason}。"),
}  # fmt: skip
# What a missed deadline means, in the words of the notice's ``late_policy.after_deadline`` (TIME-05, OFFICE-07).
MISSED = {
    "not_accepted": "按通知规定不予受理，视为放弃本次申报",
    "abandoned": "视为放弃本次申报",
    "abandoned_for_year": "视为放弃本年度申报资格",
}
LOST_WITH_A_CORRECTION = {
    "not_accepted": "视为放弃申报",
    "abandoned": "视为放弃申报",
    "abandoned_for_year": "视为放弃本年度申报资格",
}
# What a holder's lateness leads to, by ``late_policy.holder_late`` (G-07).
LATE_MEANS = {
    "office_decides": "逾期的，转评委会所在职改办决定，并记明是本单位的延误。",
    "automatic": "逾期的，按通知规定本年度申报结束，并记明是本单位的延误。",
}
# Where the notice gives no wording of its own.
SMS_TEXTS = {
    "returned": "{name}老师：您的职称申报被退回修改，请登录系统查看并在申报截止前重新提交。",
    "refused": "{name}老师：您的职称申报不予受理，原因见系统站内消息。",
    "lapsed": "{name}老师：您的职称申报已按规定视为放弃，原因见系统站内消息。",
    "certified": "{name}老师：您的{level}电子证书已发放，请登录系统下载。",
    "reopened": "{name}老师：您的职称申报已重新开启，请于{due}前办理。",
    "payment": "{name}老师：您的申报已审核通过，请登录系统在规定时间内缴费。",
    "correction": "{name}老师：您的申报材料需补正，请于{due}前完成，详见站内消息。",
    "holder_late": "{name}老师：{holder}未按时报送您的申报材料，现由职改办决定。",
    "correction_desk": "{name}的职称申报有应由贵单位补正的事项，请于{due}前办理并报回，详见系统站内消息。",
    "defense": "{name}老师：您的专业答辩已安排，请登录系统查看时间地点。",
}
# Two ways back that sound alike: one to go on with, one for good (T34, T34a).
PLAIN = {"recall": "取回修改", "withdraw": "终止申报（撤回）"}
# A draft nobody ever handed in is thrown away, not taken back (T34); the move is the same.
UNSENT = {"withdraw": "撤销草稿"}
UNSENT_MEANS = {
    "withdraw": "撤销后这份草稿不再填写、提交，也不能恢复。已填内容和附件保留：同一通知可以另建一份，点“从以往申报带入”取回。"
}
# What a button does, said before it is pressed, where its name does not say it all; keyed by the action.
MEANS = {
    "recall": "取回后申报回到草稿，可以接着改、再提交，不会失去这次申报；单位会收到消息，暂不办理。改好后须重新核对、签名、提交；超过申报截止时间没有再提交的，视为放弃本次申报。原来签名的承诺书作废，申报编号不变。",
    "withdraw": "终止后本次申报结束，不再审核，也不能恢复。已填内容保留，申报人可以在以后的申报中带入。",
}  # fmt: skip
