"""Deliver the outbox by hand, once or for ever."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from records.services.outbox import drain_outbox

PAUSE = 1.0  # seconds between two looks at an empty queue


class Command(BaseCommand):
    help = "投递发件箱中到期的条目"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stay", action="store_true", help="投递完毕后继续等待新的条目")

    def handle(self, *args: Any, **options: Any) -> None:
        tried = drain_outbox()
        while options["stay"]:
            time.sleep(PAUSE)
            tried += drain_outbox()
        self.stdout.write(f"处理 {tried} 条")
