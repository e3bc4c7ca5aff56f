from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from integrity.journals import plain_cn, plain_issn, plain_name


class RiskJournalQuerySet(models.QuerySet["RiskJournal"]):
    def listed_on(self, day: date) -> Self:
        """In the register on this day; an open end is no end."""
        begun = Q(valid_from=None) | Q(valid_from__lte=day)
        not_over = Q(valid_to=None) | Q(valid_to__gte=day)
        return self.filter(begun, not_over)

    def called(self, *, name: str, issn: str = "", cn: str = "") -> Self:
        """One of its names is the same, or its ISSN, or its CN number (RISK-01)."""
        wanted = Q(names__contains=f"\n{plain_name(name)}\n") if plain_name(name) else Q(pk=None)
        if number := plain_issn(issn):
            wanted |= Q(issn=number)
        if number := plain_cn(cn):
            wanted |= Q(cn=number)
        return self.filter(wanted)


class RiskJournal(models.Model):
    """涉嫌非法出版物 (RISK-01)."""

    name = models.CharField("刊名", max_length=120)
    aliases = models.JSONField("别名", default=list, blank=True)
    names = models.TextField(editable=False)  # all names normalised, each between line ends, for the match
    issn = models.CharField("ISSN", max_length=12, blank=True, db_index=True)
    cn = models.CharField("CN 刊号", max_length=20, blank=True, db_index=True)
    reason = models.CharField("原因", max_length=200)
    source = models.CharField("来源", max_length=120, blank=True)
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
        known = dict.fromkeys(plain_name(name) for name in (self.name, *self.aliases))
        self.names = "\n" + "".join(f"{name}\n" for name in known if name)
        super().save(*args, **kwargs)
