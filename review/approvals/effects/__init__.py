"""What else changes when a unit or an office moves a case. The table names them from here."""

from review.approvals.effects.corrections import (
    answer_passing,
    back_at_noticing_desk,
    close_notices,
    close_overdue_notices,
    close_return,
    go_to_addressee,
    issue_notice,
    record_return,
    turn_return_to_correction,
    walk_again,
)
from review.approvals.effects.publicity import end_publicity, open_publicity_here, open_supplementary, void_publicity
from review.approvals.effects.unit import record_check, record_recommendation

__all__ = [
    "answer_passing",
    "back_at_noticing_desk",
    "close_notices",
    "close_overdue_notices",
    "close_return",
    "end_publicity",
    "go_to_addressee",
    "issue_notice",
    "open_publicity_here",
    "open_supplementary",
    "record_check",
    "record_recommendation",
    "record_return",
    "turn_return_to_correction",
    "void_publicity",
    "walk_again",
]
