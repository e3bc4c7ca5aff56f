"""After publication there are amendments (GEN-10, 24-4): worked on at the desk, or given at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from accounts.models import Actor
from config.lib import clock
from config.lib.histories import sign
from config.lib.reason import Reason
from notices.documents import ask_for_blanks
from notices.drafting.site import all_problems
from notices.exceptions import NoticeRefused
from notices.messages import readers_of, tell_of_amendment, told_words
from notices.models import Notice, NoticeEdition
from notices.rules import Terms, digest_of, dump_terms, parse_terms, problems, terms_of
from notices.rules.amending import differences, laid_over, never_changes
from notices.rules.windows import moved_gates, window_changes
from notices.services.gates import set_gate
from notices.services.loading import enter_names
from notices.services.publishing import CHANGED_SINCE, freeze_edition, lock_notice, refuse_own, refuse_problems
from notices.states import NoticeAction
from notices.workflow import target_of
from records.models import Fact
from records.services.audit import audited, note

MERGED = "并入"  # how a change in the history begins that nobody made at the desk


# ── at the desk ────────────────────────────────────────────────────────────────────────────────────────────────────
def begin_amendment(notice_id: int, *, actor: Actor) -> Notice:
    """A text to work on: what is in force. One that is begun already stays as it is.

    Raises ``NoticeRefused`` for a notice that is not published, and while an edition waits for its day.
    """
    with audited():
        notice = lock_notice(notice_id)
        target_of(notice, NoticeAction.AMEND)
        if not notice.is_amending:
            _refuse_while_one_waits(notice)
            notice.amending, notice.kept = dump_terms(terms_of(_in_force(notice))), {}
            notice.drafted_by = None
            _save(notice, said="开始修订", actor=actor)
            note(Fact("notice.begin_amendment", notice.pk, actor.pk, clock.law()))
    return notice


def drop_amendment(notice_id: int, *, actor: Actor) -> Notice:
    """Give up what is worked on; the notice stands as it is published."""
    with audited():
        notice = lock_notice(notice_id)
        _refuse_without_text(notice)
        _forget(notice, said="放弃修订", actor=actor)
        note(Fact("notice.drop_amendment", notice.pk, actor.pk, clock.law()))
    return notice


def publish_amendment(
    notice_id: int,
    *,
    seen: str,
    reason: str,
    basis: str,
    actor: Actor,
    effective_at: datetime | None = None,
    explained: str = "",
) -> NoticeEdition:
    """The text that is worked on becomes the next edition; who changed it last cannot publish it (24-4).

    ``seen`` is the digest of the text the publisher looked at. Raises as ``amend_notice``.
    """
    with audited():
        notice = lock_notice(notice_id)
        target_of(notice, NoticeAction.AMEND)
        _refuse_without_text(notice)
        _refuse_while_one_waits(notice)
        if seen != digest_of(notice.amending or {}):
            raise NoticeRefused(CHANGED_SINCE)
        refuse_own(notice, actor)
        terms = parse_terms(notice.amending or {})
        refuse_problems(all_problems(notice, terms), explained)
        edition = _issue(
            notice, terms, reason=reason, basis=basis, actor=actor, effective_at=effective_at, explained=explained
        )
        _forget(notice, said=f"发布第{edition.number}版", actor=actor)
    return edition


# ── at once ────────────────────────────────────────────────────────────────────────────────────────────────────────
def amend_notice(notice_id: int, *, changes: Mapping[str, Any], actor: Actor, **words: Any) -> NoticeEdition:
    """The next edition: ``changes`` laid over the one in force (tables merged, lists replaced), windows moved at once.

    A floor above re-points declarations. ``words`` are those of ``_issue``. What somebody works on at the desk and
    editions that wait for their day take the same changes. Raises ``NoticeRefused`` (nothing to change, reason or
    basis missing, problems) and ``TermsRefused``.
    """
    with audited():
        notice = lock_notice(notice_id)
        target_of(notice, NoticeAction.AMEND)
        current, waiting = _in_force(notice), _waiting(notice)
        terms = parse_terms(laid_over(dump_terms(terms_of(current)), changes))
        edition = _issue(notice, terms, actor=actor, **words)
        for each in waiting:
            _issue_again(each, changes, actor=actor)
        if notice.amending is not None:
            notice.amending = dump_terms(parse_terms(laid_over(notice.amending, changes)))
            _save(notice, said=f"{MERGED}第{edition.number}版的修改", actor=actor)
    return edition


def extend_window(
    notice_id: int,
    window: str,
    *,
    closes_at: datetime | None = None,
    opens_at: datetime | None = None,
    actor: Actor,
    **words: Any,
) -> NoticeEdition:
    """An amendment that gives one window other times, for everybody whose time is not over (G-38, ``levels_over``).

    Raises as ``amend_notice``.
    """
    now = clock.law()
    editions = NoticeEdition.objects.in_force(now).filter(notice_id=notice_id)
    terms = terms_of(editions.latest("number"))
    try:
        changes = window_changes(terms, window, now=now, opens_at=opens_at, closes_at=closes_at)
    except KeyError:
        raise NoticeRefused(Reason("E712", f"该通知没有“{window}”这一办理时间。", "window")) from None
    return amend_notice(notice_id, changes=changes, actor=actor, **words)


# ── what they share ────────────────────────────────────────────────────────────────────────────────────────────────
def _issue(
    notice: Notice,
    terms: Terms,
    *,
    reason: str,
    basis: str,
    actor: Actor,
    effective_at: datetime | None = None,
    told: Sequence[str] = (),
    explained: str = "",
) -> NoticeEdition:
    """Freeze the next edition, carry it out and tell the desks; ``told`` keeps the words given here as well (GEN-10).

    ``effective_at``: law time, now where nothing is said; it cannot lie before now.
    """
    last, now = _in_force(notice), clock.law()
    before = terms_of(last)
    touched = list(differences(dump_terms(before), dump_terms(terms)))
    _refuse_amendment(touched, reason, basis, effective_at, now)
    refuse_problems(problems(terms), explained or last.explanation)
    enter_names(terms, actor=actor)
    readers = readers_of(terms, notice.office_id)
    edition = freeze_edition(
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
    _move_windows(notice, before, terms, actor=actor)
    _retitle(notice, terms)
    ask_for_blanks(notice, terms)
    tell_of_amendment(edition, readers, now=now)
    note(Fact("notice.amend", notice.pk, actor.pk, now, edition.digest))
    return edition


def _in_force(notice: Notice) -> NoticeEdition:
    return notice.editions.in_force(clock.law()).latest("number")


def _waiting(notice: Notice) -> list[NoticeEdition]:
    """Editions whose day has not come."""
    return list(notice.editions.filter(number__gt=_in_force(notice).number).order_by("number"))


def _issue_again(waiting: NoticeEdition, changes: Mapping[str, Any], *, actor: Actor) -> None:
    """An edition that waits, with what was changed meanwhile: the highest number counts when its day comes."""
    before = terms_of(waiting)
    terms = parse_terms(laid_over(dump_terms(before), changes))
    copied = ("effective_at", "reason", "basis", "told", "changes", "explanation")
    words = {name: getattr(waiting, name) for name in copied}
    edition = freeze_edition(waiting.notice, terms, now=clock.law(), actor=actor, **words)
    note(Fact("notice.amend", waiting.notice_id, actor.pk, clock.law(), edition.digest))


def _refuse_while_one_waits(notice: Notice) -> None:
    if waiting := _waiting(notice):
        day = f"{localtime(waiting[-1].effective_at):%Y-%m-%d %H:%M}"
        raise NoticeRefused(
            Reason("E748", f"第{waiting[-1].number}版将于{day}生效，生效后才能再修订；办理时间可以延长。")
        )


def _refuse_amendment(
    touched: list[dict[str, Any]], reason: str, basis: str, effective_at: datetime | None, now: datetime
) -> None:
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
    early = [Reason("E732", "生效时间不能早于现在。", "effective_at")] if effective_at and effective_at < now else []
    if refused := missing + frozen + nothing + early:
        raise NoticeRefused(*refused)


def _refuse_without_text(notice: Notice) -> None:
    if not notice.is_amending:
        raise NoticeRefused(Reason("E733", "这份通知现在没有修订稿，可能已由别人发布或放弃。"))


def _forget(notice: Notice, *, said: str, actor: Actor) -> None:
    notice.amending, notice.kept, notice.drafted_by = None, {}, None
    _save(notice, said=said, actor=actor)


def _save(notice: Notice, *, said: str, actor: Actor) -> None:
    sign(notice, actor, said)
    notice.save(update_fields=["amending", "kept", "drafted_by", "updated_at"])


def _move_windows(notice: Notice, before: Terms, after: Terms, *, actor: Actor) -> None:
    for (window, level), span in moved_gates(before, after).items():
        set_gate(notice.pk, window, opens_at=span.opens_at, closes_at=span.closes_at, actor=actor, level=level)


def _retitle(notice: Notice, terms: Terms) -> None:
    if (notice.title, notice.is_public) != (terms.title, terms.is_public):
        notice.title, notice.is_public = terms.title, terms.is_public
        notice.save(update_fields=["title", "is_public", "updated_at"])
