"""Load a notice file as a draft, and publish it on request."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import SYSTEM
from config.lib.reason import Severity
from notices.drafting.cards import WINDOW_CARDS
from notices.drafting.site import all_problems
from notices.exceptions import NoticeRefused, TermsRefused
from notices.models import Notice
from notices.rules import complete_terms, given_by_ruleset
from notices.rules.amending import said
from notices.rules.schema import label_of
from notices.rules.text import line_of, lines_of
from notices.services import load_notice, publish_notice, read_notice_file
from notices.states import NoticeState


def _place(path: str, lines: dict[str, int]) -> str:
    """第12行 fees.amounts.zg：, and the key alone where the file has no line for it. Windows are dated by sections."""
    window = path.removeprefix("windows.")
    section = path if window == path else WINDOW_CARDS.get(path, f"stages.{window}")
    line = line_of(section, lines)
    return f"第{line}行 {section}：" if line else f"{section}："


class Command(BaseCommand):
    help = "读入年度通知（YAML），成为草稿；--publish 同时发布"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--check", action="store_true", help="只检查，什么也不写入；有问题时逐条指明行和键，退出码为 1"
        )
        parser.add_argument("--publish", action="store_true", help="检查无误后发布")
        parser.add_argument("--explain", default="", help="有提醒事项仍要发布的理由")

    def handle(self, *, file: Path, check: bool, publish: bool, explain: str, **_: Any) -> None:
        try:
            if check:
                self._check(file)
                return
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

    def _check(self, file: Path) -> None:
        """Every problem with its line and key. Raises ``CommandError`` if one of them keeps it from being published."""
        terms = read_notice_file(file)
        found = all_problems(Notice.objects.filter(code=terms.code).first() or Notice(code=terms.code), terms)
        lines = lines_of(file.read_text(encoding="utf-8"))
        told = [(each, f"{_place(each.field, lines)}{each.code} {each.text}") for each in found]
        for each, words in told:
            if each.severity != Severity.BLOCK:
                self.stderr.write(f"提醒：{words}")
        if blocks := [words for each, words in told if each.severity == Severity.BLOCK]:
            raise CommandError("\n".join(blocks))
        self.stdout.write(f"{file.name}：没有问题")

    def _tell(self, notice: Notice) -> None:
        self.stdout.write(f"{notice.code}：{notice.title}（{notice.get_state_display()}）")
        if notice.state == NoticeState.DRAFT:
            terms = complete_terms(notice.draft)
            for each in given_by_ruleset(notice.draft):
                change = f"{said(each['before'])} → {said(each['after'])}"
                self.stdout.write(f"规则集{terms.ruleset}：{label_of(each['path'])} {change} [{each['path']}]")
            for reason in all_problems(notice, terms):
                self.stderr.write(f"{reason.code} {reason.text} [{reason.field}]")
