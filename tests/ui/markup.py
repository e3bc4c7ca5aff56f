"""Markup compared by what it says, not by how a formatter breaks its lines."""

import re


def tidy(markup):
    """White space beside tags removed, other white space made one blank."""
    return re.sub(r"\s*([<>])\s*", r"\1", " ".join(str(markup).split()))
