"""Who there is in the demo season: the plain facts of cast.yaml and crafts.yaml, no database."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml
from stdnum.cn import ric, uscc

FOLDER = Path(__file__).parent
SENIOR = ("zg", "fg")
AREA = "450199"  # of the invented ID numbers: of Nanning, and of no county there is
PASSWORD = "yanshi-2024"  # noqa: S105  # of everybody in the demo, and of nobody else
PHONE = "1900000{:04d}"  # a range no operator gives out; nothing is ever sent (demo.md §4)
SHOWN = 6
APPLICANTS_FROM, CLERKS_FROM, EXPERTS_FROM, OFFICES_FROM = 1, 1001, 2001, 3001


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who declares, and how it will go for them."""

    number: int
    name: str
    sex: str
    born: date
    ethnicity: str
    unit: str
    level: str
    specialty: str
    fate: str
    master: str = ""
    inheritor: str = ""
    detour: str = ""

    @property
    def phone(self) -> str:
        return PHONE.format(APPLICANTS_FROM + self.number)

    @property
    def id_number(self) -> str:
        return id_number(self.born, self.sex, self.number)

    @property
    def is_senior(self) -> bool:
        return self.level in SENIOR


@dataclass(frozen=True, slots=True)
class Craft:
    """What people of one specialty make and write."""

    craft: str
    post: str
    skill: str
    product: str
    works: tuple[str, ...]
    papers: tuple[str, ...]
    project: str
    question: str


@dataclass(frozen=True, slots=True)
class Clerk:
    """Somebody at a desk, by the key of the desk."""

    key: str
    name: str
    phone: str
    born: date
    role: str = ""
    at: str = ""
    manager: bool = True


def office_phone(number: int) -> str:
    """The number on an organisation's board: of the same range, never a line that somebody answers."""
    return PHONE.format(OFFICES_FROM + number)


def email_of(person: Person) -> str:
    """Of a domain that belongs to nobody."""
    return f"yanshi{person.number:03d}@example.com"


def is_shown(person: Person) -> bool:
    """For some people the forms that are printed to be signed are printed too; the others bring only the scan."""
    return person.number % SHOWN == 1


def id_number(born: date, sex: str, number: int) -> str:
    """A number with a right check digit that nobody was given: the order part follows the list of the cast."""
    order = 2 * (number % 499) + (sex == "男")
    body = f"{AREA}{born:%Y%m%d}{order:03d}"
    return body + ric.calc_check_digit(body + "0")


def credit_code(number: int) -> str:
    """A 统一社会信用代码 with a right check digit."""
    body = f"91450100MAYS{number:05d}".replace("S", "X")
    return body + uscc.calc_check_digit(body)


@lru_cache(maxsize=1)
def cast() -> Mapping[str, Any]:
    """The whole file."""
    return MappingProxyType(yaml.safe_load((FOLDER / "cast.yaml").read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def crafts() -> Mapping[str, Craft]:
    """Specialty → its words."""
    raw = yaml.safe_load((FOLDER / "crafts.yaml").read_text(encoding="utf-8"))
    return {
        code: Craft(**{**told, "works": tuple(told["works"]), "papers": tuple(told["papers"])})
        for code, told in raw.items()
    }


ANY_CRAFT = Craft(
    craft="本专业",
    post="专业技术岗位",
    skill="本专业工种",
    product="本专业产品",
    works=("演示成果一", "演示成果二", "演示成果三"),
    papers=("本专业关键技术问题研究",),
    project="本专业技术改进项目",
    question="主要技术难点是怎样解决的？",
)


def craft_of(specialty: str) -> Craft:
    """The words of a specialty; of one that the file does not know, plain ones that fit any series."""
    return crafts().get(specialty, ANY_CRAFT)


def people(group: str = "people") -> list[Person]:
    """The declaring people of one group of the file, numbered through all groups, so that numbers and phones differ."""
    return [Person(number=number, **told) for number, told in _numbered() if told in (cast().get(group) or ())]


def _numbered() -> Iterator[tuple[int, dict[str, Any]]]:
    groups = ("people", "refused", "earlier", "later", "between")
    yield from enumerate((told for group in groups for told in cast().get(group) or ()), 1)


def clerks() -> list[Clerk]:
    """Everybody at the desks of units, departments and chain offices; owners of one-person units are not among them."""
    named = [(key, told) for key, told in cast()["clerks"].items() if isinstance(told, str)]
    return [_clerk(number, key, name) for number, (key, name) in enumerate(named)]


def owners() -> dict[str, str]:
    """Unit → the applicant who is the whole of it."""
    return {key: told["owner"] for key, told in cast()["clerks"].items() if isinstance(told, dict)}


def staff() -> list[Clerk]:
    """The people of the series' office and of the region's."""
    first = len(cast()["clerks"])
    return [
        _clerk(
            first + number,
            key,
            told["name"],
            told["role"],
            told.get("at", "series"),
            manager=told.get("manager", False),
        )
        for number, (key, told) in enumerate(cast()["staff"].items())
    ]


def keepers() -> list[Clerk]:
    """Who keeps the site of the demo, and another office's administrator; ``at`` is the name of the office."""
    first = len(cast()["clerks"]) + len(cast()["staff"])
    return [
        _clerk(first + number, key, told["name"], told.get("role", ""), told.get("office", ""), manager=False)
        for number, (key, told) in enumerate(cast()["keepers"].items())
    ]


def experts(committee: str) -> list[tuple[str, Clerk]]:
    """(panel, expert) of one committee."""
    before = sum(map(len, cast()["experts"]["senior"].values())) if committee == "junior" else 0
    named = [(panel, name) for panel, names in cast()["experts"][committee].items() for name in names]
    return [
        (
            panel,
            Clerk(
                name, name, PHONE.format(EXPERTS_FROM + before + number), date(1966 + number % 9, 1 + number % 12, 8)
            ),
        )
        for number, (panel, name) in enumerate(named)
    ]


def _clerk(number: int, key: str, name: str, role: str = "", at: str = "", *, manager: bool = True) -> Clerk:
    born = date(1972 + number % 20, 1 + number % 12, 1 + number % 28)
    return Clerk(key, name, PHONE.format(CLERKS_FROM + number), born, role, at, manager)
