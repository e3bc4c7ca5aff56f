"""The stock admin: results are looked at, objections not even that."""

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.models import User
from review.outcomes.models import (
    Approval,
    Certificate,
    Confirmation,
    Objection,
    Recheck,
    ResultPublicity,
    ReviewRequest,
)


@pytest.mark.parametrize("model", [Approval, Certificate, Confirmation, Recheck, ResultPublicity])
def test_every_list_opens_and_nothing_is_written_here(db, client, rf, model):
    request, page = rf.get("/admin/"), admin.site.get_model_admin(model)
    request.user = User.objects.create_superuser("chief", password="correct horse")
    client.force_login(request.user, backend="accounts.backends.PhoneBackend")
    may = [page.has_add_permission(request), page.has_change_permission(request), page.has_delete_permission(request)]

    assert client.get(reverse(f"admin:outcomes_{model._meta.model_name}_changelist")).status_code == 200
    assert may == [False] * 3


def test_objections_and_requests_are_read_at_their_desks_only():
    assert not any(admin.site.is_registered(model) for model in (Objection, ReviewRequest))
