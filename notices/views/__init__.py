from notices.views.amending import amend, drop
from notices.views.desk import (
    card,
    clone,
    close,
    compare,
    discard,
    from_file,
    notice_desk,
    notice_wall,
    publish,
    reopen,
    times,
    to_file,
    undo,
)
from notices.views.draft import add, dates, edit, words
from notices.views.enclosures import enclosure, enclosure_file, enclosures
from notices.views.public import attachment, notice_detail, notice_editions, notice_list, policy_columns

__all__ = [
    "add",
    "amend",
    "attachment",
    "card",
    "clone",
    "close",
    "compare",
    "dates",
    "discard",
    "drop",
    "edit",
    "enclosure",
    "enclosure_file",
    "enclosures",
    "from_file",
    "notice_desk",
    "notice_detail",
    "notice_editions",
    "notice_list",
    "notice_wall",
    "policy_columns",
    "publish",
    "reopen",
    "times",
    "to_file",
    "undo",
    "words",
]
