"""When a checklist row applies: facts joined by ``and``, ``or``, ``not`` (``not`` binds most, ``or`` least)."""

from collections.abc import Collection

from notices.states import FACT_PREFIXES, FACTS


def applies(when: str, facts: Collection[str]) -> bool:
    """Whether the row applies to a case of which these facts are true. ``always`` is true of every case."""
    return any(all(_holds(term, facts) for term in part.split(" and ")) for part in when.split(" or "))


def facts_in(when: str) -> tuple[str, ...]:
    """The names a row asks about, in order."""
    terms = [term for part in when.split(" or ") for term in part.split(" and ")]
    return tuple(term.strip().removeprefix("not ").strip() for term in terms)


def unknown_facts(when: str) -> tuple[str, ...]:
    """Names nobody can answer: a misspelt row would silently never apply."""
    return tuple(name for name in facts_in(when) if name not in FACTS and not name.startswith(FACT_PREFIXES))


def _holds(term: str, facts: Collection[str]) -> bool:
    name = term.strip()
    if name.startswith("not "):
        return not _holds(name.removeprefix("not "), facts)
    return name == "always" or name in facts
