"""How much of one text stands in another, whatever the blanks and points (MAT-51)."""

STRETCH = 5  # characters read at once: shorter ones are common words, longer ones break at every changed character


def letters_of(text: str) -> str:
    """Letters and figures alone."""
    return "".join(char for char in text.casefold() if char.isalnum())


def likeness(one: str, other: str) -> int:
    """Percent of the shorter text's stretches of characters that the other has, too; a text of nothing is like none.

    A report taken whole into a longer one is 100 % like it.
    """
    stretches = [_stretches(letters_of(text)) for text in (one, other)]
    least = min(len(each) for each in stretches)
    return 100 * len(stretches[0] & stretches[1]) // least if least else 0


def _stretches(letters: str) -> set[str]:
    return {letters[at : at + STRETCH] for at in range(len(letters) - STRETCH + 1)}
