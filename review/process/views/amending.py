"""One window given more time for everybody: the outage on a deadline day (GEN-10, TIME-01, G-38)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.models import Membership, User
from accounts.states import Role
from config.lib import clock
from notices.exceptions import NoticeRefused, TermsRefused
from notices.models import Notice
from notices.rules import terms_of
from notices.selectors import current_edition
from notices.services import extend_window
from notices.states import NoticeState, window_label
from review.process.extend_form import ExtendForm
from review.process.following import cases_of

UNPROCESSABLE = 422
AMENDERS = (Role.ADMIN, Role.OFFICE)  # as the notice's own table says (notices.workflow)


@login_required
@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, code: str) -> HttpResponse:
    """Give one window a later end; what it reaches is shown before it is done (24-4)."""
    notice = _read_amendable(request.user, code)
    edition = current_edition(notice.pk, now=clock.law())
    form = ExtendForm(request.POST if request.method == "POST" else None, windows=terms_of(edition).windows())
    if form.is_valid() and form.is_confirmed and _extended(request, notice, form):
        return redirect(notice)
    crumbs = [("年度通知", reverse("notices:list")), (notice.title, notice.get_absolute_url()), ("延长办理时间", "")]
    context = {
        "notice": notice,
        "form": form,
        "asked": form.cleaned_data if form.is_valid() else None,
        "key": form.key if form.is_valid() else "",
        "label": window_label(form.cleaned_data["window"]) if form.is_valid() else "",
        "reach": cases_of(notice),
        "crumbs": crumbs,
    }
    return render(request, "process/extend.html", context, status=UNPROCESSABLE if form.errors else 200)


def _extended(request: HttpRequest, notice: Notice, form: ExtendForm) -> bool:
    told = {name: form.cleaned_data[name] for name in ("closes_at", "reason", "basis")}
    try:
        edition = extend_window(notice.pk, form.cleaned_data["window"], **told, actor=request.user)
    except (NoticeRefused, TermsRefused) as refusal:
        form.show(refusal)
        return False
    messages.success(request, f"已延长，已发布第{edition.number}版并告知各办理单位。")
    return True


def _read_amendable(user: User, code: str) -> Notice:
    """A published notice of an office where the person keeps notices or decides (SYS-02). Raises ``Http404``."""
    seats = Membership.objects.of(user).filter(role__in=AMENDERS)
    found = Notice.objects.filter(state=NoticeState.PUBLISHED, code=code, office__in=seats.values("organisation"))
    notice = found.first()
    if notice is None:
        raise Http404
    return notice
