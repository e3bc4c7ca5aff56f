"""Journals against the register of risky ones (RISK-01): on save, and again when the register changes."""

from datetime import date

from declarations.models import Publication
from declarations.states import ItemKind
from integrity.selectors import match_journal


def match_risk(publication: Publication, *, today: date) -> str:
    """Why this journal is risky, or nothing; books and reports have no journal."""
    if publication.kind != ItemKind.PAPER:
        return ""
    found = match_journal(name=publication.venue, issn=publication.issn, cn=publication.cn, today=today)
    return found.reason if found else ""
