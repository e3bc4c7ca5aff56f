"""Looking only: a dossier is changed by its applicant through services, its state by the process alone."""

from django.contrib import admin

from declarations.models import Declaration, DeclarationGrant, EditPermit, Pledge, Recusal, RouteStop, Snapshot


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
class DeclarationAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["number", "applicant", "level_name", "specialty_name", "unit", "state", "state_since"]
    list_filter = ["state", "rank", "edition__notice"]
    list_select_related = ["applicant", "unit"]
    search_fields = ["number", "applicant__name", "unit__name"]
    date_hierarchy = "created_at"
    inlines = [RouteStops]


@admin.register(Recusal)
class RecusalAdmin(admin.ModelAdmin):
    list_display = ["person", "declaration", "why", "by", "at"]
    list_select_related = ["person", "declaration__applicant", "by"]
    autocomplete_fields = ["person", "declaration"]
    readonly_fields = ["by", "at"]

    def save_model(self, request, obj, form, change):
        if not change:
            obj.by = request.user
        super().save_model(request, obj, form, change)


@admin.register(DeclarationGrant)
class GrantAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["user", "permission", "content_object", "reason", "giver", "expires_at"]
    list_select_related = ["user", "permission", "content_object__applicant", "giver"]


@admin.register(Pledge)
class PledgeAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["declaration", "round_trip", "signed_name", "at", "ip"]
    list_select_related = ["declaration__applicant"]


@admin.register(Snapshot)
class SnapshotAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["declaration", "occasion", "round_trip", "taken_at", "digest"]
    list_select_related = ["declaration__applicant"]
    exclude = ["data"]


@admin.register(EditPermit)
class PermitAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["declaration", "part", "granted_at", "opens_at", "used_at"]
    list_select_related = ["declaration__applicant"]
