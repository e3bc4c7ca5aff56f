"""Directory data: organisations and desks are kept here; people are mostly looked at."""

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin

from accounts.forms import DeskForm
from accounts.models import Employment, Invitation, MailAddress, Membership, Organisation, PhoneChange, User
from accounts.services import dismiss, end_sessions, give_membership
from config.lib.admin import HistoryAdmin, LookOnly
from config.lib.text import mask_id_number

LOOKED_AT = ("username", "name", "masked_phone", "masked_id_number", "current_role", "last_login", "date_joined")


class DeskInline(LookOnly, admin.TabularInline):
    model = Membership
    fk_name = "user"
    fields = ("organisation", "role", "is_manager", "since", "ended_at")
    extra = 0


@admin.register(User)
class PersonAdmin(UserAdmin):
    """Who they are comes from registration; here they are only locked, unlocked and given Django rights."""

    list_display = ("name", "masked_phone", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("name", "username")
    ordering = ("name",)
    readonly_fields = LOOKED_AT
    fieldsets = (
        (None, {"fields": LOOKED_AT}),
        ("权限", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
    )
    inlines = (DeskInline,)

    @admin.display(description="手机号")
    def masked_phone(self, person: User) -> str:
        return person.masked_phone

    @admin.display(description="身份证号码")
    def masked_id_number(self, person: User) -> str:
        return "、".join(mask_id_number(each.number) for each in person.id_numbers.all())

    def has_add_permission(self, request) -> bool:
        return False  # people register themselves; the first administrator is made by createsuperuser

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        if not obj.is_active:
            end_sessions(obj)


@admin.register(Organisation)
class OrganisationAdmin(LookOnly, HistoryAdmin):
    """To look at: organisations are kept in the directory (accounts.views.directory)."""

    list_display = ("name", "kind", "parent", "affiliation", "status")
    list_filter = ("kind", "status", "affiliation")
    list_select_related = ("parent",)
    search_fields = ("name", "initials", "=uscc")


@admin.register(Membership)
class MembershipAdmin(HistoryAdmin):
    """The first manager of an office is seated here; afterwards its managers invite."""

    list_display = ("user", "organisation", "role", "is_manager", "since", "ended_at")
    list_filter = ("role", "is_manager")
    list_select_related = ("user", "organisation")
    search_fields = ("user__name", "organisation__name")
    autocomplete_fields = ("user", "organisation")
    form = DeskForm
    actions = ("end",)

    def has_change_permission(self, request, obj=None) -> bool:
        return obj is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def save_model(self, request, obj, form, change) -> None:
        said = form.cleaned_data
        where = {name: said[name] for name in ("organisation", "role", "is_manager")}
        obj.pk = give_membership(person=said["user"], actor=request.user, **where).pk

    @admin.action(description="结束任职")
    def end(self, request, queryset) -> None:
        for held in queryset.filter(ended_at=None):
            dismiss(held.pk, actor=request.user)
        self.message_user(request, "已结束所选任职。", messages.SUCCESS)


@admin.register(Employment)
class EmploymentAdmin(LookOnly, admin.ModelAdmin):
    list_display = ("user", "organisation", "asked_at", "confirmed_at", "ended_at")
    list_select_related = ("user", "organisation")
    search_fields = ("user__name", "organisation__name")


@admin.register(Invitation)
class InvitationAdmin(LookOnly, admin.ModelAdmin):
    list_display = ("organisation", "role", "invited_by", "invited_at", "expires_at", "accepted_at", "withdrawn_at")
    list_select_related = ("organisation", "invited_by")
    exclude = ("phone", "token")


@admin.register(PhoneChange)
class PhoneChangeAdmin(LookOnly, admin.ModelAdmin):
    list_display = ("user", "asked_at", "verified_by", "verified_at", "effective_at", "done_at", "refused_at")
    list_select_related = ("user", "verified_by")
    exclude = ("new_phone",)


@admin.register(MailAddress)
class MailAddressAdmin(LookOnly, admin.ModelAdmin):
    list_display = ("user", "is_on", "confirmed_at", "refused_at")
    list_select_related = ("user",)
    exclude = ("address",)
