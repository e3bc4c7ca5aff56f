from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory

from config.lib.admin import HistoryAdmin
from records.models import AuditAnchor, AuditEntry, CalendarDay, Document, Outbox, StoredFile

REQUEST = RequestFactory().get("/admin/")
REQUEST.user = SimpleNamespace(has_perm=lambda permission: True)


def rights(model):
    site = admin.site._registry[model]
    return [
        check(REQUEST) for check in (site.has_add_permission, site.has_change_permission, site.has_delete_permission)
    ]


def test_nothing_of_this_floor_is_edited_by_one_person():
    """ADMIN-10: the calendar changes by two people, on a page of its own."""
    read_only = [AuditAnchor, AuditEntry, CalendarDay, Document, Outbox, StoredFile]

    assert [rights(model) for model in read_only] == [[False] * 3] * 6


def test_no_payload_and_no_file_name_is_shown():
    assert "payload" in admin.site._registry[Outbox].exclude
    assert "original_name" in admin.site._registry[StoredFile].exclude


def test_no_history_of_any_admin_brings_an_earlier_state_back(rf, admin_user):
    """django-simple-history would save it for whoever may look."""
    with_history = [each for each in admin.site._registry.values() if hasattr(each, "history_form_view")]
    assert len(with_history) > 8

    for each in with_history:
        request = rf.post("/")
        request.user = admin_user
        with pytest.raises((PermissionDenied, Http404)):
            each.history_form_view(request, "1", "1")
        assert each.revert_disabled(request)
        assert isinstance(each, HistoryAdmin)


def test_the_stock_pages_speak_chinese_and_greet_by_name(client, admin_user):
    admin_user.name = "韦管理"
    admin_user.save()
    client.force_login(admin_user)

    page = client.get("/admin/").content.decode()

    assert "职称申报评审 后台管理" in page
    assert "<strong>韦管理</strong>" in page
    assert "补正修改许可" in page
    assert "axes" not in page.lower()
