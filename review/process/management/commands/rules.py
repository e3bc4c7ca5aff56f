"""Write docs/rules.md: requirement id → code → test → notices."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from review.process.rule_map import page


class Command(BaseCommand):
    help = "Write docs/rules.md from what code, tests and notices cite; --check fails when it is stale."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        root = Path(settings.BASE_DIR)
        target, written = root / "docs" / "rules.md", page(root)
        if not options["check"]:
            target.write_text(written, encoding="utf-8")
        elif not target.exists() or target.read_text(encoding="utf-8") != written:
            raise CommandError("docs/rules.md is stale; run `manage.py rules`.")
