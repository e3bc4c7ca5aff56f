"""Write the 电子档案 of a declaration: ``manage.py exportdossier REF OUT.zip`` (MAT-68, MAT-70)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from config.lib import clock
from declarations.models import Declaration
from declarations.packages.packing import pack, write_package
from records.models import Fact
from records.services.audit import audited, note


class Command(BaseCommand):
    help = "把一份申报的电子档案（dossier.json 和按材料清单排列的文件）写成 ZIP"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ref", help="申报的编号（网址中的 UUID）或申报编号")
        parser.add_argument("out", type=Path)

    def handle(self, *, ref: str, out: Path, **_: Any) -> None:
        declaration = Declaration.objects.with_context().filter(**_named(ref)).first()
        if declaration is None:
            raise CommandError(f"没有找到申报 {ref}。")
        package = pack(declaration)
        try:
            write_package(package, out)
        except OSError as fault:
            raise CommandError(f"不能写入 {out}。") from fault
        with audited():
            note(Fact("package.exported", declaration.pk, None, clock.law()))
        self.stdout.write(f"已写入 {out}：{len(package.members)} 个文件。")


def _named(ref: str) -> dict[str, Any]:
    try:
        return {"ref": UUID(ref)}
    except ValueError:
        return {"number": ref}
