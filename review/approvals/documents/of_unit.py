"""Further papers of the unit: its opinion for the talent market, copies attested, posts (FORM-22, FORM-40, FORM-44)."""

from typing import Any

from config.lib.clock import local_date
from declarations.models import Declaration
from declarations.states import RouteNode
from records.services.documents import Form
from review.approvals.content import parts_of_dossier
from review.approvals.documents.common import case_of, form, in_words
from review.approvals.models import PostLevel, PostPlan, Recommendation, Verification
from review.approvals.posts import posts_for
from review.approvals.states import Paper
from review.approvals.steps import aspects_of


def market_opinion(declaration_id: int) -> Form:
    """基层单位考核推荐意见: the unit consents that its person declares through the talent market (002 二(一)1)."""
    case = case_of(declaration_id)
    said = Recommendation.objects.filter(declaration=case.declaration).last()
    market = case.declaration.stops.filter(node=RouteNode.TALENT_MARKET).first()
    asked = case.terms.unit_flow.recommendation.aspects
    context = {
        "workplace": case.workplace,
        "market": market.name if market else "",
        "said": said,
        "aspects": aspects_of(said, asked) if said else [(aspect, "") for aspect in asked],
        "day": in_words(local_date(said.at)) if said else "",
    }
    return form(case, "market_opinion", Paper.MARKET_OPINION.label, context)


def copies_attested(declaration_id: int) -> Form:
    """“与原件一致”复印件签章页: every copy with its reviewer and day, one seal for the page (003 三, MAT-07)."""
    case = case_of(declaration_id)
    said = {each.part: each for each in Verification.objects.filter(declaration=case.declaration)}
    rows = [_copy(part, said.get(part.key)) for part in parts_of_dossier(case.declaration) if part.has_copies]
    return form(case, "copies_attested", Paper.COPIES.label, {"rows": rows})


def posts_statement(declaration_id: int) -> Form:
    """岗位结构与空缺情况说明: posts approved, filled, vacant by level, the plan's years (000 三(一)末, 004 三)."""
    case = case_of(declaration_id)
    unit, year = case.declaration.employer or case.declaration.unit, case.declaration.edition.notice.year
    said = Recommendation.objects.filter(declaration=case.declaration).last()
    context = {
        "workplace": unit.name,
        "year": year,
        "levels": PostLevel.objects.filter(unit=unit, year=year).order_by("rank"),
        "plans": PostPlan.objects.filter(unit=unit, first_year__lte=year, last_year__gte=year).order_by("rank"),
        "posts": posts_for(case.declaration),
        "note": said.post_note if said else "",
    }
    return form(case, "posts_statement", Paper.POSTS.label, context)


def further_papers(declaration: Declaration) -> list[Paper]:
    """Which of these this declaration calls for."""
    found = []
    if declaration.stops.filter(node=RouteNode.TALENT_MARKET).exists():
        found.append(Paper.MARKET_OPINION)
    if declaration.materials.filter(is_copy=True, removed_at=None).exists():
        found.append(Paper.COPIES)
    if posts_for(declaration):
        found.append(Paper.POSTS)
    return found


def _copy(part: Any, said: Verification | None) -> dict[str, str]:
    return {
        "what": part.label,
        "files": "、".join(material.label for material in part.files if material.is_copy),
        "signer": said.copy_signer if said else "",
        "day": in_words(said.copy_signed_on) if said else "",
    }
