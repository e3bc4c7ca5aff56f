"""What a person did, in entries of the dossier: experience, achievements, papers, reports."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import User
from declarations.models import Declaration
from declarations.states import ItemKind, PendingKind, Special
from review.process.season.cast import Craft, Person, crafts
from review.process.season.directory import RISKY

REPORTS = 2  # of six 副高 who write no papers, one hands in technical reports
JOURNALS = ("桂工艺美术（演示）", "民艺研究（演示）", "工艺与设计论丛（演示）")


@dataclass(frozen=True, slots=True)
class Case:
    """A draft being filled in: whose, and the words of their craft."""

    declaration: Declaration
    person: Person
    account: User

    @property
    def pk(self) -> int:
        return self.declaration.pk

    @property
    def craft(self) -> Craft:
        return crafts()[self.person.specialty]

    @property
    def year(self) -> int:
        return self.declaration.edition.notice.year

    @property
    def shared(self) -> bool:
        """For two of three people education, title and hours come by data sharing (MAT-10)."""
        return self.person.number % 3 != 0

    @property
    def workplace(self) -> str:
        unit = self.declaration.employer or self.declaration.unit
        return "自由职业" if self.declaration.freelancer else unit.name


def experiences(case: Case) -> Iterator[dict[str, Any]]:
    craft, level, year = case.craft, case.person.level, case.year
    duty = "项目负责人" if case.person.is_senior else "主要参加人"
    yield {
        "title": craft.project,
        "clause": f"{level}-jl1",
        "started_on": date(year - 2, 3, 1),
        "ended_on": date(year - 1, 11, 30),
        "content": f"承担{craft.project}，完成资料采集、工艺试验和样品制作，形成工艺文件，用于生产（演示）。",
        "duty": duty,
    }
    if level == "yy":
        return  # one clause is all there is at the lowest level
    yield {
        "title": f"{craft.product}设计制作与技艺传授",
        "clause": f"{level}-jl2",
        "started_on": date(year - 1, 2, 1),
        "ended_on": None,
        "content": f"负责{craft.product}的设计和制作，带教学徒，编写操作要点（演示）。",
        "duty": case.craft.post,
    }


def achievements(case: Case) -> Iterator[dict[str, Any]]:
    craft, person, year = case.craft, case.person, case.year
    levels = {
        "zg": ("国家级行业展银奖", "自治区级馆收藏"),
        "fg": ("自治区级银奖", "自治区级馆收藏"),
        "zj": ("市级优秀作品", "市级文化馆收藏"),
    }
    award, kept = levels.get(person.level, ("县级展评入选", "本单位陈列"))
    works = craft.works[person.number % 2 :] + craft.works[: person.number % 2]
    named = {"kind": ItemKind.AWARD_WORK, "award": f"{award}（演示）", "works": list(works[:3]), "designated_work": 0}
    senior = named if person.is_senior else {"kind": ItemKind.WORK, "award": f"{award}（演示）"}
    yield {
        "title": works[0],
        "clause": f"{person.level}-yj1",
        "achieved_on": date(year - 1, 5, 18),
        "role": "独立设计、制作",
        "content": f"{craft.craft}作品《{works[0]}》，获{award}（演示）。",
        "effect": "参加展览，反映良好。",
    } | senior
    if person.level == "yy":
        return
    clause = "zl-yj3" if person.level == "zl" else f"{person.level}-yj2"
    yield {
        "title": works[1],
        "clause": clause,
        "kind": ItemKind.WORK,
        "achieved_on": date(year - 2, 9, 10),
        "role": "主要设计、制作人",
        "content": f"{craft.craft}作品《{works[1]}》由{kept}（演示）。",
        "effect": "用于公共陈列。",
    }
    if person.is_senior:
        yield _third(case, works[2])


def _third(case: Case, work: str) -> dict[str, Any]:
    level = case.person.level
    titled = bool(case.person.master or case.person.inheritor)
    clause = {"zg": "zg-yj4", "fg": "fg-yj3"}[level] if titled else {"zg": "zg-yj3", "fg": "fg-yj2"}[level]
    title = "认定为工艺美术大师（传承人）" if titled else f"《{work}》及系列作品"
    role = "本人" if titled else "设计、制作"
    exceptional = Special.EXCEPTIONAL in case.declaration.options
    return {
        "title": title,
        "clause": f"{level}-pg1" if exceptional else clause,
        "kind": ItemKind.OTHER_ACHIEVEMENT,
        "achieved_on": date(case.year - 2, 12, 20),
        "role": role,
        "content": f"{title}（演示）。",
        "award": "自治区级金奖2项（演示）" if exceptional else "获奖证书（演示）",
    }


def publications(case: Case) -> Iterator[dict[str, Any]]:
    person, craft, year = case.person, case.craft, case.year
    if person.level in {"zl", "yy"}:
        yield _report(case, f"{craft.craft}制作技术工作总结", f"{person.level}-xs1", date(year, 3, 15))
    elif _writes_papers(person):
        clause = {"zg": "zg-xs2", "fg": "fg-xs1", "zj": "zj-xs1"}[person.level]
        for number, title in enumerate(craft.papers[: 1 if person.level == "zj" else 2]):
            yield _paper(case, number, title, clause)
    elif person.level == "fg" and person.number % 6 != REPORTS:
        values = {
            "title": f"{craft.craft}技艺（演示）",
            "kind": ItemKind.BOOK,
            "clause": "fg-xs2",
            "published_on": date(year - 1, 8, 1),
        }
        yield values | {
            "venue": "演示出版社",
            "issn": "978-7-0000-0000-0",
            "own_part": "独著，撰写4万字",
            "not_for_degree": True,
        }
    else:
        clause = "fg-xs3" if person.level == "fg" else "zj-xs2"
        for number in range(2 if person.level == "fg" else 1):
            yield _report(case, f"{craft.product}技术工作总结（{number + 1}）", clause, date(year - 1 + number, 4, 10))


def _writes_papers(person: Person) -> bool:
    told = person.fate in {"corrected", "risk_journal", "pending_lapsed"}
    return told or person.level == "zg" or person.number % 3 == 0


def _paper(case: Case, number: int, title: str, clause: str) -> dict[str, Any]:
    person = case.person
    risky = person.fate == "risk_journal" and number == 0
    pending = person.fate == "pending_lapsed" and number == 1
    return {
        "title": title,
        "kind": ItemKind.PAPER,
        "clause": clause,
        "published_on": date(case.year, 10, 20) if pending else date(case.year - 1, 4 + 5 * number, 15),
        "venue": RISKY if risky else JOURNALS[(person.number + number) % len(JOURNALS)],
        "issn": "2024-0001" if risky else f"1000-{1000 + person.number % 3:04d}",
        "cn": "45-0000/J",
        "issue": f"{case.year - 1}年第{2 + number}期",
        "own_part": "独撰" if person.number % 2 else "第一作者",
        "not_for_degree": True,
        "pending_kind": PendingKind.PUBLICATION if pending else "",
        "risk_method": "向编辑部去函核实，并在检索平台查询（演示）。" if risky else "",
        "risk_answer": "编辑部确认刊期，检索平台查到本期目录，附查询截图（演示）。" if risky else "",
    }


def _report(case: Case, title: str, clause: str, done: date) -> dict[str, Any]:
    return {
        "title": title,
        "kind": ItemKind.WORK_REPORT,
        "clause": clause,
        "published_on": done,
        "venue": case.workplace,
        "own_part": "独立撰写",
        "not_for_degree": True,
    }
