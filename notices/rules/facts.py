"""When a checklist row applies: facts joined by ``and``, ``or``, ``not`` (``not`` binds most, ``or`` least)."""

from collections.abc import Collection

from notices.states import FACT_PREFIXES, FACTS, NOT_FACTS


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


def when_words(when: str) -> str:
    """The condition as people read it; empty where the row is for everybody."""
    if when.strip() == "always":
        return ""
    return "，或".join("且".join(map(_fact_words, part.split(" and "))) for part in when.split(" or "))


def _fact_words(term: str) -> str:
    name = term.strip()
    if name.startswith("not "):
        name = name.removeprefix("not ").strip()
        return NOT_FACTS.get(name) or f"非{FACTS.get(name, name)}"
    return FACTS.get(name, "部分专业（行业）")


def _holds(term: str, facts: Collection[str]) -> bool:
    name = term.strip()
    if name.startswith("not "):
        return not _holds(name.removeprefix("not "), facts)
    return name == "always" or name in facts
