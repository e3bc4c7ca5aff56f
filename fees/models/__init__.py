from fees.models.bill import Bill
from fees.models.outside_payment import OutsidePayment
from fees.models.payment import Payment, PaymentEvent
from fees.models.receipt_request import ReceiptRequest

__all__ = ["Bill", "OutsidePayment", "Payment", "PaymentEvent", "ReceiptRequest"]
