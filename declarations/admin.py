"""Looking only: a dossier is changed by its applicant through services, its state by the process alone."""

from functools import reduce
from http import HTTPStatus

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.urls import path

from accounts.models import index_of_id_number
from config.lib import clock
from config.lib.admin import LookOnly, SheetForm
from config.lib.text import id_number_problem, mask_id_number, normalise_id_number
from declarations.models import (
    Declaration,
    DeclarationGrant,
    EditPermit,
    Pledge,
    Recusal,
    RouteStop,
    SharedFetch,
    SharedRecord,
    SmallGiant,
    Snapshot,
)
from declarations.registering import SHARED, columns_for
from declarations.states import SharedKind
from integrity.rules import kept_from
from records.models import Fact
from records.services.audit import audited, note
from records.services.reads import note_read
from records.sheet_pages import TakesSheets


class OfCases:
    """Rows of cases: none of a case whoever looks has to keep away from, recused or its applicant, admins too (§10).

    ``case`` is the way from a row to its declaration. A look at one is noted once it was shown.
    """

    case = "declaration"

    def get_queryset(self, request):
        on = f"{self.case}__" if self.case else ""
        rows = super().get_queryset(request)
        return rows.exclude(**{f"{on}recusals__person": request.user}).exclude(**{f"{on}applicant": request.user})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        found = self.get_object(request, unquote(object_id))
        answer = super().change_view(request, object_id, form_url, extra_context)
        if found is not None and answer.status_code == HTTPStatus.OK:
            self._note(request, found)
        return answer

    def history_view(self, request, object_id, extra_context=None):
        if self.get_object(request, unquote(object_id)) is None:
            raise Http404
        return super().history_view(request, object_id, extra_context)

    def _note(self, request, found):
        of_case = reduce(getattr, filter(None, self.case.split("__")), found)
        if of_case is not None:
            note_read("declaration.read", of_case.pk, request.user)


class RouteStops(LookOnly, admin.TabularInline):
    model = RouteStop
    extra = 0


@admin.register(Declaration)
class DeclarationAdmin(OfCases, LookOnly, admin.ModelAdmin):
    case = ""
    list_display = ["number", "applicant", "level_name", "specialty_name", "unit", "state", "state_since"]
    list_filter = ["state", "rank", "edition__notice"]
    list_select_related = ["applicant", "unit"]
    search_fields = ["number", "applicant__name", "unit__name"]
    date_hierarchy = "created_at"
    inlines = [RouteStops]


