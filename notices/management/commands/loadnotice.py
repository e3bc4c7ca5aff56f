"""Load a notice file as a draft, and publish it on request."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import SYSTEM
from notices.exceptions import NoticeRefused, TermsRefused
from notices.models import Notice
from notices.rules import complete_terms, given_by_ruleset, problems
from notices.rules.amending import said
from notices.rules.schema import label_of
from notices.services import load_notice, publish_notice
from notices.states import NoticeState


class Command(BaseCommand):
    help = "读入年度通知（YAML），成为草稿；--publish 同时发布"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--publish", action="store_true", help="检查无误后发布")
        parser.add_argument("--explain", default="", help="有提醒事项仍要发布的理由")

    def handle(self, *, file: Path, publish: bool, explain: str, **_: Any) -> None:
        try:
            notice = load_notice(file, actor=SYSTEM)
            self._tell(notice)
            if publish and notice.state == NoticeState.DRAFT:
                edition = publish_notice(notice.pk, actor=SYSTEM, explained=explain)
                self.stdout.write(f"已发布：{edition}")
        except TermsRefused as refusal:
            raise CommandError("\n".join(map(str, refusal.faults))) from refusal
        except NoticeRefused as refusal:
            raise CommandError("\n".join(f"{each.code} {each.text}" for each in refusal.reasons)) from refusal
        except OSError as fault:
            raise CommandError(f"不能读取 {file}：{fault.strerror}") from fault

    def _tell(self, notice: Notice) -> None:
        self.stdout.write(f"{notice.code}：{notice.title}（{notice.get_state_display()}）")
        if notice.state == NoticeState.DRAFT:
            terms = complete_terms(notice.draft)
            for each in given_by_ruleset(notice.draft):
                change = f"{said(each['before'])} → {said(each['after'])}"
                self.stdout.write(f"规则集{terms.ruleset}：{label_of(each['path'])} {change} [{each['path']}]")
            for reason in problems(terms):
                self.stderr.write(f"{reason.code} {reason.text} [{reason.field}]")
