"""What changed between two snapshots of a dossier: by place, old and new, in the words of the form."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from config.lib.text import quoted
from declarations.eligibility.slots import home_of_slot
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
from declarations.parts import Section, covers, section_of, slot_key
from declarations.states import Special

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
    slot: str = ""  # of a file

    def touches(self, place: str) -> bool:
        """Whether this is a change of that place: the entry, section or slot itself, or something in it."""
        if place == Section.REPRESENTATIVE:
            return section_of(self.part) in {Section.ACHIEVEMENTS, Section.PUBLICATIONS}
        in_slot = bool(self.slot) and place in {slot_key(self.slot), home_of_slot(self.slot)}
        return covers(place, self.part) or in_slot


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
            title = _title(section, old or new or {}) or "一项"
            yield Change(key, section.label, title if old else "", title if new else "")
        else:
            yield from _changed(MODELS[section], key, old, new, of=f"{section.label}{quoted(_title(section, new))}的")


def _changed(
    model: type[models.Model], part: str, before: Mapping[str, Any], after: Mapping[str, Any], of: str = ""
) -> Iterator[Change]:
    words = {field.name: dict(field.flatchoices) for field in model._meta.concrete_fields} | CODES
    for name in sorted({*before, *after} - NAMED_BESIDE):
        old, new = before.get(name), after.get(name)
        if old == new or not (old or new):  # 0 of a list of works is none
            continue
        is_photo = name == PHOTO
        if is_photo:
            old, new = old and "原来的照片", new and "新的照片"
        was, now = (_said(value, words.get(name, {})) for value in (old, new))
        if was or now:
            at = FILLED_IN_AT.get(name, str(part))
            yield Change(at, of + _label(model, name), was, now, slot=PHOTO if is_photo else "")


def _of_insurance(before: list[Any], after: list[Any]) -> Iterator[Change]:
    old, new = ({tuple(row) for row in rows} for rows in (before, after))
    for month, payer, _ in sorted(old ^ new):
        there = "已缴"
        gone = any(row[:2] == (month, payer) for row in old - new)
        yield Change(Section.INSURANCE.value, f"{month} {payer}", there if gone else "", "" if gone else there)


def _of_files(before: list[Any], after: list[Any]) -> Iterator[Change]:
    old, new = ({_place(each): each for each in rows} for rows in (before, after))
    gone = [each for place, each in sorted(old.items()) if place not in new]
    for place in sorted(new.keys() - old.keys()):
        now = new[place]
        was = next((each for each in gone if _place(each)[:-1] == place[:-1]), None)
        if was:
            gone.remove(was)
        yield _of_file(was, now)
    yield from (_of_file(each, None) for each in gone)


def _of_file(was: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> Change:
    """A file that was put in, taken away, or put in the place of another."""
    told = now or was or {}
    before = _pages("原来的文件" if now else "文件", was)
    after = _pages("新的文件" if was else "文件", now)
    return Change(told["part"] or slot_key(told["slot"]), told["label"] or "文件", before, after, told["slot"])


def _pages(name: str, file: Mapping[str, Any] | None) -> str:
    if file is None:
        return ""
    return f"{name}（{file['pages']} 页）" if file["pages"] else name


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


OTHERS = {
    "photo": "证件照",
    "notice": "通知",
    "edition": "通知版本",
    "committee": "评委会",
    "unit": "申报单位",
    "employer": "工作单位",
}
CODES = {"options": dict(Special.choices)}
PHOTO = "photo"  # kept by its hash; a field of 基本信息 and a slot of the materials
FILLED_IN_AT = {"insurance_gap": Section.INSURANCE.value}  # a field whose page is another than its table's
NAMED_BESIDE = frozenset(("level", "specialty", "disputes"))  # codes whose names, objections whose rows stand beside


def _said(value: Any, words: Mapping[str, Any]) -> str:
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_said(each, words) for each in value)
    if isinstance(value, dict):
        return "、".join(f"{name} {_said(each, words)}" for name, each in value.items())
    return str(words.get(value, value))
