from typing import Any, Self

from django.db import models

from accounts.models import index_of_id_number
from config.lib.fields import EncryptedCharField, SealIdField
from config.lib.text import mask_id_number
from declarations.states import SharedKind


class SharedRecordQuerySet(models.QuerySet["SharedRecord"]):
    def about(self, index: str) -> Self:
        """Of the person with this blind index of an ID number."""
        return self.filter(number_index=index)


class SharedRecord(models.Model):
    """The local registry: what another authority told us of a person, by ID number (A-12, A-14…A-17).

    It answers where no interface is connected; an office brings it in from the sheets the authorities hand over.
    """

    seal_id = SealIdField()
    number = EncryptedCharField("身份证号码", max_length=18)
    number_index = models.CharField(max_length=64, editable=False, db_index=True)
    name = models.CharField("姓名", max_length=60)
    kind = models.CharField("类别", max_length=12, choices=SharedKind)
    content = models.JSONField("内容")  # a row as the interface would answer it (declarations.gateways.wire)
    content_digest = models.CharField(max_length=64, editable=False)
    provider = models.CharField("数据来源", max_length=60)
    data_on = models.DateField("数据日期")
    entered_at = models.DateTimeField("录入时间")

    objects = SharedRecordQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "共享数据登记"
        ordering = ["-data_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["number_index", "kind", "content_digest"], name="a_shared_fact_is_registered_once"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=SharedKind.values), name="shared_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {mask_id_number(self.number)}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.number_index = index_of_id_number(self.number)
        super().save(*args, **kwargs)
