"""Who takes part in a rehearsal: a sample for each level and way, and for each kind of person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product

from declarations.sample import PATHS, PEOPLE, STAFF, NoSuchOffering, Offering, kind_of, offering
from notices.rules import Terms
from review.process.season.cast import Person

BRIEF, WHOLE = "brief", "whole"
BORN = date(1983, 3, 8)
SURNAMES, STEMS, BRANCHES = "韦黄覃农", "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
NAMES = [f"{first}{stem}{branch}" for first, stem, branch in product(SURNAMES, STEMS, BRANCHES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Played(Person):
    """One made-up person with what they ask for."""

    asked: Offering

    @property
    def is_senior(self) -> bool:
        """As the notice ranks the level."""
        return self.asked.level.senior

    @property
    def kind(self) -> str:
        """The kind of declaration."""
        return kind_of(self.asked.path)


def played(terms: Terms, *, today: date, scope: str = WHOLE) -> list[Played]:
    """Everybody of a rehearsal, specialties taken in turn so that each has its people.

    ``brief``: each level the ordinary way, each way and each kind of person once, at the first level that takes it.
    """
    asked = list(_ways(terms, today))
    chosen = asked if scope == WHOLE else list(_first_of_each(asked))
    return [_person(number, each) for number, each in enumerate(chosen, 1)]


def _ways(terms: Terms, today: date) -> Iterator[Offering]:
    """(level, way) of staff, then (level, person) of those who come the ordinary way; none of what is not taken."""
    ways = [(path, STAFF) for path in PATHS] + [("ordinary", person) for person in PEOPLE if person != STAFF]
    for number, (level, (path, person)) in enumerate(product(terms.levels, ways)):
        open_now = terms.specialties_for(level.code)
        specialty = open_now[number % len(open_now)].code if open_now else ""
        try:
            yield offering(terms, today=today, level=level.code, specialty=specialty, path=path, person=person)
        except NoSuchOffering:
            continue


def _first_of_each(asked: list[Offering]) -> Iterator[Offering]:
    seen: set[str] = set()
    for each in asked:
        kinds = {f"level {each.level.code}"} if (each.path, each.person) == ("ordinary", STAFF) else set()
        kinds |= {f"path {each.path}", f"person {each.person}"}
        if kinds - seen:
            seen |= kinds
            yield each


def _person(number: int, asked: Offering) -> Played:
    return Played(
        number=number,
        name=NAMES[number % len(NAMES)],
        sex="女",
        born=BORN,
        ethnicity="壮族",
        unit=f"unit:{number}",
        level=asked.level.code,
        specialty=asked.specialty.code,
        fate="exceptional_approved" if asked.path == "exceptional" else "pass",
        asked=asked,
    )
