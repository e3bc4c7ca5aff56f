"""评审委员会: its authority, its terms of office, its members (COMM-01)."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.models import Organisation
from committees.models.catalogue import Series
from committees.models.expert import Expert
from committees.states import CommitteeKind, CommitteeStatus, MemberPost, Rank


class CommitteeQuerySet(models.QuerySet["Committee"]):
    def working(self) -> "CommitteeQuerySet":
        """Neither suspended nor cancelled."""
        return self.filter(status__in=CommitteeStatus.working)


class Committee(models.Model):
    name = models.CharField("名称", max_length=120, unique=True)  # notices name it in full
    series = models.ForeignKey(Series, models.PROTECT, related_name="committees", verbose_name="系列")
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="committees", verbose_name="所在职改办")
    kind = models.CharField("类别", max_length=20, choices=CommitteeKind, default=CommitteeKind.ORDINARY)
    ranks = models.JSONField("评审权限（级别）", default=list)
    specialties = models.JSONField(
        "评审权限（专业）", default=list, blank=True
    )  # codes of its series; none: all of them
    scope = models.CharField("受理范围", max_length=80, blank=True)  # 全区, 区直, a place
    min_members = models.PositiveSmallIntegerField("组成人数下限", null=True, blank=True)
    odd = models.BooleanField("人数应为单数", default=True)
    status = models.CharField("状态", max_length=20, choices=CommitteeStatus, default=CommitteeStatus.ACTIVE)
    approval_doc_no = models.CharField("核准备案文号", max_length=80, blank=True)
    valid_from = models.DateField("权限起", null=True, blank=True)
    valid_to = models.DateField("权限止", null=True, blank=True)

    objects = CommitteeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "评审委员会"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=CommitteeKind.values), name="committee_kind_is_known"),
            models.CheckConstraint(condition=Q(status__in=CommitteeStatus.values), name="committee_status_is_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def rank_names(self) -> str:
        return "、".join(Rank(rank).label for rank in self.ranks)

    def term_on(self, day: date) -> "CommitteeTerm | None":
        """The term of office this day falls in."""
        within = Q(ends_on=None) | Q(ends_on__gte=day)
        return self.terms.filter(within, starts_on__lte=day).order_by("-number").first()


class CommitteeTerm(models.Model):
    """届: members are named for a term, not for ever."""

    committee = models.ForeignKey(Committee, models.CASCADE, related_name="terms", verbose_name="评审委员会")
    number = models.PositiveSmallIntegerField("届")
    starts_on = models.DateField("任期起")
    ends_on = models.DateField("任期止", null=True, blank=True)
    approval_doc_no = models.CharField("组成人员批复文号", max_length=80, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "评委会任期"
        ordering = ["committee", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["committee", "number"], name="one_committee_term_per_number"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on__lte=F("ends_on")), name="a_term_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.committee}（第{self.number}届）"


class CommitteeMember(models.Model):
    term = models.ForeignKey(CommitteeTerm, models.CASCADE, related_name="members", verbose_name="任期")
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="seats", verbose_name="专家")
    post = models.CharField("职务", max_length=20, choices=MemberPost, default=MemberPost.MEMBER)

    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "评委会委员"
        ordering = ["term", "id"]
        constraints = [
            models.UniqueConstraint(fields=["term", "expert"], name="one_seat_per_expert_in_a_term"),
            models.UniqueConstraint(fields=["term"], condition=Q(post=MemberPost.CHAIR), name="one_chair_per_term"),
            models.CheckConstraint(condition=Q(post__in=MemberPost.values), name="member_post_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.expert} {self.get_post_display()}"
