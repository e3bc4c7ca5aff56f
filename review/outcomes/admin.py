"""Results for looking only. Objections are not here: who objected, and what, is supervision's alone (S15)."""

from django.contrib import admin

from config.lib.admin import LookOnly
from declarations.admin import OfCases
from review.outcomes.models import Approval, Certificate, Confirmation, Recheck, ResultPublicity


@admin.register(Recheck)
class RecheckAdmin(OfCases, LookOnly, admin.ModelAdmin):
    list_display = ("declaration", "passed", "by", "at")
    list_filter = ("passed",)
    list_select_related = ("declaration__applicant", "by")


@admin.register(Certificate)
class CertificateAdmin(OfCases, LookOnly, admin.ModelAdmin):
    list_display = ("number", "holder", "title", "granted_on", "state", "void_on")
    list_filter = ("state", "series")
    search_fields = ("number", "holder")


@admin.register(ResultPublicity)
class ResultPublicityAdmin(LookOnly, admin.ModelAdmin):
    list_display = ("title", "notice", "first_day", "last_day", "working_days", "ended_at")
    list_select_related = ("notice",)
    exclude = ("snapshot",)  # everybody's, at its public page


@admin.register(Confirmation)
class ConfirmationAdmin(LookOnly, admin.ModelAdmin):
    list_display = ("doc_no", "notice", "authority", "dated", "by", "at")
    list_select_related = ("notice", "authority", "by")


@admin.register(Approval)
class ApprovalAdmin(LookOnly, admin.ModelAdmin):
    list_display = ("doc_no", "title", "notice", "issuer", "dated", "effective_on", "by")
    list_select_related = ("notice", "by")
    search_fields = ("doc_no", "title")
