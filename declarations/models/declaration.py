import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import Organisation, User
from committees.models import Commission, Committee
from committees.states import Rank
from declarations.states import LOOKS, Channel, EndReason, LetterKind, Look, State
from notices.models import NoticeEdition
from notices.rules import terms_of
from notices.states import DeclarationKind

# Large; a process parses an edition once (notices.rules.terms_of).
LAW = ("edition__terms", "edition__notice__draft", "edition__notice__amending")

CONTEXT = ("edition__notice__office", "applicant", "unit", "employer", "committee", "authority")


class DeclarationQuerySet(models.QuerySet["Declaration"]):
    def lock(self, pk: int) -> "Declaration":
        """Take this declaration for the rest of the transaction. It comes before the lock of anything below it."""
        return self.with_context().select_for_update(of=("self",)).get(pk=pk)

    def with_context(self) -> "DeclarationQuerySet":
        return self.select_related(*CONTEXT).defer(*LAW)

    def listed(self) -> "DeclarationQuerySet":
        """What a row of a list shows."""
        return self.select_related("applicant", "unit", "employer", "edition").defer("edition__terms")

    def live(self) -> "DeclarationQuerySet":
        """Not settled: somebody still has work with it."""
        return self.exclude(state__in=State.settled)

    def taking_slots(self) -> "DeclarationQuerySet":
        """Handed in and not withdrawn: the slot of the year is taken (ELIG-16, ELIG-17)."""
        return self.submitted().keeping_slots().exclude(slot="")

    def keeping_slots(self) -> "DeclarationQuerySet":
        """Not withdrawn, and not back on the applicant's desk before anybody decided (ELIG-16, PATH-25)."""
        return self.exclude(state__in=State.frees_slot)

    def submitted(self) -> "DeclarationQuerySet":
        return self.exclude(submitted_at=None)


