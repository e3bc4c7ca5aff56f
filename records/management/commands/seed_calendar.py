"""Bring the working calendar up to what the installed chinesecalendar knows; days people entered stay."""

from typing import Any

from django.core.management.base import BaseCommand

from records.services.calendar import last_official_day, seed_calendar


class Command(BaseCommand):
    help = "导入官方工作日历（不改动人工录入的日期）"

    def handle(self, *args: Any, **options: Any) -> None:
        changed = seed_calendar()
        self.stdout.write(f"写入 {changed} 天，官方日历至 {last_official_day()}")
