from review.outcomes.models.certificate import Certificate
from review.outcomes.models.decision import Approval, ApprovalEntry, Confirmation, ConfirmationEntry
from review.outcomes.models.objection import Objection
from review.outcomes.models.recheck import Recheck
from review.outcomes.models.result_publicity import ResultPublicity, ResultPublicityEntry
from review.outcomes.models.review_request import ReviewRequest

__all__ = [
    "Approval",
    "ApprovalEntry",
    "Certificate",
    "Confirmation",
    "ConfirmationEntry",
    "Objection",
    "Recheck",
    "ResultPublicity",
    "ResultPublicityEntry",
    "ReviewRequest",
]
