"""Looking only: a dossier is changed by its applicant through services, its state by the process alone."""

from django.contrib import admin
from django.contrib.admin.utils import unquote

from declarations.models import Declaration, DeclarationGrant, EditPermit, Pledge, Recusal, RouteStop, Snapshot
from records.services.reads import note_read


class OfCases:
    """Rows of cases: none of a case whoever looks has to keep away from, admins too; a look at one is noted (§10)."""

    recused = "declaration__recusals__person"
    case_id = "declaration_id"

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(**{self.recused: request.user})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        found = self.get_object(request, unquote(object_id))
        if found is not None:
            note_read("declaration.read", getattr(found, self.case_id), request.user)
        return super().change_view(request, object_id, form_url, extra_context)


class ReadOnly:
    """Neither added, changed nor deleted here."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class RouteStops(ReadOnly, admin.TabularInline):
    model = RouteStop
    extra = 0


@admin.register(Declaration)
class DeclarationAdmin(OfCases, ReadOnly, admin.ModelAdmin):
    recused, case_id = "recusals__person", "pk"
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

    def save_model(self, request, obj, form, change):
        if not change:
            obj.by = request.user
        super().save_model(request, obj, form, change)


@admin.register(DeclarationGrant)
class GrantAdmin(OfCases, ReadOnly, admin.ModelAdmin):
    recused, case_id = "content_object__recusals__person", "content_object_id"
    list_display = ["user", "permission", "content_object", "reason", "giver", "expires_at"]
    list_select_related = ["user", "permission", "content_object__applicant", "giver"]


@admin.register(Pledge)
class PledgeAdmin(OfCases, ReadOnly, admin.ModelAdmin):
    list_display = ["declaration", "round_trip", "signed_name", "at", "ip"]
    list_select_related = ["declaration__applicant"]


@admin.register(Snapshot)
class SnapshotAdmin(OfCases, ReadOnly, admin.ModelAdmin):
    list_display = ["declaration", "occasion", "round_trip", "taken_at", "digest"]
    list_select_related = ["declaration__applicant"]
    exclude = ["data"]


@admin.register(EditPermit)
class PermitAdmin(OfCases, ReadOnly, admin.ModelAdmin):
    list_display = ["declaration", "part", "granted_at", "opens_at", "used_at"]
    list_select_related = ["declaration__applicant"]
