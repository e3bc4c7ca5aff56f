"""What this floor keeps, to look at: it is kept at the desks of the directory, by their rules (ADMIN-09, GEN-09)."""

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
from config.lib.admin import HistoryAdmin, LookOnly


@admin.register(Series)
class SeriesAdmin(LookOnly, HistoryAdmin):
    list_display = ["name", "code", "competent_body"]
    search_fields = ["name"]


@admin.register(Specialty)
class SpecialtyAdmin(LookOnly, HistoryAdmin):
    list_display = ["name", "series", "industry", "code", "valid_from", "valid_to", "sample"]
    list_filter = ["series", "industry", "sample"]
    list_select_related = ["series"]
    search_fields = ["name", "code"]


class TermInline(LookOnly, admin.TabularInline):
    model = CommitteeTerm
    extra = 0
    show_change_link = True


@admin.register(Committee)
class CommitteeAdmin(LookOnly, HistoryAdmin):
    list_display = ["name", "series", "office", "rank_names", "scope", "status"]
    list_filter = ["series", "kind", "status"]
    list_select_related = ["series", "office"]
    search_fields = ["name"]
    inlines = [TermInline]


class MemberInline(LookOnly, admin.TabularInline):
    model = CommitteeMember
    extra = 0


@admin.register(CommitteeTerm)
class CommitteeTermAdmin(LookOnly, HistoryAdmin):
    list_display = ["committee", "number", "starts_on", "ends_on", "approval_doc_no"]
    list_select_related = ["committee"]
    inlines = [MemberInline]


class TrainingInline(LookOnly, admin.TabularInline):
    model = ExpertTraining
    extra = 0


@admin.register(Expert)
class ExpertAdmin(LookOnly, HistoryAdmin):
    list_display = ["name", "place_of_work", "title", "rank", "status"]
    list_filter = ["status", "rank", "series"]
    list_select_related = ["unit"]
    search_fields = ["name", "unit_name", "unit__name"]
    inlines = [TrainingInline]


@admin.register(Commission)
class CommissionAdmin(LookOnly, HistoryAdmin):
    """Who commissioned which committee, by which letter (CHAN-16)."""

    list_display = ["sender", "committee", "letter_no", "accepted_on", "valid_from", "valid_to"]
    list_filter = ["committee"]
    list_select_related = ["sender", "committee"]
    search_fields = ["letter_no", "sender__name"]
