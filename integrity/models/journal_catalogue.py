from typing import Any

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from integrity.journals import names_line, plain_cn, plain_issn
from integrity.models.named import NamedJournalQuerySet
from integrity.states import CatalogueKind


class JournalCatalogue(models.Model):
    """One edition of a list of genuine journals, as its publisher issued it (A-19)."""

    kind = models.CharField("类别", max_length=10, choices=CatalogueKind)
    name = models.CharField("目录名称", max_length=80, help_text="如 中文核心期刊要目总览。")
    edition = models.CharField("版次", max_length=40, help_text="如 2023年版（第10版）。")
    publisher = models.CharField("编制单位", max_length=80, blank=True)
    valid_from = models.DateField("适用于何时起发表的论文", null=True, blank=True)
    valid_to = models.DateField("至", null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "期刊目录"
        ordering = ["name", "-edition"]
        constraints = [
            models.UniqueConstraint(fields=["name", "edition"], name="a_catalogue_has_each_edition_once"),
            models.CheckConstraint(condition=Q(kind__in=CatalogueKind.values), name="catalogue_kind_is_known"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                name="catalogue_period_runs_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.edition}"


class CatalogueJournal(models.Model):
    """A journal as a catalogue names it: what a clone borrows its number from, or its name."""

    catalogue = models.ForeignKey(JournalCatalogue, models.CASCADE, related_name="journals", verbose_name="期刊目录")
    name = models.CharField("刊名", max_length=120)
    aliases = models.JSONField("别名", default=list, blank=True)
    names = models.TextField(editable=False)  # all names normalised, each between line ends, for the match
    issn = models.CharField("ISSN", max_length=12, blank=True, db_index=True)
    cn = models.CharField("CN 刊号", max_length=20, blank=True, db_index=True)
    subject = models.CharField("学科", max_length=60, blank=True)

    objects = NamedJournalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "目录期刊"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["catalogue", "name", "cn"], name="a_catalogue_names_a_journal_once")
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.issn, self.cn = plain_issn(self.issn), plain_cn(self.cn)
        self.names = names_line((self.name, *self.aliases))
        super().save(*args, **kwargs)
