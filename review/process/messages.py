"""What people are told after a move: a line in their inbox with the move, a text message after the commit."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.timezone import localtime

from accounts.models import Membership
from accounts.states import DESK_ROLE, Role
from config.lib.flow import Move
from declarations.models import BasicInfo, Declaration, RouteStop
from declarations.rules import ends_of
from messaging.letters import Letter, close_tasks, post
from messaging.services import Text, text_people
from notices.rules import terms_of
from review.process.models import MoveRecord
from review.process.wording import APPLICANT, MESSAGES, OFFICE, SMS_TEXTS, UNIT, Told

Moved = Sequence[tuple[Declaration, MoveRecord]]


def send_messages(move: Move, moved: Moved, *, now: datetime) -> None:
    """Tell whom the row names, for all cases at once; what was asked before is done."""
    if not moved:
        return
    close_tasks(subject_kind="declaration", subject_ids=[case.pk for case, _ in moved], now=now)
    all_told = [MESSAGES[name] for name in move.messages]
    may_say_when = any(told.sms or "{deadline}" in told.text for told in all_told)  # a notice's own texts too (MSG-06)
    ends = ends_of([case for case, _ in moved]) if may_say_when else {}
    words = {case.pk: _words(case, record, ends.get(case.pk)) for case, record in moved}
    for name in move.messages:
        told = MESSAGES[name]
        people = _recipients(told, moved)
        post(list(_letters(name, told, moved, people, words)), now=now)
        if told.sms:
            _text(told, moved, words, now)


def _letters(name: str, told: Told, moved: Moved, people: dict[int, list[Any]], words: Any) -> Iterator[Letter]:
    for case, record in moved:
        for person_id, organisation_id in people.get(case.pk, []):
            yield Letter(
                person_id=person_id,
                organisation_id=organisation_id,
                event=name,
                title=told.title.format_map(words[case.pk]),
                text=told.text.format_map(words[case.pk]),
                key=f"{name}:{record.pk or f'{case.pk}@{record.at.isoformat()}'}",
                url=_url(told, name, case),
                button=told.button,
                needs_action=told.asks,
                due_at=case.due_at,
                subject_kind="declaration",
                subject_id=case.pk,
            )


def _url(told: Told, name: str, case: Declaration) -> str:
    return reverse("process:case", args=[case.ref])


def _recipients(told: Told, moved: Moved) -> dict[int, list[tuple[int, int | None]]]:
    """Case id → (person, organisation on whose behalf)."""
    if told.to == APPLICANT:
        return {case.pk: [(case.applicant_id, None)] for case, _ in moved}
    desks = _desks(told, moved)
    roles = [Role.OFFICE] if told.to == OFFICE else [*set(DESK_ROLE.values())]
    held = Membership.objects.current().filter(organisation__in=set(desks.values()), role__in=roles)
    staff: dict[int, list[tuple[int, int | None]]] = {}
    for person, organisation in held.values_list("user", "organisation"):
        staff.setdefault(organisation, []).append((person, organisation))
    applicants = {case.pk: case.applicant_id for case, _ in moved}
    return {pk: [each for each in staff.get(desk, []) if each[0] != applicants[pk]] for pk, desk in desks.items()}


def _desks(told: Told, moved: Moved) -> dict[int, int]:
    if told.to == UNIT:
        return {case.pk: case.unit_id for case, _ in moved}
    if told.to == OFFICE:
        return {case.pk: case.office_id for case, _ in moved}
    here = RouteStop.objects.filter(declaration__in=[case.pk for case, _ in moved], index=F("declaration__stop"))
    return dict(here.values_list("declaration", "organisation"))


def _words(case: Declaration, record: MoveRecord, ends: datetime | None) -> dict[str, str]:
    terms = terms_of(case.edition)
    items = [item["defect"] for item in record.answers.get("items", [])]
    return {
        "name": case.applicant.name,
        "number": case.number or "",
        "level": case.level_name,
        "unit": case.unit.name,
        "holder": record.organisation or case.unit.name,
        "noticer": record.organisation,
        "late": case.late_holder or record.organisation,
        "state": case.get_state_display(),
        "reason": record.answers.get("reason") or "；".join(items) or record.answers.get("opinion", ""),
        "due": f"{localtime(case.due_at):%Y-%m-%d %H:%M}" if case.due_at else "规定时限",
        "deadline": f"{localtime(ends):%Y-%m-%d %H:%M}" if ends else "规定时间",
        "n": str(len(items)),
        "amount": str(terms.fees.amounts.get(case.level, "")),
        "start": f"{localtime(terms.fees.start):%m月%d日}" if terms.fees.start else "",
        "end": f"{localtime(terms.fees.end):%m月%d日 %H:%M}" if terms.fees.end else "",
        "prepare": str(terms.committee_defense.prepare_max),
        "answer": str(terms.committee_defense.answer_max),
    }


def _text(told: Told, moved: Moved, words: dict[int, dict[str, str]], now: datetime) -> None:
    if told.sms == "defense":
        return  # the secretariat texts time and place itself when it fixes a slot (COMM-05)
    phones = BasicInfo.objects.filter(declaration__in=[case.pk for case, _ in moved]).in_bulk(
        field_name="declaration_id"
    )
    texts = []
    for case, record in moved:
        terms = terms_of(case.edition)
        template = terms.messages.templates.get(told.sms) or SMS_TEXTS[told.sms]
        if case.pk in phones:
            signature = f"【{terms.messages.signature}】"
            texts.append(
                Text(
                    phone=phones[case.pk].phone,
                    text=signature + template.format_map(words[case.pk]),
                    key=f"{told.sms}:{record.pk or f'{case.pk}@{record.at.isoformat()}'}",
                    person_id=case.applicant_id,
                    subject_kind="declaration",
                    subject_id=case.pk,
                )
            )
    text_people(told.sms, texts, now=now)
