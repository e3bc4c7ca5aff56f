from django.contrib import admin

from committees.models import (
    Commission,
    Committee,
    CommitteeMember,
    CommitteeTerm,
    Expert,
    ExpertTraining,
    Series,
    Specialty,
)
from config.lib.admin import HistoryAdmin


@admin.register(Series)
class SeriesAdmin(HistoryAdmin):
    list_display = ["name", "code", "competent_body"]
    search_fields = ["name"]


@admin.register(Specialty)
class SpecialtyAdmin(HistoryAdmin):
    list_display = ["name", "series", "industry", "code", "valid_from", "valid_to", "sample"]
    list_filter = ["series", "industry", "sample"]
    list_select_related = ["series"]
    search_fields = ["name", "code"]

    def has_delete_permission(self, request, obj=None) -> bool:
        return False  # an entry ends by its date; what was declared under it stays (GEN-09)


class TermInline(admin.TabularInline):
    model = CommitteeTerm
    extra = 0
    show_change_link = True


@admin.register(Committee)
class CommitteeAdmin(HistoryAdmin):
    list_display = ["name", "series", "office", "rank_names", "scope", "status"]
    list_filter = ["series", "kind", "status"]
    list_select_related = ["series", "office"]
    search_fields = ["name"]
    autocomplete_fields = ["series"]
    raw_id_fields = ["office"]
    inlines = [TermInline]


class MemberInline(admin.TabularInline):
    model = CommitteeMember
    extra = 0
    autocomplete_fields = ["expert"]


@admin.register(CommitteeTerm)
class CommitteeTermAdmin(HistoryAdmin):
    list_display = ["committee", "number", "starts_on", "ends_on", "approval_doc_no"]
    list_select_related = ["committee"]
    inlines = [MemberInline]


class TrainingInline(admin.TabularInline):
    model = ExpertTraining
    extra = 0


@admin.register(Expert)
class ExpertAdmin(HistoryAdmin):
    list_display = ["name", "place_of_work", "title", "rank", "status"]
    list_filter = ["status", "rank", "series"]
    list_select_related = ["unit"]
    search_fields = ["name", "unit_name", "unit__name"]
    raw_id_fields = ["user", "unit"]
    filter_horizontal = ["series", "specialties"]
    inlines = [TrainingInline]


@admin.register(Commission)
class CommissionAdmin(HistoryAdmin):
    """Who commissioned which committee, by which letter (CHAN-16)."""

    list_display = ["sender", "committee", "letter_no", "accepted_on", "valid_from", "valid_to"]
    list_filter = ["committee"]
    list_select_related = ["sender", "committee"]
    autocomplete_fields = ["sender"]
    search_fields = ["letter_no", "sender__name"]
