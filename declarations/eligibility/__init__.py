"""Eligibility: dossier, terms and a day in, findings out. No queries, no clock, no framework (design §5)."""

from declarations.eligibility import (  # noqa: F401 - importing them registers the rules
    authority,
    belonging,
    catalogues,
    channels,
    decisions,
    exclusions,
    identity,
    items,
    materials,
    menus,
    outside,
    paths,
    people,
    qualification,
    sharing,
    talents,
    unpublished,
)
from declarations.eligibility.completeness import Completeness, SectionState, completeness
from declarations.eligibility.dossier import Dossier
from declarations.eligibility.facts import facts_of
from declarations.eligibility.findings import Finding, Severity
from declarations.eligibility.registry import RULES, examine, judge
from declarations.eligibility.registry import exclusions as exclusions_of

__all__ = [
    "RULES",
    "Completeness",
    "Dossier",
    "Finding",
    "SectionState",
    "Severity",
    "completeness",
    "examine",
    "exclusions_of",
    "facts_of",
    "judge",
]
