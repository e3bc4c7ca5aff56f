"""Icons of the ``lucide`` package as inline SVG, drawn once per process."""

import re
from functools import cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

_INNER = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


@cache
def _strokes(name: str) -> SafeString:
    """The paths of an icon. Raises ``lucide.IconDoesNotExist`` for a name the package does not know."""
    drawing = _INNER.search(str(lucide(name, size=None)))
    assert drawing, f"icon {name} is not an svg"
    return mark_safe(re.sub(r"\s+", " ", drawing[1]).strip())  # noqa: S308 - comes from an installed package


@cache
def icon_svg(name: str, label: str = "") -> SafeString:
    """An icon; hidden from screen readers unless ``label`` says what it means."""
    meaning = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" focusable="false" {}>{}</svg>', meaning, _strokes(str(name))
    )


# Three line drawings, no more: an empty tray, a finished vase, a cracked one; each with its viewBox.
_VASE = "M56 6h16M58 6v10c-14 6-20 16-20 28 0 16 10 24 14 30h24c4-6 14-14 14-30 0-12-6-22-20-28V6"
_TRAY = "M20 44h88M28 44c2 16 16 26 36 26s34-10 36-26M50 70l-2 6h32l-2-6M38 30c4-4 8-4 12 0s8 4 12 0 8-4 12 0 8 4 12 0"
DRAWINGS = {
    "empty": ("18 22 92 58", _TRAY),
    "done": ("36 2 56 76", _VASE + "M40 40h48M52 54l8 8 16-18"),
    "error": ("36 2 56 76", _VASE + "M62 20l-6 12 10 8-8 12 6 10"),
}


def drawing_svg(name: str) -> SafeString:
    """A line drawing that says nothing to screen readers; the words stand beside it."""
    frame, strokes = DRAWINGS[name]
    return format_html(
        '<svg class="drawing" viewBox="{}" aria-hidden="true" focusable="false"><path d="{}"/></svg>', frame, strokes
    )
