from types import SimpleNamespace

from django.contrib import admin
from django.test import RequestFactory

from records.models import AuditAnchor, AuditEntry, CalendarDay, Document, Outbox, StoredFile

REQUEST = RequestFactory().get("/admin/")
REQUEST.user = SimpleNamespace(has_perm=lambda permission: True)


def rights(model):
    site = admin.site._registry[model]
    return [
        check(REQUEST) for check in (site.has_add_permission, site.has_change_permission, site.has_delete_permission)
    ]


def test_only_the_calendar_is_edited():
    read_only = [AuditAnchor, AuditEntry, Document, Outbox, StoredFile]

    assert [rights(model) for model in read_only] == [[False] * 3] * 5
    assert rights(CalendarDay) == [True] * 3


def test_no_payload_and_no_file_name_is_shown():
    assert "payload" in admin.site._registry[Outbox].exclude
    assert "original_name" in admin.site._registry[StoredFile].exclude
