"""What the rules of a notice say to a dossier file: ``manage.py precheck FILE --notice CODE [--at ISO] [--json]``."""

import json
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from declarations.packages.dossier_file import Precheck, precheck, read_dossier
from notices.exceptions import TermsRefused
from notices.lookup import terms_by_code

MARKS = {"block": "不符合", "warn": "提醒", "human": "需核实"}


class Command(BaseCommand):
    help = "按通知的规则预检一份申报材料（JSON）；退出码 0＝可以提交，1＝不能提交"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--notice", required=True, help="通知代码")
        parser.add_argument("--at", help="按此时刻预检，如 2024-08-01T10:00+08:00；默认现在（窗口外取最近的时刻）")
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *, file: Path, notice: str, at: str | None, **options: Any) -> None:
        try:
            terms = terms_by_code(notice)
        except KeyError as fault:
            raise CommandError(f"没有找到通知 {notice}。") from fault
        try:
            found = precheck(read_dossier(file), terms, at=_moment(at))
        except OSError as fault:
            raise CommandError(f"不能读取文件 {file}。") from fault
        except TermsRefused as refusal:
            raise CommandError("\n".join(f"{each.path}：{each.text}" for each in refusal.faults)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(found.told(), ensure_ascii=False, indent=2))
        else:
            self._tell(found)
        if not found.submittable:
            raise SystemExit(1)

    def _tell(self, found: Precheck) -> None:
        for each in found.findings:
            clause = f"（{each.clause}）" if each.clause else ""
            self.stdout.write(f"{MARKS[each.severity]} {each.code} {each.text}{clause}")
            for line in each.arithmetic:
                self.stdout.write(f"    {line}")
        self.stdout.write("可以提交。" if found.submittable else "还不能提交。")


def _moment(at: str | None) -> datetime | None:
    if at is None:
        return None
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as fault:
        raise CommandError(f"时间 {at} 应写作 2024-08-01T10:00+08:00。") from fault
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.get_default_timezone())
