"""What goes with a batch upward: the letter asking for the review, the roster to be stamped (FORM-23, FORM-24)."""

from typing import Any

from config.lib import clock
from config.lib.text import chinese_date
from notices.rules import Terms, terms_of
from records.services.documents import Form
from review.approvals.models import Batch
from review.approvals.roster import law_of, roster_rows
from review.approvals.states import BatchForm


def cover_letter(batch_id: int) -> Form:
    """委托评审函件: from whom to which office, how many people, which list (002 五末, MAT-71)."""
    batch, terms = _read(batch_id)
    names = [row[1] for row in roster_rows(batch)]
    context = {"names": names[:1], "count": len(names), "roster": _title(terms, BatchForm.ROSTER)}
    return _form(batch, terms, BatchForm.LETTER, "batch_letter", context)


def roster(batch_id: int) -> Form:
    """名册表: year, and one line a person; stamped by the body that reports (002 五末, MAT-71)."""
    batch, terms = _read(batch_id)
    return _form(batch, terms, BatchForm.ROSTER, "batch_roster", {"rows": list(roster_rows(batch))})


def _read(batch_id: int) -> tuple[Batch, Terms]:
    batch = Batch.objects.select_related("sender", "notice__office").get(pk=batch_id)
    return batch, terms_of(law_of(batch))


def _title(terms: Terms, kind: BatchForm) -> str:
    """As the notice calls it, where it does."""
    named = (each.title for each in terms.batch_documents if kind.word in each.title)
    return str(next(named, kind.label))


def _form(batch: Batch, terms: Terms, kind: BatchForm, template: str, context: dict[str, Any]) -> Form:
    day = chinese_date(clock.local_date(clock.law()))
    own = {"batch": batch, "terms": terms, "office": batch.notice.office, "day": day}
    return Form(
        template=f"pdf/{template}.html",
        context=own | context,
        title=_title(terms, kind),
        notice_title=str(terms.title),
        title_word=terms.term("title"),
    )


BATCH_BUILDERS = {BatchForm.LETTER: cover_letter, BatchForm.ROSTER: roster}
