"""What the page on which a return or a one-time notice is written shows beside its rows (17-5)."""

from datetime import datetime
from typing import Any

from accounts.models import SYSTEM
from config.lib import clock
from config.lib.flow import Asked
from declarations.models import Declaration
from declarations.parts import UnitStep
from declarations.states import State
from review.approvals.guards.corrections import first_stage_open
from review.approvals.guards.review import review_here
from review.approvals.guards.verification import unjudged_flags
from review.approvals.running import correction_gate
from review.approvals.states import Addressee

LONGEST = 300  # of a defect in words


def asks_formally(declaration: Declaration) -> bool:
    """Inside stage 1 a desk below the committee's office returns; else, and at that office, it notifies (G-03)."""
    closed = first_stage_open(declaration, Asked(), actor=SYSTEM, now=clock.law())
    return declaration.state == State.OFFICE_REVIEW or closed is not None


def defects_of_the_sheet(declaration: Declaration) -> list[str]:
    """Notes of the desk's sheet that did not hold, to be taken over into the list."""
    signed = review_here(declaration)
    judged = signed.rows.values() if signed else ()
    return [told["note"] for told in judged if told.get("ok") is False and told.get("note")]


def asked_of_the_unit(declaration: Declaration) -> list[dict[str, Any]]:
    """Rows offered to a desk above: journals listed after the unit's check want its conclusion (RISK-03)."""
    return [
        {
            "addressee": Addressee.UNIT,
            "part": UnitStep.CHECK,
            "defect": f"{part.label}列入学术风险预警，没有单位核验结论。"[:LONGEST],
            "todo": "请核验刊物和论文，填写核验结论和核验方法。",
            "counts": True,
        }
        for part in unjudged_flags(declaration)
    ]


def last_moment_for_correction(declaration: Declaration) -> datetime | None:
    """The end of the correction window, which is offered as due."""
    gate = correction_gate(declaration)
    return gate.closes_at if gate else None
