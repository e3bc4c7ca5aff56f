from records.models.audit_entry import AuditAnchor, AuditEntry, Fact
from records.models.calendar_change import CalendarChange
from records.models.calendar_day import CalendarDay
from records.models.document import Document
from records.models.idempotency_key import IdempotencyKey
from records.models.outbox import Outbox
from records.models.sheet_import import SheetImport
from records.models.stored_file import FileUse, StoredFile

__all__ = [
    "AuditAnchor",
    "AuditEntry",
    "CalendarChange",
    "CalendarDay",
    "Document",
    "Fact",
    "FileUse",
    "IdempotencyKey",
    "Outbox",
    "SheetImport",
    "StoredFile",
]
