from django.db import models
from django.db.models import Q

from accounts.models import User
from fees.models.bill import Bill
from records.models import StoredFile


class OutsidePaymentQuerySet(models.QuerySet["OutsidePayment"]):
    def waiting(self) -> "OutsidePaymentQuerySet":
        """Entered, and no second person has looked at it yet."""
        return self.filter(confirmed_at=None, refused_at=None)


class OutsidePayment(models.Model):
    """Money that came another way: entered by one finance clerk, confirmed by another."""

    bill = models.ForeignKey(Bill, models.PROTECT, related_name="outside_payments", verbose_name="缴费单")
    amount_fen = models.PositiveIntegerField("金额（分）")
    paid_on = models.DateField("缴费日期")
    voucher_no = models.CharField("凭证号", max_length=60)
    voucher = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    batch = models.CharField("批次", max_length=40, blank=True)  # of an imported list
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    entered_at = models.DateTimeField("登记时间")
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField("复核时间", null=True, blank=True)
    refused_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    refused_at = models.DateTimeField("退回时间", null=True, blank=True)
    refusal = models.CharField("退回原因", max_length=200, blank=True)
    remark = models.CharField("备注", max_length=200, blank=True)

    objects = OutsidePaymentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "线下缴费登记"
        constraints = [
            models.UniqueConstraint(fields=["voucher_no"], condition=Q(refused_at=None), name="one_entry_per_voucher"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=models.F("entered_by")),
                name="outside_payment_confirmed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(refused_at=None), name="outside_payment_confirmed_or_refused"
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(confirmed_at=None, refused_at=None), name="outside_payments_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.bill} {self.voucher_no}"
