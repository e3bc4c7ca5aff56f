"""What hangs on the unit's board (FORM-17), and what has changed since (UNIT-12, UNIT-13)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from config.lib.text import unended
from declarations.models import BasicInfo, Declaration
from declarations.parts import Section, entry_key, section_of
from notices.rules import terms_of
from records.services.calendar import working_days_after

USUAL_DAYS = 5  # where a notice states no number (G-02)
# Sections a change of which concerns what hung there.
SHOWN = frozenset(
    (
        Section.BASIC,
        Section.EDUCATION,
        Section.TITLES,
        Section.EXPERIENCE,
        Section.ACHIEVEMENTS,
        Section.PUBLICATIONS,
    )
)

Content = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the sheet that no longer says what hung there. An empty side: added or taken away."""

    part: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Days:
    """The counted days of a publicity; ``certain`` when only announced working days were touched (TIME-19)."""

    first: date
    last: date
    certain: bool


def publicised(declaration: Declaration) -> Content:
    """The publicised words of a declaration as they stand now: place → label and text."""
    return {key: {"label": label, "text": text} for key, label, text in _said(declaration)}


def changes_since(content: Mapping[str, Mapping[str, str]], now: Content) -> list[Change]:
    """What differs between the sheet that hung and the dossier of today, in the order of the sheet."""
    places = [*content, *(key for key in now if key not in content)]
    found = []
    for key in places:
        before, after = content.get(key, {}), now.get(key, {})
        if before.get("text", "") != after.get("text", ""):
            label = after.get("label") or before.get("label", "")
            found.append(Change(key, label, before.get("text", ""), after.get("text", "")))
    return found


def is_shown(part: str) -> bool:
    """Whether a change of this part may change the sheet."""
    return section_of(part) in SHOWN


def counted_days(opened_on: date, count: int, *, from_first: bool = False) -> Days:
    """The days a sheet must hang. The day it is put up is not counted unless the notice says so (UNIT-11)."""
    start = opened_on - timedelta(days=1) if from_first else opened_on
    first, last = working_days_after(start, 1), working_days_after(start, count)
    return Days(first.last_day, last.last_day, first.certain and last.certain)


def days_of_a_publicity(declaration: Declaration) -> int:
    """How many working days the unit's own publicity takes under this notice."""
    return terms_of(declaration.edition).unit_flow.publicity.min_working_days or USUAL_DAYS


def _said(declaration: Declaration) -> Iterator[tuple[str, str, str]]:
    basic = BasicInfo.objects.filter(declaration=declaration).only("name").first()
    yield "name", "姓名", basic.name if basic else declaration.applicant.name
    yield "level", "申报资格名称", declaration.level_name
    yield "specialty", "申报专业", declaration.specialty_name
    yield "education", "学历", _education(declaration)
    yield "title", "现有职称证书及取得时间", _title(declaration)
    for each in declaration.experiences.all():
        until = f"{each.ended_on:%Y-%m}" if each.ended_on else "至今"
        text = f"{each.started_on:%Y-%m}—{until} {unended(each.title)}：{unended(each.content)}（{unended(each.duty)}）"
        yield entry_key(Section.EXPERIENCE, each.pk), "专业技术工作经历（能力）", text
    for each in declaration.achievements.all():
        yield entry_key(Section.ACHIEVEMENTS, each.pk), "业绩成果", _achievement(each)
    for each in declaration.publications.all():
        yield entry_key(Section.PUBLICATIONS, each.pk), "论文著作等学术成果", _publication(each)


def _education(declaration: Declaration) -> str:
    rows = list(declaration.educations.all())
    highest = next((each for each in rows if each.is_highest), rows[-1] if rows else None)
    if highest is None:
        return ""
    return " ".join(filter(None, [f"{highest.graduated_on:%Y-%m}", highest.school, highest.major, highest.level]))


def _title(declaration: Declaration) -> str:
    held = [each for each in declaration.titles.all() if each.is_base]
    return "；".join(f"{each.name} {each.grade} {each.granted_on:%Y-%m-%d}".replace("  ", " ") for each in held)


def _achievement(each: Any) -> str:
    told = [
        f"{each.achieved_on:%Y-%m} {each.title}",
        each.content,
        f"本人作用：{each.role}",
        each.effect,
        each.award,
        each.patent,
    ]
    return "；".join(filter(None, map(unended, told)))


def _publication(each: Any) -> str:
    told = [f"{each.published_on:%Y-%m} 《{each.title}》", each.venue, each.issue, f"本人作用：{each.own_part}"]
    return "；".join(filter(None, map(unended, told)))
