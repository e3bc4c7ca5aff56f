from types import SimpleNamespace

import pytest
from django.apps import apps
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


KEPT_AT_DESKS = {
    "accounts": ("Organisation",),
    "approvals": ("PostLevel", "PostPlan"),
    "committees": ("Commission", "Committee", "CommitteeTerm", "Expert", "Series", "Specialty"),
    "integrity": ("CatalogueJournal", "JournalCatalogue", "RiskJournal", "VerificationLink"),
    "notices": ("Notice", "PolicyDocument"),
}


@pytest.mark.parametrize(("app", "name"), [(app, name) for app, names in KEPT_AT_DESKS.items() for name in names])
def test_what_is_kept_at_a_desk_of_the_directory_is_only_looked_at_here(app, name):
    """ADMIN-05, ADMIN-09, ROLE-11: its desk judges what is written; the stock admin would pass by its rules."""
    model = apps.get_model(app, name)

    assert rights(model) == [False] * 3
    for inline in admin.site._registry[model].inlines:
        held = inline(model, admin.site)
        changes = (held.has_add_permission, held.has_change_permission, held.has_delete_permission)
        assert [may(REQUEST, None) for may in changes] == [False] * 3


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
