"""What this floor keeps, to look at."""

from typing import Any

from django.contrib import admin, messages

from config.lib.admin import HistoryAdmin, LookOnly
from records.models import AuditAnchor, AuditEntry, CalendarDay, Document, Outbox, StoredFile
from records.services.outbox import repeat_failed


@admin.register(CalendarDay)
class CalendarDayAdmin(LookOnly, HistoryAdmin):
    """To look at: one person enters a change, another approves it (目录与日历 › 工作日历, ADMIN-10)."""

    list_display = ("date", "is_work", "name", "source", "doc_no")
    list_filter = ("source", "is_work")
    search_fields = ("name", "doc_no")
    date_hierarchy = "date"
    ordering = ("-date",)


@admin.register(AuditEntry)
class AuditEntryAdmin(LookOnly, admin.ModelAdmin):
    list_display = ("number", "event", "subject_id", "actor_id", "at")
    list_filter = ("event",)
    search_fields = ("=subject_id", "=actor_id")
    show_full_result_count = False


@admin.register(AuditAnchor)
class AuditAnchorAdmin(LookOnly, admin.ModelAdmin):
    list_display = ("number", "digest", "at")


@admin.register(Outbox)
class OutboxAdmin(LookOnly, admin.ModelAdmin):
    list_display = ("kind", "key", "state", "attempts", "not_before", "error")
    list_filter = ("state", "kind")
    search_fields = ("key", "provider_ref")
    exclude = ("payload",)  # may hold a telephone number
    actions = ("repeat",)

    def has_repeat_permission(self, request: Any) -> bool:
        return request.user.has_perm("records.change_outbox")

    @admin.action(description="重新发送失败的条目", permissions=["repeat"])
    def repeat(self, request: Any, queryset: Any) -> None:
        repeated = sum(repeat_failed(pk) for pk in queryset.values_list("pk", flat=True))
        self.message_user(request, f"{repeated} 条已重新排队。", messages.SUCCESS)


@admin.register(StoredFile)
class StoredFileAdmin(LookOnly, admin.ModelAdmin):
    list_display = ("ref", "media_type", "size", "pages", "scan_state", "uploaded_at")
    list_filter = ("media_type", "scan_state")
    search_fields = ("=sha256", "=ref")
    exclude = ("original_name",)  # people write names into names


@admin.register(Document)
class DocumentAdmin(LookOnly, admin.ModelAdmin):
    list_display = ("title", "kind", "number", "issued_at", "issued_by_id")
    list_filter = ("kind",)
    search_fields = ("=code", "number", "=sha256")
    exclude = ("file",)
