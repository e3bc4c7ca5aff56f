from django.db import models
from django.db.models import Q

from accounts.models import Organisation, User
from declarations.models import Declaration
from integrity.models import Suspicion
from records.models import StoredFile
from review.approvals.states import FalsityState


class FalsityCase(models.Model):
    """A doubt whether materials are true: fed back to the applicant for proof, found on, filed above (OFFICE-10).

    It moves no state. While it is open the case is not accepted; found false, the case is refused or its result
    cancelled, and an integrity case is opened (OFFICE-14, MAT-34).
    """

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="falsity_cases")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="核查机关")
    place = models.CharField("所在材料", max_length=200, blank=True)
    doubt = models.TextField("疑点和需要举证的内容")
    due_at = models.DateTimeField("举证时限")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="反馈人")
    asked_at = models.DateTimeField("反馈时间")
    state = models.CharField("状态", max_length=12, choices=FalsityState, default=FalsityState.ASKED)
    answer = models.TextField("申报人的说明", blank=True)
    answered_at = models.DateTimeField("举证时间", null=True, blank=True)
    finding = models.TextField("认定结论和理由", blank=True)
    found_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="认定人")
    found_at = models.DateTimeField("认定时间", null=True, blank=True)
    suspicion = models.OneToOneField(Suspicion, models.PROTECT, null=True, related_name="+", verbose_name="诚信线索")
    filed_on = models.DateField("报备日期", null=True, blank=True)
    filing_no = models.CharField("报备文号", max_length=60, blank=True)
    filed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="报备人")

    class Meta:
        verbose_name = verbose_name_plural = "材料真实性核查"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=FalsityState.values), name="falsity_state_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=FalsityState.open) | Q(found_at__isnull=False), name="a_finding_says_when"
            ),
            models.CheckConstraint(
                condition=Q(state=FalsityState.FALSE) | Q(filed_on=None), name="only_what_is_false_is_filed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.declaration_id} {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        """Nothing is found yet."""
        return self.state in FalsityState.open

    @property
    def is_asked(self) -> bool:
        """The applicant's turn."""
        return self.state == FalsityState.ASKED

    @property
    def look(self) -> tuple[str, str, str]:
        """The badge."""
        if self.state == FalsityState.FALSE and self.filed_on is None:
            return "认定为虚假，待报备", "no", "circle-alert"
        tone, icon = LOOKS[self.state]
        return self.get_state_display(), tone, icon


class FalsityFile(models.Model):
    """One file of the applicant's proof."""

    falsity = models.ForeignKey(FalsityCase, models.CASCADE, related_name="kept")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "举证文件"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.falsity} {self.position + 1}"


LOOKS = {
    FalsityState.ASKED.value: ("flow", "clock"),
    FalsityState.ANSWERED.value: ("todo", "circle-alert"),
    FalsityState.CLEARED.value: ("ok", "check"),
    FalsityState.FALSE.value: ("no", "circle-alert"),
}
