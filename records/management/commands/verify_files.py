"""Compare every stored file with its hash; exit 1 when one is missing or changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from records.services.files import broken_files


class Command(BaseCommand):
    help = "核对全部文件的摘要"

    def handle(self, *args: Any, **options: Any) -> None:
        broken = list(broken_files())
        for file in broken:
            self.stderr.write(f"{file.ref} {file.sha256}")
        if broken:
            raise CommandError(f"{len(broken)} 个文件缺失或已损坏")
        self.stdout.write("全部文件完整")
