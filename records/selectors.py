"""What the other floors and the operators ask of this one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db.models import Count, Q

from config.lib import clock
from records.models import AuditAnchor, AuditEntry, Document, Outbox
from records.models.audit_entry import GENESIS
from records.states import OutboxState

QUIET = timedelta(seconds=120)  # an outbox row waiting longer means nobody delivers


# ── the audit chain ────────────────────────────────────────────────────────────────────────────────────────────────
def audit_head() -> tuple[int, str]:
    """Number and digest of the last entry, as printed on confirmation documents; (0, zeros) for an empty chain."""
    last = AuditEntry.objects.order_by("-number").values_list("number", "digest").first()
    return last or (0, GENESIS)


def was_read_since(file_id: int, person_id: int, since: datetime) -> bool:
    """Whether a reading of this file by this person was noted after that moment."""
    told = AuditEntry.objects.filter(actor_id=person_id, at__gt=since)
    return told.filter(event="file.read", subject_id=file_id).exists()


def first_broken_entry(*, since: AuditAnchor | None = None) -> AuditEntry | None:
    """Walk the chain, whole or from an anchor on; the first entry that does not follow from the one before, or None."""
    number, previous = (since.number, since.digest) if since else (0, GENESIS)
    for entry in AuditEntry.objects.filter(number__gt=number).order_by("number").iterator():
        number += 1
        if (entry.number, entry.previous, entry.digest) != (number, previous, entry.computed_digest()):
            return entry
        previous = entry.digest
    return None


def audit_problem(*, since: AuditAnchor | None = None) -> str | None:
    """One sentence about what is wrong with the chain or its anchors, or None."""
    if broken := first_broken_entry(since=since):
        return f"审计链第{broken.number}条与前一条不衔接。"
    if lost := _lost_anchor():
        return f"审计链第{lost[0]}条与锚点记录不符，链尾可能被删改。"
    return None


def last_anchor() -> AuditAnchor | None:
    """The newest anchor in the database."""
    return AuditAnchor.objects.order_by("-number").first()


def _lost_anchor() -> tuple[int, str] | None:
    """An anchor whose entry is gone or different. Anchors are also kept in a file, for the day the table is not."""
    for number, digest in (*AuditAnchor.objects.order_by("number").values_list("number", "digest"), *_heads_on_file()):
        if not AuditEntry.objects.filter(number=number, digest=digest).exists():
            return number, digest
    return None


def _heads_on_file() -> Iterator[tuple[int, str]]:
    path = settings.AUDIT_HEADS_FILE
    for line in path.read_text().splitlines() if path and path.exists() else ():
        number, digest, *_ = line.split()
        yield int(number), digest


# ── the outbox ─────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class OutboxHealth:
    """How the queue of record stands."""

    waiting: int
    failed: int
    unknown: int
    oldest: timedelta  # how long the longest-due row has been waiting

    @property
    def is_moving(self) -> bool:
        return self.oldest < QUIET


def outbox_health() -> OutboxHealth:
    """One query for the counts, one for the age."""
    now = clock.machine()
    counts = Outbox.objects.aggregate(
        waiting=Count("pk", filter=Q(state__in=(OutboxState.PENDING, OutboxState.SENDING))),
        failed=Count("pk", filter=Q(state=OutboxState.FAILED)),
        unknown=Count("pk", filter=Q(state=OutboxState.UNKNOWN)),
    )
    first = Outbox.objects.due(now).values_list("not_before", "lease_until").first()
    since = max(moment for moment in first if moment) if first else now
    return OutboxHealth(**counts, oldest=now - since)


# ── documents ──────────────────────────────────────────────────────────────────────────────────────────────────────
class Making(StrEnum):
    """How far a requested form is."""

    NONE = "none"
    WAITING = "waiting"
    WORKING = "working"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class DocumentProgress:
    """Where a requested form stands; ``document`` is the latest one issued, even while a newer is made."""

    making: Making
    document: Document | None = None
    before_it: int = 0  # rows in front of it in the queue
    asked_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.making in {Making.WAITING, Making.WORKING}


def about(kind: str, subject_kind: str, subject_id: int) -> str:
    """How outbox rows name the form they will become."""
    return f"{kind}:{subject_kind}:{subject_id}"


def latest_document(kind: str, subject_kind: str, subject_id: int) -> Document | None:
    """The form as issued last."""
    of_this = Document.objects.filter(kind=kind, subject_kind=subject_kind, subject_id=subject_id)
    return of_this.select_related("file").order_by("-pk").first()


def document_progress(kind: str, subject_kind: str, subject_id: int) -> DocumentProgress:
    """For pages that show how far a form is; three queries at most."""
    document = latest_document(kind, subject_kind, subject_id)
    row = Outbox.objects.filter(about=about(kind, subject_kind, subject_id)).order_by("-pk").first()
    if row is None or row.state == OutboxState.DONE:
        return DocumentProgress(Making.READY if document else Making.NONE, document)
    making = {OutboxState.SENDING: Making.WORKING, OutboxState.FAILED: Making.FAILED}
    before = Outbox.objects.open().filter(kind=row.kind, pk__lt=row.pk).count()
    return DocumentProgress(making.get(OutboxState(row.state), Making.WAITING), document, before, row.created_at)
