"""Key rotation: put the new key first on the ring, seal everything anew, then take the old key off."""

from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from config.lib.crypto import sealed_with_first_key
from config.lib.fields import EncryptedCharField


def reseal_all() -> dict[str, int]:
    """Rows sealed anew for each model, history tables too. May be stopped and run again."""
    return {model._meta.label: _reseal(model) for model in apps.get_models() if _sealed_fields(model)}


def _sealed_fields(model: type[models.Model]) -> list[EncryptedCharField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, EncryptedCharField)]


def _reseal(model: type[models.Model]) -> int:
    old = [pk for pk, tokens in _tokens(model) if not all(map(sealed_with_first_key, filter(None, tokens)))]
    return sum(_reseal_row(model, pk) for pk in old)


def _tokens(model: type[models.Model]) -> list[tuple[Any, list[str]]]:
    """Raw ciphertexts, as no field would show them."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in (model._meta.pk, *_sealed_fields(model)))
    with connection.cursor() as cursor:
        # the names of our own models, quoted
        cursor.execute(f"SELECT {columns} FROM {quote(model._meta.db_table)}")  # noqa: S608  # nosec B608
        return [(model._meta.pk.to_python(key), list(tokens)) for key, *tokens in cursor.fetchall()]


def _reseal_row(model: type[models.Model], pk: Any) -> int:
    names = [field.name for field in _sealed_fields(model)]
    with transaction.atomic():
        row = model._base_manager.select_for_update().filter(pk=pk).first()
        if row is None:
            return 0
        # The words have not changed: no history row and no signal is due.
        model._base_manager.bulk_update([row], names)
    return 1
