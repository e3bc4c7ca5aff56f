"""Write ``docs/dossier-format.md`` and ``docs/dossier.schema.json`` from the classes a dossier file is read with."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from declarations.packages.dossier_file import format_rows, schema
from declarations.sample import PATHS, PEOPLE

HEAD = """# The dossier file

Written by `manage.py dossierformat` from `declarations/eligibility/dossier.py`; a test fails when it is stale.

A dossier is one JSON object in UTF-8. Days are written `2024-08-01`. What a file leaves out has its default; a key
that is not listed here is refused, and so is a value of another shape, each with its path. `docs/dossier.schema.json`
says the same to machines.

    manage.py sampledossier --notice CODE [--level NAME] [--specialty NAME] [--path PATH] [--person KIND]
    manage.py precheck FILE --notice CODE [--at 2024-08-01T10:00+08:00] [--json]

A sample is a whole dossier that can be handed in, of any offering of the notice. `--path` is one of {paths}.
`--person` says who declares; what the notice does not admit is refused with the reason:

{people}

A package (电子档案包, `.zip`) holds this object as `dossier.json` and a folder a slot with its files, in the order and
with the names of the notice's list: `07 业绩佐证材料 《窑变》/01 获奖证书.pdf`. `papers[].file` and `person.photo` name
the files. ID numbers and phones are not part of it. `precheck` reads a package as it reads the object alone.

    manage.py exportdossier REF OUT.zip

What is taken in (填报清单 → 导入电子档案包): rows and files the draft does not have. Level, specialty, unit, special
options and what came by data sharing stay those of the draft. An archive is refused whole, each time with its own
sentence, when it has more than 2,000 entries, 500 MB packed or 1,000 MB unpacked, an entry that shrank two hundred
times, entries that overlap, paths that climb, start at a root or name a drive, the same name twice (in whatever
letters), links, passwords, the large (zip64) format or a compression other than deflate.

`precheck` answers `{"submittable": …, "findings": [{"code", "severity", "message", "field", "clause", "detail",
"earliest", "rule"}]}`. `severity` is `block` (cannot be handed in), `warn` (goes on with an explanation) or `human`
(somebody has to look); `field` names the place, `detail` the arithmetic, `earliest` the first day without a block.
It exits with 0 when the dossier could be handed in and with 1 when not. Without `--at` it judges as of now, or of the
nearest moment at which the notice takes declarations; with it the window is judged too (E401).

| key | type | default | meaning |
|---|---|---|---|
"""


def page() -> str:
    """The description."""
    rows = (
        f"| `{key}` | {kind.replace('|', '／')} | {default} | {meaning} |\n"
        for key, kind, default, meaning in format_rows()
    )
    paths = ", ".join(f"`{each}`" for each in PATHS)
    people = "\n".join(f"- `{code}`: {who.label}" for code, who in PEOPLE.items())
    return HEAD.replace("{paths}", paths).replace("{people}", people) + "".join(rows)


def schema_text() -> str:
    """The JSON Schema as it stands in the file."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


class Command(BaseCommand):
    help = "写出申报材料文件的格式说明和 JSON Schema"

    def handle(self, **_: Any) -> None:
        docs = settings.BASE_DIR / "docs"
        (docs / "dossier-format.md").write_text(page(), encoding="utf-8")
        (docs / "dossier.schema.json").write_text(schema_text(), encoding="utf-8")
