"""Keeping 常用语: one's own are one's own; a desk's are any of its clerks' to keep (17-4)."""

from django.db import IntegrityError, transaction

from accounts.models import Organisation, User
from config.lib import clock
from config.lib.reason import Reason
from review.approvals.exceptions import Refused
from review.approvals.models import Phrase
from review.approvals.rules import NOT_YOURS
from review.approvals.selectors.phrases import desks_of, phrases_of
from review.approvals.services.working import refuse

MOST = 60  # a panel of buttons, not a book
FULL = Reason("E411", f"常用语最多保存 {MOST} 条，请先删除不用的。")
TWICE = Reason("E411", "已有同名的常用语，请换一个名称。", field="label")


def keep_phrase(*, actor: User, label: str, text: str, organisation: Organisation | None = None) -> Phrase:
    """One more, for oneself or for the whole desk. Raises ``Refused``: not their desk, a name twice, too many."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=actor.pk)  # two tabs of one person: one after the other
        refuse(
            None if organisation is None or desks_of(actor).filter(pk=organisation.pk).exists() else NOT_YOURS,
            FULL if phrases_of(actor).count() >= MOST else None,
        )
        told = {"label": label.strip(), "text": text.strip(), "organisation": organisation, "at": clock.law()}
        try:
            with transaction.atomic():
                return Phrase.objects.create(owner=actor, **told)
        except IntegrityError as twice:  # one_own_phrase_of_a_name, one_shared_phrase_of_a_name
            raise Refused(TWICE) from twice


def drop_phrase(phrase_id: int, *, actor: User) -> Phrase:
    """One's own, or the desk's; notices that were sent keep their words. Raises ``Refused``: not theirs, or gone."""
    with transaction.atomic():
        phrase = phrases_of(actor).filter(pk=phrase_id).first()
        refuse(None if phrase else NOT_YOURS)
        assert phrase is not None, "refused above"
        Phrase.objects.filter(pk=phrase_id).delete()  # by its key: the row goes on naming itself in the answer
    return phrase
