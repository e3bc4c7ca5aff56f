"""Views of a list that people keep: saved, renamed, opened first, thrown away (16-1)."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.selectors import roles_of
from accounts.states import Role
from review.process.desks import DESKS
from review.process.listing.address import address_of, query_of
from review.process.listing.saved import ViewRefused, change_view, delete_view, read_view, save_view, views_of
from review.process.models import SavedView


class ViewForm(forms.ModelForm):
    """A name, and whether the desk opens with it."""

    class Meta:
        model = SavedView
        fields = ("name", "is_default")

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def validate_constraints(self) -> None:
        """The service judges, under its lock."""


@login_required
@require_http_methods(["GET", "POST"])
def saved_views(request: HttpRequest) -> HttpResponse:
    """The own views of a desk; the list one came from is kept under a new name."""
    role = request.GET.get("role", "")
    if role not in DESKS or role not in roles_of(request.user):
        raise PermissionDenied("这里是单位、主管部门和职改办的工作台，请先切换到相应角色。")
    form = ViewForm(request.POST or None)
    query = query_of(request.GET) if set(request.GET) - {"role"} else ""
    if form.is_valid():
        try:
            save_view(request.user, role, query=query, **form.cleaned_data)
        except ViewRefused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, f"已保存视图“{form.cleaned_data['name']}”。")
            return redirect(address_of(role, query))
    return _page(request, role, {"form": form, "query": query}, failed=form.is_bound)


@login_required
@require_http_methods(["GET", "POST"])
def saved_view(request: HttpRequest, pk: int) -> HttpResponse:
    """One view: another name, or the one the desk opens with."""
    view = read_view(request.user, pk)
    form = ViewForm(request.POST or None, initial={"name": view.name, "is_default": view.is_default})
    if form.is_valid():
        try:
            view = change_view(view.pk, actor=request.user, **form.cleaned_data)
        except ViewRefused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, f"已保存视图“{view.name}”。")
            return redirect(_own(view.role))
    return _page(request, view.role, {"form": form, "view": view}, failed=form.is_bound)


@login_required
@require_POST
def delete_saved_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Only the name goes; the list stays."""
    view = delete_view(pk, actor=request.user)
    messages.success(request, f"已删除视图“{view.name}”。")
    return redirect(_own(view.role))


def _page(request: HttpRequest, role: str, told: dict, *, failed: bool) -> HttpResponse:
    crumbs = [("工作台", f"{reverse('process:desk')}?role={role}&queue=waiting"), ("我的视图", "")]
    rows = [(each, address_of(role, each.query)) for each in views_of(request.user, role)]
    context = {"role": Role(role), "rows": rows, "crumbs": crumbs, **told}
    return render(request, "process/saved_views.html", context, status=422 if failed else 200)


def _own(role: str) -> str:
    return f"{reverse('process:saved_views')}?role={role}"
