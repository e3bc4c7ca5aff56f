"""Write the diagram of a declaration's life into docs/, from the table itself."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from review.process.diagram import page

TARGET = Path(settings.BASE_DIR) / "docs" / "flow.md"


class Command(BaseCommand):
    help = "Write docs/flow.md from the workflow table; --check fails when it is stale."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        drawn = page()
        if not options["check"]:
            TARGET.write_text(drawn, encoding="utf-8")
        elif not TARGET.exists() or TARGET.read_text(encoding="utf-8") != drawn:
            raise CommandError("docs/flow.md is stale; run `make flow`.")
