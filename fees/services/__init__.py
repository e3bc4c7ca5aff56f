"""Writes of this floor: orders, settlements, vouchers, refunds, receipts, windows, books."""

from fees.services.books import reconcile, reconcile_due
from fees.services.outside import (
    confirm_batch,
    confirm_outside_payment,
    enter_outside_payment,
    refuse_outside_payment,
)
from fees.services.outside_lists import import_outside_payments, preview_list
from fees.services.paying import ask_provider, open_payment, poll_payments
from fees.services.receipts import import_receipts, issue_receipt, request_receipt, void_receipt
from fees.services.refunds import ask_refund, confirm_refund, refuse_refund
from fees.services.settling import count_payment, receive_notice, settle_payment
from fees.services.windows import announce_window

__all__ = [
    "announce_window",
    "ask_provider",
    "ask_refund",
    "confirm_batch",
    "confirm_outside_payment",
    "confirm_refund",
    "count_payment",
    "enter_outside_payment",
    "import_outside_payments",
    "import_receipts",
    "issue_receipt",
    "open_payment",
    "poll_payments",
    "preview_list",
    "receive_notice",
    "reconcile",
    "reconcile_due",
    "refuse_outside_payment",
    "refuse_refund",
    "request_receipt",
    "settle_payment",
    "void_receipt",
]
