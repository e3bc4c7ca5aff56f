from django.db import models
from simple_history.models import HistoricalRecords


class RiskJournal(models.Model):
    """涉嫌非法出版物 (RISK-01)."""

    name = models.CharField("刊名", max_length=120)
    plain_name = models.CharField(max_length=120, db_index=True, editable=False)  # normalised, for the match
    aliases = models.JSONField("别名", default=list, blank=True)
    issn = models.CharField("ISSN", max_length=12, blank=True)
    cn = models.CharField("CN 刊号", max_length=20, blank=True)
    reason = models.CharField("原因", max_length=200)
    source = models.CharField("来源", max_length=120, blank=True)
    valid_from = models.DateField("起", null=True, blank=True)
    valid_to = models.DateField("止", null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "风险刊物"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
