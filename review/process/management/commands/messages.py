"""Write the table of messages into docs/, from the tables themselves."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from review.process.telling_table import page

TARGET = Path(settings.BASE_DIR) / "docs" / "messages.md"


class Command(BaseCommand):
    help = "Write docs/messages.md: event, who, channel, text."

    def handle(self, *args: Any, **options: Any) -> None:
        TARGET.write_text(page(), encoding="utf-8")