@admin.register(Recusal)
class RecusalAdmin(OfCases, admin.ModelAdmin):
    list_display = ["person", "declaration", "why", "by", "at"]
    list_select_related = ["person", "declaration__applicant", "by"]
    autocomplete_fields = ["person", "declaration"]
    readonly_fields = ["by", "at"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "declaration":
            # Not by whoever is recused from it or declares it: who judges them is not theirs to choose.
            kwargs["queryset"] = self.admin_site.get_model_admin(Declaration).get_queryset(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        return False  # a recusal stands for the whole case; there is no way back to judging it

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        obj.by = request.user
        with audited():
            super().save_model(request, obj, form, change)
            note(Fact("declaration.recuse", obj.declaration_id, request.user.pk, obj.at))


@admin.register(DeclarationGrant)
class GrantAdmin(OfCases, LookOnly, admin.ModelAdmin):
    case = "content_object"
    list_display = ["user", "permission", "content_object", "reason", "giver", "expires_at"]
    list_select_related = ["user", "permission", "content_object__applicant", "giver"]


@admin.register(Pledge)
class PledgeAdmin(OfCases, LookOnly, admin.ModelAdmin):
    list_display = ["declaration", "round_trip", "signed_name", "at", "ip"]
    list_select_related = ["declaration__applicant"]


@admin.register(Snapshot)
class SnapshotAdmin(OfCases, LookOnly, admin.ModelAdmin):
    list_display = ["declaration", "occasion", "round_trip", "taken_at", "digest"]
    list_select_related = ["declaration__applicant"]
    exclude = ["data"]


@admin.register(SmallGiant)
class SmallGiantAdmin(admin.ModelAdmin):
    """The national list, as far as it concerns the region's enterprises (PATH-24)."""

    list_display = ["organisation", "certificate_no", "valid_from", "valid_until"]
    list_select_related = ["organisation"]
    search_fields = ["organisation__name", "certificate_no"]
    autocomplete_fields = ["organisation"]


@admin.register(EditPermit)
class PermitAdmin(OfCases, LookOnly, admin.ModelAdmin):
    list_display = ["declaration", "part", "granted_at", "opens_at", "used_at"]
    list_select_related = ["declaration__applicant"]


class IdNumberForm(forms.Form):
    """Whose data are looked for."""

    id_number = forms.CharField(label="身份证号码", max_length=30, widget=forms.TextInput({"autocomplete": "off"}))

    def clean_id_number(self):
        number = self.cleaned_data["id_number"]
        if problem := id_number_problem(number):
            raise forms.ValidationError(problem)
        return normalise_id_number(number)


class SharedSheetForm(SheetForm):
    """Whose sheet it is, of what, and of which day (A-12, A-14 … A-17)."""

    kind = forms.ChoiceField(label="类别", choices=SharedKind.choices)
    provider = forms.CharField(label="数据来源", max_length=60, help_text="如 自治区社会保险事业管理中心。")
    data_on = forms.DateField(label="数据日期", help_text="数据截至哪一天，写作 2024-01-31。")


@admin.register(SharedRecord)
class SharedRecordAdmin(TakesSheets, LookOnly, admin.ModelAdmin):
    """The local registry of shared data: brought in as sheets, found by the whole ID number; every look is noted.

    An ID number is asked for in a form that is posted: in an address it would lie in logs and histories (V14 14.2.1).
    """

    change_list_template = "admin/declarations/shared_list.html"

    list_display = ("kind", "name", "masked", "provider", "data_on")
    list_filter = ("kind", "provider")
    search_fields = ("name",)
    search_help_text = "姓名；有身份证号码的，用“按身份证号码查找”"
    fields = ("kind", "name", "masked", "content", "provider", "data_on", "entered_at")
    sheet_kind, sheet_title, sheet_form = SHARED, "导入共享数据", SharedSheetForm
    sheet_columns = tuple(f"{kind.label}：{'、'.join(columns_for(kind)[2:])}" for kind in SharedKind)
    sheet_needed = columns_for(SharedKind.EDUCATION)[:2]

    @admin.display(description="身份证号码")
    def masked(self, obj) -> str:
        return mask_id_number(obj.number)

    def may_take_sheets(self, request) -> bool:
        return admin.ModelAdmin.has_add_permission(self, request)

    def has_delete_permission(self, request, obj=None) -> bool:
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(number_index__in=kept_from(request.user))

    def get_urls(self):
        asked = self.admin_site.admin_view(self.lookup_view)
        return [path("lookup/", asked, name="declarations_sharedrecord_lookup"), *super().get_urls()]

    def lookup_view(self, request):
        """Everything known of one ID number; each row that is shown is a look at it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = IdNumberForm(request.POST or None)
        found = self._known_of(request, form.cleaned_data["id_number"]) if form.is_valid() else None
        told = {"title": "按身份证号码查找", "form": form, "found": found, "opts": self.opts}
        response = render(
            request, "admin/declarations/shared_lookup.html", self.admin_site.each_context(request) | told
        )
        response["Cache-Control"] = "private, no-store"
        return response

    def _known_of(self, request, number):
        found = list(self.get_queryset(request).about(index_of_id_number(number)))
        with audited():
            note(*(Fact("shared.read", each.pk, request.user.pk, clock.law()) for each in found))
        return found

    def change_view(self, request, object_id, form_url="", extra_context=None):
        answer = super().change_view(request, object_id, form_url, extra_context)
        if answer.status_code == HTTPStatus.OK:
            note_read("shared.read", int(unquote(object_id)), request.user)
        return answer


@admin.register(SharedFetch)
class SharedFetchAdmin(OfCases, LookOnly, admin.ModelAdmin):
    """Who asked for which shared data, and what came of it."""

    list_display = ("declaration", "section", "state", "asked_at", "done_at")
    list_filter = ("state", "section")
    list_select_related = ("declaration__applicant", "declaration__edition__notice")
