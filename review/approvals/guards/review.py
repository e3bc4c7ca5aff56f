"""What a desk above the unit must have judged before the file goes on (OFFICE-01 … OFFICE-03, OFFICE-12, DEPT-01)."""

from datetime import datetime

from accounts.models import Actor
from config.lib.flow import Asked
from config.lib.reason import Reason
from declarations.models import Declaration
from declarations.states import RouteNode, Special, State
from notices.rules import terms_of
from notices.states import DeclarationKind
from review.approvals.models import ExceptionDecision, StopReview
from review.approvals.states import CheckRow

BATCH = "batch"  # education verified in bulk by the office: education.non_public = chsi_batch_by_committee (UNIT-22)


def stop_reviewed(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Every row judged and signed by a named reviewer of this desk, on this walk (OFFICE-13)."""
    review = review_here(declaration)
    judged = review.rows if review else {}
    open_rows = [row for row in rows_asked(declaration) if judged.get(row, {}).get("ok") is None]
    if not open_rows:
        return None
    names = "、".join(CheckRow(row).label for row in open_rows)
    return Reason("E416", f"请先逐项审核并签署审核意见：{names}。")


def stop_review_passes(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Any row that does not hold stops the file (OFFICE-02)."""
    review = review_here(declaration)
    asked_rows = rows_asked(declaration) if review else []
    bad = [row for row in asked_rows if review and review.rows.get(row, {}).get("ok") is False]
    if not bad:
        return None
    names = "、".join(CheckRow(row).label for row in bad)
    return Reason("E404", f"{names}不符合要求，不得报送评审。")


def exception_decided(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """破格 needs the office's agreement before review, where the notice leaves it to the office (PATH-16)."""
    exception = terms_of(declaration.edition).exception
    wanted = exception is not None and exception.approval_mode == "office_in_flow"
    if not wanted or Special.EXCEPTIONAL not in declaration.options:
        return None
    decision = ExceptionDecision.objects.filter(declaration=declaration).first()
    if decision and decision.agree:
        return None
    text = "评委会所在职改办不同意破格申报。" if decision else "破格申报未经评委会所在职改办审核同意。"
    return Reason("E212", text)


def education_verified(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Where the committee verifies education in bulk, its result stands on the office's sheet (UNIT-22)."""
    if not verifies_education(declaration):
        return None
    review = review_here(declaration)
    if review and review.rows.get(CheckRow.EDUCATION, {}).get("ok"):
        return None
    return Reason("E417", "学历尚未批量核验。")


def verifies_education(declaration: Declaration) -> bool:
    """Whether this notice lets the office verify the education of people from non-public units (UNIT-22)."""
    return BATCH in (terms_of(declaration.edition).education.non_public or "")


def relay_of(declaration: Declaration) -> str:
    """Which kind of body the case stands at on its way from the unit; "" elsewhere (CHAN-17, CHAN-20, CHAN-24)."""
    if declaration.state != State.RELAY_REVIEW:
        return ""
    return declaration.stops.get(index=declaration.stop).node


def lacks_reconfirmation(declaration: Declaration) -> bool:
    """Whether it rests on a title of this series from outside the region that nobody reconfirmed (PATH-10)."""
    if declaration.kind == DeclarationKind.RECONFIRMATION:
        return False
    series = terms_of(declaration.edition).series
    return any(
        title.is_base and title.kind == "title" and title.origin == "outside" and title.series == series
        for title in declaration.titles.all()
        if title.reconfirmed_on is None
    )


def rows_asked(declaration: Declaration) -> list[CheckRow]:
    """The rows of the sheet of the desk where the case stands (DEPT-01, OFFICE-01, OFFICE-03, ELIG-19)."""
    relay = relay_of(declaration)
    rows = [CheckRow(row) for row in CheckRow.everywhere]
    if Special.DIRECT in declaration.options:
        rows.append(CheckRow.DIRECT_YEARS)
    if Special.EXCEPTIONAL in declaration.options:
        rows.append(CheckRow.EXCEPTION)
    if declaration.kind in (DeclarationKind.SPECIAL_DIRECT, *DeclarationKind.unvoted):
        rows.append(CheckRow.WAY)
    if declaration.state == State.OFFICE_REVIEW and terms_of(declaration.edition).limits.items_name_specialty:
        rows.append(CheckRow.SPECIALTY)
    if declaration.state == State.OFFICE_REVIEW and lacks_reconfirmation(declaration):
        rows.append(CheckRow.RECONFIRMATION)
    if relay == RouteNode.DISPATCH_UNIT:
        rows.append(CheckRow.EMPLOYMENT)
    if declaration.state == State.OFFICE_REVIEW and verifies_education(declaration):
        rows.append(CheckRow.EDUCATION)
    return rows


def review_here(declaration: Declaration) -> StopReview | None:
    """The newest sheet this desk signed for the file as it lies here now.

    A file that was sent down again by this desk or one above it is judged anew when it comes back.
    """
    review = (
        declaration.stop_reviews.filter(stop=declaration.stop, round_trip=declaration.round_trip)
        .select_related("signer", "organisation")
        .order_by("-pk")
        .first()
    )
    sent_down = declaration.corrections.filter(stop__gte=declaration.stop)
    if review and sent_down.filter(issued_at__gte=review.at).exists():
        return None
    return review
