"""Every verb of a declaration's life; the label is the button."""

from enum import nonmember

from django.db.models import TextChoices


class Action(TextChoices):
    BEGIN = "begin", "开始填报"
    SUBMIT = "submit", "签名并提交给单位审核"
    RECALL = "recall", "撤回修改"
    WITHDRAW = "withdraw", "撤回申报"
    RETURN = "return", "退回"
    PASS_CHECK = "pass_check", "审核通过"
    PASS_DEFENCE = "pass_defence", "答辩完成，进入审议"
    DELIBERATE = "deliberate", "审议通过"
    END_PUBLICITY = "end_publicity", "公示期满"
    REOPEN_CHECK = "reopen_check", "异议成立，重新审核"
    RECOMMEND = "recommend", "出具推荐意见并上报"
    SUPPLEMENT = "supplement", "开始补充公示"
    DECLINE = "decline", "不予推荐"
    FORWARD = "forward", "审核通过并上报"
    REQUEST_CORRECTION = "request_correction", "一次性告知补正"
    TURN_TO_CORRECTION = "turn_to_correction", "转为补正"
    RESUBMIT = "resubmit", "补正完成，重新报送"
    ACCEPT = "accept", "审核通过，予以受理"
    DETERMINE = "determine", "审核通过，报请确认"
    REFUSE = "refuse", "不予受理"
    HOLD = "hold", "逾期未报送"
    ALLOW_LATE = "allow_late", "同意延后接收"
    REFUSE_LATE = "refuse_late", "逾期不予受理"
    LAPSE = "lapse", "视为放弃"
    SETTLE = "settle", "缴费到账"
    ENTER_ROUND = "enter_round", "列入评审批次"
    START_READING = "start_reading", "交专家评审"
    CALL_DEFENCE = "call_defence", "进入专业答辩"
    TO_VOTE = "to_vote", "提交评委会表决"
    TALLY = "tally", "公布表决结果"
    PASS_RECHECK = "pass_recheck", "复核通过"
    FAIL_RECHECK = "fail_recheck", "复核取消结果"
    REVOTE = "revote", "重新表决"
    KEEP_FAILED = "keep_failed", "维持未通过"
    FREEZE = "freeze", "受理异议，暂停确认"
    DISMISS = "dismiss", "异议不成立"
    UPHOLD = "uphold", "异议成立，取消结果"
    CONFIRM = "confirm", "确认评审结果"
    NOT_CONFIRM = "not_confirm", "不予确认"
    APPROVE = "approve", "批复"
    CERTIFY = "certify", "发放电子证书"
    CANCEL = "cancel", "取消评审结果"
    INVALIDATE = "invalidate", "全年结果无效"
    REVOKE = "revoke", "撤销职称"
    REOPEN = "reopen", "重新开启"
    REVIEW_AGAIN = "review_again", "受理复查"

    # What ends or reopens a case out of the ordinary; never the next step by itself.
    exceptional = nonmember(frozenset(("cancel", "invalidate", "revoke", "reopen")))


class RehearsalState(TextChoices):
    """How far a rehearsal of a notice is."""

    QUEUED = "queued", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "没有完成"


class RehearsalScope(TextChoices):
    """How many made-up people take part."""

    BRIEF = "brief", "简要：各级别、各途径、各类人员各一人"
    WHOLE = "whole", "完整：每个级别的各途径、各类人员"


class ExportFormat(TextChoices):
    """What a list is taken away as (FORM-47)."""

    XLSX = "xlsx", "表格（XLSX）"
    PDF = "pdf", "打印件（PDF，A4 横向）"


class ExportState(TextChoices):
    """How far a list that is taken away is."""

    WAITING = "waiting", "排队中"
    READY = "ready", "可下载"
    FAILED = "failed", "没有生成"
    EXPIRED = "expired", "已失效"
