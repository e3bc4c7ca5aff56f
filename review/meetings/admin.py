"""Rounds and meetings are looked at here and changed on their pages. Of votes nothing is shown, not even to admins."""

from django.contrib import admin

from config.lib.admin import LookOnly
from review.meetings.models import Meeting, Round, RoundExpert


@admin.register(Round)
class RoundAdmin(LookOnly, admin.ModelAdmin):
    list_display = ("name", "committee", "notice", "state", "created_at")
    list_filter = ("state", "committee")
    search_fields = ("name",)


@admin.register(RoundExpert)
class RoundExpertAdmin(LookOnly, admin.ModelAdmin):
    list_display = ("expert", "round", "is_chair", "trained_on", "pledged_at", "removed_at")
    list_filter = ("is_chair",)
    search_fields = ("expert__name", "round__name")


@admin.register(Meeting)
class MeetingAdmin(LookOnly, admin.ModelAdmin):
    list_display = ("round", "held_at", "place", "state", "members", "sealed_at")
    list_filter = ("state",)
