"""二次公示: a frozen list for counted working days (COMM-06, FORM-34), and the objections against it (T30)."""

import hashlib
import json
import secrets
from collections.abc import Iterable
from typing import Any

from accounts.models import Membership, User
from accounts.states import Role
from config.lib import clock
from config.lib.reason import Reason
from declarations.models import Declaration
from declarations.states import State
from notices.models import Notice
from notices.rules import terms_of
from notices.selectors import current_edition
from records.models import Fact, StoredFile
from records.services.audit import audited, note
from records.services.calendar import working_days_after
from review.outcomes.exceptions import OutcomeRefused
from review.outcomes.models import Objection, ResultPublicity, ResultPublicityEntry
from review.outcomes.states import ObjectionState

OBJECTIONABLE = (State.SECOND_PUBLICITY, State.CONFIRM_PENDING)


def publicise_results(
    notice: Notice, *, declarations: Iterable[Declaration], contact: str, actor: User
) -> ResultPublicity:
    """Publicise the passed people of a notice. The first counted day is the next working day (G-02)."""
    with audited():
        held = sorted({declaration.pk for declaration in declarations})
        cases = [Declaration.objects.lock(pk) for pk in held]
        if reasons := _reasons(notice, cases, actor):
            raise OutcomeRefused(reasons)
        now = clock.law()
        terms = terms_of(current_edition(notice.pk, now=now))
        assert terms.result, "only notices with a second publicity bring cases into it"
        days = terms.result.second_publicity_working_days
        first, last = working_days_after(clock.local_date(now), 1), working_days_after(clock.local_date(now), days)
        lines = [_line(case) for case in cases]
        publicity = ResultPublicity.objects.create(
            notice=notice,
            title=f"{terms.year}年度{terms.series}系列{terms.term('title')}评审结果公示",
            site=terms.result.second_publicity_site,
            contact=contact,
            first_day=first[0],
            last_day=last[0],
            days_certain=last[1],
            working_days=days,
            snapshot=lines,
            digest=_digest(lines),
            started_by=actor,
            started_at=now,
        )
        ResultPublicityEntry.objects.bulk_create(
            ResultPublicityEntry(publicity=publicity, declaration=case) for case in cases
        )
        note(Fact("result.publicise", publicity.pk, actor.pk, now, publicity.digest))
    return publicity


def raise_objection(
    declaration: Declaration, *, text: str, name: str = "", phone: str = "", evidence: StoredFile | None = None
) -> Objection:
    """Anybody may object while the result is publicised; who did is sealed. Returns the row with its tracking code."""
    with audited():
        case, now = Declaration.objects.lock(declaration.pk), clock.law()
        if case.state not in OBJECTIONABLE:
            raise OutcomeRefused([Reason("E649", "该结果不在公示期内，请通过投诉举报渠道反映。")])
        objection = Objection.objects.create(
            declaration=case,
            text=text,
            named=bool(name),
            name=name,
            phone=phone,
            evidence=evidence,
            tracking_code=secrets.token_hex(8),
            received_at=now,
        )
        note(Fact("objection.receive", objection.pk, None, now))
    return objection


def refuse_objection(objection_id: int, *, reply: str, actor: User) -> Objection:
    """An objection that names nothing to investigate is answered and closed without freezing anything."""
    with audited():
        found = Objection.objects.get(pk=objection_id)
        Declaration.objects.lock(found.declaration_id)
        objection = Objection.objects.select_for_update().get(pk=objection_id)
        if objection.state == ObjectionState.RECEIVED:
            objection.state, objection.reply = ObjectionState.REFUSED, reply
            objection.resolved_by, objection.resolved_at = actor, clock.law()
            objection.save(update_fields=["state", "reply", "resolved_by", "resolved_at"])
            note(Fact("objection.refuse", objection.pk, actor.pk, objection.resolved_at))
    return objection


def _reasons(notice: Notice, cases: list[Declaration], actor: User) -> list[Reason]:
    reasons = []
    offices = {case.committee.office_id for case in cases if case.committee} | {notice.office_id}
    if not Membership.objects.of(actor).filter(organisation__in=offices, role=Role.OFFICE).exists():
        reasons.append(Reason("not_yours", "只有评委会所在职改办可以发布公示。"))
    if not cases:
        reasons.append(Reason("E650", "没有待公示的人员。"))
    if any(case.state != State.SECOND_PUBLICITY or case.edition.notice_id != notice.pk for case in cases):
        reasons.append(Reason("E650", "名单中有不在二次公示环节的申报。"))
    if ResultPublicityEntry.objects.filter(declaration__in=cases).exists():
        reasons.append(Reason("E650", "名单中有已公示过的申报。"))
    return reasons


def _line(case: Declaration) -> dict[str, Any]:
    # Name, unit, title, specialty and nothing else is public (OP8).
    return {
        "declaration": str(case.ref),
        "name": case.basic.name,
        "unit": (case.employer or case.unit).name,
        "title": case.level_name,
        "specialty": case.specialty_name,
    }


def _digest(lines: list[dict[str, Any]]) -> str:
    return hashlib.sha256(json.dumps(lines, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
