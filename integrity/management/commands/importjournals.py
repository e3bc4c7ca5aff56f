"""``manage.py importjournals FILE.csv``: the register of doubtful journals, as offices keep it in a sheet (A-11)."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts.models import SYSTEM
from config.lib.csvfile import SheetBroken
from integrity.importing import import_catalogue, import_risk_journals
from integrity.models import JournalCatalogue
from integrity.states import CatalogueKind


class Command(BaseCommand):
    help = (
        "Lists journals of a CSV file (刊名,别名,ISSN,CN,原因,来源,版次,起,止; 别名 divided by ;), all lines or none. "
        "--catalogue NAME --edition EDITION the genuine journals of a catalogue (刊名,别名,ISSN,CN,学科; A-19)."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="", help="来源, for lines that have none")
        parser.add_argument("--edition", default="", help="版次, for lines that have none, or of the catalogue")
        parser.add_argument("--catalogue", default="", help="name of a catalogue; made when it is new")
        parser.add_argument("--kind", default=CatalogueKind.CORE, choices=CatalogueKind.values)

    def handle(self, *, file: Path, source: str, edition: str, catalogue: str, kind: str, **options) -> None:
        try:
            data = file.read_bytes()
            if catalogue:
                report = import_catalogue(data, catalogue=_catalogue(catalogue, edition, kind), actor=SYSTEM)
            else:
                report = import_risk_journals(data, source=source, edition=edition, actor=SYSTEM)
        except (OSError, SheetBroken) as error:
            raise CommandError(str(error)) from error
        if report.faults:
            raise CommandError("\n".join(report.sentences))
        self.stdout.write(f"{report.taken} 种刊物已登记。")


def _catalogue(name: str, edition: str, kind: str) -> JournalCatalogue:
    if not edition:
        raise CommandError("请用 --edition 写明目录的版次。")
    return JournalCatalogue.objects.get_or_create(name=name, edition=edition, defaults={"kind": kind})[0]
