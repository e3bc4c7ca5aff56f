"""Let declarations already handed in follow an amendment of the law itself, where its basis says so (GEN-10)."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import SYSTEM
from config.lib import clock
from notices.models import Notice
from notices.selectors import current_edition
from review.process.following import cases_behind, follow_edition


class Command(BaseCommand):
    help = "使已提交的申报适用通知现行版本；不带 --number 和 --all 时只报告影响数量，已作出决定的申报不变。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code")
        parser.add_argument("--number", action="append", default=[], help="申报编号，可多次")
        parser.add_argument("--all", action="store_true", help="该通知全部未作出决定的申报")

    def handle(self, *, code: str, number: list[str], **asked: Any) -> None:
        notice = Notice.objects.published().filter(code=code).first()
        if notice is None:
            raise CommandError(f"没有代码为“{code}”的已发布通知。")
        edition = current_edition(notice.pk, now=clock.law())
        told: dict[str, int] = cases_behind(edition)
        if number or asked["all"]:
            told["followed"] = follow_edition(edition.pk, None if asked["all"] else number, actor=SYSTEM)
        self.stdout.write(json.dumps(told, ensure_ascii=False))
