"""The desk of the registries: policy documents and policy columns (GEN-14, GEN-15)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.directory import for_keepers, parts_for
from config.lib.histories import history_lines
from notices.exceptions import NoticeRefused
from notices.models import PolicyColumn, PolicyDocument
from notices.policies import documents_page, put_row
from notices.policy_forms import ColumnForm, DocumentForm, RowForm

UNPROCESSABLE = 422


@for_keepers
@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """The registry by number, with how many notices rest on each."""
    context = {
        "page": documents_page(request.GET),
        "words": request.GET.get("q", ""),
        "parts": parts_for(request.user, "notices:documents"),
    }
    return render(request, "notices/policies/documents.html", context)


@for_keepers
@require_safe
def columns(request: HttpRequest) -> HttpResponse:
    """Every platform, shown or not."""
    context = {
        "columns": PolicyColumn.objects.select_related("series"),
        "parts": parts_for(request.user, "notices:columns"),
    }
    return render(request, "notices/policies/columns.html", context)


@for_keepers
@require_http_methods(["GET", "POST"])
def edit_document(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """A document entered or brought up to date."""
    return _edit(request, PolicyDocument, DocumentForm, pk, ("政策文件", "notices:documents"))


@for_keepers
@require_http_methods(["GET", "POST"])
def edit_column(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """A platform entered or brought up to date."""
    return _edit(request, PolicyColumn, ColumnForm, pk, ("政策专栏", "notices:columns"))


def _edit(
    request: HttpRequest,
    model: type[PolicyDocument] | type[PolicyColumn],
    shape: type[RowForm],
    pk: int,
    place: tuple[str, str],
) -> HttpResponse:
    row = model._default_manager.filter(pk=pk).first()
    if pk and row is None:
        raise Http404
    form = shape(request.POST if request.method == "POST" else None, row=row)
    if form.is_valid():
        try:
            put_row(model, form.cleaned_data, row=row, seen=form.data.get("seen", ""), actor=request.user)
        except NoticeRefused as refusal:
            form.show(refusal)
        else:
            messages.success(request, "已保存。")
            return redirect(place[1])
    return _form_page(request, form, row, place)


def _form_page(
    request: HttpRequest, form: RowForm, row: PolicyDocument | PolicyColumn | None, place: tuple[str, str]
) -> HttpResponse:
    words, name = place
    title = f"{'修改' if row else '新增'}{words}"
    context = {
        "form": form,
        "title": title,
        "back": reverse(name),
        "history": history_lines(row.history.all()) if row else [],
        "crumbs": [(words, reverse(name)), (title, "")],
    }
    return render(request, "notices/policies/edit.html", context, status=UNPROCESSABLE if form.errors else 200)
