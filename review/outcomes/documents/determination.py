"""职称认定表, 重新确认表, 核准确认表 (FORM-43, GEN-07): the application with every desk's word and the decision.

It stands in the place of the 评审表 for what no committee votes on (PATH-14, PATH-23, PATH-30).
"""

from declarations.documents import Opinion, determination_form
from declarations.models import Declaration
from notices.rules import terms_of
from notices.states import DeclarationKind
from records.services.documents import Form
from review.outcomes.documents.review_form import approval_of, confirmation_of, desks_of, recommendation_of


def determination_sheet(declaration_id: int) -> Form:
    """The paper of a determined title, to its decision."""
    case = Declaration.objects.with_context().get(pk=declaration_id)
    terms, kind = terms_of(case.edition), DeclarationKind(case.kind).label
    desks = dict(desks_of(case))
    found = (
        ("用人单位意见", "负责人", recommendation_of(case)),
        ("主管部门审核意见", "负责人", desks.get("department")),
        ("各级职改办审核意见", "负责人", desks.get("local_office")),
        (f"{kind}机关审查意见", "负责人", desks.get("office")),
        (f"{kind}结果确认", "负责人", confirmation_of(case)),
        ("决　定", "负责人", approval_of(case, terms)),
    )
    # A desk this case never came to has no box; the unit's, the authority's and the decision always have.
    always = {"用人单位意见", f"{kind}机关审查意见", "决　定"}
    boxes = [(title, signer, said or Opinion()) for title, signer, said in found if said or title in always]
    return determination_form(declaration_id, boxes=boxes)
