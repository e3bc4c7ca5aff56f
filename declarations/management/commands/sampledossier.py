"""A complete valid dossier for an offering of a notice, as JSON; ``manage.py precheck`` finds nothing against it."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.lib import clock
from declarations.packages.dossier_file import moment_inside, write_dossier
from declarations.sample import PATHS, PEOPLE, STAFF, NoSuchOffering, kind_of, offering, sample
from notices.lookup import terms_by_code


class Command(BaseCommand):
    help = "输出某通知某级别一份完整、可以提交的示例申报材料（JSON）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--notice", required=True, help="通知代码")
        parser.add_argument("--level", default="", help="级别名称或代码；默认第一个")
        parser.add_argument("--specialty", default="", help="专业名称或代码；默认第一个")
        parser.add_argument("--path", default="ordinary", choices=PATHS, help="申报途径")
        parser.add_argument("--person", default=STAFF, choices=tuple(PEOPLE), help="申报人是谁；默认国有单位在职人员")

    def handle(self, *, notice: str, level: str, specialty: str, path: str, person: str, **_: Any) -> None:
        try:
            terms = terms_by_code(notice)
            today = clock.local_date(moment_inside(terms, clock.law(), kind_of(path)))
            asked = offering(terms, today=today, level=level, specialty=specialty, path=path, person=person)
            made = sample(asked)
        except KeyError as fault:
            raise CommandError(f"没有找到通知 {fault}。") from fault
        except NoSuchOffering as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(json.dumps(write_dossier(made), ensure_ascii=False, indent=2))
