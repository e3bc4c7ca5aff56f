"""Write a notice as YAML: what is in force, or the draft where nothing is published yet (ADMIN-01)."""

from argparse import ArgumentParser
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError

from config.lib import clock
from notices.models import Notice, NoticeEdition
from notices.rules import FROZEN, Terms, complete_terms, dump_terms, terms_of
from notices.selectors import current_edition


class Command(BaseCommand):
    help = "导出年度通知（YAML），可改作下一年度的草稿"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code")
        parser.add_argument("--full", action="store_true", help="连同缺省值一并写出")

    def handle(self, *, code: str, full: bool, **_: Any) -> None:
        notice = Notice.objects.filter(code=code).first()
        if notice is None:
            raise CommandError(f"没有代码为“{code}”的通知。")
        plain = dump_terms(_terms(notice), brief=not full)
        plain.pop(FROZEN, None)  # what loading it again takes from the rule set anew
        self.stdout.write(yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=160), ending="")


def _terms(notice: Notice) -> Terms:
    try:
        return terms_of(current_edition(notice.pk, now=clock.law()))
    except NoticeEdition.DoesNotExist:
        return complete_terms(notice.draft)
