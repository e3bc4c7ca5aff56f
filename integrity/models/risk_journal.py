from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from integrity.journals import names_line, plain_cn, plain_issn
from integrity.models.named import NamedJournalQuerySet


class RiskJournalQuerySet(NamedJournalQuerySet):
    def listed_on(self, day: date) -> Self:
        """In the register on this day; an open end is no end."""
        begun = Q(valid_from=None) | Q(valid_from__lte=day)
        not_over = Q(valid_to=None) | Q(valid_to__gte=day)
        return self.filter(begun, not_over)


class RiskJournal(models.Model):
    """涉嫌非法出版物 (RISK-01)."""

    name = models.CharField("刊名", max_length=120)
    aliases = models.JSONField("别名", default=list, blank=True)
    names = models.TextField(editable=False)  # all names normalised, each between line ends, for the match
    issn = models.CharField("ISSN", max_length=12, blank=True, db_index=True)
    cn = models.CharField("CN 刊号", max_length=20, blank=True, db_index=True)
    reason = models.CharField("原因", max_length=200)
    source = models.CharField("来源", max_length=120, blank=True)
    edition = models.CharField("名单版次", max_length=40, blank=True, help_text="如 2024年第1批。")
    valid_from = models.DateField("起", null=True, blank=True)
    valid_to = models.DateField("止", null=True, blank=True)

    objects = RiskJournalQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "风险刊物"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["name", "issn", "cn"], name="a_risk_journal_is_listed_once"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                name="risk_journal_period_runs_forward",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.issn, self.cn = plain_issn(self.issn), plain_cn(self.cn)
        self.names = names_line((self.name, *self.aliases))
        super().save(*args, **kwargs)
