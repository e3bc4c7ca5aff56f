"""The office opens payment where the notice left its time open (OFFICE-11, G-06)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from config.lib import clock
from fees.exceptions import FeeRefused
from fees.forms import WindowForm
from fees.rules import notices_of_desk, read_notice_of_desk
from fees.selectors.windows import fee_windows
from fees.services import announce_window


@login_required
@require_safe
def windows(request: HttpRequest) -> HttpResponse:
    """Every notice of the office with its time of payment."""
    notices = list(notices_of_desk(request.user).order_by("-year", "code"))
    if not notices:
        raise PermissionDenied("这里由职改办或财务办理，请先切换到相应角色。")
    return render(request, "fees/windows.html", {"rows": fee_windows(notices, now=clock.law())})


@login_required
@require_http_methods(["GET", "POST"])
def announce(request: HttpRequest, code: str) -> HttpResponse:
    """Give the beginning and the end; everybody with a bill is told."""
    notice = read_notice_of_desk(request.user, code)
    row = fee_windows([notice], now=clock.law())[0]
    form = WindowForm.of(request, initial={"opens_at": row.opens_at, "closes_at": row.closes_at})
    if form.is_valid():
        try:
            announce_window(notice.pk, actor=request.user, **form.cleaned_data)
        except FeeRefused as refusal:
            form.show(refusal.reasons)
        else:
            messages.success(request, "缴费时间已公布，已通知待缴费的申报人。")
            return redirect("fees:windows")
    return render(request, "fees/announce.html", {"row": row, "form": form}, status=422 if form.errors else 200)
