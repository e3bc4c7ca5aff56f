"""Small real files: a coloured portrait, scans that differ, a PDF."""

from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw


@cache
def portrait(width: int = 413, height: int = 579) -> bytes:
    picture = Image.new("RGB", (width, height), (190, 210, 235))
    pen = ImageDraw.Draw(picture)
    pen.ellipse((width * 0.3, height * 0.2, width * 0.7, height * 0.55), fill=(225, 190, 165))
    pen.rectangle((width * 0.15, height * 0.62, width * 0.85, height), fill=(29, 85, 159))
    return _bytes(picture, "JPEG")


@cache
def grey_portrait() -> bytes:
    return _bytes(Image.open(BytesIO(portrait())).convert("L"), "JPEG")


@cache
def scan(words: str) -> bytes:
    """A page with these words and a red seal; other words, other bytes."""
    picture = Image.new("RGB", (1240, 1754), "white")
    pen = ImageDraw.Draw(picture)
    for row in range(40):
        pen.text((120, 120 + row * 36), f"{row:02} {words.encode().hex()[:90]}", fill="black")
    pen.ellipse((800, 1300, 1050, 1550), outline=(190, 30, 30), width=14)
    return _bytes(picture, "PNG")


def _bytes(picture: Image.Image, kind: str) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, kind)
    return buffer.getvalue()
