"""Play one whole round without a browser and say what came of it."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.lib import clock
from declarations.models import Declaration
from review.process.season.keeping import keep_papers, keep_summary
from review.process.season.player import moment
from review.process.season.playing import END, NOTICE, play_season
from review.process.season.summary import as_json, holds, summarise
from review.process.season.surprises import surprises


class Command(BaseCommand):
    help = "不经浏览器走完一整个评审季（scripts/season.sh 使用独立的数据库），标准输出为一个 JSON 对象"

    def handle(self, **_: Any) -> None:
        if Declaration.objects.exists():
            raise CommandError("本数据库已有申报，请用 make season 在独立的数据库中运行。")
        started = clock.machine()
        world = play_season(loud=True)
        with clock.law_at(moment(END)):
            took = (clock.machine() - started).total_seconds()
            summary = summarise(NOTICE, seconds=took, surprises=surprises(world))
        keep_papers()
        keep_summary(as_json(summary))
        self.stdout.write(as_json(summary))
        if not holds(summary):
            sys.exit(1)
