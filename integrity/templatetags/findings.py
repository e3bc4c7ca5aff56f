"""Counts for the first page of the admin: the board of whoever finds (MAT-05)."""

from django import template

from accounts.models import User
from integrity.selectors import suspicions_waiting_for

register = template.Library()


@register.simple_tag
def suspicions_waiting(user: User) -> int:
    """How many suspicions this person has to hear and find."""
    return suspicions_waiting_for(user).count()
