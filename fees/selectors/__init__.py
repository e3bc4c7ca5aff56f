"""Reads of this floor: the payer's page, the desk's lists, the books."""

from fees.selectors.books import FeeTotals, books_problems, fee_totals
from fees.selectors.desk import Filters, Page, desk_page, queue_counts, waiting_at
from fees.selectors.payer import BillPage, Stand, bill_page

__all__ = [
    "BillPage",
    "FeeTotals",
    "Filters",
    "Page",
    "Stand",
    "bill_page",
    "books_problems",
    "desk_page",
    "fee_totals",
    "queue_counts",
    "waiting_at",
]
