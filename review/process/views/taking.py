"""A list is taken away: asked for, waited for, fetched (16-6)."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from accounts.directory import keeps_directory
from accounts.selectors import acts_as, roles_of
from accounts.states import Role
from committees.directory import keeps_committees
from config.lib.text import file_name
from review.process.desks import DESKS
from review.process.listing.address import address_of, query_of
from review.process.states import ExportFormat, ExportState
from review.process.taking.services import (
    KEPT,
    MOST,
    MOST_PRINTED,
    ExportRefused,
    ask_for_export,
    exports_of,
    fetch_export,
)

TYPES = {
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.PDF: "application/pdf",
}
UNPROCESSABLE = 422


class ExportForm(forms.Form):
    """What it is called and what it is for: both stand in the file and on record."""

    title = forms.CharField(label="文件名称", max_length=30, initial="申报人员花名册")
    reason = forms.CharField(label="导出用途", max_length=120, help_text="写入文件和审计记录，如“送科室核对人数”。")
    file_format = forms.ChoiceField(
        label="格式", choices=ExportFormat.choices, initial=ExportFormat.XLSX, widget=forms.RadioSelect
    )


@login_required
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """Take the list as it is filtered now."""
    role = request.GET.get("role", "")
    if role not in DESKS or role not in roles_of(request.user):
        raise PermissionDenied("这里是单位、主管部门和职改办的工作台，请先切换到相应角色。")
    query, form = query_of(request.GET), ExportForm(request.POST or None)
    if form.is_valid():
        try:
            ask_for_export(request.user, role, query=query, **form.cleaned_data)
        except ExportRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已开始导出，生成后可在本页下载。")
            return redirect("process:downloads")
    back = address_of(role, query)
    context = {"form": form, "role": Role(role), "back": back, "crumbs": [("工作台", back), ("导出", "")]}
    context |= {"most": MOST, "most_printed": MOST_PRINTED}
    return render(request, "process/export.html", context, status=UNPROCESSABLE if form.errors else 200)


@login_required
@require_safe
def downloads(request: HttpRequest) -> HttpResponse:
    """我的下载: what was asked for, how far it is, until when it can be fetched."""
    at_desk = acts_as(request.user, DESKS)
    user = request.user
    if not (at_desk or keeps_directory(user) or keeps_committees(user)):  # as at the doors of the lists
        raise PermissionDenied("这里是单位、主管部门、职改办和目录维护人员导出的文件，请先切换到相应角色。")
    rows = exports_of(request.user)
    waiting = any(each.state == ExportState.WAITING for each in rows)
    crumbs = [*([("工作台", reverse("process:desk"))] if at_desk else []), ("我的下载", "")]
    context = {"rows": rows, "waiting": waiting, "kept": KEPT.days * 24, "crumbs": crumbs}
    return render(request, "process/downloads.html", context)


@login_required
@require_safe
def download(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The file, to who asked for it."""
    found = fetch_export(request.user, ref)
    response = HttpResponse(bytes(found.content), content_type=TYPES[ExportFormat(found.file_format)])
    name = content_disposition_header(as_attachment=True, filename=f"{file_name(found.title)}.{found.file_format}")
    response["Content-Disposition"] = name or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response
