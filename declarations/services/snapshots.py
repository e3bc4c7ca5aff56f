"""The dossier as it was handed in, canonical and hashed: what everybody above decides on (AZ6)."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from config.lib.text import mask_id_number, mask_phone
from declarations.models import Declaration, Snapshot
from declarations.parts import RELATED, Section, entry_key
from declarations.selectors import LISTED, files_of
from declarations.services.claims import note_claims
from notices.conditions import conditions_for, versions_of
from notices.rules import terms_of

REQUEST = (
    "level",
    "level_name",
    "rank",
    "specialty",
    "specialty_name",
    "kind",
    "options",
    "channel",
    "freelancer",
    "archive_hosted",
    "letter_kind",
    "letter_issuer",
    "outside_reason",
    "letter_filed_on",
    "letter_filed_no",
    "dispatched",
    "menu",
)
# What the house writes beside the applicant's words is no part of them.
UNTOLD = frozenset(
    (
        *("id", "declaration", "seal_id", "photo", "supplemented_at", "disregarded_at", "catalogued"),
        *("source", "fetched_at", "provider", "data_on"),
    )
)


def take_snapshot(declaration: Declaration, *, occasion: str, now: datetime) -> Snapshot:
    """Keep the dossier as it stands; ``occasion`` is submit, resubmit or publicity."""
    data = dossier_data(declaration) | {"conditions": filed_under(declaration)}
    note_claims(declaration)  # what is handed in is claimed (RISK-06)
    return Snapshot.objects.create(
        declaration=declaration,
        round_trip=declaration.round_trip,
        occasion=occasion,
        taken_at=now,
        data=data,
        digest=digest_of(data),
    )


def filed_under(declaration: Declaration) -> list[dict[str, str]]:
    """The versions of 评审条件 it is judged by; later ones do not reach what was handed in (GEN-08)."""
    edition = declaration.edition
    return conditions_for(terms_of(edition), declaration.level, versions_of(edition))


def dossier_data(declaration: Declaration) -> dict[str, Any]:
    """Everything declared as plain JSON, by part key; personal numbers masked, files by their hash."""
    data = {
        "request": _request(declaration),
        Section.BASIC.value: _basic(declaration),
        "grounds": _fields(grounds) if (grounds := getattr(declaration, "grounds", None)) else {},
        "entries": {
            key: told for section in Section if section in LISTED for key, told in _entries(declaration, section)
        },
        Section.INSURANCE.value: _insurance(declaration),
        "files": [_file(each) for each in files_of(declaration)],
    }
    plain: dict[str, Any] = json.loads(canonical(data))
    return plain


def canonical(data: Any) -> str:
    """The one text of this data: sorted keys, no spaces, Chinese as it is."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder)


def digest_of(data: Any) -> str:
    """SHA-256 of the canonical text."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()


def _request(declaration: Declaration) -> dict[str, Any]:
    told = {name: getattr(declaration, name) for name in REQUEST}
    employer = declaration.employer
    committee = declaration.committee
    return told | {
        "notice": declaration.edition.notice.code,
        "edition": declaration.edition.number,
        "unit": declaration.unit.name,
        "employer": employer.name if employer else "",
        "relay": declaration.relay.name if declaration.relay else "",
        "committee": committee.name if committee else "",
    }


def _basic(declaration: Declaration) -> dict[str, Any]:
    basic = declaration.basic
    told = _fields(basic)
    told["id_number"], told["phone"] = mask_id_number(basic.id_number), mask_phone(basic.phone)
    told["photo"] = basic.photo.sha256 if basic.photo else ""
    return told


def _entries(declaration: Declaration, section: Section) -> Iterable[tuple[str, dict[str, Any]]]:
    for row in getattr(declaration, RELATED[section]).all():
        yield entry_key(section.value, row.pk), _fields(row)


def _insurance(declaration: Declaration) -> list[list[Any]]:
    rows = declaration.insurance_months.order_by("month", "payer")
    return [[f"{row.month:%Y-%m}", row.payer, row.by_unit] for row in rows]


def _file(material: Any) -> dict[str, Any]:
    told = ("slot", "part", "piece", "label", "issuer", "is_copy")
    return {name: getattr(material, name) for name in told} | {
        "sha256": material.file.sha256,
        "pages": material.file.pages,
    }


def _fields(row: Model) -> dict[str, Any]:
    return {field.name: field.value_from_object(row) for field in row._meta.concrete_fields if field.name not in UNTOLD}
