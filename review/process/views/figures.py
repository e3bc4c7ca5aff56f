"""数据看板: one notice in numbers, each of which leads to its list (issue 5)."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accounts.selectors import acts_as
from accounts.states import Role
from config.lib import clock
from review.process.figures.counting import Figures, figures_of, notices_at
from review.process.figures.drawing import by_day, by_result, funnel
from review.process.figures.groups import RESULTS

READING = (Role.UNIT, Role.DEPARTMENT, Role.LOCAL_OFFICE, Role.OFFICE)


@login_required
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """What the desk of the role one acts in has under one notice."""
    role = request.user.current_role
    if not acts_as(request.user, READING):
        raise PermissionDenied("数据看板由用人单位、主管部门和职改办查看，请先切换到相应角色。")
    notices = notices_at(request.user, role)
    asked = request.GET.get("notice", "")
    notice = next((each for each in notices if each.code == asked), notices[0] if notices else None)
    context = {
        "role": Role(role),
        "notices": notices,
        "notice": notice,
        "now": clock.law(),
        "step_heads": ["份数"],
        "result_heads": [*(label for label, _ in RESULTS.values()), "合计"],
        "crumbs": [("工作台", reverse("process:desk")), ("数据看板", "")],
    }
    if notice:
        found = figures_of(request.user, role, notice)
        context |= {"figures": found, "result_names": [label for label, _ in RESULTS.values()], **_drawn(found)}
        context["on_a_phone"] = _drawn(found, narrow=True)
    return render(request, "process/figures.html", context)


def _drawn(found: Figures, *, narrow: bool = False) -> dict[str, SafeString]:
    names = [label for label, _ in RESULTS.values()]
    return {
        "funnel": funnel(found, narrow=narrow),
        "by_result": by_result(found.results, names, narrow=narrow),
        "by_day": by_day(found.days, narrow=narrow),
    }
