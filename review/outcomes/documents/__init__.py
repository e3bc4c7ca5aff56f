"""Official forms of results: 评审表, 认定表, 结果确认, 批复, 电子证书, 二次公示, 复查申请."""

from review.outcomes.documents.certificate import certificate_sheet, certificate_url, commission_letter
from review.outcomes.documents.decisions import approval_sheet, confirmation_sheet
from review.outcomes.documents.determination import determination_sheet
from review.outcomes.documents.publicity import publicity_record, publicity_sheet
from review.outcomes.documents.review_answer import review_answer_sheet
from review.outcomes.documents.review_form import whole_review_form

# By form id; the subject's kind stands behind it.
BUILDERS = {
    "FORM-02R": commission_letter,  # declaration
    "FORM-20": whole_review_form,  # declaration
    "FORM-31": confirmation_sheet,  # confirmation
    "FORM-32": approval_sheet,  # approval
    "FORM-33": certificate_sheet,  # declaration
    "FORM-34": publicity_sheet,  # result_publicity
    "FORM-34R": publicity_record,  # result_publicity
    "FORM-43": determination_sheet,  # declaration
    "FORM-49": review_answer_sheet,  # declaration
}

__all__ = ["BUILDERS", "certificate_url"]
