"""Ranks, committees and experts: the words for where they stand."""

from enum import nonmember

from django.db.models import TextChoices


class Rank(TextChoices):
    """Levels of all series are of one of four ranks; 助理 and 员 are both 初级 (G-28)."""

    ZHENGGAO = "zhenggao", "正高级"
    FUGAO = "fugao", "副高级"
    ZHONG = "zhong", "中级"
    CHU = "chu", "初级"

    senior = nonmember(("zhenggao", "fugao"))
    order = nonmember(("chu", "zhong", "fugao", "zhenggao"))

    @classmethod
    def height(cls, rank: str) -> int:
        """0 for 初级 … 3 for 正高级; -1 for no title."""
        return cls.order.index(rank) if rank in cls.order else -1


class CommitteeKind(TextChoices):
    ORDINARY = "ordinary", "普通"
    SPECIAL_DIRECT = "special_direct", "高层次直评"
    TARGETED = "targeted", "双定向"


class CommitteeStatus(TextChoices):
    """COMM-11, COMM-12: not put right in time, a committee is stopped, in the end cancelled."""

    ACTIVE = "active", "正常"
    RECTIFYING = "rectifying", "限期整改"
    SUSPENDED = "suspended", "停止评审"
    CANCELLED = "cancelled", "取消评审资格"

    working = nonmember(("active", "rectifying"))


class MemberPost(TextChoices):
    CHAIR = "chair", "主任委员"
    VICE_CHAIR = "vice_chair", "副主任委员"
    MEMBER = "member", "委员"


class ExpertStatus(TextChoices):
    """COMM-09."""

    CANDIDATE = "candidate", "候选"
    LISTED = "listed", "在库"
    SUSPENDED = "suspended", "暂停"
    LEFT = "left", "退出"


class ConditionState(TextChoices):
    """评审条件 are revised by a procedure (004 一(二), GEN-08)."""

    DEMAND = "demand", "提出需求"
    DRAFTING = "drafting", "拟稿"
    SUBMITTED = "submitted", "报人社部门"
    ISSUED = "issued", "联合印发"
    IN_FORCE = "in_force", "生效"
    REPEALED = "repealed", "废止"

    editable = nonmember(("demand", "drafting"))
    numbered = nonmember(("issued", "in_force", "repealed"))
    dated = nonmember(("in_force", "repealed"))
    order = nonmember(("demand", "drafting", "submitted", "issued", "in_force"))
