"""Writes of this floor: load, publish, amend, and the gates that every move holds."""

from notices.services.attachments import attach_file
from notices.services.drafting import (
    Edit,
    clone_notice,
    discard_draft,
    edit_draft,
    import_draft,
    keep_values,
    undo_draft,
)
from notices.services.gates import close_due_gates, hold_gate, move_gate, set_gate
from notices.services.loading import load_notice, read_notice_file, refuse_without_office
from notices.services.publishing import amend_notice, close_notice, extend_window, publish_notice, reopen_notice

__all__ = [
    "Edit",
    "amend_notice",
    "attach_file",
    "clone_notice",
    "close_due_gates",
    "close_notice",
    "discard_draft",
    "edit_draft",
    "extend_window",
    "hold_gate",
    "import_draft",
    "keep_values",
    "load_notice",
    "move_gate",
    "publish_notice",
    "read_notice_file",
    "refuse_without_office",
    "reopen_notice",
    "set_gate",
    "undo_draft",
]
