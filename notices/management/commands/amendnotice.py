"""Give a window of a published notice other times: an amendment with reason, basis and who is told (GEN-10, G-38)."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import SYSTEM
from notices.exceptions import NoticeRefused, TermsRefused
from notices.models import Notice
from notices.rules.reading import LAW_ZONE
from notices.services import extend_window


class Command(BaseCommand):
    help = "修订已发布通知的一个办理时间"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code")
        parser.add_argument("--window", required=True, help="环节，如 personal_unit、correction、fees")
        parser.add_argument("--closes", type=_moment, help="新的截止时间，如 2024-08-25T18:00+08:00")
        parser.add_argument("--opens", type=_moment, help="新的开始时间")
        parser.add_argument("--reason", required=True, help="原因")
        parser.add_argument("--basis", required=True, help="依据")
        parser.add_argument("--told", action="append", default=[], help="告知对象，可多次")

    def handle(self, *, code: str, window: str, **asked: Any) -> None:
        notice = Notice.objects.filter(code=code).first()
        if notice is None:
            raise CommandError(f"没有代码为“{code}”的通知。")
        try:
            edition = extend_window(
                notice.pk,
                window,
                closes_at=asked["closes"],
                opens_at=asked["opens"],
                reason=asked["reason"],
                basis=asked["basis"],
                told=asked["told"],
                actor=SYSTEM,
            )
        except (NoticeRefused, TermsRefused) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{edition}：{len(edition.changes)} 处修改")


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=LAW_ZONE) if moment.tzinfo is None else moment
