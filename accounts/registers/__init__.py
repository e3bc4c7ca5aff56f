"""Registers of the directory: lists whose rows have one form each, and come and go as sheets (ADMIN-08, GEN-14)."""

from accounts.registers.forms import NamesField, RowForm
from accounts.registers.register import Register

__all__ = ["NamesField", "Register", "RowForm"]
