"""Journals against the register of risky ones and the catalogues: on save, when handed in, and every night.

RISK-01, A-11, A-19. By night it is a sweep: both lists are read once, papers in thousands, and only declarations with a
paper whose mark changed are locked, some hundred at a time.
"""

from collections.abc import Iterable
from datetime import date

from config.lib import clock
from declarations.models import Declaration, Publication
from declarations.states import ItemKind, State
from integrity.matching import Mark, Register, Written
from integrity.selectors import register_about, register_on
from records.models import Fact
from records.services import outbox
from records.services.audit import audited, note

AT_ONCE = 200  # declarations held together
READ_AT_ONCE = 2_000
FLAGGED = "declarations.flagged"  # outbox kind: a journal was listed; who works with the case is told by its floor
NO_JOURNAL = Mark()  # books and reports have none


def mark_of(publication: Publication, *, today: date) -> Mark:
    """Why this journal is risky, and which core catalogues name it."""
    if publication.kind != ItemKind.PAPER:
        return NO_JOURNAL
    return _about([publication], today).mark(_written(publication))


def match_journals_of(declaration_id: int) -> None:
    """What was listed since its papers were saved is marked before the applicant is judged by it (RISK-01, T02).

    Kept also where the hand-in is refused for it: the entry then asks for the verification. Harmless twice.
    """
    day = clock.local_date(clock.law())
    asked = Publication.objects.filter(kind=ItemKind.PAPER, declaration_id=declaration_id)
    papers = list(asked.only("kind", "venue", "issn", "cn", "published_on", "risk", "catalogued"))
    if papers and _changed(papers, _about(papers, day)):
        _mark([declaration_id], None)


def match_all_journals() -> int:
    """Compare the papers of every declaration somebody still works with; how many marks changed. Harmless twice."""
    register = register_on(clock.local_date(clock.law()))
    papers = Publication.objects.filter(kind=ItemKind.PAPER).exclude(declaration__state__in=State.settled)
    asked = papers.only("declaration_id", "kind", "venue", "issn", "cn", "published_on", "risk", "catalogued")
    changed = {
        paper.declaration_id
        for paper in asked.order_by("pk").iterator(chunk_size=READ_AT_ONCE)
        if _found(paper, register) != Mark(paper.risk, paper.catalogued)
    }
    ids = sorted(changed)
    return sum(_mark(ids[start : start + AT_ONCE], register) for start in range(0, len(ids), AT_ONCE))


def _about(papers: Iterable[Publication], day: date) -> Register:
    return register_about(map(_written, papers), day)


def _written(paper: Publication) -> Written:
    return Written.of(paper.venue, paper.issn, paper.cn, paper.published_on)


def _found(paper: Publication, register: Register) -> Mark:
    return register.mark(_written(paper))


def _changed(papers: Iterable[Publication], register: Register) -> bool:
    return any(_found(each, register) != Mark(each.risk, each.catalogued) for each in papers)


def _mark(declaration_ids: list[int], register: Register | None) -> int:
    """Look once more under the locks: an owner may have saved this moment, a case may be settled.

    Without a register as much of it is read as bears on the papers there are now.
    """
    with audited():
        held = Declaration.objects.live().filter(pk__in=declaration_ids).order_by("pk")
        held = held.select_for_update(of=("self",)).only("pk", "state")
        papers = Publication.objects.filter(kind=ItemKind.PAPER, declaration__in=[each.pk for each in held])
        handed_in = {each.pk for each in held if each.state != State.DRAFT}
        changed, flagged, now = [], set[int](), clock.law()
        at = now.isoformat()
        told = list(papers.order_by("pk"))
        register = register or _about(told, clock.local_date(now))
        for paper in told:
            found = _found(paper, register)
            if found != Mark(paper.risk, paper.catalogued):
                note(*([Fact("declaration.risk", paper.declaration_id, None, now)] if found.risk != paper.risk else []))
                flagged |= {paper.declaration_id} & handed_in if found.risk and not paper.risk else set()
                paper.risk, paper.catalogued = found.risk, found.catalogued
                changed.append(paper)
        Publication.objects.bulk_update(changed, ["risk", "catalogued"], batch_size=500)
        outbox.enqueue(FLAGGED, ((f"{pk}:{at}", {"declaration": pk, "at": at}) for pk in sorted(flagged)))
    return len(changed)
