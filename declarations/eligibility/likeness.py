"""How much of one text stands in another, whatever the blanks and points (MAT-51)."""

from collections.abc import Callable, Iterable

STRETCH = 5  # characters read at once: shorter ones are common words, longer ones break at every changed character
SAME = 95  # percent of the longer text: headings and page numbers of a printed page do not make it another one


def letters_of(text: str) -> str:
    """Letters and figures alone."""
    return "".join(char for char in text.casefold() if char.isalnum())


def is_same(one: str, other: str) -> bool:
    """Whether two texts are one, but for what a page adds; nothing is the same as nothing else."""
    letters = letters_of(one)
    return bool(letters) and (letters == letters_of(other) or _shared_of(one, other, max) >= SAME)


def likeness(one: str, other: str) -> int:
    """Percent of the shorter text's stretches of characters that the other has, too; a text of nothing is like none.

    A report taken whole into a longer one is 100 % like it.
    """
    return _shared_of(one, other, min)


def _shared_of(one: str, other: str, measure: Callable[[Iterable[int]], int]) -> int:
    first, second = (_stretches(letters_of(text)) for text in (one, other))
    of = measure((len(first), len(second)))
    return 100 * len(first & second) // of if of else 0


def _stretches(letters: str) -> set[str]:
    return {letters[at : at + STRETCH] for at in range(len(letters) - STRETCH + 1)}
