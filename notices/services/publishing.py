"""Publish freezes; afterwards there are amendments (``notices.services.amending``, design §4)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.models import Actor, User
from config.lib import clock
from config.lib.histories import sign
from config.lib.reason import Reason, Severity
from notices.conditions import cite_conditions
from notices.documents import ask_for_blanks
from notices.drafting.site import all_problems
from notices.drafting.standing import leftovers_of
from notices.exceptions import NoticeRefused
from notices.messages import readers_of, tell_of_publication, told_words
from notices.models import Notice, NoticeEdition
from notices.rules import Terms, complete_terms, digest_of, dump_terms
from notices.rules.windows import gates_of
from notices.services.gates import set_gate
from notices.services.loading import enter_names
from notices.states import ENDED, NoticeAction
from notices.workflow import target_of
from records.models import Fact
from records.services.audit import audited, note

CHANGED_SINCE = Reason("E719", "草稿在您核对期间有改动，请重新核对后再发布。")


def publish_notice(notice_id: int, *, actor: Actor, explained: str = "", seen: str = "") -> NoticeEdition:
    """Freeze the draft, whole with its rule set, as the first edition; set its gates and tell the desks (GEN-02).

    ``seen`` is the digest of the terms the publisher looked at. Raises ``NoticeRefused``: not a draft, another one
    than that, drafted by the publisher (24-4: a second person publishes), last year's words left in a copy, blocking
    problems, or warnings without an explanation (which is kept).
    """
    with audited():
        notice = lock_notice(notice_id)
        target = target_of(notice, NoticeAction.PUBLISH)
        terms = complete_terms(notice.draft)  # here and never again: the edition holds what the rule set said
        if seen and seen != digest_of(dump_terms(terms)):
            raise NoticeRefused(CHANGED_SINCE)
        refuse_own(notice, actor)
        _refuse_leftovers(notice)
        refuse_problems(all_problems(notice, terms), explained)
        enter_names(terms, actor=actor)
        now = clock.law()
        readers = readers_of(terms, notice.office_id)
        words = {"explanation": explained, "told": told_words(readers)}
        edition = freeze_edition(notice, terms, now=now, actor=actor, effective_at=now, **words)
        for (window, level), span in gates_of(terms).items():
            set_gate(notice.pk, window, opens_at=span.opens_at, closes_at=span.closes_at, actor=actor, level=level)
        _set_state(notice, target)
        ask_for_blanks(notice, terms)
        tell_of_publication(edition, readers, now=now)
        note(Fact("notice.publish", notice.pk, actor.pk, now, edition.digest))
    return edition


def close_notice(notice_id: int, *, actor: Actor, reason: str = "") -> Notice:
    """The round is over: the notice stays public and takes nothing more; why is kept in its history."""
    return _walk(notice_id, NoticeAction.CLOSE, actor=actor, reason=f"{ENDED}{reason}")


def reopen_notice(notice_id: int, *, actor: Actor) -> Notice:
    """Closed too early."""
    return _walk(notice_id, NoticeAction.REOPEN, actor=actor, reason="重新开启")


def _walk(notice_id: int, action: str, *, actor: Actor, reason: str) -> Notice:
    with audited():
        notice = lock_notice(notice_id)
        target = target_of(notice, action)
        sign(notice, actor, reason)
        _set_state(notice, target)
        note(Fact(f"notice.{action}", notice.pk, actor.pk, clock.law()))
    return notice


def lock_notice(notice_id: int) -> Notice:
    """The notice, locked."""
    return Notice.objects.select_for_update(of=("self",)).get(pk=notice_id)


def _set_state(notice: Notice, state: str) -> None:
    notice.state = state
    notice.save(update_fields=["state", "updated_at"])


def refuse_own(notice: Notice, actor: Actor) -> None:
    """Who changed a text last does not publish it (24-4). Raises ``NoticeRefused``."""
    if isinstance(actor, User) and notice.drafted_by_id == actor.pk:
        raise NoticeRefused(Reason("E722", "最后修改这份草稿的是您本人，请由另一位通知管理员核对后发布。"))


def _refuse_leftovers(notice: Notice) -> None:
    if left := leftovers_of(notice):
        raise NoticeRefused(Reason("E729", f"还有{len(left)}处仍是上一年度的内容，请逐项修改或确认保留。"))


def refuse_problems(against: Iterable[Reason], explained: str) -> None:
    """Blocks always, warnings where nobody explains them (ADMIN-03). Raises ``NoticeRefused``."""
    found = [reason for reason in against if reason.severity == Severity.BLOCK or not explained.strip()]
    if found:
        raise NoticeRefused(*found)


def freeze_edition(notice: Notice, terms: Terms, *, now: datetime, actor: Actor, **words: Any) -> NoticeEdition:
    """The terms as the next edition; the database refuses any change of it."""
    plain = dump_terms(terms)
    last = notice.editions.order_by("-number").values_list("number", flat=True).first() or 0
    edition = NoticeEdition.objects.create(
        notice=notice,
        number=last + 1,
        terms=plain,
        digest=digest_of(plain),
        published_at=now,
        published_by=actor if isinstance(actor, User) else None,
        **words,
    )
    cite_conditions(edition, terms)
    return edition
