"""People, and the clock, who acts among them."""

from typing import Any

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models

from config.lib.crypto import blind_index
from config.lib.fields import EncryptedCharField, SealIdField
from config.lib.pinyin import initials
from config.lib.text import mask_phone

PHONE_COLUMN = "accounts.user.phone"


def index_of_phone(phone: str) -> str:
    """What stands for a (normalised) phone number wherever it must be found but not read."""
    return blind_index(phone, column=PHONE_COLUMN)


class PersonManager(UserManager["User"]):
    def by_phone(self, phone: str) -> "User | None":
        """The person who signs in with this (normalised) phone number."""
        return self.filter(phone_index=index_of_phone(phone)).first()


class User(AbstractUser):
    """A person with an account. What is asked of applicants only stands in their dossiers."""

    seal_id = SealIdField()
    name = models.CharField("姓名", max_length=60)
    initials = models.CharField("拼音首字母", max_length=60, blank=True, editable=False)  # of the name (16-1)
    phone = EncryptedCharField("手机号", max_length=20, blank=True)
    phone_index = models.CharField(max_length=64, unique=True, null=True, editable=False)
    current_role = models.CharField("当前角色", max_length=20, blank=True)

    objects = PersonManager()

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        indexes = [models.Index(fields=["initials"], name="people_by_initials")]  # the order of desks' lists (16-1)

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """The one name a person has here; the stock pages greet with it."""
        return self.name

    def get_short_name(self) -> str:
        """The same."""
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._index_phone(kwargs)
        self._spell_name(kwargs)
        super().save(*args, **kwargs)

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone)

    def _index_phone(self, kwargs: dict[str, Any]) -> None:
        # Null, not empty, for people without a phone: unique allows many of them.
        self.phone_index = index_of_phone(self.phone) if self.phone else None
        fields = kwargs.get("update_fields")
        if fields is not None and "phone" in fields:
            kwargs["update_fields"] = [*fields, "phone_index"]

    def _spell_name(self, kwargs: dict[str, Any]) -> None:
        fields = kwargs.get("update_fields")
        if fields is not None and "name" not in fields:
            return  # a sign-in does not open the dictionary
        self.initials = initials(self.name)[:60]
        if fields is not None:
            kwargs["update_fields"] = [*fields, "initials"]


class System:
    """The clock and the machines: an actor with a name, never None in a signature."""

    pk = None
    name = "系统"

    def __str__(self) -> str:
        return self.name


SYSTEM = System()

Actor = User | System
