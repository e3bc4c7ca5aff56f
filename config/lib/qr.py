"""QR codes by segno."""

from io import BytesIO

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_svg(text: str) -> SafeString:
    """An inline SVG without any attribute a strict CSP would refuse."""
    drawing: str = segno.make(text, error="m", micro=False).svg_inline(
        scale=4, border=2, omitsize=True, svgclass="qr", lineclass=None
    )
    return mark_safe(drawing)  # noqa: S308 - made by segno from modules, the text is not in it


def qr_png(text: str) -> bytes:
    """A bitmap, for programs that know no SVG."""
    buffer = BytesIO()
    segno.make(text, error="m", micro=False).save(buffer, kind="png", scale=6, border=2)
    return buffer.getvalue()


def qr_svg_file(text: str) -> bytes:
    """A whole SVG file, for documents."""
    buffer = BytesIO()
    segno.make(text, error="m", micro=False).save(buffer, kind="svg", scale=4, border=1)
    return buffer.getvalue()
