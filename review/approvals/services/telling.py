"""Letters of this floor: about a supplement (MSG-08), and about an objection at the unit that was closed (UNIT-13)."""

from datetime import datetime
from functools import partial

from django.urls import reverse

from accounts.models import User
from config.lib import clock
from declarations.models import Declaration, RouteStop
from messaging.letters import Letter, close_tasks, post
from review.approvals.models import PublicityObjection, Supplement
from review.approvals.rules import desk_of
from review.approvals.selectors.reaching import people_at

SUBJECT = "supplement"
CLOSED = "publicity_objection_closed"


def tell_desk(supplement: Supplement, stop: RouteStop, *, now: datetime) -> None:
    """To everybody at the desk; what was asked of the desk before it is done."""
    close_tasks(subject_kind=SUBJECT, subject_ids=[supplement.pk], now=now)
    case = supplement.declaration
    letters = [
        Letter(
            person_id=person,
            organisation_id=stop.organisation_id,
            event="supplement_waits",
            title=f"{case.applicant.name}补交{supplement.proof}",
            text=f"{case.applicant.name}（{case.level_name}）补交了“{supplement.title}”的{supplement.proof}，请确认。",
            key=f"supplement:{supplement.pk}:{stop.index}",
            url=reverse("approvals:judge_supplements", args=[case.ref]),
            button="去确认",
            needs_action=True,
            subject_kind=SUBJECT,
            subject_id=supplement.pk,
        )
        for person in people_at(case, stop)
    ]
    post(letters, now=now)


def tell_applicant(supplement: Supplement, text: str, *, now: datetime) -> None:
    """What became of it; nobody is asked for anything about it any more."""
    close_tasks(subject_kind=SUBJECT, subject_ids=[supplement.pk], now=now)
    case = supplement.declaration
    letter = Letter(
        person_id=case.applicant_id,
        event="supplement_settled",
        title=f"补交{supplement.proof}的办理结果",
        text=text,
        key=f"supplement:{supplement.pk}:settled",
        url=reverse("approvals:supplement", args=[case.ref]),
        button="查看",
        subject_kind="declaration",
        subject_id=case.pk,
    )
    post([letter], now=now)


def tell_of_objection(objection: PublicityObjection, case: Declaration, *, actor: User, now: datetime) -> None:
    """Closed: to the applicant and the unit's other clerks; who objected and what was found is in neither (S15)."""
    found = "异议成立" if objection.upheld else "异议不成立"
    after = _after_objection(objection, now)
    stop = desk_of(case)
    clerks = [person for person in people_at(case, stop) if person != actor.pk] if stop else []
    told = partial(
        Letter,
        event=CLOSED,
        key=f"{CLOSED}:{objection.pk}",
        button="查看",
        subject_kind="declaration",
        subject_id=case.pk,
    )
    to_unit = [
        told(
            person_id=person,
            organisation_id=stop.organisation_id if stop else None,
            title="单位公示的异议已办结",
            text=f"{case.applicant.name}的公示收到的一件异议已由{actor.name}核查办结：{found}。{after}",
            url=reverse("approvals:publicity", args=[case.ref]),
        )
        for person in clerks
    ]
    own = told(
        person_id=case.applicant_id,
        title="您的公示收到的异议已办结",
        text=f"您的单位公示期间收到一件异议，单位已核查办结：{found}。{after}",
        url=case.get_absolute_url(),
    )
    post([*to_unit, own], now=now)


def _after_objection(objection: PublicityObjection, now: datetime) -> str:
    """What follows is of all objections to the sheet: one that was upheld holds the case, whatever came of this."""
    again = "单位将重新审核、退回修改或不予推荐。"
    if objection.upheld:
        return again
    others = PublicityObjection.objects.filter(publicity=objection.publicity_id).exclude(pk=objection.pk)
    if others.filter(upheld=True).exists():
        return f"另有异议成立，{again}"
    if left := others.filter(resolved_at=None).count():
        return f"还有 {left} 件异议正在核查，办结前不能上报。"
    is_over = clock.local_date(now) > objection.publicity.last_day
    return "公示期已满，单位继续办理。" if is_over else "公示期满后继续办理。"
