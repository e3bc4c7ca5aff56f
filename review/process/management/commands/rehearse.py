"""Live a notice through in an empty database of its own: the child of a rehearsal, or by hand in a scratch folder.

Progress goes to standard output, a JSON object a line; the report is written to ``--out``.
"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from accounts.models import SYSTEM, User
from config.lib import clock
from notices.exceptions import NoticeRefused, TermsRefused
from notices.models import Notice
from notices.rules import complete_terms, read_text
from notices.services import load_notice
from records.models import CalendarDay
from review.process.rehearsal.offers import BRIEF, WHOLE
from review.process.rehearsal.playing import opening, rehearse
from review.process.rehearsal.telling import report_of

NOT_HERE = "彩排只能在单独的、空的 SQLite 数据库中运行，不能在使用中的数据库运行。"


class Command(BaseCommand):
    help = "在单独的空数据库中把一份通知从发布走到发证（彩排的子进程）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="通知的 YAML 文件")
        parser.add_argument("--out", type=Path, required=True, help="报告写到这里（JSON）")
        parser.add_argument("--scope", choices=(BRIEF, WHOLE), default=BRIEF)
        parser.add_argument("--only", type=int, help="只走前几个人")
        parser.add_argument("--calendar", type=Path, help="本站的工作日历（JSON）")

    def handle(self, *, file: Path, out: Path, scope: str, only: int | None, calendar: Path | None, **_: Any) -> None:
        if connection.vendor != "sqlite" or settings.PRODUCTION or Notice.objects.exists() or User.objects.exists():
            raise CommandError(NOT_HERE)
        if calendar:
            _take_calendar(calendar)
        started = clock.machine()
        try:
            stated = read_text(file.read_text("utf-8"))
            terms = complete_terms(stated)
            with clock.law_at(opening(terms)):
                notice = load_notice(stated, actor=SYSTEM)
            play = rehearse(notice, terms, scope=scope, only=only, told=self._tell)
        except (TermsRefused, NoticeRefused) as refusal:
            out.write_text(json.dumps({"refused": _said(refusal)}, ensure_ascii=False), "utf-8")
            return
        report = report_of(play, seconds=(clock.machine() - started).total_seconds())
        out.write_text(json.dumps(report, ensure_ascii=False), "utf-8")

    def _tell(self, done: int, total: int, day: str) -> None:
        self.stdout.write(json.dumps({"done": done, "total": total, "day": day}))
        self.stdout.flush()


def _said(refusal: TermsRefused | NoticeRefused) -> list[str]:
    if isinstance(refusal, TermsRefused):
        return [str(each) for each in refusal.faults]
    return [each.text for each in refusal.reasons]


def _take_calendar(file: Path) -> None:
    """The working days as the site knows them, its approved changes included; none: as they come with the program."""
    rows = json.loads(file.read_text("utf-8"))
    if not rows:
        return
    CalendarDay.objects.all().delete()
    CalendarDay.objects.bulk_create(CalendarDay(**row) for row in rows)
