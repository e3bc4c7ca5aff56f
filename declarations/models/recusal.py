from django.db import models

from accounts.models import User
from declarations.models.declaration import Declaration


class Recusal(models.Model):
    """This person has nothing to do with this declaration: no gate, list, count or desk shows it to them."""

    person = models.ForeignKey(User, models.CASCADE, related_name="recusals", verbose_name="回避人")
    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="recusals", verbose_name="申报")
    why = models.CharField("回避事由", max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "回避"
        constraints = [models.UniqueConstraint(fields=["person", "declaration"], name="one_recusal_per_person")]

    def __str__(self) -> str:
        return f"{self.person} ⊘ {self.declaration}"
