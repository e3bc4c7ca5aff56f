"""Print what a notice file may say, or a rule set's."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from notices.rules.schema import ruleset_rows, schema_rows


class Command(BaseCommand):
    help = "打印年度通知（或规则集）文件的键、类型、缺省值和含义"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", nargs="?", default="", help="只看这一键及其下级，如 correction")

        parser.add_argument("--ruleset", action="store_true", help="规则集文件的键")

    def handle(self, *, key: str, ruleset: bool, **_: Any) -> None:
        below = (f"{key}.", f"{key}[]")
        every = ruleset_rows() if ruleset else schema_rows()
        rows = [row for row in every if not key or row.path == key or row.path.startswith(below)]
        if not rows:
            raise CommandError(f"没有“{key}”这个键。")
        for row in rows:
            self.stdout.write(f"{row.path}\n    {row.meaning}\n    {row.kind}；缺省：{row.default}")
