"""专业答辩 and the hand-in of representative works: time and place, told by SMS; minutes and opinion recorded."""

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.timezone import localtime

from accounts.models import User
from config.lib import clock
from config.lib.reason import Reason
from declarations.models import Declaration
from messaging.letters import Letter, post
from messaging.services import Text, text_people
from notices.rules import Terms, terms_of
from records.models import Fact
from records.services.audit import audited, note
from review.meetings.exceptions import MeetingRefused
from review.meetings.guards import overlong
from review.meetings.models import DefenceRecord, RoundEntry, WorkEvent
from review.meetings.rules import keeps_entry

# Where the notice gives no wording of its own.
TEMPLATES = {
    "defense": "{name}老师：您的专业答辩定于{time}在{place}进行，准备≤{prepare}分钟、答辩≤{answer}分钟，请携带身份证。",
    "representative_event": "{name}老师：请于{time}在{place}以{manner}方式提交代表性成果。",
}
NOT_CALLED = Reason("E614", "请先安排时间、地点并通知申报人。")


# ── defence ────────────────────────────────────────────────────────────────────────────────────────────────────────
def schedule_defence(entry_id: int, *, starts_at: datetime, place: str, actor: User) -> DefenceRecord:
    """Fix time and place of a defence and tell the person at once, in site and by SMS (COMM-05, MSG-03)."""
    with audited():
        entry, declaration = _lock_entry(entry_id, actor)
        terms, now = terms_of(declaration.edition), clock.law()
        if reasons := _reasons_against_scheduling(entry, terms, starts_at, now):
            raise MeetingRefused(reasons)
        record, _ = DefenceRecord.objects.update_or_create(
            entry=entry,
            defaults={
                "starts_at": starts_at,
                "place": place,
                "prepare_limit": terms.committee_defense.prepare_max,
                "answer_limit": terms.committee_defense.answer_max,
                "told_at": now,
            },
        )
        words = _words(declaration, terms, starts_at, place)
        _tell(declaration, "defense", "专业答辩安排", terms, words, now=now)
        note(Fact("defence.schedule", record.pk, actor.pk, now))
    return record


def schedule_defences(
    entries: Collection[int], *, starts_at: datetime, minutes: int, place: str, actor: User
) -> list[DefenceRecord]:
    """One after the other in one room, ``minutes`` apart, in the order of the list (COMM-17)."""
    with audited():
        _lock_in_order(entries)
        listed = RoundEntry.objects.filter(pk__in=entries).order_by("number").values_list("pk", flat=True)
        return [
            schedule_defence(entry, starts_at=starts_at + turn * timedelta(minutes=minutes), place=place, actor=actor)
            for turn, entry in enumerate(listed)
        ]


def record_defence(
    entry_id: int,
    *,
    prepare_used: int,
    answer_used: int,
    questions: str,
    opinion: str,
    actor: User,
    absent: bool = False,
    score: Decimal | None = None,
) -> DefenceRecord:
    """Enter what happened; refused when it took longer than the notice allows (E601), or was never called."""
    with audited():
        entry, declaration = _lock_entry(entry_id, actor)
        record = DefenceRecord.objects.select_for_update().filter(entry=entry).first()
        if record is None:
            raise MeetingRefused([NOT_CALLED])
        if reasons := _reasons_against_record(declaration, prepare_used, answer_used, opinion, absent=absent):
            raise MeetingRefused(reasons)
        told = {"prepare_used": prepare_used, "answer_used": answer_used, "questions": questions, "opinion": opinion}
        told |= {"absent": absent, "score": score, "recorded_by": actor, "recorded_at": clock.law()}
        for name, value in told.items():
            setattr(record, name, value)
        record.save(update_fields=list(told))
        note(Fact("defence.record", record.pk, actor.pk, record.recorded_at or clock.law()))
    return record


# ── representative works ───────────────────────────────────────────────────────────────────────────────────────────
def call_for_works(entry_id: int, *, due_at: datetime, place: str, manner: str, actor: User) -> WorkEvent:
    """When, where and how the representative work is handed in (MAT-54, MSG-02)."""
    with audited():
        entry, declaration = _lock_entry(entry_id, actor)
        terms, now = terms_of(declaration.edition), clock.law()
        if due_at <= now:
            raise MeetingRefused([Reason("E614", "提交时间须晚于现在。", field="due_at")])
        event, _ = WorkEvent.objects.update_or_create(
            entry=entry, defaults={"due_at": due_at, "place": place, "manner": manner, "told_at": now, "by": actor}
        )
        words = {**_words(declaration, terms, due_at, place), "manner": manner}
        _tell(declaration, "representative_event", "请提交代表性成果", terms, words, now=now)
        note(Fact("work.call", event.pk, actor.pk, now))
    return event


