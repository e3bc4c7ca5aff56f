from http import HTTPStatus

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.http import Http404
from django.shortcuts import redirect

from config.lib import clock
from config.lib.admin import HistoryAdmin, LookOnly
from integrity.exceptions import IntegrityRefused
from integrity.forms import (
    DATES,
    DECIDED,
    RecordForm,
    SuspicionForm,
)
from integrity.models import (
    CatalogueJournal,
    IntegrityRecord,
    JournalCatalogue,
    RiskJournal,
    Suspicion,
    VerificationLink,
)
from integrity.rules import kept_from
from integrity.services import Finding, enter_record, revoke_record
from integrity.states import SuspicionState
from integrity.suspicions import Decision, dismiss_suspicion, establish_suspicion
from records.services.reads import note_read

SHOWN = ("subject_kind", "name", "act", "facts", "basis", "decision_no", *DATES)
KEPT = ("state", "entered_by", "entered_at", "revoked_by", "revoked_at", "revocation")


class SaysNo:
    """What the service refuses is said, and neither 修改成功 nor a line of the log is left behind.

    The form knows who acts and refuses with what was typed still there; what turned up between form and service
    undoes the whole request.
    """

    def get_form(self, request, obj=None, change=False, **kwargs):  # noqa: FBT002 - Django's signature
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"actor": request.user})

    def changeform_view(self, request, *args, **kwargs):
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityRefused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect(request.path)


@admin.register(IntegrityRecord)
class IntegrityRecordAdmin(SaysNo, HistoryAdmin):
    """Entered once and revoked with a reason, never changed; every look at an entry is noted (25-1).

    Nobody finds their own entries here, nor those of somebody whose case they keep away from.
    """

    form = RecordForm
    list_display = ("name", "subject_kind", "act", "decided_on", "ends_on", "state")
    list_filter = ("state", "subject_kind", "act")
    search_fields = ("name", "decision_no")
    actions = ("revoke",)

    def get_fields(self, request, obj=None):
        return (*SHOWN, *KEPT) if obj else RecordForm.Meta.fields

    def has_change_permission(self, request, obj=None) -> bool:
        return obj is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(identifier__in=kept_from(request.user))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return self._noted(request, object_id, super().change_view(request, object_id, form_url, extra_context))

    def history_view(self, request, object_id, extra_context=None):
        self._refuse_kept_from(request, object_id)
        return self._noted(request, object_id, super().history_view(request, object_id, extra_context))

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        self._refuse_kept_from(request, object_id)
        shown = super().history_form_view(request, object_id, version_id, extra_context)
        return self._noted(request, object_id, shown)

    def _refuse_kept_from(self, request, object_id):
        if self.get_object(request, unquote(object_id)) is None:
            raise Http404

    def _noted(self, request, object_id, answer):
        if answer.status_code == HTTPStatus.OK:  # what was refused was not seen
            note_read("integrity.read", int(unquote(object_id)), request.user)
        return answer

    def save_model(self, request, obj, form, change) -> None:
        obj.pk = enter_record(finding=Finding(**form.cleaned_data), actor=request.user).pk

    @admin.action(description="撤销所选记录（经复查认定有误）")
    def revoke(self, request, queryset) -> None:
        reason = f"{clock.local_date(clock.law()):%Y-%m-%d} 由管理员撤销"
        revoked = 0
        for record in queryset:
            try:
                revoke_record(record.pk, reason=reason, actor=request.user)
            except IntegrityRefused:
                continue
            revoked += 1
        self.message_user(request, f"已撤销 {revoked} 条记录。", messages.SUCCESS)


@admin.register(Suspicion)
class SuspicionAdmin(SaysNo, HistoryAdmin):
    """线索 of the review screens: heard and found here by somebody else than who saw it, once (INTEG-03, MAT-05)."""

    form = SuspicionForm
    list_display = ("name", "act", "case_name", "state", "reported_by", "reported_at")
    list_filter = ("state", "act")
    search_fields = ("name", "case_name")
    REPORTED = ("place", "act", "facts", "reported_by", "by_reader", "reported_at")
    SEEN = ("subject_kind", "name", "case_name", *REPORTED, "state")
    FOUND = ("defence", "finding", "closed_by", "closed_at", "record")

    def has_add_permission(self, request) -> bool:
        return False  # from the screen where it was seen

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return (obj is None or obj.state == SuspicionState.OPEN) and super().has_change_permission(request, obj)

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(identifier__in=kept_from(request.user))

    def get_fields(self, request, obj=None):
        is_open = obj is None or obj.state == SuspicionState.OPEN
        return (*self.SEEN, "defence", "finding", "outcome", *DECIDED) if is_open else (*self.SEEN, *self.FOUND)

    def get_readonly_fields(self, request, obj=None):
        return self.SEEN

    def save_model(self, request, obj, form, change) -> None:
        said = {name: form.cleaned_data[name] for name in ("defence", "finding")}
        if form.cleaned_data["outcome"] == SuspicionState.ESTABLISHED:
            decision = Decision(**{name: form.cleaned_data[name] for name in DECIDED})
            establish_suspicion(obj.pk, **said, decision=decision, actor=request.user)
        else:
            dismiss_suspicion(obj.pk, **said, actor=request.user)


# Kept at the desks of the directory (integrity.registers); here to look at.
@admin.register(RiskJournal)
class RiskJournalAdmin(LookOnly, HistoryAdmin):
    """涉嫌非法出版物名单 (RISK-01, A-11). Papers in progress are compared with it at night."""

    list_display = ("name", "issn", "cn", "reason", "source", "edition", "valid_from", "valid_to")
    list_filter = ("edition", "source")
    search_fields = ("name", "names", "=issn", "=cn")


@admin.register(JournalCatalogue)
class JournalCatalogueAdmin(LookOnly, HistoryAdmin):
    """Editions of the catalogues (A-19); their journals are a list of their own."""

    list_display = ("name", "edition", "kind", "publisher", "valid_from", "valid_to")
    list_filter = ("kind",)
    search_fields = ("name", "edition")


@admin.register(CatalogueJournal)
class CatalogueJournalAdmin(LookOnly, admin.ModelAdmin):
    """Journals of the catalogues (A-19)."""

    list_display = ("name", "issn", "cn", "subject", "catalogue")
    list_filter = ("catalogue",)
    list_select_related = ("catalogue",)
    search_fields = ("name", "names", "=issn", "=cn")


@admin.register(VerificationLink)
class VerificationLinkAdmin(LookOnly, HistoryAdmin):
    """论文著作核验途径 (RISK-05), shown to everybody at 论文著作怎样核验."""

    list_display = ("name", "kind", "url", "position", "is_shown")
    list_filter = ("kind", "is_shown")
