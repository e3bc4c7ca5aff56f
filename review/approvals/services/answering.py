"""Answering the items of a return or correction, one by one (S11, T16)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils.timezone import localtime

from accounts.models import User
from config.lib import clock
from config.lib.reason import Reason
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
DEFAULT = "已按要求修改。"
UNCHANGED = "没有改动，说明："
MOST = 300


def answer_item(item_id: int, *, actor: User, answer: str = DEFAULT) -> CorrectionItem:
    """What was done about one item, by its addressee. Raises ``Refused``: not theirs, not now, nothing said.

    Where the applicant changed nothing they say why, and the record says that nothing was changed.
    """
    with _answering(item_id, actor) as (item, now):
        said = answer.strip()
        refuse(None if said else Reason("E415", "请说明怎样处理的。", field="answer"))
        if is_unchanged(item, changes_since_handed_in(item.notice.declaration)):
            refuse(NOTHING_CHANGED if said == DEFAULT else None)
            said = said if said.startswith(UNCHANGED) else UNCHANGED + said
        item.answer, item.answered_by, item.answered_at = said[:MOST], actor, now
        item.save(update_fields=["answer", "answered_by", "answered_at"])
    return item


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
