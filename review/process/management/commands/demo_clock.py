"""How far the law clock of the demo stands from the machine's, in seconds: for LAW_CLOCK_SHIFT_SECONDS."""

from typing import Any

from django.core.management.base import BaseCommand

from config.lib import clock
from records.models import AuditEntry
from review.process.season.player import moment
from review.process.season.playing import STANDS


class Command(BaseCommand):
    help = "演示时钟与机器时钟相差的秒数"

    def handle(self, **_: Any) -> None:
        last = AuditEntry.objects.order_by("-number").first()
        stands = moment(STANDS)
        # Never before what was recorded: a law clock that runs backwards would shake every deadline.
        until = max(stands, last.at) if last else stands
        self.stdout.write(f"{(until - clock.machine()).total_seconds():.0f}")
