"""Do once what the beat does every minute."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from review.process.tasks import sweep


class Command(BaseCommand):
    help = "Close due gates and move everything whose time is over; harmless when repeated."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(sweep(), ensure_ascii=False))
