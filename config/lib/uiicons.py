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
    meaning = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')  # noqa: S308
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" focusable="false" {}>{}</svg>', meaning, _strokes(str(name))
    )
