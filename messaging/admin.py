"""Looked at only; texts are read at their own page, where the numbers are masked."""

from django.contrib import admin

from config.lib.admin import LookOnly
from messaging.models import Message


@admin.register(Message)
class MessageAdmin(LookOnly, admin.ModelAdmin):
    list_display = ("title", "event", "at", "read_at", "done_at")
    list_filter = ("event", "needs_action")
    date_hierarchy = "at"
    show_full_result_count = False
