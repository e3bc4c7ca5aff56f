"""Facts of data sharing as rows of a section: beside what was typed, never over it (MAT-10)."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from config.lib.period import add_months
from declarations.eligibility.seniority import EDUCATION_ORDER
from declarations.gateways.port import Answer
from declarations.models import Declaration, Education, HeldTitle, InsuranceMonth, Training
from declarations.parts import Section
from declarations.states import SharedKind, Source

MOST_MONTHS = 600  # of one stretch of insurance
Values = dict[str, Any]
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One row to be: its fields, and what makes it the same row as another."""

    values: Values
    key: Key
    provider: str
    data_on: date


@dataclass(slots=True)
class Taken:
    """What became of the facts, in words."""

    brought: int = 0
    typed: list[str] = field(default_factory=list)  # the person typed it: left alone
    disputed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)  # shared before, and no longer


@dataclass(frozen=True, slots=True)
class Kept:
    """Where facts of a section are kept."""

    model: Any
    related: str
    key: Callable[[Any], Key]


def _moment(day: date) -> str:
    return f"{day:%Y-%m}"


KEPT: dict[str, Kept] = {
    Section.EDUCATION: Kept(Education, "educations", lambda row: (row.level, row.school, _moment(row.graduated_on))),
    Section.TITLES: Kept(HeldTitle, "titles", lambda row: (row.kind, row.name, row.granted_on.isoformat())),
    Section.TRAINING: Kept(Training, "trainings", lambda row: (str(row.year), row.category)),
    Section.INSURANCE: Kept(InsuranceMonth, "insurance_months", lambda row: (_moment(row.month), row.payer)),
}


def rows_in(declaration: Declaration, section: str) -> Any:
    """The rows of a section that data sharing may fill."""
    return getattr(declaration, KEPT[section].related)


def disputed_key(section: str, row: Any) -> str:
    """What a dispute is about: the row, or everything one payer paid."""
    key = ("payer", row.payer) if section == Section.INSURANCE else KEPT[section].key(row)
    return hashlib.sha256(json.dumps(key, ensure_ascii=False).encode()).hexdigest()


def take_facts(
    declaration: Declaration,
    section: str,
    answers: Mapping[str, Sequence[Answer]],
    disputed: Collection[str],
    *,
    silent: Collection[str] = (),
    now: datetime,
) -> Taken:
    """Write what was answered into the section. Typed rows and disputed facts are left as they are.

    What was shared before and is not answered any more is taken away, but for kinds that were ``silent``.
    """
    facts = {fact.key: fact for kind, given in answers.items() for fact in _facts(section, kind, given)}
    kept, taken = KEPT[section], Taken()
    there = {kept.key(row): row for row in rows_in(declaration, section).all()}
    for key, fact in facts.items():
        row = there.get(key) or kept.model(declaration=declaration)
        _put(row, fact, section, disputed, taken, now)
    judged = {key: row for key, row in there.items() if row.is_shared and getattr(row, "kind", "") not in silent}
    _take_away([row for key, row in judged.items() if key not in facts], taken)
    if section == Section.EDUCATION:
        _mark_highest(declaration)
    return taken


def plain(answers: Mapping[str, Sequence[Answer]]) -> Any:
    """The facts as they came, for the record (MAT-10)."""
    told = [
        {"kind": kind, "provider": each.provider, "data_on": each.data_on, "rows": list(map(dict, each.rows))}
        for kind, given in answers.items()
        for each in given
    ]
    return json.loads(json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False))


def _put(row: Any, fact: Fact, section: str, disputed: Collection[str], taken: Taken, now: datetime) -> None:
    if row.pk and not row.is_shared:
        taken.typed.append(str(row))
        return
    for name, value in fact.values.items():
        setattr(row, name, value)
    if disputed_key(section, row) in disputed:
        taken.disputed.append(str(row))
        return
    row.source, row.fetched_at = Source.SHARED, now
    row.provider, row.data_on = fact.provider, fact.data_on
    row.save()
    taken.brought += 1


def _take_away(rows: Sequence[Any], taken: Taken) -> None:
    for row in rows:
        taken.gone.append(str(row))
        row.delete()


def _mark_highest(declaration: Declaration) -> None:
    rows = list(declaration.educations.all())
    shared = [row for row in rows if row.is_shared and row.level in EDUCATION_ORDER]
    if shared and not any(row.is_highest for row in rows):
        highest = max(shared, key=lambda row: EDUCATION_ORDER.index(row.level))
        if all(EDUCATION_ORDER.index(highest.level) >= EDUCATION_ORDER.index(row.level) for row in rows):
            highest.is_highest = True
            highest.save(update_fields=["is_highest"])


def _facts(section: str, kind: str, answers: Sequence[Answer]) -> Iterator[Fact]:
    kept = KEPT[section]
    for answer in answers:
        for row in answer.rows:
            for values in _values(kind, row):
                yield Fact(values, kept.key(kept.model(**values)), answer.provider, answer.data_on)


def _values(kind: str, row: Mapping[str, Any]) -> Iterator[Values]:
    if kind == SharedKind.INSURANCE:
        month, count = row["first"], 0
        while month <= row["last"] and count < MOST_MONTHS:
            yield {"month": month, "payer": row["payer"], "by_unit": row["by_unit"]}
            month, count = add_months(month, 1), count + 1
    elif kind in (SharedKind.TITLE, SharedKind.SKILL):
        yield {"kind": kind, **row, **({"verified_online": True} if kind == SharedKind.TITLE else {})}
    else:
        yield dict(row)
