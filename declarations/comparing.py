"""What changed between two snapshots of a dossier: by place, old and new, in the words of the form."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from declarations.models import (
    Achievement,
    BasicInfo,
    Declaration,
    Education,
    Experience,
    Grounds,
    HeldTitle,
    Publication,
    ResumeLine,
    Training,
)
from declarations.parts import Section, section_of, slot_key

MODELS: dict[str, type[models.Model]] = {
    Section.BASIC: BasicInfo,
    Section.EDUCATION: Education,
    Section.TITLES: HeldTitle,
    Section.TRAINING: Training,
    Section.RESUME: ResumeLine,
    Section.EXPERIENCE: Experience,
    Section.ACHIEVEMENTS: Achievement,
    Section.PUBLICATIONS: Publication,
}
TITLES = {Section.RESUME: "unit", Section.TRAINING: "category", Section.TITLES: "name", Section.EDUCATION: "school"}


@dataclass(frozen=True, slots=True)
class Change:
    """One field, row or file that is another now. An empty ``before`` was added, an empty ``after`` taken away."""

    part: str
    label: str
    before: str
    after: str


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Every change between two snapshots' data, in the order of the form."""
    return [
        *_changed(Declaration, Section.OPTIONS, before["request"], after["request"]),
        *_changed(BasicInfo, Section.BASIC, before[Section.BASIC], after[Section.BASIC]),
        *_changed(Grounds, Section.OPTIONS, before["grounds"], after["grounds"]),
        *_of_entries(before["entries"], after["entries"]),
        *_of_insurance(before[Section.INSURANCE], after[Section.INSURANCE]),
        *_of_files(before["files"], after["files"]),
    ]


def _of_entries(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for key in sorted({*before, *after}, key=_order):
        old, new = before.get(key), after.get(key)
        section = Section(section_of(key))
        if old is None or new is None:
            name = f"{section.label}“{_title(section, old or new or {})}”"
            yield Change(key, name, "有" if old else "", "有" if new else "")
        else:
            yield from _changed(MODELS[section], key, old, new)


def _changed(
    model: type[models.Model], part: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Change]:
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if old != new:
            yield Change(str(part), _label(model, name), _said(old), _said(new))


def _of_insurance(before: list[Any], after: list[Any]) -> Iterator[Change]:
    old, new = ({tuple(row) for row in rows} for rows in (before, after))
    for month, payer, _ in sorted(old ^ new):
        there = "已缴"
        gone = any(row[:2] == (month, payer) for row in old - new)
        yield Change(Section.INSURANCE.value, f"{month} {payer}", there if gone else "", "" if gone else there)


def _of_files(before: list[Any], after: list[Any]) -> Iterator[Change]:
    old, new = ({_place(each): each for each in rows} for rows in (before, after))
    for place in sorted({*old, *new}):
        was, now = old.get(place), new.get(place)
        if was is None or now is None:
            told = was or now
            part = told["part"] or slot_key(told["slot"])
            yield Change(part, told["label"], was["label"] if was else "", now["label"] if now else "")


def _place(file: Mapping[str, Any]) -> tuple[str, str, str, str]:
    return file["slot"], file["part"], file["piece"], file["sha256"]


def _order(key: str) -> tuple[int, int]:
    head, _, pk = key.partition(":")
    return Section.values.index(head), int(pk)


def _title(section: Section, told: Mapping[str, Any]) -> str:
    return str(told.get(TITLES.get(section, "title"), ""))


def _label(model: type[models.Model], name: str) -> str:
    names = {field.name: str(getattr(field, "verbose_name", field.name)) for field in model._meta.concrete_fields}
    return names.get(name, OTHERS.get(name, name))


OTHERS = {"photo": "证件照", "notice": "通知", "edition": "通知版本", "committee": "评委会", "unit": "申报单位"}


def _said(value: Any) -> str:
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(map(str, value))
    return str(value)
