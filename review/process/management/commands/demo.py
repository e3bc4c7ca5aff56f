"""Build the demo season in the local database, or say whom to sign in as."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.demo import sign_ins
from config.lib import clock
from declarations.models import Declaration
from review.process.season.player import moment
from review.process.season.playing import STANDS, play_demo
from review.process.season.sign_ins import leave_sign_ins, printed
from review.process.season.waiting import without_work


class Command(BaseCommand):
    help = "在本机数据库中建立演示数据；--sign-ins 列出每个角色的登录信息"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sign-ins", action="store_true", help="只列出登录信息")

    def handle(self, *, sign_ins: bool, **_: Any) -> None:
        if not settings.DEMO:
            raise CommandError("演示数据只能在试用方式（ZHIPING_MODE=try）下建立。")
        if not sign_ins:
            self._build()
        self._tell()

    def _build(self) -> None:
        if Declaration.objects.exists():
            raise CommandError("本数据库已有申报；要重新建立演示数据，请用 make run RESET=1。")
        season = play_demo(loud=True)
        with clock.law_at(moment(STANDS)):  # on the day the demo stands still, not on the machine's
            leave_sign_ins(season)
            idle = without_work(sign_ins())
        if idle:
            self.stderr.write(f"演示身份中有人没有待办事项：{'、'.join(idle)}")

    def _tell(self) -> None:
        self.stdout.write("角色\t姓名\t手机号\t密码\t可以办理")
        for line in printed(sign_ins()):
            self.stdout.write(line)
