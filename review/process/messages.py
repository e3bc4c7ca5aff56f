"""What people are told after a move: a line in their inbox with the move, a text message after the commit."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial

from django.db.models import F
from django.urls import reverse
from django.utils.timezone import localtime

from accounts.models import User
from config.lib.flow import Move
from config.lib.text import one_full_stop
from declarations.models import BasicInfo, Declaration, RouteStop
from declarations.rules import ends_of
from messaging.letters import Letter, close_tasks, post
from messaging.services import Text, text_people
from notices.rules import terms_of
from review.approvals.states import Addressee
from review.process.models import MoveRecord
from review.process.recipients import BY_ITEMS, NOTHING, Moved, Owed, People, Reader, owed_in, recipients
from review.process.wording import (
    ASKED_APPLICANT,
    ASKED_DESKS,
    LOST_WITH_A_CORRECTION,
    MESSAGES,
    MISSED,
    SMS_TEXTS,
    Told,
)

TIMED = ("{deadline}", "{due}")
PLACED = "{here}"
Said = Callable[[Declaration, MoveRecord, Reader], Mapping[str, str]]  # the words as one reader reads them


def send_messages(move: Move, moved: Moved, *, now: datetime) -> None:
    """Tell whom the row names, for all cases at once; what was asked before is done."""
    if not moved:
        return
    close_tasks(subject_kind="declaration", subject_ids=[case.pk for case, _ in moved], now=now)
    all_told = [MESSAGES[name] for name in move.messages]
    owed = owed_in(moved) if any(told.to in BY_ITEMS for told in all_told) else {}
    ends = ends_of([case for case, _ in moved]) if any(_may_say_when(told) for told in all_told) else {}
    words = {case.pk: words_of(case, record, ends.get(case.pk), owed.get(case.pk, NOTHING)) for case, record in moved}
    if any(PLACED in told.text for told in all_told):
        _name_places(words)
    for name in move.messages:
        told = MESSAGES[name]
        people = recipients(told, moved, owed)
        said = partial(_theirs, told, words, owed)
        post(list(_letters(name, told, moved, people, said)), now=now)
        if told.sms:
            _text(told, moved, people, said, now)


def _may_say_when(told: Told) -> bool:
    return bool(told.sms) or any(word in told.text for word in TIMED)  # a notice's own texts too (MSG-06)


def _name_places(words: Mapping[int, dict[str, str]]) -> None:
    """Who has the case now, for a text that says where it went: not who has just sent it. One statement."""
    here = RouteStop.objects.filter(declaration__in=words, index=F("declaration__stop"))
    for case, name in here.values_list("declaration", "name"):
        words[case]["here"] = name


def _letters(name: str, told: Told, moved: Moved, people: People, said: Said) -> Iterator[Letter]:
    for case, record in moved:
        for reader in people.get(case.pk, []):
            words = said(case, record, reader)
            yield Letter(
                person_id=reader.person,
                organisation_id=reader.desk,
                event=name,
                title=told.title.format_map(words),
                text=one_full_stop(told.text.format_map(words)),
                key=f"{name}:{record.pk or f'{case.pk}@{record.at.isoformat()}'}",
                url=reverse("process:case", args=[case.ref]),
                button=told.button,
                needs_action=told.asks,
                due_at=case.due_at,
                subject_kind="declaration",
                subject_id=case.pk,
            )


def words_of(case: Declaration, record: MoveRecord, ends: datetime | None, owed: Owed = NOTHING) -> dict[str, str]:
    """What the texts of a case may name (``notices.rules.saying``)."""
    terms = terms_of(case.edition)
    items = [item["defect"] for item in record.answers.get("items", [])]
    due = case.due_at or ends
    return {
        "name": case.applicant.name,
        "number": case.number or "",
        "level": case.level_name,
        "unit": case.unit.name,
        "holder": record.organisation or case.unit.name,
        "here": case.unit.name,
        "noticer": record.organisation,
        "late": case.late_holder or record.organisation,
        "state": case.get_state_display(),
        "reason": record.answers.get("reason") or "；".join(items) or record.answers.get("opinion", ""),
        "due": f"{localtime(due):%Y-%m-%d %H:%M}" if due else "规定时限",
        "addressees": "、".join(Addressee(each).label for each in Addressee.order if each in owed.addressees),
        "opens": _opens(owed, record.at),
        "missed": MISSED[terms.late_policy.after_deadline],
        "lost": LOST_WITH_A_CORRECTION[terms.late_policy.after_deadline],
        "deadline": f"{localtime(ends):%Y-%m-%d %H:%M}" if ends else "规定时间",
        "n": str(len(items)),
        "amount": str(terms.fees.amounts.get(case.level, "")),
        "start": f"{localtime(terms.fees.start):%m月%d日}" if terms.fees.start else "",
        "end": f"{localtime(terms.fees.end):%m月%d日 %H:%M}" if terms.fees.end else "",
        "prepare": str(terms.committee_defense.prepare_max),
        "answer": str(terms.committee_defense.answer_max),
    }


def _theirs(
    told: Told,
    words: Mapping[int, Mapping[str, str]],
    owed: Mapping[int, Owed],
    case: Declaration,
    record: MoveRecord,
    reader: Reader,
) -> Mapping[str, str]:
    """The words as who is asked reads them: theirs counted and named, the others' only counted (MSG-05)."""
    theirs, asked = words[case.pk], owed.get(case.pk, NOTHING)
    if told.to not in {ASKED_APPLICANT, ASKED_DESKS} or not asked.counts:
        return {**theirs, "others": ""}
    own = told.to == ASKED_APPLICANT
    who = {Addressee.APPLICANT} if own else reader.asked_as
    items = [each["defect"] for each in record.answers.get("items", []) if each["addressee"] in who]
    said = {**theirs, "others": _others(asked) if own else ""}
    if own:
        said["n"] = str(asked.counts.get(Addressee.APPLICANT, 0))
    if items and not record.answers.get("reason"):
        said["reason"] = "；".join(items)
    return said


