"""Append who did what and when to the chain (SYS-06).

Last of all: its lock is held to the commit, so nothing slow may come after it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import connection, transaction

from config.lib import clock
from records.models import AuditAnchor, AuditEntry, Fact
from records.selectors import audit_head

CHAIN_LOCK = 7_201_001  # any number no other advisory lock of ours uses
CONTENT_LENGTH = 64  # a SHA-256 in hex: ids and digests stand in the chain, never texts (design §10)

_facts: ContextVar[list[Fact] | None] = ContextVar("facts of the open transaction", default=None)


@contextmanager
def audited() -> Iterator[None]:
    """A transaction whose facts are appended just before it commits.

    Services nest (a paid bill moves a declaration), so the inner one hands its facts to the outer one; a block that
    fails takes its facts along.
    """
    outer, facts = _facts.get(), list[Fact]()
    token = _facts.set(facts)
    try:
        with transaction.atomic():
            yield
            if outer is None:
                _append(facts)
    finally:
        _facts.reset(token)
    if outer is not None:
        outer.extend(facts)


def note(*facts: Fact) -> None:
    """Remember facts for the end of the surrounding ``audited`` block."""
    noted = _facts.get()
    assert noted is not None, "note() belongs inside audited()"
    # SQLite keeps what is longer than its column; PostgreSQL refuses it.
    assert all(len(fact.content) <= CONTENT_LENGTH for fact in facts), "a fact holds a digest, not a text"
    noted.extend(facts)


def _append(facts: list[Fact]) -> None:
    if not facts:
        return
    _hold_chain()
    last = AuditEntry.objects.order_by("-number").first()
    entries = []
    for fact in facts:
        last = AuditEntry.after(last, fact)
        entries.append(last)
    AuditEntry.objects.bulk_create(entries)


def _hold_chain() -> None:
    # A statement of its own: the read of the last entry must see what the previous holder committed.
    # SQLite's IMMEDIATE transactions already let one writer in at a time.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])


def anchor_chain() -> AuditAnchor | None:
    """Keep the present head apart, in the database and in a file; None when it is anchored already."""
    number, digest = audit_head()
    if not number or AuditAnchor.objects.filter(number=number).exists():
        return None
    anchor = AuditAnchor.objects.create(number=number, digest=digest, at=clock.machine())
    path = settings.AUDIT_HEADS_FILE
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a") as heads:
            heads.write(f"{number} {digest} {anchor.at.isoformat()}\n")
    return anchor
