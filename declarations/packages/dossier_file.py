"""A dossier as a file: plain JSON of ``declarations.eligibility.dossier``, its schema, and what the rules say to it.

The format is described in ``docs/dossier-format.md`` and ``docs/dossier.schema.json``, both written from the classes.
"""

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from config.lib import clock
from declarations.eligibility import Dossier, Finding, examine, judge
from declarations.eligibility.saying import block
from declarations.packages.archive import Archive, PackageRefused, Packed, bare, one_form, read_packed
from declarations.parts import Section
from declarations.routes import submission_window
from notices.exceptions import Fault, TermsRefused
from notices.rules import Terms
from notices.rules.reading import OneOf, describe, keys_of, section_in, write_mapping
from notices.states import DeclarationKind

SCHEMA = "https://json-schema.org/draft/2020-12/schema"
PLAIN = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    Decimal: {"type": ["number", "string"]},
}


def read_dossier(path: Path) -> Dossier:
    """The dossier of a JSON file, or of ``dossier.json`` in a package.

    Raises ``TermsRefused`` with every fault: not JSON, a key unknown or missing, a value of the wrong shape, a package
    that may not be unpacked, a file it names and does not have.
    """
    try:
        dossier = _packed(path) if zipfile.is_zipfile(path) else read_packed(path.read_bytes())
    except PackageRefused as refusal:
        raise TermsRefused([Fault(path.name, refusal.reason.text)]) from refusal
    return bare(dossier)


def _packed(path: Path) -> Packed:
    with Archive(path) as archive:
        dossier = read_packed(archive.text())
        gone = [
            Fault(f"papers[{number}].file", f"包内没有文件“{each.file}”")
            for number, each in enumerate(dossier.papers)
            if each.file and one_form(each.file) not in archive.names
        ]
    if gone:
        raise TermsRefused(gone)
    return dossier


def write_dossier(dossier: Dossier) -> dict[str, Any]:
    """Plain JSON that ``read_mapping(Dossier, …)`` reads again; defaults are left out."""
    plain: dict[str, Any] = write_mapping(dossier, brief=True)
    return plain


@dataclass(frozen=True, slots=True)
class Precheck:
    """What the rules say to a file, without a database row behind it."""

    findings: tuple[Finding, ...]

    @property
    def submittable(self) -> bool:
        return not any(finding.blocks for finding in self.findings)

    def told(self) -> dict[str, Any]:
        """As ``manage.py precheck --json`` prints it."""
        return {"submittable": self.submittable, "findings": [_told(each) for each in self.findings]}


def precheck(dossier: Dossier, terms: Terms, *, at: datetime | None = None) -> Precheck:
    """Judge a dossier as of ``at``, its window included; without it, as of now or the nearest moment of the window."""
    if dossier.request.level not in {level.code for level in terms.levels}:
        found = examine(dossier, terms, clock.local_date(clock.law()), only=("CHAN-01",))
        return Precheck(tuple(found))  # nothing else can be said of a level nobody offers
    kind = dossier.request.kind
    moment = at or moment_inside(terms, clock.law(), kind)
    today = clock.local_date(moment)
    return Precheck((*_window(terms, moment, kind), *judge(dossier, terms, today)))


def _span(terms: Terms, kind: str) -> tuple[datetime | None, datetime | None]:
    span = terms.windows().get(submission_window(terms, kind))
    return (span.opens_at, span.closes_at) if span else (None, None)


def moment_inside(terms: Terms, moment: datetime, kind: str = DeclarationKind.ORDINARY) -> datetime:
    """The moment itself, or the nearest one at which declarations of this kind may be handed in."""
    opens, closes = _span(terms, kind)
    if opens and moment < opens:
        return opens
    return closes if closes and moment > closes else moment


def _window(terms: Terms, moment: datetime, kind: str) -> Iterator[Finding]:
    opens, closes = _span(terms, kind)
    if (opens and moment < opens) or (closes and moment > closes):
        until = f"{closes:%Y-%m-%d %H:%M}" if closes else "另行通知"
        text = f"不在办理时间内（{opens:%Y-%m-%d %H:%M}—{until}）。"
        yield block(code="E401", part=Section.OPTIONS.value, title="申报时间", text=text)


def _told(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.text,
        "field": f"{finding.part}.{finding.field}" if finding.field else finding.part,
        "clause": finding.clause or finding.source,
        "detail": list(finding.arithmetic),
        "earliest": finding.earliest.isoformat() if finding.earliest else None,
        "rule": finding.rule,
    }


# ── the format ─────────────────────────────────────────────────────────────────────────────────────────────────────
def schema() -> dict[str, Any]:
    """The JSON Schema of a dossier file."""
    return {"$schema": SCHEMA, "title": "职称申报材料", **_shape(Packed)}


def _shape(kind: Any) -> dict[str, Any]:
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return {"anyOf": [_shape(each) if each is not NoneType else {"type": "null"} for each in args]}
    if origin in (tuple, frozenset):
        size = {} if args[-1] is Ellipsis or origin is frozenset else {"minItems": len(args), "maxItems": len(args)}
        return {"type": "array", "items": _shape(args[0])} | size
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _shape(args[1])}
    if kind is date:
        return {"type": "string", "format": "date"}
    if origin is Annotated:
        return _marked(*args)
    return PLAIN[kind] if kind in PLAIN else _section(kind)


def _marked(kind: Any, mark: Any) -> dict[str, Any]:
    return {"type": "string", "enum": list(mark.words)} if isinstance(mark, OneOf) else _shape(kind)


def _section(kind: type) -> dict[str, Any]:
    keys = keys_of(kind)
    shape: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {key.name: {"description": key.meaning} | _shape(key.kind) for key in keys},
    }
    if required := [key.name for key in keys if key.required]:
        shape["required"] = required
    return shape


def format_rows(section: type = Packed, path: str = "") -> Iterator[tuple[str, str, str, str]]:
    """Key, type, default and meaning of everything a file may say, sections before their keys."""
    for key in keys_of(section):
        here = f"{path}{key.name}"
        default = "必填" if key.required else json.dumps(write_mapping(key.default), ensure_ascii=False)
        below = section_in(key.kind)
        yield here, describe(key.kind), "见各键" if below and not key.required else default, key.meaning
        if below:
            yield from format_rows(below, f"{here}{'[]' if get_origin(key.kind) is tuple else ''}.")
