"""Texts a cloud has approved beforehand: it takes a template's number and its variables, never free words.

What is to be said is laid against the approved texts; the one it is an example of is sent, with the variables read
off. So the phone shows the very words that stand in the ledger, or nothing is sent.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from records.exceptions import Undeliverable

_SIGNED = re.compile(r"【([^】]{1,30})】(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Approved:
    """One approved text: the words between its variables, and the variables' names in order."""

    code: str
    words: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def of(cls, code: str, text: str, variable: re.Pattern[str]) -> Self:
        """``variable`` finds the names as this cloud writes them, in its one group."""
        parts = variable.split(text)
        return cls(code, tuple(parts[0::2]), tuple(parts[1::2]))

    def values_in(self, text: str) -> dict[str, str] | None:
        """The variables of a text that this one could have become; None when it could not."""
        first, *rest = self.words
        if not rest:
            return {} if text == first else None
        if not text.startswith(first):
            return None
        values: dict[str, str] = {}
        at = len(first)  # leftmost ends first: complete for texts of words and gaps, and linear
        for number, (name, words) in enumerate(zip(self.names, rest, strict=True), 1):
            end = _end_of_value(text, at, words, last=number == len(rest))
            if end is None or values.setdefault(name, text[at:end]) != text[at:end]:
                return None
            at = end + len(words)
        return values if at == len(text) else None


def _end_of_value(text: str, at: int, words: str, *, last: bool) -> int | None:
    """Where a value that begins at ``at`` ends: it has a letter at least, and ``words`` come after it."""
    if last:
        end = len(text) - len(words)
        return end if end > at and text.endswith(words) else None
    end = text.find(words, at + 1) if words else at + 1
    return end if end > at else None


class ApprovedTexts:
    """All that one account has approved."""

    def __init__(self, templates: Mapping[str, str] | Iterable[tuple[str, str]], variable: re.Pattern[str]) -> None:
        """Template number → text, word for word as approved."""
        self._all = [Approved.of(code, text, variable) for code, text in dict(templates).items()]

    def found(self, text: str) -> tuple[str, Approved, dict[str, str]]:
        """Signature, template and variables of a text. Raises ``Undeliverable``."""
        signed = _SIGNED.fullmatch(text)
        if signed is None:
            raise Undeliverable("短信没有签名。")
        for each in self._all:
            values = each.values_in(signed[2])
            if values is not None:
                return signed[1], each, values
        raise Undeliverable("这条文字没有在短信通道报备，请按报备的模板改写，或先报备。")

    def has(self, text: str) -> bool:
        """Whether the text was approved."""
        try:
            self.found(text)
        except Undeliverable:
            return False
        return True
