"""Shapes of input, one file a kind of page. Forms turn text into values; services judge and save (style, rule 13)."""
