"""``manage.py workdays START N``: the last of N working days and the first day after it."""

from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from records.services.calendar import working_days_after

DAY = timedelta(days=1)


class Command(BaseCommand):
    help = "推算工作日：输出第 N 个工作日和次日（ISO 日期）；起始日不计入，--count-start 时计入"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("start", type=date.fromisoformat, help="起始日 YYYY-MM-DD")
        parser.add_argument("count", type=int, help="工作日数")
        parser.add_argument("--count-start", action="store_true", help="起始日是工作日的，计为第一个")

    def handle(self, *, start: date, count: int, count_start: bool, **_: Any) -> None:
        if count < 1:
            raise CommandError("工作日数须为正整数。")
        last, certain = working_days_after(start - DAY if count_start else start, count)
        self.stdout.write(f"{last.isoformat()}\n{(last + DAY).isoformat()}")
        if not certain:
            self.stderr.write("其中有未公布放假安排的日期，结果可能变动。")
