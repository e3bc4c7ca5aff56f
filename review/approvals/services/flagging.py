"""A journal listed while a case is on its way: the unit is asked; a desk above is told what is missing (RISK-03)."""

from typing import Any

from django.urls import reverse

from config.lib import clock
from declarations.models import Declaration
from declarations.states import State
from messaging.letters import Letter, post
from records.services.audit import audited
from review.approvals.guards.verification import unjudged_flags
from review.approvals.selectors.reaching import people_at

WITH_A_DESK = (*State.at_unit, *State.on_the_way, State.OFFICE_REVIEW)
AT_UNIT = "请填写核验结论和核验方法，完成后才能出具推荐意见。"
ABOVE = "单位没有核验结论：可以退回或告知单位补充核验，或在通过时写明本级核验的方法和结论。"


def tell_of_flags(payload: dict[str, Any]) -> None:
    """Handler of the outbox kind: a line to the desk where the case stands; harmless when run twice."""
    with audited():
        case = Declaration.objects.lock(payload["declaration"])
        waiting = unjudged_flags(case) if case.state in WITH_A_DESK else []
        stop = case.stops.filter(index=case.stop).first() if waiting else None
        if stop is None:
            return
        at_unit = case.state in State.at_unit
        letter: Any = {
            "event": "journal_flagged",
            "title": f"{case.applicant.name}的学术成果列入风险预警",
            "text": f"{'、'.join(part.label for part in waiting)}列入学术风险预警。{AT_UNIT if at_unit else ABOVE}",
            "key": f"flagged:{case.pk}:{payload['at']}",
            "url": _page(case, at_unit=at_unit, key=waiting[0].key),
            "button": "去核验" if at_unit else "去审查",
            "needs_action": at_unit,
            "subject_kind": "declaration",
            "subject_id": case.pk,
        }
        desk, people = stop.organisation_id, people_at(case, stop)
        post([Letter(person_id=each, organisation_id=desk, **letter) for each in people], now=clock.law())


def _page(case: Declaration, *, at_unit: bool, key: str) -> str:
    return f"{reverse('approvals:work' if at_unit else 'approvals:review', args=[case.ref])}?part={key}"
