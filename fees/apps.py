from django.apps import AppConfig


class FeesConfig(AppConfig):
    name = "fees"
    label = "fees"
    verbose_name = "缴费"

    def ready(self) -> None:
        from fees import documents, rules  # app ready
        from fees.effects import BILL, EXEMPT, PAYMENT_NOTICE, PAYMENT_RECEIPT
        from fees.services import outside, receipts, refunds, settling
        from records.rules import register_gate
        from records.services.documents import register_form
        from records.services.outbox import register

        register(EXEMPT, settling.settle_exempt)
        register(refunds.REFUND, refunds.send_refund)
        register(receipts.MAIL, receipts.send_receipt_mail)
        register_form(PAYMENT_NOTICE, documents.payment_notice)
        register_form(PAYMENT_RECEIPT, documents.payment_receipt)
        register_gate(PAYMENT_NOTICE, rules.may_read_papers)
        register_gate(PAYMENT_RECEIPT, rules.may_read_papers)
        register_gate(BILL, rules.may_read_bill)
        register_gate(outside.VOUCHER, rules.may_read_voucher)
