from typing import Any

from django.db import models
from django.db.models import Q

from accounts.models.user import User
from config.lib.crypto import blind_index
from config.lib.fields import EncryptedCharField, SealIdField
from config.lib.text import mask_id_number, normalise_id_number

ID_COLUMN = "accounts.idnumber.number"


def index_of_id_number(number: str) -> str:
    """What stands for an ID number wherever it must be found but not read."""
    return blind_index(normalise_id_number(number), column=ID_COLUMN)


class IdNumber(models.Model):
    """One identity number of a person. Identity is a person with all their numbers (design §5): some have two."""

    user = models.ForeignKey(User, models.PROTECT, related_name="id_numbers", verbose_name="人员")
    seal_id = SealIdField()
    number = EncryptedCharField("身份证号码", max_length=18)
    number_index = models.CharField(max_length=64, unique=True, editable=False)
    is_current = models.BooleanField("现用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "身份证号码"
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(is_current=True), name="one_current_id_number"),
        ]

    def __str__(self) -> str:
        return mask_id_number(self.number)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.number_index = index_of_id_number(self.number)
        super().save(*args, **kwargs)
