"""Reads of rounds and meetings."""

from review.meetings.selectors.rounds import rounds_open_to

__all__ = ["rounds_open_to"]
