"""What the public page shows of a notice's text: its chapters, what it offers, on which conditions (GEN-01, GEN-08)."""

from dataclasses import dataclass, field
from itertools import groupby

from committees.models import ConditionSet
from notices.conditions import versions_of
from notices.models import NoticeEdition
from notices.rules import Terms
from notices.selectors import CitedClause, cited_body


@dataclass(slots=True)
class Chapter:
    """A part of the first order with all below it, folded by its title; without a title it stands open."""

    title: str
    first: int  # its place in the text, from 1
    parts: list[tuple[int, CitedClause]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Cited:
    """The conditions some levels are judged by: the number, and the registered version where there is one."""

    levels: str
    doc_no: str
    trial: bool
    version: ConditionSet | None


def chapters_of(terms: Terms) -> list[Chapter]:
    """The whole text in its chapters; the words before the first and the signature stand by themselves."""
    chapters: list[Chapter] = []
    for position, part in enumerate(cited_body(terms), 1):
        clause = part.clause
        if clause.depth == 0 or not chapters:
            chapters.append(Chapter(f"{clause.num}{clause.title}" if clause.title else "", position))
        chapters[-1].parts.append((position, part))
    return chapters


def conditions_shown(edition: NoticeEdition, terms: Terms) -> list[Cited]:
    """One line for all levels judged by the same document. One statement."""
    versions = versions_of(edition)
    levels: dict[tuple[str, bool, ConditionSet | None], list[str]] = {}
    for place, each in enumerate(terms.condition_sets):
        of = levels.setdefault((each.doc_no, each.trial, versions.get(place)), [])
        of += [code for code in (each.levels or [level.code for level in terms.levels]) if code not in of]
    return [Cited("、".join(terms.level(code).name for code in codes), *document) for document, codes in levels.items()]


def specialties_shown(terms: Terms) -> list[tuple[str, str]]:
    """By group: (group, the names)."""
    ordered = sorted(terms.specialties, key=lambda each: each.group)
    return [
        (group, "、".join(each.name for each in named)) for group, named in groupby(ordered, lambda each: each.group)
    ]
