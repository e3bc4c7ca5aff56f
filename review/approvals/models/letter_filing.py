from django.db import models

from accounts.models import Organisation, User
from declarations.models import Declaration


class LetterFiling(models.Model):
    """An office has the paper letter of an outside unit on file: since when, and who saw it (CHAN-13)."""

    declaration = models.OneToOneField(Declaration, models.CASCADE, related_name="letter_filing")
    filed_on = models.DateField("备案日期")
    number = models.CharField("备案号", max_length=60, blank=True)  # FORM-11
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="确认单位")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="经办人")
    at = models.DateTimeField("确认时间")

    class Meta:
        verbose_name = verbose_name_plural = "函件备案"

    def __str__(self) -> str:
        return f"{self.declaration} {self.filed_on}"
