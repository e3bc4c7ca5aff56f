"""What units and offices signed, for looking only: it is changed at their desks."""

from django.contrib import admin

from config.lib.admin import LookOnly
from declarations.admin import OfCases
from review.approvals.models import (
    CorrectionItem,
    CorrectionNotice,
    Deliberation,
    DeliberationGroup,
    ExceptionDecision,
    GroupMember,
    LetterFiling,
    NamedVerifier,
    PostLevel,
    PostPlan,
    Publicity,
    Recommendation,
    Refusal,
    StopReview,
    Supplement,
    SupplementStep,
)


class ItemInline(LookOnly, admin.TabularInline):
    model = CorrectionItem
    extra = 0


class MemberInline(LookOnly, admin.TabularInline):
    model = GroupMember
    extra = 0


@admin.register(PostLevel)
class PostLevelAdmin(LookOnly, admin.ModelAdmin):
    """What a unit reports of its posts, with the approval (ADMIN-08)."""

    list_display = ("unit", "year", "rank", "approved", "filled", "vacancies")
    list_filter = ("year", "rank")
    list_select_related = ("unit",)
    search_fields = ("unit__name",)
    autocomplete_fields = ("unit",)

    @admin.display(description="空缺")
    def vacancies(self, row: PostLevel) -> int:
        return row.vacancies


@admin.register(PostPlan)
class PostPlanAdmin(LookOnly, admin.ModelAdmin):
    """How stock is absorbed, as the region approved it (PATH-33)."""

    list_display = ("unit", "rank", "first_year", "last_year", "yearly", "document_no")
    list_select_related = ("unit",)
    search_fields = ("unit__name", "document_no")
    autocomplete_fields = ("unit",)


@admin.register(CorrectionNotice)
class CorrectionNoticeAdmin(OfCases, LookOnly, admin.ModelAdmin):
    list_display = ("declaration", "kind", "organisation", "issued_at", "due_at", "state")
    list_filter = ("kind", "state")
    list_select_related = ("declaration__applicant", "organisation")
    inlines = (ItemInline,)


@admin.register(DeliberationGroup)
class DeliberationGroupAdmin(LookOnly, admin.ModelAdmin):
    list_display = ("unit", "name", "notice", "host", "created_at")
    list_select_related = ("unit", "notice")
    inlines = (MemberInline,)


@admin.register(Deliberation)
class DeliberationAdmin(OfCases, LookOnly, admin.ModelAdmin):
    list_display = ("declaration", "held_on", "votes_present", "votes_for", "agree", "by")
    list_select_related = ("declaration__applicant", "by")


@admin.register(Publicity)
class PublicityAdmin(OfCases, LookOnly, admin.ModelAdmin):
    list_display = ("declaration", "kind", "first_day", "last_day", "working_days", "ended_at", "voided_at")
    list_filter = ("kind",)
    list_select_related = ("declaration__applicant",)


@admin.register(Recommendation)
class RecommendationAdmin(OfCases, LookOnly, admin.ModelAdmin):
    list_display = ("declaration", "agree", "responsible", "head", "signer", "at")
    list_select_related = ("declaration__applicant", "signer")


@admin.register(StopReview)
class StopReviewAdmin(OfCases, LookOnly, admin.ModelAdmin):
    list_display = ("declaration", "organisation", "signer", "at")
    list_select_related = ("declaration__applicant", "organisation", "signer")


class SupplementStepInline(LookOnly, admin.TabularInline):
    model = SupplementStep
    extra = 0


@admin.register(Supplement)
class SupplementAdmin(OfCases, LookOnly, admin.ModelAdmin):
    list_display = ("declaration", "title", "kind", "state", "handed_in_at", "late_holder")
    list_filter = ("kind", "state")
    list_select_related = ("declaration__applicant",)
    inlines = (SupplementStepInline,)


@admin.register(ExceptionDecision)
class ExceptionDecisionAdmin(OfCases, LookOnly, admin.ModelAdmin):
    list_display = ("declaration", "agree", "by", "at")
    list_select_related = ("declaration__applicant", "by")


@admin.register(Refusal)
class RefusalAdmin(OfCases, LookOnly, admin.ModelAdmin):
    list_display = ("declaration", "state", "code", "organisation", "by", "at")
    list_filter = ("state", "code")
    list_select_related = ("declaration__applicant", "organisation", "by")


@admin.register(LetterFiling)
class LetterFilingAdmin(OfCases, LookOnly, admin.ModelAdmin):
    list_display = ("declaration", "filed_on", "organisation", "by", "at")
    list_select_related = ("declaration__applicant", "organisation", "by")


@admin.register(NamedVerifier)
class NamedVerifierAdmin(OfCases, LookOnly, admin.ModelAdmin):
    list_display = ("declaration", "person", "organisation", "at", "ended_at")
    list_select_related = ("declaration__applicant", "person", "organisation")
