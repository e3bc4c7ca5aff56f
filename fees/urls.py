from django.urls import path

from fees.views import applicant, cashier, desk, notify, outside, receipts, refunds, windows

app_name = "fees"
urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/books/", desk.books, name="books"),
    path("desk/bills/<uuid:ref>/", desk.desk_bill, name="desk_bill"),
    path("desk/bills/<uuid:ref>/voucher/", outside.enter, name="enter_voucher"),
    path("desk/vouchers/", outside.queue, name="vouchers"),
    path("desk/vouchers/confirm/", outside.confirm, name="confirm_vouchers"),
    path("desk/vouchers/<int:pk>/refuse/", outside.refuse, name="refuse_voucher"),
    path("desk/vouchers/list/", outside.upload, name="list_upload"),
    path("desk/vouchers/list/<uuid:file_ref>/", outside.preview, name="list_preview"),
    path("desk/vouchers/template.xlsx", outside.template, name="list_template"),
    path("desk/refunds/", refunds.queue, name="refunds"),
    path("desk/refunds/<str:order_no>/ask/", refunds.ask, name="ask_refund"),
    path("desk/refunds/<str:order_no>/confirm/", refunds.confirm, name="confirm_refund"),
    path("desk/refunds/<str:order_no>/refuse/", refunds.refuse, name="refuse_refund"),
    path("desk/refunds/<str:order_no>/count/", refunds.count, name="count_payment"),
    path("desk/receipts/", receipts.queue, name="receipts"),
    path("desk/receipts/requests.xlsx", receipts.export, name="export_receipts"),
    path("desk/receipts/list/", receipts.read_back, name="receipts_upload"),
    path("desk/receipts/<uuid:ref>/", receipts.issue, name="issue_receipt"),
    path("desk/receipts/<uuid:ref>/void/", receipts.void, name="void_receipt"),
    path("windows/", windows.windows, name="windows"),
    path("windows/<slug:code>/", windows.announce, name="announce"),
    path("sandbox/<str:token>/", cashier.cashier, name="cashier"),
    path("notify/<slug:provider>/", notify.notify, name="notify"),
    path("<uuid:ref>/", applicant.bill, name="bill"),
    path("<uuid:ref>/state/", applicant.state, name="state"),
    path("<uuid:ref>/pay/", applicant.pay, name="pay"),
    path("<uuid:ref>/ask/", applicant.ask, name="ask"),
    path("<uuid:ref>/receipt/", applicant.receipt, name="receipt"),
]
