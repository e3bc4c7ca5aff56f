"""The law of one notice. Nobody else reads the raw JSON; other floors import from here."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Protocol

from notices.rules.checking import problems
from notices.rules.facts import applies
from notices.rules.material import ChecklistItem
from notices.rules.offer import Clause, CommitteeTerms, ConditionSet, Level, SeniorityRow, SpecialtyTerms
from notices.rules.reading import read_mapping, write_mapping
from notices.rules.stating import complete_terms, given_by_ruleset, read_text, stated_in
from notices.rules.terms import FROZEN, Span, Terms, takes

__all__ = [
    "FROZEN",
    "ChecklistItem",
    "Clause",
    "CommitteeTerms",
    "ConditionSet",
    "Level",
    "SeniorityRow",
    "Span",
    "SpecialtyTerms",
    "Terms",
    "applies",
    "complete_terms",
    "digest_of",
    "dump_terms",
    "given_by_ruleset",
    "is_parsed",
    "parse_terms",
    "problems",
    "read_text",
    "stated_in",
    "takes",
    "terms_of",
]

_KEPT = 64  # editions read at once by one process; far more than are ever alive
_known: dict[str, Terms] = {}


class Edition(Protocol):
    """What ``terms_of`` needs of an edition; the raw JSON may be deferred, it is read once a process."""

    digest: str
    terms: Any


def parse_terms(mapping: Mapping[str, Any]) -> Terms:
    """The terms of a mapping as they stand there, without what a rule set gives (``complete_terms``).

    Raises ``TermsRefused`` with the path of every fault.
    """
    return read_mapping(Terms, mapping)


def dump_terms(terms: Terms, *, brief: bool = False) -> dict[str, Any]:
    """Plain JSON: ``parse_terms(dump_terms(t)) == t``. ``brief`` leaves out keys that say the schema's default."""
    plain: dict[str, Any] = write_mapping(terms, brief=brief)
    return plain


def digest_of(mapping: Mapping[str, Any]) -> str:
    """SHA-256 of the terms, the same whatever order a database gives the keys back in."""
    text = json.dumps(mapping, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def is_parsed(edition: Edition) -> bool:
    """Whether ``terms_of`` has these terms at hand and needs no statement for them."""
    return edition.digest in _known


def terms_of(edition: Edition) -> Terms:
    """The terms of an edition, parsed once a process: editions never change."""
    terms = _known.get(edition.digest)
    if terms is None:
        if len(_known) >= _KEPT:
            _known.clear()
        terms = _known[edition.digest] = parse_terms(edition.terms)
    return terms
