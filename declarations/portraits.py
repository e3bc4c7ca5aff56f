"""Where a portrait is cut: the shape of a 证件照, or so much off each side (MAT-12, W112). Plain arithmetic."""

from collections.abc import Iterable
from typing import NamedTuple

from config.lib.files import LOW_RESOLUTION

SHAPE = (5, 7)  # width to height of 1寸 (25×35) and 2寸 (35×49)
LEAST = (295, 413)  # pixels of 1寸 at 300 dpi
MOST_OFF = 90  # percent of both opposite sides together


class Box(NamedTuple):
    """A part of a picture in its pixels."""

    left: int
    top: int
    width: int
    height: int

    @property
    def edges(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom."""
        return self.left, self.top, self.left + self.width, self.top + self.height


def centred(width: int, height: int) -> Box:
    """The largest part of the shape, from the middle."""
    unit = min(width / SHAPE[0], height / SHAPE[1])
    wide, high = max(round(unit * SHAPE[0]), 1), max(round(unit * SHAPE[1]), 1)
    wide, high = min(wide, width), min(high, height)
    return Box((width - wide) // 2, (height - high) // 2, wide, high)


def trimmed(width: int, height: int, *, left: int, right: int, top: int, bottom: int) -> Box:
    """What stays when so many percent are taken off each side."""
    off_left, off_top = width * left // 100, height * top // 100
    wide = max(width - off_left - width * right // 100, 1)
    high = max(height - off_top - height * bottom // 100, 1)
    return Box(off_left, off_top, wide, high)


def portrait_doubts(width: int, height: int, warnings: Iterable[str]) -> tuple[str, ...]:
    """What was found of the picture, but for small print, which no portrait has: 1寸 at 300 dpi is enough (MAT-12)."""
    others = tuple(each for each in warnings if not each.startswith(LOW_RESOLUTION))
    if width >= LEAST[0] and height >= LEAST[1]:
        return others
    return (f"照片只有 {width}×{height} 像素，请换成不小于 {LEAST[0]}×{LEAST[1]} 像素的。", *others)
