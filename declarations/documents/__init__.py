"""Official forms made from the dossier: 自评表, 承诺书, 破格, 直接申报审批表, the applicant's part of the 评审表."""

from declarations.documents.direct_form import direct_form
from declarations.documents.exception_form import exception_form
from declarations.documents.pledge import pledge_sheet
from declarations.documents.review_form import BOXES, Opinion, review_form
from declarations.documents.self_assessment import self_assessment

SELF_ASSESSMENT = "declarations.self_assessment"  # FORM-07
PLEDGE = "declarations.pledge"  # FORM-14
EXCEPTION = "declarations.exception"  # FORM-04, FORM-06
DIRECT = "declarations.direct"  # FORM-05

BUILDERS = {
    SELF_ASSESSMENT: self_assessment,
    PLEDGE: pledge_sheet,
    EXCEPTION: exception_form,
    DIRECT: direct_form,
}

__all__ = [
    "BOXES",
    "BUILDERS",
    "DIRECT",
    "EXCEPTION",
    "PLEDGE",
    "SELF_ASSESSMENT",
    "Opinion",
    "direct_form",
    "exception_form",
    "pledge_sheet",
    "review_form",
    "self_assessment",
]
