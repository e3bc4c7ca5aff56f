"""Pictures that stand for scans: portraits, sheets with a red stamp. Each says 演示; equal words, equal bytes."""

from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image, ImageDraw, ImageFont

FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts")
FONT = "NotoSansCJK-Regular.ttc"
SIMPLIFIED = 2  # the face of the collection that draws mainland forms
SHEET, PORTRAIT = (827, 1169), (413, 579)  # A4 at 100 dpi; two inches of a photo at 300
INK, RED, FAINT = (40, 40, 44), (196, 30, 32), (226, 226, 230)
SKIES = ((168, 206, 240), (190, 216, 242), (150, 194, 232))  # the blue ground of ID photos
SKINS = ((238, 203, 173), (228, 190, 158), (242, 212, 186))
CLOTHES = ((36, 52, 92), (90, 42, 60), (38, 80, 72), (70, 70, 78), (120, 64, 36))
HAIRS = ((30, 24, 22), (44, 34, 30), (60, 52, 48))


def portrait(seed: int, sex: str) -> bytes:
    """A drawn head and shoulders in colour on blue: nobody's face (MAT-12)."""
    chance = Random(seed)  # noqa: S311  # a picture, not a secret
    width, height = PORTRAIT
    image = Image.new("RGB", PORTRAIT, chance.choice(SKIES))
    draw = ImageDraw.Draw(image)
    skin, hair, cloth = chance.choice(SKINS), chance.choice(HAIRS), chance.choice(CLOTHES)
    middle = width // 2
    if sex == "女":
        draw.rounded_rectangle((middle - 112, 120, middle + 112, 430), 100, fill=hair)
    draw.ellipse((middle - 190, 400, middle + 190, 820), fill=cloth)
    draw.polygon([(middle - 46, 396), (middle + 46, 396), (middle, 470)], fill=(250, 250, 250))
    draw.rounded_rectangle((middle - 40, 340, middle + 40, 420), 20, fill=skin)
    draw.ellipse((middle - 92, 140, middle + 92, 390), fill=skin)
    draw.pieslice((middle - 100, 110, middle + 100, 330), 180, 360, fill=hair)
    _face(draw, middle, hair)
    draw.text((width - 12, height - 10), "演示", fill=(255, 255, 255), font=_font(22), anchor="rs")
    return _jpeg(image)


def sheet(title: str, lines: Sequence[str], *, stamp: str = "演示专用章") -> bytes:
    """One scanned page: a title, some lines, a red stamp."""
    image = _paper().copy()
    draw = ImageDraw.Draw(image)
    draw.text((SHEET[0] // 2, 120), title, fill=INK, font=_font(30), anchor="mm")
    for number, line in enumerate(_broken(lines)):
        draw.text((90, 190 + 38 * number), line, fill=INK, font=_font(20))
    if stamp:
        _stamp(draw, stamp)
    return _jpeg(image)


def booklet(title: str, pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF of several such pages: a paper, a report."""
    drawn = [Image.open(BytesIO(sheet(title, lines, stamp=""))) for lines in pages]
    kept = BytesIO()
    drawn[0].save(kept, "PDF", save_all=True, append_images=drawn[1:], resolution=100, title=title)
    return kept.getvalue()


def _face(draw: ImageDraw.ImageDraw, middle: int, hair: Any) -> None:
    for side in (-1, 1):
        eye = middle + side * 36
        draw.ellipse((eye - 9, 258, eye + 9, 272), fill=hair)
        draw.line((eye - 18, 240, eye + 18, 238), fill=hair, width=5)
    draw.line((middle, 276, middle - 6, 308, middle + 6, 310), fill=(190, 140, 120), width=4)
    draw.arc((middle - 30, 318, middle + 30, 346), 20, 160, fill=(170, 70, 70), width=5)


@lru_cache(maxsize=1)
def _paper() -> Image.Image:
    image = Image.new("RGB", SHEET, (253, 252, 248))
    draw = ImageDraw.Draw(image)
    draw.rectangle((50, 60, SHEET[0] - 50, SHEET[1] - 60), outline=(120, 120, 124), width=2)
    faint = Image.new("L", (600, 200), 0)
    ImageDraw.Draw(faint).text((300, 100), "演示 · 非真实材料", fill=70, font=_font(64), anchor="mm")
    turned = faint.rotate(30, expand=True)
    image.paste(FAINT, (SHEET[0] // 2 - turned.width // 2, 520), turned.point(lambda value: value * 3))
    return image


def _stamp(draw: ImageDraw.ImageDraw, words: str) -> None:
    left, top, size = 560, 890, 170
    draw.ellipse((left, top, left + size, top + size), outline=RED, width=6)
    draw.text((left + size // 2, top + size // 2 - 22), "★", fill=RED, font=_font(40), anchor="mm")
    draw.text((left + size // 2, top + size // 2 + 34), words, fill=RED, font=_font(24), anchor="mm")


def _broken(lines: Sequence[str], width: int = 32) -> list[str]:
    return [line[start : start + width] for line in lines for start in range(0, max(len(line), 1), width)][:22]


def _jpeg(image: Image.Image) -> bytes:
    kept = BytesIO()
    image.save(kept, "JPEG", quality=78)
    return kept.getvalue()


@lru_cache(maxsize=16)
def _font(size: int) -> Any:
    path = _font_file()
    return ImageFont.truetype(str(path), size, index=SIMPLIFIED) if path else ImageFont.load_default(size)


@lru_cache(maxsize=1)
def _font_file() -> Path | None:
    found = (path for folder in FONTS if Path(folder).is_dir() for path in sorted(Path(folder).rglob(FONT)))
    return next(found, None)
