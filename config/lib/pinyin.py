"""Pinyin initials, so that a search box finds 柳州 by ``lz`` (06-6, 16-1)."""

from functools import cache, lru_cache
from types import ModuleType

# Surnames and places whose first reading in the dictionary is not the one said in Guangxi.
_READ_HERE = {"覃": "qín", "冼": "xiǎn", "邕": "yōng", "侗": "dòng"}


@lru_cache(maxsize=20_000)
def initials(text: str) -> str:
    """韦秀兰 → wxl; Latin letters and digits stay, everything else falls away."""
    pinyin = _dictionary()
    letters = pinyin.lazy_pinyin(text, style=pinyin.Style.FIRST_LETTER, errors=_plain)
    return "".join(letters).lower()


@cache
def _dictionary() -> ModuleType:
    import pypinyin  # noqa: PLC0415 - slow import: two dictionaries of phrases

    pypinyin.load_single_dict({ord(character): reading for character, reading in _READ_HERE.items()})
    return pypinyin


def _plain(rest: str) -> str:
    return "".join(character for character in rest if character.isascii() and character.isalnum())
