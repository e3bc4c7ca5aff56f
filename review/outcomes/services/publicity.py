"""二次公示: a frozen list for counted working days (COMM-06, MSG-07, FORM-34)."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.models import Organisation, User
from accounts.states import Role
from committees.states import Rank
from config.lib import clock
from config.lib.reason import Reason
from declarations.models import Declaration
from declarations.states import State
from messaging.letters import Letter, post
from notices.models import Notice
from notices.rules import Terms, terms_of
from notices.selectors import current_edition
from records.models import Fact
from records.services.audit import audited, note
from records.services.calendar import working_days_after
from records.services.documents import request_document
from review.outcomes.exceptions import OutcomeRefused
from review.outcomes.models import ResultPublicity, ResultPublicityEntry
from review.outcomes.rules import holds


def publicise_results(
    notice: Notice, *, declarations: Iterable[Declaration], contact: str, actor: User
) -> ResultPublicity:
    """Publicise the passed people of a notice. The first counted day is the next working day (G-02).

    Raises ``OutcomeRefused`` with everything that stands against the list.
    """
    with audited():
        held = sorted({declaration.pk for declaration in declarations})
        cases = [Declaration.objects.lock(pk) for pk in held]
        now = clock.law()
        terms = terms_of(current_edition(notice.pk, now=now))
        if reasons := _reasons(notice, terms, cases, contact, actor):
            raise OutcomeRefused(reasons)
        publicity = _hang(notice, terms, cases, contact=contact, actor=actor, now=now)
        entries = (ResultPublicityEntry(publicity=publicity, declaration=case) for case in cases)
        ResultPublicityEntry.objects.bulk_create(entries)
        post(_letters(publicity, cases), now=now)
        request_document("FORM-34", "result_publicity", publicity.pk, by=actor.pk)
        note(Fact("result.publicise", publicity.pk, actor.pk, now, publicity.digest))
    return publicity


def canonical(lines: list[dict[str, Any]]) -> bytes:
    """What a list's digest is taken of: anybody can compute it again from these bytes."""
    return json.dumps(lines, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _hang(
    notice: Notice, terms: Terms, cases: list[Declaration], *, contact: str, actor: User, now: datetime
) -> ResultPublicity:
    assert terms.result, "checked among the reasons"
    days, today = terms.result.second_publicity_working_days, clock.local_date(now)
    first, last = working_days_after(today, 1), working_days_after(today, days)
    lines = [_line(case) for case in sorted(cases, key=_order)]
    return ResultPublicity.objects.create(
        notice=notice,
        title=f"{terms.year}年度{terms.series}系列{terms.term('title')}评审结果公示",
        site=terms.result.second_publicity_site,
        contact=contact,
        first_day=first.last_day,
        last_day=last.last_day,
        days_certain=last.certain,
        working_days=days,
        snapshot=lines,
        digest=hashlib.sha256(canonical(lines)).hexdigest(),
        started_by=actor,
        started_at=now,
    )


def _reasons(notice: Notice, terms: Terms, cases: list[Declaration], contact: str, actor: User) -> list[Reason]:
    reasons = []
    offices = Organisation.objects.filter(pk__in={notice.office_id, *(case.office_id for case in cases)})
    if not holds(actor, offices, Role.OFFICE):
        reasons.append(Reason("not_yours", "只有评委会所在职改办可以发布公示。"))
    if not (terms.result and terms.result.second_publicity_working_days):
        reasons.append(Reason("E650", "本通知不作二次公示。"))
    if not cases:
        reasons.append(Reason("E650", "请选择要公示的人员。"))
    if not contact.strip():
        reasons.append(Reason("E650", "请填写异议受理单位和电话。", field="contact"))
    if any(case.state != State.SECOND_PUBLICITY or case.edition.notice_id != notice.pk for case in cases):
        reasons.append(Reason("E650", "名单中有不在二次公示环节的申报。"))
    if ResultPublicityEntry.objects.filter(declaration__in=cases).exists():
        reasons.append(Reason("E650", "名单中有已公示过的申报。"))
    return reasons


def _line(case: Declaration) -> dict[str, str]:
    # Name, unit, title, specialty and nothing else is public (OP8); the reference leads to the objection form.
    return {
        "declaration": str(case.ref),
        "name": case.basic.name,
        "unit": (case.employer or case.unit).name,
        "title": case.level_name,
        "specialty": case.specialty_name,
    }


def _order(case: Declaration) -> tuple[int, str, str, int]:
    return -Rank.height(case.rank), case.level, case.specialty_name, case.pk


def _letters(publicity: ResultPublicity, cases: list[Declaration]) -> list[Letter]:
    url = reverse("outcomes:publicity", args=[publicity.ref])
    text = f"您的评审结果自今日起公示，截止{publicity.last_day:%Y年%m月%d日}（{publicity.working_days}个工作日）。"
    return [
        Letter(
            person_id=case.applicant_id,
            event="result_publicised",
            title="评审结果正在公示",
            text=text,
            key=f"result_publicity:{publicity.pk}:{case.pk}",
            url=url,
            button="查看公示",
            subject_kind="declaration",
            subject_id=case.pk,
        )
        for case in cases
    ]
