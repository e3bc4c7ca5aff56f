"""复查申请／答复 (FORM-49): what was asked, what was checked, what was decided, by whom (G-26)."""

from config.lib import clock
from config.lib.text import chinese_date
from declarations.models import Declaration
from notices.rules import terms_of
from records.services.documents import Form
from review.meetings.models import Result
from review.outcomes.states import ReviewMatter


def review_answer_sheet(declaration_id: int) -> Form:
    """The latest request of a case with its answer, if there is one already."""
    case = Declaration.objects.with_context().get(pk=declaration_id)
    asked = case.review_requests.select_related("answered_by").first()
    terms = terms_of(case.edition)
    counted = Result.objects.filter(ballot__entry__declaration=case).order_by("-ballot__box__tallied_at")
    context = {
        "case": case,
        "basic": case.basic,
        "employer": (case.employer or case.unit).name,
        "asked": asked,
        "matters": [(label, value in asked.matters) for value, label in ReviewMatter.choices],
        "asked_on": chinese_date(clock.local_date(asked.asked_at)),
        "answered_on": chinese_date(clock.local_date(asked.answered_at)) if asked.answered_at else "",
        "result": counted.first(),
        "office": str(case.office),
    }
    return Form(
        template="pdf/review_answer.html",
        context=context,
        title=f"{terms.term('title')}评审结果复查申请及答复",
        notice_title=terms.title,
        application_no=case.number or "",
        title_word=terms.term("title"),
    )
