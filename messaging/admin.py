"""Looked at only; texts and mail are read at their own pages, where numbers and addresses are masked."""

from django.contrib import admin

from config.lib.admin import LookOnly
from messaging.models import Message


@admin.register(Message)
class MessageAdmin(LookOnly, admin.ModelAdmin):
    list_display = ("title", "event", "at", "read_at", "done_at")
    list_filter = ("event", "needs_action")
    date_hierarchy = "at"
    show_full_result_count = False
