from django.db import models
from django.db.models import Q

from accounts.models import User
from fees.models.bill import Bill
from fees.states import ReceiptState
from records.models import StoredFile


class ReceiptRequest(models.Model):
    """A request for the fiscal e-receipt (FEE-05)."""

    bill = models.OneToOneField(Bill, models.PROTECT, related_name="receipt_request", verbose_name="缴费单")
    title = models.CharField("抬头", max_length=120)
    tax_no = models.CharField("税号", max_length=20, blank=True)
    email = models.EmailField("接收邮箱")
    state = models.CharField("状态", max_length=12, choices=ReceiptState, default=ReceiptState.REQUESTED)
    requested_at = models.DateTimeField("申请时间")
    issued_at = models.DateTimeField("开具时间", null=True, blank=True)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    receipt_code = models.CharField("票据代码", max_length=40, blank=True)
    receipt_no = models.CharField("票据号码", max_length=40, blank=True)
    check_code = models.CharField("校验码", max_length=20, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    voided_at = models.DateTimeField("冲红时间", null=True, blank=True)
    void_reason = models.CharField("冲红原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "票据申请"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ReceiptState.values), name="receipt_state_is_known"),
            models.UniqueConstraint(
                fields=["receipt_code", "receipt_no"],
                condition=~Q(receipt_no=""),
                name="one_request_per_receipt_number",
            ),
            models.CheckConstraint(
                condition=Q(state=ReceiptState.REQUESTED) | Q(issued_at__isnull=False, issued_by__isnull=False),
                name="an_issued_receipt_says_when_and_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="receipts_by_state")]

    def __str__(self) -> str:
        return self.title
