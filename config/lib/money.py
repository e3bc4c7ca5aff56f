"""Money is a whole number of fen, never a float (IN13)."""

import re
import unicodedata
from decimal import Decimal

_AMOUNT = re.compile(r"(\d{1,3}(,\d{3})+|\d{1,12})(\.\d{1,2})?", re.ASCII)
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def yuan(fen: int) -> str:
    """45000 → "450.00"."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100}.{fen % 100:02d}"


def fen(amount: str | int | Decimal) -> int:
    """Yuan as people write them ("450", "1,234.50", "￥450元") to fen. Raises ``ValueError``; floats are refused."""
    if isinstance(amount, float):
        raise TypeError("A float is not an amount of money.")
    text = unicodedata.normalize("NFKC", str(amount)).strip().strip("¥元").strip()
    if not _AMOUNT.fullmatch(text):
        raise ValueError(f"{amount!r} is not an amount of yuan.")
    return int(Decimal(text.replace(",", "")) * 100)


def amount_in_words(fen: int) -> str:
    """The capital numerals of receipts: 45000 → 肆佰伍拾元整, 100005 → 壹仟元零伍分."""
    if fen < 0:
        return f"负{amount_in_words(-fen)}"
    whole, jiao, cent = fen // 100, fen // 10 % 10, fen % 10
    words = f"{_whole_in_words(whole)}元" if whole or not fen else ""
    if not jiao and not cent:
        return f"{words}整"
    gap = "零" if whole and not jiao else ""
    tenths = f"{_DIGITS[jiao]}角" if jiao else ""
    return words + gap + tenths + (f"{_DIGITS[cent]}分" if cent else "整")


def _whole_in_words(number: int) -> str:
    if number == 0:
        return "零"
    words, gap = "", False
    for place in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**place % 10
        if digit:
            words += ("零" if gap and words else "") + _DIGITS[digit] + _PLACES[place % 4]
        gap = not digit
        group = number // 10**place % 10_000 if place % 4 == 0 else 0
        words += _GROUPS[place // 4] if group else ""
    return words
