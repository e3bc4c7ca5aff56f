"""Asking for a rehearsal of a notice, running it, and what became of it."""

import hashlib
import logging
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import yaml
from celery import current_app
from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.models import User
from config.lib import clock
from config.lib.reason import Reason
from notices.drafting.standing import terms_worked_on
from notices.exceptions import NoticeRefused, TermsRefused
from notices.models import Notice
from notices.rules import (
    FROZEN,
    Terms,
    complete_terms,
    digest_of,
    dump_terms,
    problems,
    read_text,
    stated_in,
    terms_of,
)
from notices.states import NoticeState
from records.models import CalendarDay, Fact
from records.services.audit import audited, note
from review.process.models import Rehearsal
from review.process.models.rehearsal import SILENCE
from review.process.rehearsal.child import RehearsalFailed, alone, run_child, sweep_folders
from review.process.states import RehearsalScope, RehearsalState

WIDTH = 150
TASK = "process.rehearse"
WORD = timedelta(seconds=10)  # a worker that has nothing new to say says so this often
ONE_AT_A_TIME = Reason("rehearsal.open", "这份通知正在彩排，请等它完成。")
GONE = "办理彩排的程序中途停止，没有结果，请重新开始。"

logger = logging.getLogger(__name__)


def terms_to_try(notice: Notice) -> Terms:
    """What a try-out and a rehearsal are of: the text worked on at the desk, else what is published last."""
    if notice.state == NoticeState.DRAFT or notice.amending is not None:
        return terms_worked_on(notice)
    return terms_of(notice.editions.latest("number"))


def text_of(notice: Notice) -> str:
    """The same as a notice file."""
    if notice.state == NoticeState.DRAFT:
        plain: dict[str, Any] = stated_in(notice.draft)
    else:
        plain = dump_terms(terms_to_try(notice), brief=True)
        plain.pop(FROZEN, None)
    return yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=WIDTH)


def digest_now(notice: Notice) -> str:
    """Of the law as it stands: a rehearsal with another digest was of another one.

    Not of the text: a draft states its own words, an edition everything, and publishing changes nothing.
    """
    return _law_of(terms_to_try(notice))


def of_another_law(notice: Notice, held: Iterable[Rehearsal]) -> set[int]:
    """Which of these were of a law that stands no more."""
    now = digest_now(notice)
    others = {each.pk: each.digest for each in held if each.digest != now}
    texts = dict(Rehearsal.objects.filter(pk__in=others).values_list("pk", "text")) if others else {}
    return {pk for pk, digest in others.items() if _law_in(digest, texts[pk]) != now}


@lru_cache(maxsize=64)
def _law_in(digest: str, text: str) -> str:
    """Rows of earlier versions hold the digest of their text: theirs is made anew of it."""
    if hashlib.sha256(text.encode()).hexdigest() != digest:
        return digest
    try:
        return _law_of(complete_terms(read_text(text)))
    except TermsRefused:  # of a schema that is no more
        return digest


def _law_of(terms: Terms) -> str:
    whole = dump_terms(terms)
    whole.pop(FROZEN, None)
    return digest_of(whole)


def start_rehearsal(notice: Notice, *, scope: str, actor: User) -> Rehearsal:
    """Queue one. Raises ``NoticeRefused``: problems that would keep it from being published, or one is under way."""
    if reasons := [each for each in problems(terms_to_try(notice)) if each.severity == "block"]:
        raise NoticeRefused(*reasons)
    text = text_of(notice)
    told = {"notice": notice, "text": text, "digest": digest_now(notice), "by": actor}
    try:
        with audited():
            made = Rehearsal.objects.create(**told, scope=RehearsalScope(scope), asked_at=clock.machine())
            note(Fact("notice.rehearse", notice.pk, actor.pk, clock.law(), made.digest))
            transaction.on_commit(_nudge)
    except IntegrityError as twice:  # one_open_rehearsal_a_notice
        raise NoticeRefused(ONE_AT_A_TIME) from twice
    return made


def run_waiting() -> int:
    """The one that waits longest, unless one runs already; what a dead worker left is given up and tidied.

    One at a time in the whole site and one a task, so that a worker process stays free for everything else; the beat
    begins the next. Harmless when run twice. How many ran.
    """
    give_up_silent(clock.machine())
    with alone() as lock:
        if lock is None:
            return 0
        sweep_folders()
        chosen = _claim()
        if chosen is None:
            return 0
        _run(chosen, lock)
    return 1


def give_up_silent(now: datetime) -> int:
    """A worker that was killed says nothing any more: its rehearsal has failed."""
    silent = Rehearsal.objects.filter(state=RehearsalState.RUNNING).filter(
        Q(heard_at__lt=now - SILENCE) | Q(heard_at=None)
    )
    return silent.update(state=RehearsalState.FAILED, fault=GONE, ended_at=now)


def _claim() -> Rehearsal | None:
    if Rehearsal.objects.filter(state=RehearsalState.RUNNING).exists():
        return None
    try:
        with transaction.atomic():
            queued = Rehearsal.objects.filter(state=RehearsalState.QUEUED).order_by("pk")
            chosen = queued.select_for_update(of=("self",), skip_locked=True).first()
            if chosen:
                chosen.state, chosen.heard_at = RehearsalState.RUNNING, clock.machine()
                chosen.save(update_fields=["state", "heard_at"])
    except IntegrityError:  # one_rehearsal_runs: a worker on another host was quicker
        return None
    return chosen


def _run(chosen: Rehearsal, lock: int) -> None:
    mine = Rehearsal.objects.filter(pk=chosen.pk, state=RehearsalState.RUNNING)

    said, at = (0, 0, ""), clock.machine()

    def told(done: int, total: int, day: str) -> None:
        nonlocal said, at
        heard, now = (done, total, day), clock.machine()
        if heard == said and now - at < WORD:
            return
        said, at = heard, now
        if not mine.update(done=done, total=total, day=day, heard_at=now):
            raise RehearsalFailed(GONE)  # given up meanwhile, or gone with its notice: nobody waits for it

    calendar: list[Mapping[str, Any]] = [dict(day) for day in CalendarDay.objects.values()]
    try:
        report = run_child(chosen.text, scope=chosen.scope, calendar=calendar, told=told, lock=lock)
    except RehearsalFailed as failure:
        mine.update(state=RehearsalState.FAILED, fault=str(failure), ended_at=clock.machine())
    except Exception as error:
        logger.exception("The rehearsal %s failed", chosen.pk)
        mine.update(state=RehearsalState.FAILED, fault=f"没有完成：{type(error).__name__}", ended_at=clock.machine())
        raise
    else:
        mine.update(state=RehearsalState.DONE, report=report, ended_at=clock.machine())


def _nudge() -> None:
    """A worker begins at once; where the broker is away the beat's minute is lost and nothing else."""
    try:
        current_app.send_task(TASK, ignore_result=True, retry=False)
    except Exception:  # noqa: BLE001 - whatever a transport raises: the row is safe, the beat sweeps
        logger.warning("The broker is away; the beat will begin the rehearsal.")
