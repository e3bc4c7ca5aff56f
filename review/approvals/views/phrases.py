"""常用语管理: one's own, and what the desk shares (17-4)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.selectors import acts_as
from accounts.states import DESK_ROLE
from review.approvals import services
from review.approvals.phrase_form import PhraseForm
from review.approvals.selectors.phrases import HOUSE, desks_of, phrases_of
from review.approvals.views.common import NOT_POSSIBLE, done, told


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def phrases(request: HttpRequest) -> HttpResponse:
    """The list, and one more."""
    if not acts_as(request.user, DESK_ROLE.values()):
        raise PermissionDenied("常用语由单位、主管部门和职改办的经办人使用。")
    form = PhraseForm(request.POST if request.method == "POST" else None, desks=desks_of(request.user))
    if done(form, lambda given: services.keep_phrase(actor=request.user, **given)):
        messages.success(request, "常用语已保存。")
        return redirect("approvals:phrases")
    context = {
        "form": form,
        "phrases": phrases_of(request.user),
        "house": HOUSE,
        "crumbs": [("工作台", reverse("process:desk")), ("常用语", "")],
    }
    return render(request, "approvals/phrases.html", context, status=NOT_POSSIBLE if form.is_bound else 200)


@login_required
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one away; another's is not there."""
    phrase = phrases_of(request.user).filter(pk=pk).first()
    if phrase is None:
        raise Http404
    said = f"已删除常用语“{phrase.label}”。"
    return told(request, lambda: services.drop_phrase(pk, actor=request.user), said, "approvals:phrases")
