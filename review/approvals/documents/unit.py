"""Forms the unit signs and seals: pledge, deliberation, recommendation, defence; blank before they are entered."""

from typing import Any

from config.lib.clock import local_date
from declarations.eligibility.paths import is_exceptional
from records.services.documents import Form
from review.approvals.documents.common import Case, case_of, form, in_words
from review.approvals.models import Deliberation, Recommendation, UnitCheck, UnitDefence
from review.approvals.states import Paper
from review.approvals.steps import last_shown, valid_publicity

BLANK_MEMBERS, BLANK_EXPERTS = 7, 3


def unit_pledge(declaration_id: int) -> Form:
    """单位审核承诺书: the notice's words, the person responsible, room for seal and handwritten signature (FORM-15)."""
    case = case_of(declaration_id)
    check = UnitCheck.objects.filter(declaration=case.declaration).last()
    recommended = Recommendation.objects.filter(declaration=case.declaration).last()
    context = {
        "pledge": case.terms.texts.unit_pledge or "",
        "version": case.terms.texts.version,
        "responsible": recommended.responsible if recommended else (check.responsible if check else ""),
        "checked_on": in_words(local_date(check.at)) if check else "",
        "to": case.declaration.office.name,
    }
    return form(case, "unit_pledge", Paper.UNIT_PLEDGE.label, context)


def deliberation(declaration_id: int) -> Form:
    """审议推荐意见, filled in as far as it is entered (FORM-16)."""
    case = case_of(declaration_id)
    done = Deliberation.objects.filter(declaration=case.declaration).select_related("group").first()
    told = done.aspects if done else {}
    context = {
        "done": done,
        "held_on": in_words(done.held_on) if done else "",
        "members": done.members if done else [],
        "blank": range(0 if done else BLANK_MEMBERS),
        "aspects": [(aspect, told.get(aspect, "")) for aspect in case.terms.deliberation.aspects],
        "source": case.terms.deliberation.source or "",
    }
    return form(case, "deliberation", Paper.DELIBERATION.label, context)


def recommendation(declaration_id: int) -> Form:
    """单位推荐意见 by the notice's aspects, with the publicity it rests on (FORM-18)."""
    case = case_of(declaration_id)
    done = Recommendation.objects.filter(declaration=case.declaration).last()
    told = done.aspects if done else {}
    shown = valid_publicity(case.declaration)
    context = {
        "done": done,
        "day": in_words(local_date(done.at)) if done else "",
        "aspects": [(aspect, told.get(aspect, "")) for aspect in case.terms.unit_flow.recommendation.aspects],
        "exceptional": is_exceptional(case.declaration.options, case.terms),
        "publicity": _publicity_words(shown),
        "supplementary": _supplement_words(case, shown),
    }
    return form(case, "recommendation", Paper.RECOMMENDATION.label, context)


def defence_opinion(declaration_id: int) -> Form:
    """单位答辩意见: panel, questions, opinion (FORM-19)."""
    case = case_of(declaration_id)
    done = UnitDefence.objects.filter(declaration=case.declaration).first()
    context = {
        "done": done,
        "held_on": in_words(done.held_on) if done else "",
        "panel": done.panel if done else [],
        "blank": range(0 if done else BLANK_EXPERTS),
    }
    return form(case, "defence_opinion", Paper.DEFENCE.label, context)


def _publicity_words(shown: Any) -> str:
    if shown is None:
        return ""
    days = f"{in_words(shown.first_day)}至{in_words(shown.last_day)}，共 {shown.working_days} 个工作日"
    return f"{days}，公示地点：{shown.place}。公示期满，{_result(shown)}。"


def _supplement_words(case: Case, shown: Any) -> str:
    newest = last_shown(case.declaration)
    if newest is None or newest == shown:
        return ""
    return f"变更内容已于{in_words(newest.first_day)}至{in_words(newest.last_day)}补充公示，{_result(newest)}。"


def _result(shown: Any) -> str:
    count = shown.objections.count()
    return f"收到异议 {count} 件，经核查均不成立" if count else "未收到异议"
