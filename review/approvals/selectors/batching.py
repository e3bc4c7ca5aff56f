"""What an upper desk reports together: the open batch, what could go with it, batches before (CHAN-22, DEPT-05)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet

from accounts.models import Organisation, User
from declarations.models import Declaration
from declarations.rules import visible_to
from declarations.states import RouteNode
from notices.models import Notice
from notices.rules import terms_of
from records.selectors import DocumentProgress, document_progress
from review.approvals.guards.batch import REPORTING
from review.approvals.models import Batch, BatchEntry
from review.approvals.roster import law_of
from review.approvals.rules import BATCH, barred_at
from review.approvals.states import BatchForm


@dataclass(frozen=True, slots=True)
class Reporting:
    """A desk's page for one notice."""

    sender: Organisation
    notice: Notice
    titles: tuple[str, ...]
    waiting: list[Declaration]  # at this desk, next stop the office, in no batch
    batches: list[Batch]
    forms: dict[BatchForm, DocumentProgress]  # letter and roster of the open batch (FORM-23, FORM-24)

    @property
    def open(self) -> Batch | None:
        """The batch still being put together."""
        return next((each for each in self.batches if each.sealed_at is None), None)


def reporting_of(sender: Organisation, notice: Notice, person: User) -> Reporting:
    """Everything the page shows."""
    here = Declaration.objects.filter(
        edition__notice=notice, state__in=REPORTING, stops__index=F("stop"), stops__organisation=sender
    )
    mine = here.filter(pk__in=visible_to(person).values("pk")).exclude(applicant=person)
    next_is_office = mine.filter(pk__in=_before_the_office())
    waiting = next_is_office.filter(batch_entry=None).listed().order_by("applicant__name", "pk")
    batches = _without_barred(Batch.objects.filter(notice=notice, sender=sender), sender, person)
    made = list(batches)
    for number, each in enumerate(reversed(made), 1):
        each.number = number
    running = next((each for each in made if each.sealed_at is None), None)
    edition = law_of(running) if running else notice.editions.order_by("-number").first()
    titles = tuple(each.title for each in terms_of(edition).batch_documents) if edition else ()
    forms = {kind: document_progress(kind, BATCH, running.pk) for kind in BatchForm} if running else {}
    return Reporting(sender, notice, titles, list(waiting), made, forms)


def batch_of(declaration: Declaration) -> Batch | None:
    """The batch a case came with, for the desks above."""
    found = Batch.objects.filter(entries__declaration=declaration).select_related("sender")
    return found.prefetch_related("papers__file", "entries").first()


def _without_barred(batches: QuerySet[Batch], sender: Organisation, person: User) -> QuerySet[Batch]:
    """With the cases that are this person's business; ``keeps_away`` marks a batch with any other (design §10)."""
    barred = barred_at(person, sender, Declaration.objects.all())
    entries = BatchEntry.objects.exclude(declaration__in=barred.values("pk"))
    shown = Prefetch("entries", entries.select_related("declaration__applicant", "declaration__unit"))
    marked = batches.annotate(keeps_away=Exists(barred.filter(batch_entry__batch=OuterRef("pk"))))
    return marked.prefetch_related("papers__file", shown)


def _before_the_office() -> Any:
    office = Declaration.objects.filter(stops__index=F("stop") + 1, stops__node=RouteNode.COMMITTEE_OFFICE)
    return office.values("pk")
