"""The same button twice, or twenty times at once, has one effect and one answer (TM5)."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction

from config.lib import clock
from records.exceptions import KeyReused
from records.models import IdempotencyKey

KEEP = timedelta(days=7)


def once(key: str, *, user_id: int, request_digest: str, act: Callable[[], Any]) -> Any:
    """Run ``act`` unless this user's key was used; return its answer (JSON), the stored one if it ran before.

    Effect and key commit together: when ``act`` raises, the key is free again. Raises ``KeyReused`` when the key came
    with another request. An empty key (a client without script) is no key: ``act`` simply runs.
    """
    if not key:
        return act()
    with transaction.atomic():
        fresh = IdempotencyKey(user_id=user_id, key=key, request_digest=request_digest, created_at=clock.machine())
        # Waits for a twin that is still in its transaction, then does nothing if that one committed.
        IdempotencyKey.objects.bulk_create([fresh], ignore_conflicts=True)
        row = IdempotencyKey.objects.select_for_update(of=("self",)).get(user_id=user_id, key=key)
        if row.request_digest != request_digest:
            raise KeyReused(key)
        if row.answer is None:
            row.answer = {"answer": act()}
            row.save(update_fields=["answer"])
    return row.answer["answer"]


def digest_of_request(*parts: str) -> str:
    """What makes two requests the same: path and body, say."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def forget_old_keys() -> int:
    """Drop keys nobody will press again; how many."""
    return IdempotencyKey.objects.filter(created_at__lt=clock.machine() - KEEP).delete()[0]
