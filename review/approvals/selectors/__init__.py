"""Reads of this floor: what the process asks of it, and what its pages show."""

from review.approvals.selectors.process import (
    addressee_stop,
    addressees_of,
    commissioned_for,
    first_addressee_state,
    groups_of,
    lowest_addressee,
    named_for,
    notices_of,
    open_notice,
    parts_of,
    parts_to_verify,
    step_done,
)

__all__ = [
    "addressee_stop",
    "addressees_of",
    "commissioned_for",
    "first_addressee_state",
    "groups_of",
    "lowest_addressee",
    "named_for",
    "notices_of",
    "open_notice",
    "parts_of",
    "parts_to_verify",
    "step_done",
]
