"""``manage.py importjournals FILE.csv``: the register of doubtful journals, as offices keep it in a sheet."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import SYSTEM
from integrity.exceptions import IntegrityRefused
from integrity.services import put_journal

COLUMNS = {
    "刊名": "name",
    "别名": "aliases",
    "ISSN": "issn",
    "CN": "cn",
    "原因": "reason",
    "来源": "source",
    "起": "valid_from",
    "止": "valid_to",
}
NEEDED = ("刊名", "原因")


class Command(BaseCommand):
    help = "Lists the journals of a CSV file (刊名,别名,ISSN,CN,原因,来源,起,止; 别名 divided by ;). All lines or none."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options) -> None:
        wrong, listed = [], 0
        with transaction.atomic():
            for number, line in _lines(file):
                try:
                    put_journal(**_entry(line), actor=SYSTEM)
                except (IntegrityRefused, ValueError) as error:
                    wrong.append(f"第{number}行：{error}")
                else:
                    listed += 1
            if wrong:
                transaction.set_rollback(True)
        if wrong:
            raise CommandError("\n".join(wrong))
        self.stdout.write(f"{listed} 种刊物已登记。")


def _lines(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = file.read_text(encoding="utf-8-sig")  # Excel's UTF-8 begins with a mark
    except UnicodeDecodeError:
        text = file.read_text(encoding="gb18030")
    except OSError as error:
        raise CommandError(str(error)) from error
    table = csv.DictReader(text.splitlines())
    missing = [name for name in NEEDED if name not in (table.fieldnames or ())]
    if missing:
        raise CommandError(f"缺少列：{'、'.join(missing)}。")
    for line in table:
        if any(line.values()):
            yield table.line_num, line


def _entry(line: dict[str, str]) -> dict[str, Any]:
    said: dict[str, Any] = {ours: (line.get(theirs) or "").strip() for theirs, ours in COLUMNS.items()}
    if not said["reason"]:
        raise ValueError("请填写原因。")
    said["aliases"] = [name.strip() for name in said["aliases"].replace("；", ";").split(";") if name.strip()]
    for name in ("valid_from", "valid_to"):
        said[name] = _day(said[name])
    return said


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.replace("/", "-")) if text else None
    except ValueError as error:
        raise ValueError(f"日期“{text}”应写作 2024-01-31。") from error
