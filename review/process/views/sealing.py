"""The unit's sealed sheets, over all its cases (14-5)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.selectors import acts_as
from accounts.states import Role
from config.lib.text import whole_number
from review.process.sealing import make_missing, sealing_page, to_seal


@login_required
@require_http_methods(["GET", "POST"])
def sealing(request: HttpRequest) -> HttpResponse:
    """GET: who misses which sheet. POST: the missing forms of the ticked ones are made, to be printed."""
    if not acts_as(request.user, {Role.UNIT}):
        raise PermissionDenied("这里是用人单位的签章材料，请先切换到用人单位角色。")
    if request.method == "POST":
        return _make(request)
    page = sealing_page(request.user, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    crumbs = [("工作台", reverse("process:desk")), ("签章材料", "")]
    return render(request, "process/sealing.html", {"page": page, "crumbs": crumbs})


def _make(request: HttpRequest) -> HttpResponse:
    numbers = {number for each in request.POST.getlist("cases") if (number := whole_number(each)) is not None}
    cases = list(to_seal(request.user).with_context().filter(pk__in=numbers).order_by("pk"))
    asked, held = make_missing(cases, actor=request.user)
    if not cases:
        messages.error(request, "请先勾选要打印签章表的申报。")
    if asked:
        messages.success(request, f"已开始生成 {asked} 份签章表，生成后在各份申报的“签章材料”页下载打印。")
    for words in held:
        messages.error(request, words)
    return redirect("process:sealing")
