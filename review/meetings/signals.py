"""Sent inside the transaction that sealed the meeting's results; received in review.process.receivers."""

from django.dispatch import Signal

box_sealed = Signal()  # outcomes: {declaration id: Outcome}
