"""Writes of this floor: load, publish, amend, and the gates that every move holds."""

from notices.services.amending import (
    amend_notice,
    begin_amendment,
    drop_amendment,
    extend_window,
    publish_amendment,
)
from notices.services.announcing import announce, extend_and_announce, withdraw_announcement
from notices.services.attachments import (
    add_attachment,
    attach_file,
    change_attachment,
    move_attachment,
    remove_attachment,
)
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
from notices.services.helping import save_article, undo_article
from notices.services.loading import load_notice, read_notice_file, refuse_without_office
from notices.services.publishing import close_notice, publish_notice, reopen_notice
from notices.services.wording import drop_text, put_text, send_test

__all__ = [
    "Edit",
    "add_attachment",
    "amend_notice",
    "announce",
    "attach_file",
    "begin_amendment",
    "change_attachment",
    "clone_notice",
    "close_due_gates",
    "close_notice",
    "discard_draft",
    "drop_amendment",
    "drop_text",
    "edit_draft",
    "extend_and_announce",
    "extend_window",
    "hold_gate",
    "import_draft",
    "keep_values",
    "load_notice",
    "move_attachment",
    "move_gate",
    "publish_amendment",
    "publish_notice",
    "put_text",
    "read_notice_file",
    "refuse_without_office",
    "remove_attachment",
    "reopen_notice",
    "save_article",
    "send_test",
    "set_gate",
    "undo_article",
    "undo_draft",
    "withdraw_announcement",
]