def call_for_many_works(
    entries: Collection[int], *, due_at: datetime, place: str, manner: str, actor: User
) -> list[WorkEvent]:
    """The same time, place and manner for a group (COMM-17)."""
    with audited():
        _lock_in_order(entries)
        return [
            call_for_works(each, due_at=due_at, place=place, manner=manner, actor=actor) for each in sorted(entries)
        ]


def receive_works(entry_id: int, *, received: Mapping[str, Any], actor: User) -> WorkEvent:
    """Register what was handed in: works, award certificates, video (FORM-39)."""
    with audited():
        entry, _ = _lock_entry(entry_id, actor)
        event = WorkEvent.objects.select_for_update().filter(entry=entry).first()
        if event is None:
            raise MeetingRefused([NOT_CALLED])
        event.received, event.received_at = dict(received), clock.law()
        event.save(update_fields=["received", "received_at"])
        note(Fact("work.receive", event.pk, actor.pk, event.received_at))
    return event


def return_works(entry_id: int, *, actor: User) -> WorkEvent:
    """The works went back to their maker (MAT-55)."""
    with audited():
        entry, _ = _lock_entry(entry_id, actor)
        event = WorkEvent.objects.select_for_update().filter(entry=entry).exclude(received_at=None).first()
        if event is None:
            raise MeetingRefused([Reason("E614", "尚未登记接收，不能登记归还。")])
        event.returned_at = event.returned_at or clock.law()
        event.save(update_fields=["returned_at"])
        note(Fact("work.return", event.pk, actor.pk, event.returned_at))
    return event


def _reasons_against_scheduling(entry: RoundEntry, terms: Terms, starts_at: datetime, now: datetime) -> list[Reason]:
    reasons = []
    if entry.declaration.level not in terms.committee_defense.levels:
        reasons.append(Reason("E613", f"{entry}：该级别不安排专业答辩。"))
    if DefenceRecord.objects.filter(entry=entry, recorded_at__isnull=False).exists():
        reasons.append(Reason("E613", f"{entry}已完成答辩，不能再安排。"))
    if starts_at <= now:
        reasons.append(Reason("E614", "答辩时间须晚于现在。", field="starts_at"))
    return reasons


def _reasons_against_record(
    declaration: Declaration, prepare: int, answer: int, opinion: str, *, absent: bool
) -> list[Reason]:
    if absent:
        return []
    reasons = [reason] if (reason := overlong(terms_of(declaration.edition), prepare, answer)) else []
    if not opinion.strip():
        reasons.append(Reason("E616", "请填写答辩意见。", field="opinion"))
    return reasons


def _lock_in_order(entries: Collection[int]) -> None:
    # Several locks: always in order of id (design §3).
    for pk in RoundEntry.objects.filter(pk__in=entries).order_by("declaration").values_list("declaration", flat=True):
        Declaration.objects.lock(pk)


def _lock_entry(entry_id: int, actor: User) -> tuple[RoundEntry, Declaration]:
    entry = RoundEntry.objects.select_related("round__committee").get(pk=entry_id)
    entry.declaration = Declaration.objects.lock(entry.declaration_id)
    keeps_entry(actor, entry)
    return entry, entry.declaration


def _words(declaration: Declaration, terms: Terms, moment: datetime, place: str) -> dict[str, str]:
    limits = terms.committee_defense
    return {
        "name": declaration.basic.name,
        "time": f"{localtime(moment):%m月%d日%H:%M}",
        "place": place,
        "prepare": str(limits.prepare_max),
        "answer": str(limits.answer_max),
    }


def _tell(
    declaration: Declaration, event: str, title: str, terms: Terms, words: Mapping[str, str], *, now: datetime
) -> None:
    text = (terms.messages.templates.get(event) or TEMPLATES[event]).format_map(words)
    # Another time, place or manner is another occasion; the same words are told once.
    key = f"{event}:{declaration.pk}:{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    letter = Letter(
        person_id=declaration.applicant_id,
        event=event,
        title=title,
        text=text,
        key=key,
        url=declaration.get_absolute_url(),
        button="查看",
        needs_action=True,
        subject_kind="declaration",
        subject_id=declaration.pk,
    )
    post([letter], now=now)
    message = Text(
        phone=declaration.basic.phone,
        text=f"【{terms.messages.signature}】{text}",
        key=key,
        person_id=declaration.applicant_id,
        office_id=declaration.office_id,
        subject_kind="declaration",
        subject_id=declaration.pk,
    )
    text_people(event, [message], now=now)