class Declaration(models.Model):
    """One person's declaration under one notice: what is asked for, and where the case stands."""

    ref = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)  # what stands in URLs (AZ1)
    number = models.CharField(
        "申报编号", max_length=40, unique=True, null=True, blank=True
    )  # given at first submission
    applicant = models.ForeignKey(User, models.PROTECT, related_name="declarations", verbose_name="申报人")
    edition = models.ForeignKey(NoticeEdition, models.PROTECT, related_name="declarations", verbose_name="通知")
    committee = models.ForeignKey(
        Committee, models.PROTECT, null=True, blank=True, related_name="declarations", verbose_name="评委会"
    )

    # What is asked for, by the stable codes of the edition.
    level = models.CharField("申报级别", max_length=20)
    rank = models.CharField("层级", max_length=20, choices=Rank)
    specialty = models.CharField("申报专业", max_length=40)
    level_name = models.CharField("申报职称", max_length=60)  # as the edition says it, for lists and search
    specialty_name = models.CharField("专业名称", max_length=80)
    kind = models.CharField("申报类型", max_length=30, choices=DeclarationKind, default=DeclarationKind.ORDINARY)
    options = models.JSONField("特殊选项", default=list, blank=True)  # codes of declarations.states.Special

    # Through whom. ``employer`` is where the person works; ``unit`` carries out the unit's step (CHAN-06…10, G-32).
    employer = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所在单位"
    )
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="declarations", verbose_name="申报单位")
    channel = models.CharField("申报渠道", max_length=20, choices=Channel, default=Channel.UNIT)
    archive_hosted = models.BooleanField("档案已委托存放", default=False)
    freelancer = models.BooleanField("自由职业者", default=False)
    dispatched = models.BooleanField("劳务派遣", default=False)  # ELIG-14
    relay = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="派遣单位或社保缴纳单位",  # CHAN-20, CHAN-26
    )
    commission = models.ForeignKey(
        Commission, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="委托评审"
    )  # CHAN-16: by which another's committee is competent
    authority = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办理机关"
    )  # PATH-30: who determines it by its own authority, where that is not the notice's office
    menu = models.CharField("成果多选菜单", max_length=20, blank=True)  # COND-05
    letter_kind = models.CharField("授权或委托函", max_length=20, choices=LetterKind, blank=True)
    letter_issuer = models.CharField("函件出具单位", max_length=80, blank=True)
    letter_filed_on = models.DateField("函件备案日期", null=True, blank=True)  # CHAN-13
    letter_filed_no = models.CharField("函件备案号", max_length=60, blank=True)  # FORM-11
    outside_reason = models.CharField("确需在我区参评的原因", max_length=300, blank=True)  # CHAN-25

    # One live declaration a person and slot; the notice says what a slot is (ELIG-16, ELIG-17).
    slot = models.CharField(max_length=60)

    has_priority = models.BooleanField("优先评审", default=False)  # order of queues only; judges nothing (ELIG-18)

    # Where the case stands. ``state`` is written by review.process.services alone.
    state = models.CharField("状态", max_length=24, choices=State, default=State.DRAFT)
    state_since = models.DateTimeField("进入时间")
    stop = models.PositiveSmallIntegerField(default=0)  # index in its own route
    round_trip = models.PositiveSmallIntegerField(default=0)  # 0 the first way, n the n-th correction walk
    window = models.CharField(max_length=40, blank=True)  # the gate its present step must find open; set on arrival
    due_at = models.DateTimeField(
        "办理时限", null=True, blank=True
    )  # its own deadline; while set, replaces the windows
    ended_because = models.CharField("结束原因", max_length=24, choices=EndReason, blank=True)
    late_holder = models.CharField("逾期环节", max_length=120, blank=True)  # whose delay it was (G-07)

    created_at = models.DateTimeField("建立时间")
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)  # None again while it is recalled
    changed_at = models.DateTimeField("修改时间", null=True, blank=True)  # of the dossier
    version = models.PositiveIntegerField(default=0)  # of the dossier; a stale page is told so (TM5)

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申报"
        constraints = [
            models.UniqueConstraint(
                fields=["applicant", "slot"],
                condition=~Q(state__in=State.frees_slot) & ~Q(slot="") & Q(submitted_at__isnull=False),
                name="one_live_declaration_per_person_and_slot",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="declaration_state_is_known"),
            models.CheckConstraint(condition=Q(rank__in=Rank.values), name="declaration_rank_is_known"),
        ]
        indexes = [
            models.Index(fields=["edition", "state", "id"], name="declarations_by_state"),
            models.Index(fields=["unit", "state", "id"], name="declarations_of_a_unit"),
            models.Index(fields=["committee", "state", "id"], name="declarations_of_committee"),
            models.Index(fields=["edition", "committee"], name="declarations_of_both"),  # has it any under that (16-2)
            models.Index(fields=["state", "window"], name="declarations_by_window"),
            # The usual order of every list, in one state and in all (16-2).
            models.Index(fields=["state", "-has_priority", "state_since", "id"], name="declarations_in_line"),
            models.Index(fields=["-has_priority", "state_since", "id"], name="declarations_in_one_line"),
            models.Index(fields=["state"], condition=Q(round_trip__gt=0), name="declarations_walking_again"),
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="declarations_with_deadline"),
        ]

    def __str__(self) -> str:
        return f"{self.applicant} · {self.level_name}"

    def get_absolute_url(self) -> str:
        return reverse("process:case", args=[self.ref])

    @property
    def was_handed_in(self) -> bool:
        """At least once; a draft that was recalled was, and keeps its number (T34a)."""
        return bool(self.submitted_at or self.number)

    @property
    def title_word(self) -> str:
        """What the notice calls what is asked for: 职称, 专业技术资格 (GEN-16)."""
        return terms_of(self.edition).term("title")

    @property
    def look(self) -> Look:
        return LOOKS[self.state]

    @property
    def other_kind(self) -> str:
        """转评, 高层次直评, 认定 …; empty for the ordinary review."""
        return "" if self.kind == DeclarationKind.ORDINARY else self.get_kind_display()

    @property
    def office_id(self) -> int:
        """Whose case it is: the determining authority's, the committee's office's, else the notice's (design §10)."""
        if self.authority_id:
            return self.authority_id
        return self.committee.office_id if self.committee else self.edition.notice.office_id

    @property
    def office(self) -> Organisation:
        """The same, as ``with_context()`` has loaded it."""
        if self.authority:
            return self.authority
        return self.committee.office if self.committee else self.edition.notice.office

    @property
    def is_settled(self) -> bool:
        return self.state in State.settled
