"""What a notice states in its own words, and the whole that comes of it with its rule set."""

import re
from collections.abc import Mapping
from typing import Any

from notices.exceptions import Fault, TermsRefused
from notices.rules.amending import differences
from notices.rules.reading import read_mapping, write_mapping, write_stated
from notices.rules.rulesets import completed, known_rulesets, read_ruleset
from notices.rules.terms import FROZEN, Terms
from notices.rules.text import read_yaml

CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")  # as Notice.code holds it


def stated_in(mapping: Any) -> dict[str, Any]:
    """Plain JSON of the keys a notice file prints, and no other. Raises ``TermsRefused`` with every fault."""
    faults: list[Fault] = []
    try:
        terms = read_mapping(Terms, mapping)
    except TermsRefused as refusal:
        faults += refusal.faults
    faults += [*_of_the_code(mapping), *_of_the_ruleset(mapping)]
    if faults:
        raise TermsRefused(faults)
    plain: dict[str, Any] = write_stated(terms, mapping)
    return plain


def _of_the_code(mapping: Any) -> list[Fault]:
    """It stands in addresses and in the names of files."""
    code = mapping.get("code") if isinstance(mapping, Mapping) else None
    spoilt = isinstance(code, str) and not CODE.fullmatch(code)
    return [Fault("code", f"应由小写字母、数字和连字符组成，现为“{code}”")] if spoilt else []


def _of_the_ruleset(mapping: Any) -> list[Fault]:
    if not isinstance(mapping, Mapping):
        return []
    named, known = mapping.get("ruleset"), known_rulesets()
    unknown = isinstance(named, str) and named not in known
    faults = [Fault("ruleset", f"应为{' | '.join(known)}，现为“{named}”")] if unknown else []
    return [*faults, *([Fault(FROZEN, "未知的键")] if FROZEN in mapping else [])]


def read_text(text: str) -> dict[str, Any]:
    """What a notice file's text states. Raises ``TermsRefused``: every fault with its line and key."""
    return read_yaml(text, stated_in)


def complete_terms(stated: Mapping[str, Any]) -> Terms:
    """The whole terms: what is stated, and what the rule set it names gives (GEN-06). Raises ``TermsRefused``."""
    return read_mapping(Terms, completed(stated, read_ruleset(stated["ruleset"])))


def given_by_ruleset(stated: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The keys that the rule set makes another thing than the notice alone would be: ``{path, before, after}``."""
    alone, whole = (write_mapping(each) for each in (read_mapping(Terms, stated), complete_terms(stated)))
    return [each for each in differences(alone, whole) if not each["path"].startswith(f"{FROZEN}.")]
