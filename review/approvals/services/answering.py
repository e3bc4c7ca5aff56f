"""Answering the items of a return or correction, one by one (S11, T16)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.utils.timezone import localtime

from accounts.models import User
from config.lib import clock
from config.lib.reason import Reason
from declarations.comparing import Change
from declarations.models import Declaration
from declarations.states import State
from records.models import Fact
from records.services.audit import audited, note
from review.approvals.content import digest_of
from review.approvals.models import CorrectionItem
from review.approvals.rules import NOT_YOURS, is_addressed
from review.approvals.selectors.answering import changes_since_handed_in, is_unchanged
from review.approvals.services.working import MOVED_ON, refuse
from review.approvals.states import Addressee

OF_APPLICANT = (State.CORRECTION, State.DRAFT)
OF_DESK = (State.CORRECTION, *State.at_unit, *State.on_the_way)
# Nothing was said: the record claims no more than what is known.
CHANGED_SILENTLY, DONE_SILENTLY = "已修改，未另作说明。", "表示已办理，未另作说明。"
UNCHANGED = "没有改动，说明："
MOST = 300


def answer_item(item_id: int, *, actor: User, answer: str = "") -> CorrectionItem:
    """What was done about one item, by its addressee. Raises ``Refused``: not theirs, not now, nothing said.

    Where the applicant changed nothing they say why, and the record says that nothing was changed; where they changed
    it without a word it says just that, and a desk's silent answer that nothing was said.
    """
    with _answering(item_id, actor) as (item, now):
        said, changes = answer.strip(), changes_since_handed_in(item.notice.declaration)
        if is_unchanged(item, changes):
            refuse(None if said else NOTHING_CHANGED)
            said = said if said.startswith(UNCHANGED) else UNCHANGED + said
        item.answer, item.answered_by, item.answered_at = (said or _silent(item, changes))[:MOST], actor, now
        item.save(update_fields=["answer", "answered_by", "answered_at"])
    return item


def _silent(item: CorrectionItem, changes: Sequence[Change] | None) -> str:
    seen = item.addressee == Addressee.APPLICANT and changes is not None  # only the dossier is compared (11-4)
    return CHANGED_SILENTLY if seen else DONE_SILENTLY


def take_back_answer(item_id: int, *, actor: User) -> CorrectionItem:
    """Not done after all; possible until the file is handed back. Raises ``Refused``."""
    with _answering(item_id, actor) as (item, _):
        item.answer, item.answered_by, item.answered_at = "", None, None
        item.save(update_fields=["answer", "answered_by", "answered_at"])
    return item


NOTHING_CHANGED = Reason("E415", "这一项还没有改动。请先去修改；确实不用改的，请写明理由。", field="answer")


@contextmanager
def _answering(item_id: int, actor: User) -> Iterator[tuple[CorrectionItem, datetime]]:
    declaration_id = CorrectionItem.objects.values_list("notice__declaration", flat=True).get(pk=item_id)
    with audited():
        declaration = Declaration.objects.lock(declaration_id)
        now = clock.law()
        item = CorrectionItem.objects.select_related("notice").get(pk=item_id)
        item.notice.declaration = declaration
        refuse(*_reasons(declaration, item, actor, now))
        yield item, now
        note(Fact("approvals.answer", declaration.pk, actor.pk, now, digest_of([item.pk, item.answer])))


def _reasons(declaration: Declaration, item: CorrectionItem, actor: User, now: datetime) -> list[Reason]:
    if not is_addressed(actor, declaration, Addressee(item.addressee)):
        return [NOT_YOURS]
    states = OF_APPLICANT if item.addressee == Addressee.APPLICANT else OF_DESK
    if not item.notice.is_running or declaration.state not in states:
        return [MOVED_ON]
    if now < item.notice.opens_at:
        return [Reason("E415", f"补正自 {localtime(item.notice.opens_at):%Y-%m-%d %H:%M} 起办理。")]
    if declaration.due_at and now > declaration.due_at:
        return [Reason("E402", "已超过补正时限，视为放弃申报。")]
    return []
