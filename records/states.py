"""The words of this floor's rows."""

from enum import nonmember

from django.db.models import TextChoices


class OutboxState(TextChoices):
    PENDING = "P", "待发送"
    SENDING = "S", "发送中"  # a worker holds a lease; one that runs out may have been sent or not
    DONE = "D", "已完成"
    FAILED = "F", "失败"  # a person has to look
    UNKNOWN = "U", "结果未知"  # asked of the provider before it is repeated


class ScanState(TextChoices):
    CLEAN = "clean", "已扫描"
    UNSCANNED = "unscanned", "未扫描"
    INFECTED = "infected", "含病毒"


class DaySource(TextChoices):
    OFFICIAL = "official", "官方公布"
    DERIVED = "derived", "推算（放假安排未公布）"
    REGIONAL = "regional", "地方规定"


class SheetState(TextChoices):
    WAITING = "waiting", "排队中"
    WORKING = "working", "导入中"
    TAKEN = "taken", "已导入"
    CHECKED = "checked", "核对无误，等待确认"  # a trial run: nothing is written yet, the file is kept
    REFUSED = "refused", "没有导入"
    FAILED = "failed", "失败"

    under_way = nonmember(frozenset({"waiting", "working"}))  # a worker has it or will have it


class ChangeState(TextChoices):
    """Where a change of the working calendar stands: one proposes, another approves (ADMIN-10)."""

    PROPOSED = "proposed", "待第二人批准"
    APPROVED = "approved", "已生效"
    REFUSED = "refused", "未批准"
    WITHDRAWN = "withdrawn", "已撤回"
