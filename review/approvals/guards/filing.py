"""The paper letter of an outside unit lies with the office before the file leaves the unit (CHAN-13)."""

from datetime import datetime

from accounts.models import Actor
from config.lib.flow import Asked
from config.lib.reason import Reason
from declarations.dossier import counting_body
from declarations.eligibility.facts import is_outside
from declarations.models import Declaration
from notices.rules import terms_of
from notices.rules.people import PriorFiling
from review.approvals.models import LetterFiling


def letter_on_file(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """What the applicant wrote of it is not enough: a clerk of an office above confirms the day."""
    filing = filing_asked(declaration)
    if not filing or LetterFiling.objects.filter(declaration=declaration).exists():
        return None
    phone = f"（{filing.phone}）" if filing.phone else ""
    return Reason("E111", f"{filing.office}尚未确认函件备案，请联系{filing.office}{phone}在系统中确认后再上报。")


def filing_asked(declaration: Declaration) -> PriorFiling | None:
    """What the notice asks of the letter of this person's unit; None where it asks nothing."""
    terms = terms_of(declaration.edition)
    filing = terms.outside_units.prior_filing
    if not filing or not is_outside(counting_body(declaration, terms), terms):
        return None
    return filing
