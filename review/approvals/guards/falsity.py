"""Doubts whether materials are true stand between a case and its acceptance (OFFICE-10, OFFICE-14)."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import Actor
from config.lib.flow import Asked
from config.lib.reason import Reason
from declarations.models import Declaration
from declarations.states import EndReason
from integrity.states import SuspicionState
from review.approvals.models import FalsityCase
from review.approvals.states import FalsityState


def nothing_doubted(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Nothing goes on while the applicant is asked for proof, nor after it was found false."""
    states = set(_standing(declaration).exclude(state=FalsityState.CLEARED).values_list("state", flat=True))
    if FalsityState.FALSE in states:
        return Reason("E418", "申报材料已认定为虚假，不予接收；请办理不予受理，已评审的取消结果。")
    return Reason("E418", "材料真实性核查还没有认定，请先认定。") if states else None


def falsity_found(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Refused as 材料虚假 only what was fed back to the applicant first, and then found false."""
    if asked.answers.get("code") != EndReason.FALSE_MATERIALS:
        return None
    if _standing(declaration).filter(state=FalsityState.FALSE).exists():
        return None
    text = "以材料虚假不予受理的，须先向申报人反馈、请其举证，并认定为虚假（“材料真实性核查”）。"
    return Reason("E418", text, field="code")


def falsity_proved(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """A result is cancelled for what was found false after the applicant was heard (T37)."""
    if _standing(declaration).filter(state=FalsityState.FALSE).exists():
        return None
    return Reason("E418", "取消结果须先向申报人反馈、请其举证，并认定材料虚假（“材料真实性核查”）。")


def _standing(declaration: Declaration) -> QuerySet[FalsityCase]:
    """What the authority dismissed (查无实据) holds nothing up any more (INTEG-03)."""
    cases: QuerySet[FalsityCase] = declaration.falsity_cases.exclude(suspicion__state=SuspicionState.DISMISSED)
    return cases
