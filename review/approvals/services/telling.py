"""Letters about a supplement: to the desk whose word is awaited, to the applicant about what became of it (MSG-08)."""

from datetime import datetime

from django.urls import reverse

from declarations.models import RouteStop
from messaging.letters import Letter, close_tasks, post
from review.approvals.models import Supplement
from review.approvals.selectors.reaching import people_at

SUBJECT = "supplement"


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
