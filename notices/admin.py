from django.contrib import admin

from config.lib.admin import HistoryAdmin, LookOnly
from notices.forms import AttachmentForm
from notices.models import Attachment, Gate, Notice, NoticeEdition, PolicyDocument
from notices.services import attach_file
from notices.states import NoticeState


class GateInline(LookOnly, admin.TabularInline):
    model = Gate
    fields = ["window", "level", "opens_at", "closes_at", "closed_at"]
    extra = 0


class EditionInline(LookOnly, admin.TabularInline):
    model = NoticeEdition
    fields = ["number", "published_at", "published_by", "effective_at", "reason", "basis", "digest"]
    extra = 0


@admin.register(Notice)
class NoticeAdmin(LookOnly, HistoryAdmin):
    """To look at: notices are drafted, published and closed at the notice desk (notices.views.desk)."""

    list_display = ["code", "title", "year", "series", "office", "state"]
    list_filter = ["state", "year", "series"]
    list_select_related = ["series", "office"]
    search_fields = ["code", "title"]
    fields = ["code", "title", "year", "series", "office", "issued_on", "state", "cloned_from", "drafted_by"]
    inlines = [GateInline, EditionInline]

    def view_on_site(self, obj) -> str | None:
        """What the public reads; a draft has no page."""
        return obj.get_absolute_url() if obj.is_public and obj.state != NoticeState.DRAFT else None


@admin.register(PolicyDocument)
class PolicyDocumentAdmin(LookOnly, HistoryAdmin):
    list_display = ["title", "doc_no", "issuer", "issued_on", "in_force_from", "in_force_to"]
    search_fields = ["title", "doc_no"]


@admin.register(Attachment)
class AttachmentAdmin(admin.ModelAdmin):
    form = AttachmentForm
    list_display = ["notice", "num", "file"]
    list_select_related = ["notice", "file"]

    def has_change_permission(self, request, obj=None) -> bool:
        return obj is None and super().has_change_permission(request, obj)  # replaced by a new upload, never edited

    def save_model(self, request, obj, form, change) -> None:
        upload = form.cleaned_data["upload"]
        held = attach_file(obj.notice_id, num=obj.num, upload=upload.read(), name=upload.name, actor=request.user)
        obj.pk = held.pk
