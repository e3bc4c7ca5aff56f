from fees.models.bill import Bill, BillQuerySet
from fees.models.books import DailyCheck, SandboxOrder
from fees.models.outside_payment import OutsidePayment
from fees.models.payment import Payment, PaymentEvent
from fees.models.receipt_request import ReceiptRequest

__all__ = [
    "Bill",
    "BillQuerySet",
    "DailyCheck",
    "OutsidePayment",
    "Payment",
    "PaymentEvent",
    "ReceiptRequest",
    "SandboxOrder",
]
