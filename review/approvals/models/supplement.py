from django.db import models
from django.db.models import Q

from accounts.models import User
from declarations.models import Declaration
from declarations.states import PendingKind
from records.models import StoredFile
from review.approvals.states import SupplementState


class SupplementQuerySet(models.QuerySet["Supplement"]):
    def on_the_way(self) -> "SupplementQuerySet":
        """Handed in, and some desk has still to say its word."""
        return self.filter(state=SupplementState.ON_THE_WAY)


class Supplement(models.Model):
    """The final proof of one pending item, on the route of its declaration to the office (MAT-38, TIME-11).

    A returned one stays as history; what is handed in again is another row. While it walks, the case stands wherever it
    stands: a supplement moves no state.
    """

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="supplements")
    part = models.CharField("对应条目", max_length=60)  # a part key of an achievement or publication
    title = models.CharField("名称", max_length=120)  # as it was declared
    kind = models.CharField("等待期", max_length=20, choices=PendingKind)
    said = models.CharField("结题（发表）情况", max_length=300)
    state = models.CharField("状态", max_length=12, choices=SupplementState, default=SupplementState.ON_THE_WAY)
    stop = models.PositiveSmallIntegerField("所在环节")  # index of the stop whose word is awaited
    handed_in_at = models.DateTimeField("交出时间")
    late_holder = models.CharField("逾期环节", max_length=120, blank=True)  # whose delay it was (G-07, E405)
    settled_at = models.DateTimeField("办结时间", null=True, blank=True)

    objects = SupplementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "等待期材料补交"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["declaration", "part"],
                condition=Q(state__in=(SupplementState.ON_THE_WAY, SupplementState.ACCEPTED)),
                name="one_supplement_of_an_item_counts",
            ),
            models.CheckConstraint(condition=Q(state__in=SupplementState.values), name="supplement_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.get_kind_display()}）"

    @property
    def is_on_the_way(self) -> bool:
        return self.state == SupplementState.ON_THE_WAY

    @property
    def look(self) -> tuple[str, str, str]:
        """The badge."""
        tone, icon = LOOKS[self.state]
        return self.get_state_display(), tone, icon

    @property
    def proof(self) -> str:
        """结题证明, 发表证明."""
        return PROOFS[self.kind]


class SupplementFile(models.Model):
    """One file of a supplement, in the order it was chosen."""

    supplement = models.ForeignKey(Supplement, models.CASCADE, related_name="kept")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "补交文件"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.supplement} {self.position + 1}"


class SupplementStep(models.Model):
    """The word of one desk on a supplement: confirmed and sent on, taken into the dossier, or returned."""

    supplement = models.ForeignKey(Supplement, models.CASCADE, related_name="steps")
    stop = models.PositiveSmallIntegerField()
    name = models.CharField("单位", max_length=120)  # as it was then
    agrees = models.BooleanField("确认")
    note = models.CharField("说明", max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="经办人")  # null: the clock
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "补交经过"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.supplement} {self.name}"


PROOFS = {PendingKind.PROJECT_CLOSING.value: "结题证明", PendingKind.PUBLICATION.value: "发表证明"}
LOOKS = {
    SupplementState.ON_THE_WAY.value: ("flow", "clock"),
    SupplementState.ACCEPTED.value: ("ok", "check"),
    SupplementState.RETURNED.value: ("no", "undo-2"),
}
