"""Journals against the register of risky ones (RISK-01): on save, and every night, as the register changes."""

from datetime import date

from config.lib import clock
from declarations.models import Publication
from declarations.states import ItemKind, State
from integrity.selectors import match_journal
from records.models import Fact
from records.services.audit import audited, note


def match_risk(publication: Publication, *, today: date) -> str:
    """Why this journal is risky, or nothing; books and reports have no journal."""
    if publication.kind != ItemKind.PAPER:
        return ""
    found = match_journal(name=publication.venue, issn=publication.issn, cn=publication.cn, today=today)
    return found.reason if found else ""


def match_all_journals() -> int:
    """Compare the papers of every declaration somebody still works with; how many marks changed. Harmless twice."""
    now = clock.law()
    today = clock.local_date(now)
    papers = Publication.objects.filter(kind=ItemKind.PAPER).exclude(declaration__state__in=State.settled)
    changed = 0
    for paper in papers.order_by("pk").iterator():
        changed += _mark(paper, match_risk(paper, today=today))
    return changed


def _mark(paper: Publication, risk: str) -> bool:
    if paper.risk == risk:
        return False
    with audited():
        # Only if it still says what was compared: its owner may be saving it this moment.
        same = Publication.objects.filter(pk=paper.pk, venue=paper.venue, issn=paper.issn, cn=paper.cn)
        marked = bool(same.update(risk=risk))
        if marked:
            note(Fact("declaration.risk", paper.declaration_id, None, clock.law()))
    return marked
