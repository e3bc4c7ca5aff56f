"""Official forms of units and offices: FORM-15 … FORM-19, FORM-22, FORM-25, FORM-26, FORM-40, FORM-41, FORM-44."""

from review.approvals.documents.notices import correction_notice, refusal_notice
from review.approvals.documents.of_unit import copies_attested, further_papers, market_opinion, posts_statement
from review.approvals.documents.opinions import opinions_of
from review.approvals.documents.publicity import publicity_record, publicity_sheet
from review.approvals.documents.supplements import supplement_form
from review.approvals.documents.unit import defence_opinion, deliberation, recommendation, unit_pledge
from review.approvals.states import Paper

BUILDERS = {
    Paper.UNIT_PLEDGE: unit_pledge,
    Paper.DELIBERATION: deliberation,
    Paper.PUBLICITY: publicity_sheet,
    Paper.PUBLICITY_RECORD: publicity_record,
    Paper.RECOMMENDATION: recommendation,
    Paper.DEFENCE: defence_opinion,
    Paper.MARKET_OPINION: market_opinion,
    Paper.CORRECTION: correction_notice,
    Paper.REFUSAL: refusal_notice,
    Paper.COPIES: copies_attested,
    Paper.SUPPLEMENT: supplement_form,
    Paper.POSTS: posts_statement,
}

__all__ = [
    "BUILDERS",
    "copies_attested",
    "correction_notice",
    "defence_opinion",
    "deliberation",
    "further_papers",
    "market_opinion",
    "opinions_of",
    "posts_statement",
    "publicity_record",
    "publicity_sheet",
    "recommendation",
    "refusal_notice",
    "supplement_form",
    "unit_pledge",
]
