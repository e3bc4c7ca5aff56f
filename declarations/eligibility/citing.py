"""Where in the notice a rule stands: found by a phrase of its own text, so that no clause number stands in code."""

from collections.abc import Iterable

from notices.rules import Terms


def cite(terms: Terms, phrases: Iterable[str]) -> str:
    """通知一（一）2, by the first of the phrases that the text has; empty where it has none."""
    for phrase in phrases:
        for number, clause in zip(terms.clause_numbers(), terms.body, strict=True):
            if phrase in (clause.text or "") or phrase in (clause.title or ""):
                return f"通知{number}" if number else "通知首段"
    return ""
