"""Publish freezes; afterwards there are amendments (design §4)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from accounts.models import Actor, User
from config.lib import clock
from config.lib.reason import Reason, Severity
from notices.documents import ask_for_blanks
from notices.drafting.standing import leftovers_of
from notices.exceptions import NoticeRefused
from notices.messages import readers_of, tell_of_amendment, tell_of_publication, told_words
from notices.models import Notice, NoticeEdition
from notices.rules import Terms, complete_terms, digest_of, dump_terms, parse_terms, problems, terms_of
from notices.rules.amending import differences, laid_over, never_changes
from notices.rules.windows import moved_windows, window_changes
from notices.services.gates import set_gate
from notices.services.loading import enter_names
from notices.states import NoticeAction
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
        notice = _lock(notice_id)
        target = target_of(notice, NoticeAction.PUBLISH)
        terms = complete_terms(notice.draft)  # here and never again: the edition holds what the rule set said
        if seen and seen != digest_of(dump_terms(terms)):
            raise NoticeRefused(CHANGED_SINCE)
        _refuse_own(notice, actor)
        _refuse_leftovers(notice)
        _refuse_problems(terms, explained)
        enter_names(terms, actor=actor)
        now = clock.law()
        readers = readers_of(terms, notice.office_id)
        told = told_words(readers)
        edition = _freeze(notice, terms, now=now, actor=actor, explanation=explained, effective_at=now, told=told)
        for window, span in terms.windows().items():
            set_gate(notice.pk, window, opens_at=span.opens_at, closes_at=span.closes_at, actor=actor)
        _set_state(notice, target)
        ask_for_blanks(notice, terms)
        tell_of_publication(edition, readers, now=now)
        note(Fact("notice.publish", notice.pk, actor.pk, now, edition.digest))
    return edition


def amend_notice(
    notice_id: int,
    *,
    changes: Mapping[str, Any],
    reason: str,
    basis: str,
    actor: Actor,
    effective_at: datetime | None = None,
    told: Sequence[str] = (),
    explained: str = "",
) -> NoticeEdition:
    """The next edition: ``changes`` laid over the last one (tables merged, lists replaced), windows moved at once.

    A floor above re-points declarations. ``told`` keeps the words given here and the desks that were told (GEN-10).
    Raises ``NoticeRefused`` (nothing to change, reason or basis missing, problems) and ``TermsRefused``.
    """
    with audited():
        notice = _lock(notice_id)
        target_of(notice, NoticeAction.AMEND)
        last = notice.editions.latest("number")
        terms, touched = _amended(last, changes)
        _refuse_amendment(touched, reason, basis)
        _refuse_problems(terms, explained or last.explanation)
        now, readers = clock.law(), readers_of(terms, notice.office_id)
        edition = _freeze(
            notice,
            terms,
            now=now,
            actor=actor,
            effective_at=effective_at or now,
            reason=reason,
            basis=basis,
            told=[*told, *told_words(readers)],
            changes=touched,
            explanation=explained,
        )
        _carry_out(edition, before=terms_of(last), after=terms, actor=actor)
        tell_of_amendment(edition, readers, now=now)
        note(Fact("notice.amend", notice.pk, actor.pk, now, edition.digest))
    return edition


def extend_window(
    notice_id: int,
    window: str,
    *,
    closes_at: datetime | None = None,
    opens_at: datetime | None = None,
    reason: str,
    basis: str,
    actor: Actor,
    told: Sequence[str] = (),
) -> NoticeEdition:
    """An amendment that gives one window other times, for everybody (G-38). Raises as ``amend_notice``."""
    terms = terms_of(NoticeEdition.objects.filter(notice_id=notice_id).latest("number"))
    try:
        changes = window_changes(terms, window, opens_at=opens_at, closes_at=closes_at)
    except KeyError:
        raise NoticeRefused(Reason("E712", f"该通知没有“{window}”这一办理时间。", "window")) from None
    return amend_notice(notice_id, changes=changes, reason=reason, basis=basis, told=told, actor=actor)


def close_notice(notice_id: int, *, actor: Actor) -> Notice:
    """The round is over: the notice stays public and takes nothing more."""
    return _walk(notice_id, NoticeAction.CLOSE, actor=actor)


def reopen_notice(notice_id: int, *, actor: Actor) -> Notice:
    """Closed too early."""
    return _walk(notice_id, NoticeAction.REOPEN, actor=actor)


def _walk(notice_id: int, action: str, *, actor: Actor) -> Notice:
    with audited():
        notice = _lock(notice_id)
        _set_state(notice, target_of(notice, action))
        note(Fact(f"notice.{action}", notice.pk, actor.pk, clock.law()))
    return notice


def _lock(notice_id: int) -> Notice:
    return Notice.objects.select_for_update(of=("self",)).get(pk=notice_id)


def _set_state(notice: Notice, state: str) -> None:
    notice.state = state
    notice.save(update_fields=["state", "updated_at"])


def _refuse_own(notice: Notice, actor: Actor) -> None:
    if isinstance(actor, User) and notice.drafted_by_id == actor.pk:
        raise NoticeRefused(Reason("E722", "最后修改这份草稿的是您本人，请由另一位通知管理员核对后发布。"))


def _refuse_leftovers(notice: Notice) -> None:
    if left := leftovers_of(notice):
        raise NoticeRefused(Reason("E729", f"还有{len(left)}处仍是上一年度的内容，请逐项修改或确认保留。"))


def _refuse_problems(terms: Terms, explained: str) -> None:
    found = [reason for reason in problems(terms) if reason.severity == Severity.BLOCK or not explained.strip()]
    if found:
        raise NoticeRefused(*found)


def _refuse_amendment(touched: list[dict[str, Any]], reason: str, basis: str) -> None:
    missing = [
        Reason("E714", f"修订须写明{word}。", field)
        for field, word, given in (("reason", "原因", reason), ("basis", "依据", basis))
        if not given.strip()
    ]
    frozen = [
        Reason("E715", f"“{change['path']}”发布后不能修改。", change["path"])
        for change in touched
        if never_changes(change["path"])
    ]
    nothing = [] if touched else [Reason("E716", "没有修改任何内容。")]
    if refused := missing + frozen + nothing:
        raise NoticeRefused(*refused)


def _amended(last: NoticeEdition, changes: Mapping[str, Any]) -> tuple[Terms, list[dict[str, Any]]]:
    before = dump_terms(terms_of(last))
    terms = parse_terms(laid_over(before, changes))
    return terms, list(differences(before, dump_terms(terms)))


def _freeze(notice: Notice, terms: Terms, *, now: datetime, actor: Actor, **words: Any) -> NoticeEdition:
    plain = dump_terms(terms)
    last = notice.editions.order_by("-number").values_list("number", flat=True).first() or 0
    return NoticeEdition.objects.create(
        notice=notice,
        number=last + 1,
        terms=plain,
        digest=digest_of(plain),
        published_at=now,
        published_by=actor if isinstance(actor, User) else None,
        **words,
    )


def _carry_out(edition: NoticeEdition, *, before: Terms, after: Terms, actor: Actor) -> None:
    _move_windows(edition.notice, before, after, actor=actor)
    _retitle(edition.notice, after)
    ask_for_blanks(edition.notice, after)


def _move_windows(notice: Notice, before: Terms, after: Terms, *, actor: Actor) -> None:
    for window, (opens_at, closes_at) in moved_windows(before, after).items():
        set_gate(notice.pk, window, opens_at=opens_at, closes_at=closes_at, actor=actor)


def _retitle(notice: Notice, terms: Terms) -> None:
    if (notice.title, notice.is_public) != (terms.title, terms.is_public):
        notice.title, notice.is_public = terms.title, terms.is_public
        notice.save(update_fields=["title", "is_public", "updated_at"])
