from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path

from config.lib.admin import HistoryAdmin, LookOnly
from notices.exceptions import NoticeRefused, TermsRefused
from notices.forms import AttachmentForm, DraftForm, PublishForm
from notices.models import Attachment, Gate, Notice, NoticeEdition, PolicyDocument
from notices.selectors import draft_of
from notices.services import attach_file, close_notice, load_notice, publish_notice, reopen_notice
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
class NoticeAdmin(HistoryAdmin):
    """A draft is edited as YAML; what is published changes by amendment (manage.py amendnotice)."""

    form = DraftForm
    list_display = ["code", "title", "year", "series", "office", "state"]
    list_filter = ["state", "year", "series"]
    list_select_related = ["series", "office"]
    search_fields = ["code", "title"]
    actions = ["publish", "close", "reopen"]

    def get_fields(self, request, obj=None):
        return ["text"] if self._is_draft(obj) else ["code", "title", "year", "series", "office", "issued_on", "state"]

    def get_inlines(self, request, obj=None):
        return [] if self._is_draft(obj) else [GateInline, EditionInline]

    def has_change_permission(self, request, obj=None) -> bool:
        return self._is_draft(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        return obj is not None and self._is_draft(obj) and super().has_delete_permission(request, obj)

    def save_model(self, request, obj, form, change) -> None:
        loaded = load_notice(form.cleaned_data["text"], actor=request.user)
        obj.pk, obj.title = loaded.pk, loaded.title

    def view_on_site(self, obj) -> str | None:
        """What the public reads; a draft has no page."""
        return obj.get_absolute_url() if obj.is_public and not self._is_draft(obj) else None

    def get_urls(self):
        asked = self.admin_site.admin_view(self.publish_view)
        return [path("<int:pk>/publish/", asked, name="notices_notice_publish"), *super().get_urls()]

    def publish_view(self, request, pk):
        """What will be frozen is shown before it is (GEN-02)."""
        notice = self.get_object(request, str(pk))
        if notice is None:
            raise Http404
        if not super().has_change_permission(request, notice):
            raise PermissionDenied
        try:
            draft = draft_of(notice)
            form = PublishForm(request.POST if request.method == "POST" else None, draft=draft)
            if form.is_valid():
                edition = publish_notice(
                    pk,
                    actor=request.user,
                    explained=form.cleaned_data.get("explained", ""),
                    seen=form.cleaned_data["seen"],
                )
                self.message_user(request, f"已发布：{edition}", messages.SUCCESS)
                return redirect("admin:notices_notice_change", pk)
        except (NoticeRefused, TermsRefused) as refusal:
            self._say(request, refusal)
            return redirect("admin:notices_notice_change", pk)
        context = {"title": "发布通知", "notice": notice, "draft": draft, "form": form, "opts": self.opts}
        return render(request, "admin/notices/notice/publish.html", self.admin_site.each_context(request) | context)

    @admin.action(description="发布所选通知…", permissions=["change"])
    def publish(self, request, queryset):
        """Asked on a page of its own, one by one."""
        if queryset.count() == 1:
            return redirect("admin:notices_notice_publish", queryset.get().pk)
        self.message_user(request, "发布后不可修改，请逐份核对发布：一次选择一份通知。", messages.WARNING)
        return None

    @admin.action(description="结束所选通知", permissions=["change"])
    def close(self, request, queryset) -> None:
        self._each(request, queryset, close_notice, "已结束")

    @admin.action(description="重新开放所选通知", permissions=["change"])
    def reopen(self, request, queryset) -> None:
        self._each(request, queryset, reopen_notice, "已重新开放")

    def _each(self, request, queryset, command, said) -> None:
        for notice in queryset:
            try:
                done = command(notice.pk, actor=request.user)
            except (NoticeRefused, TermsRefused) as refusal:
                self._say(request, refusal, of=f"{notice.code}：")
            else:
                self.message_user(request, f"{said}：{done}", messages.SUCCESS)

    def _say(self, request, refusal: NoticeRefused | TermsRefused, *, of: str = "") -> None:
        said = refusal.faults if isinstance(refusal, TermsRefused) else [each.text for each in refusal.reasons]
        for words in said:
            self.message_user(request, f"{of}{words}", messages.ERROR)

    def _is_draft(self, obj) -> bool:
        return obj is None or obj.state == NoticeState.DRAFT


@admin.register(PolicyDocument)
class PolicyDocumentAdmin(HistoryAdmin):
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
