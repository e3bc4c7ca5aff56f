"""专业答辩 and the hand-in of representative works: time and place, told by SMS; minutes and opinion recorded."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from messaging.services import send_sms

from accounts.models import User
from config.lib import clock
from declarations.models import Declaration
from messaging.letters import Letter, post
from notices.rules import Terms, terms_of
from records.models import Fact
from records.services.audit import audited, note
from review.meetings.exceptions import MeetingRefused
from review.meetings.guards import overlong
from review.meetings.models import DefenceRecord, RoundEntry, WorkEvent
from review.meetings.rules import keeps_the_office


def schedule_defence(entry_id: int, *, starts_at: datetime, place: str, actor: User) -> DefenceRecord:
    """Fix time and place of a defence and tell the person at once, in site and by SMS (COMM-05, MSG-03)."""
    with audited():
        entry, declaration = _lock_entry(entry_id, actor)
        terms, now = terms_of(declaration.edition), clock.law()
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
        _tell(
            declaration,
            "defense",
            "专业答辩安排",
            terms,
            words,
            key=f"defense:{record.pk}:{starts_at.isoformat()}",
            now=now,
        )
        note(Fact("defence.schedule", record.pk, actor.pk, now))
    return record


def record_defence(
    entry_id: int,
    *,
    prepare_used: int,
    answer_used: int,
    questions: str,
    opinion: str,
    actor: User,
    absent: bool = False,
) -> DefenceRecord:
    """Enter what happened; refused when it took longer than the notice allows (E601)."""
    with audited():
        entry, declaration = _lock_entry(entry_id, actor)
        if not absent and (reason := overlong(terms_of(declaration.edition), prepare_used, answer_used)):
            raise MeetingRefused([reason])
        record = DefenceRecord.objects.select_for_update().get(entry=entry)
        record.prepare_used, record.answer_used = prepare_used, answer_used
        record.questions, record.opinion, record.absent = questions, opinion, absent
        record.recorded_by, record.recorded_at = actor, clock.law()
        record.save(
            update_fields=[
                "prepare_used",
                "answer_used",
                "questions",
                "opinion",
                "absent",
                "recorded_by",
                "recorded_at",
            ]
        )
        note(Fact("defence.record", record.pk, actor.pk, record.recorded_at))
    return record


def call_for_works(entry_id: int, *, due_at: datetime, place: str, manner: str, actor: User) -> WorkEvent:
    """When, where and how the representative work is handed in (MAT-54, MSG-02)."""
    with audited():
        entry, declaration = _lock_entry(entry_id, actor)
        terms, now = terms_of(declaration.edition), clock.law()
        event, _ = WorkEvent.objects.update_or_create(
            entry=entry, defaults={"due_at": due_at, "place": place, "manner": manner, "told_at": now, "by": actor}
        )
        words = {**_words(declaration, terms, due_at, place), "manner": manner}
        key = f"representative:{event.pk}:{due_at.isoformat()}"
        _tell(declaration, "representative_event", "请提交代表性成果", terms, words, key=key, now=now)
        note(Fact("work.call", event.pk, actor.pk, now))
    return event


def receive_works(entry_id: int, *, received: Mapping[str, Any], actor: User) -> WorkEvent:
    """Register what was handed in: works, award certificates, video (FORM-39)."""
    with audited():
        entry, _ = _lock_entry(entry_id, actor)
        event = WorkEvent.objects.select_for_update().get(entry=entry)
        event.received, event.received_at = dict(received), clock.law()
        event.save(update_fields=["received", "received_at"])
        note(Fact("work.receive", event.pk, actor.pk, event.received_at))
    return event


def _lock_entry(entry_id: int, actor: User) -> tuple[RoundEntry, Declaration]:
    entry = RoundEntry.objects.select_related("round__committee").get(pk=entry_id)
    declaration = Declaration.objects.lock(entry.declaration_id)
    keeps_the_office(actor, entry.round.committee.office_id)
    return entry, declaration


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
    declaration: Declaration, event: str, title: str, terms: Terms, words: Mapping[str, str], *, key: str, now: datetime
) -> None:
    text = terms.messages.templates[event].format_map(words)
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
    signed = f"【{terms.messages.signature}】{text}"
    send_sms(
        declaration.basic.phone,
        event=event,
        text=signed,
        key=key,
        person_id=declaration.applicant_id,
        subject=("declaration", declaration.pk),
    )
