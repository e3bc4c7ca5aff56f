"""The stock admin: books are looked at."""

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.models import User
from fees.models import Bill, DailyCheck, OutsidePayment, Payment, ReceiptRequest

MODELS = (Bill, DailyCheck, OutsidePayment, Payment, ReceiptRequest)


@pytest.fixture
def chief(db):
    return User.objects.create_superuser("chief", password="correct horse")


def test_a_case_an_admin_is_recused_from_has_no_books(fee_world, bill, chief, client, rf):
    fee_world.paid(bill)
    client.force_login(chief, backend="accounts.backends.PhoneBackend")
    request = rf.get("/admin/")
    request.user = chief

    def found():
        return [admin.site.get_model_admin(model).get_queryset(request).count() for model in (Bill, Payment)]

    before = found()
    page = client.get(reverse("admin:fees_bill_change", args=[bill.pk]))
    bill.declaration.recusals.create(person=chief, why="亲属", by=chief)

    assert (before, page.status_code, found()) == ([1, 1], 200, [0, 0])


@pytest.mark.parametrize("model", MODELS)
def test_every_list_opens_and_nothing_is_written_here(chief, client, rf, model):
    client.force_login(chief, backend="accounts.backends.PhoneBackend")
    page, request = admin.site.get_model_admin(model), rf.get("/admin/")
    request.user = chief
    may = [page.has_add_permission(request), page.has_change_permission(request), page.has_delete_permission(request)]

    assert client.get(reverse(f"admin:fees_{model._meta.model_name}_changelist")).status_code == 200
    assert may == [False] * 3
