"""Books for looking only: money is written down at the finance desk and by the provider's word."""

from django.contrib import admin

from config.lib.admin import LookOnly
from declarations.admin import OfCases
from fees.models import Bill, DailyCheck, OutsidePayment, Payment, ReceiptRequest


@admin.register(Bill)
class BillAdmin(OfCases, LookOnly, admin.ModelAdmin):
    list_display = ("number", "payer_name", "level_name", "amount_fen", "state", "issued_at", "settled_at")
    list_filter = ("state",)
    search_fields = ("number", "payer_name")


@admin.register(Payment)
class PaymentAdmin(OfCases, LookOnly, admin.ModelAdmin):
    case = "bill__declaration"
    list_display = ("order_no", "bill", "means", "provider", "amount_fen", "state", "created_at", "paid_at")
    list_filter = ("state", "means", "provider")
    list_select_related = ("bill",)
    search_fields = ("order_no", "provider_ref", "bill__number")
    exclude = ("cashier_url", "pay_code")  # who has them can pay, or look like it


@admin.register(OutsidePayment)
class OutsidePaymentAdmin(OfCases, LookOnly, admin.ModelAdmin):
    case = "bill__declaration"
    list_display = ("bill", "amount_fen", "paid_on", "voucher_no", "entered_by", "confirmed_by", "refused_by")
    list_select_related = ("bill", "entered_by", "confirmed_by", "refused_by")
    search_fields = ("voucher_no", "bill__number")


@admin.register(ReceiptRequest)
class ReceiptRequestAdmin(OfCases, LookOnly, admin.ModelAdmin):
    case = "bill__declaration"
    list_display = ("bill", "title", "state", "requested_at", "issued_at", "receipt_no", "voided_at")
    list_filter = ("state",)
    list_select_related = ("bill",)
    exclude = ("email",)


@admin.register(DailyCheck)
class DailyCheckAdmin(LookOnly, admin.ModelAdmin):
    list_display = ("day", "provider", "lines", "statement_fen", "recorded_fen", "settled", "checked_at")
    list_filter = ("provider",)
