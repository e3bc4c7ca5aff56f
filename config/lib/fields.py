"""Model fields that keep personal numbers sealed in the database and plain in Python.

A model with an ``EncryptedCharField`` also declares ``seal_id = SealIdField()``: the random id of the row, to which
each of its ciphertexts is bound. The primary key cannot serve, it is unknown before the first save.
"""

import uuid
from typing import Any, Self
from uuid import UUID

from django.core import checks
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from config.lib.crypto import SealBroken, open_seal, seal

SEAL_ID = "seal_id"


class SealIdField(models.UUIDField):  # type: ignore[type-arg]
    """The random id of a row; declare it under the name ``seal_id``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", uuid.uuid4)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)


class BoundText(str):
    """A plain text that remembers the row it is, or was, sealed for."""

    __slots__ = ("row",)
    row: UUID

    @classmethod
    def of(cls, text: str, row: UUID) -> Self:
        bound = cls(text)
        bound.row = row
        return bound


class FreshText(BoundText):
    """As it came out of the database, not yet compared with the row it was found in."""

    __slots__ = ()


class SealedAttribute(DeferredAttribute):
    """Binds the text to its row when it is read, and refuses a ciphertext that came from another row."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is None or not value:
            return value
        row = getattr(instance, SEAL_ID, None)
        if isinstance(value, FreshText):
            self._compare(instance, value, row)
            instance.__dict__[self.field.attname] = value = str(value)
        return BoundText.of(value, row) if row else value

    def __set__(self, instance: Any, value: Any) -> None:
        # The database fills an instance while it is being built; whatever is assigned later is a plain text.
        plain = isinstance(value, str) and not (isinstance(value, FreshText) and instance._state.adding)
        instance.__dict__[self.field.attname] = str(value) if plain else value

    def _compare(self, instance: Any, value: FreshText, row: UUID | None) -> None:
        built_by_hand = instance._state.adding
        if row and value.row != row and not built_by_hand:
            raise SealBroken(f"{self.field} of row {instance.pk} was sealed for another row.")


class EncryptedCharField(models.CharField):  # type: ignore[type-arg]
    """A CharField for forms and code; AES-256-GCM text in the database. Empty stays empty.

    It cannot be filtered on: keep ``blind_index(value, column=…)`` beside it. ``update()`` cannot bind a value to its
    row and is refused; assign and ``save(update_fields=[…])``. ``max_length`` is the plain text's.
    """

    descriptor_class = SealedAttribute

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        super().__init__(*args, **kwargs)

    @property
    def column_name(self) -> str:
        """The name ciphertexts are bound to; the history table of a model shares it with the model."""
        model = getattr(self.model, "instance_type", self.model)
        return f"{model._meta.app_label}.{model._meta.model_name}.{self.name}".lower()

    def get_internal_type(self) -> str:
        return "TextField"

    def db_type(self, connection: Any) -> str:
        return "text"

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *self._check_seal_id(), *self._check_plain()]

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        if not value:
            return value
        opened = open_seal(value, column=self.column_name)
        return FreshText.of(opened.text, opened.row)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if not value or hasattr(value, "resolve_expression"):
            return super().get_db_prep_save(value, connection)
        row = getattr(value, "row", None)
        if row is None and self._model_has_seal_id():
            raise FieldError(f"{self.column_name}: assign and save(); update() cannot bind a value to its row.")
        return seal(str(value), column=self.column_name, row=row)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.column_name} is sealed; filter on its blind index.")
        return super().get_lookup(lookup_name)

    def _model_has_seal_id(self) -> bool:
        return any(field.name == SEAL_ID for field in self.model._meta.concrete_fields)

    def _check_seal_id(self) -> list[checks.CheckMessage]:
        if self._model_has_seal_id():
            return []
        return [checks.Error(f"{self.model._meta.label} needs seal_id = SealIdField().", obj=self, id="lib.E001")]

    def _check_plain(self) -> list[checks.CheckMessage]:
        if not (self.unique or getattr(self, "db_index", False)):
            return []
        return [checks.Error("A sealed column has no order; index its blind index.", obj=self, id="lib.E002")]