def _others(owed: Owed) -> str:
    """（另有 2 项由用人单位办理）"""
    told = "，".join(f"{count} 项由{Addressee(each).label}办理" for each, count in owed.of_others.items())
    return f"（另有 {told}）" if told else ""


def _opens(owed: Owed, at: datetime) -> str:
    """From when on a notice can be answered, where that day is still to come (G-03)."""
    return f"（{localtime(owed.opens_at):%Y-%m-%d %H:%M} 起可以办理）" if owed.opens_at and owed.opens_at > at else ""


def _text(told: Told, moved: Moved, people: People, said: Said, now: datetime) -> None:
    if told.sms == "defense":
        return  # the secretariat texts time and place itself when it fixes a slot (COMM-05)
    phones = _phones(moved, people)
    texts = []
    for case, record in moved:
        messages = terms_of(case.edition).messages
        template = messages.templates.get(told.sms) or SMS_TEXTS[told.sms]
        occasion = f"{told.sms}:{record.pk or f'{case.pk}@{record.at.isoformat()}'}"
        for reader in people.get(case.pk, []):
            if phone := phones.get((case.pk, reader.person)):
                text = f"【{messages.signature}】{one_full_stop(template.format_map(said(case, record, reader)))}"
                key = f"{occasion}:{reader.person}" if reader.desk else occasion
                told_to = {"person_id": reader.person, "subject_kind": "declaration", "subject_id": case.pk}
                texts.append(Text(phone=phone, text=text, key=key, office_id=case.office_id, **told_to))
    text_people(told.sms, texts, now=now)


def _phones(moved: Moved, people: People) -> dict[tuple[int, int], str]:
    """(Case, person) → number: of the application for who declares (MSG-13), a clerk's own."""
    cases = {case.pk: case for case, _ in moved}
    clerks = {reader.person for told in people.values() for reader in told if reader.desk}
    own = BasicInfo.objects.filter(declaration__in=cases).in_bulk(field_name="declaration_id") if people else {}
    numbers = {each.pk: each.phone for each in User.objects.filter(pk__in=clerks)} if clerks else {}
    found = {(pk, cases[pk].applicant_id): basic.phone for pk, basic in own.items()}
    desks = ((pk, reader.person) for pk, told in people.items() for reader in told if reader.desk)
    return found | {(pk, person): numbers[person] for pk, person in desks}
