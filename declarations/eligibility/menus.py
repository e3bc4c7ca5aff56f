"""成果多选菜单 (003 一（二）2; COND-05…07): which achievements answer for which clauses, none of them twice."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations
from typing import TypeVar

from declarations.eligibility.dossier import Dossier, Entry
from declarations.eligibility.findings import Finding
from declarations.eligibility.items import answers_to
from declarations.eligibility.registry import rule
from declarations.eligibility.saying import block, fulfilled
from declarations.eligibility.seniority import conditions_of
from declarations.parts import Section
from notices.rules import ConditionSet, Terms
from notices.rules.material import AchievementMenu

OPTIONS = Section.OPTIONS.value
PERFORMANCE, ACADEMIC = "业绩", "学术"
Place = TypeVar("Place", str, tuple[str, int])  # a clause, or one of the things it asks for


@rule("COND-05", "成果多选菜单", reviewed=True)
def one_of_the_menus(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Where the notice has menus, one that is open for the level is ticked and fulfilled."""
    level = dossier.request.level
    offered = [each for each in terms.achievement_menus if not each.levels or level in each.levels]
    if not offered:
        return
    menu = next((each for each in offered if each.code == dossier.request.menu), None)
    if menu is None:
        text = f"请选择成果多选菜单（{'；'.join(each.label for each in offered)}）。"
        yield block(code="COND-05", part=OPTIONS, field="menu", title="成果多选菜单", text=text, missing=True)
    else:
        yield _answer(menu, dossier, terms)


def _answer(menu: AchievementMenu, dossier: Dossier, terms: Terms) -> Finding:
    conditions = conditions_of(dossier, terms)
    performance = clauses_by_deed(dossier.achievements, dossier, terms, PERFORMANCE)
    academic = clauses_by_deed(dossier.publications, dossier, terms, ACADEMIC)
    counts = {each.code: each.count for each in conditions.clauses} if conditions else {}
    lines = _lines(performance, academic, dossier, conditions)
    if menu.rule.performance_clauses:
        return _by_performance_alone(menu, performance, counts, lines)
    required = conditions.required if conditions else {}
    asked = (
        max(menu.rule.performance, required.get(PERFORMANCE, 0)),
        max(menu.rule.academic, required.get(ACADEMIC, 0)),
    )
    given = tuple(
        len(met_clauses(deeds, counts, most)) for deeds, most in zip((performance, academic), asked, strict=True)
    )
    if given == asked:
        return _fulfilled(menu, lines)
    return _short("COND-06", f"{_name(menu)}须同时满足业绩成果条件和论文、著作条件。", lines)


def _by_performance_alone(
    menu: AchievementMenu, deeds: Mapping[str, frozenset[str]], counts: Mapping[str, int], lines: tuple[str, ...]
) -> Finding:
    """So many clauses of achievements stand for both conditions (COND-07)."""
    most, no_reuse = menu.rule.performance_clauses, menu.rule.no_reuse
    if len(met_clauses(deeds, counts, most, reuse=not no_reuse)) == most:
        return _fulfilled(menu, lines)
    if no_reuse and len(met_clauses(deeds, counts, most, reuse=True)) == most:
        return _short("E206", f"同一个业绩成果不能重复使用（{_name(menu)}）。", lines)
    text = f"{_name(menu)}须满足业绩成果条件中{most}项，且由不同的业绩成果对应。"
    return _short("COND-07", text, lines)


def _lines(
    performance: Mapping[str, frozenset[str]],
    academic: Mapping[str, frozenset[str]],
    dossier: Dossier,
    conditions: ConditionSet | None,
) -> tuple[str, ...]:
    """What there is, and the clauses that ask for more things than are claimed for them."""
    line = f"业绩成果 {len(performance)} 项，对应条款 {len(_clauses(performance))} 条；论文、著作 {len(academic)} 项"
    told = answers_to(dossier, conditions) if conditions else []
    short = [each.words for each in told if each.clause.group in {PERFORMANCE, ACADEMIC} and not each.is_met]
    return (line, *short)


def _name(menu: AchievementMenu) -> str:
    return menu.label.partition("：")[0]


def _fulfilled(menu: AchievementMenu, lines: tuple[str, ...]) -> Finding:
    return fulfilled(part=OPTIONS, title="成果多选菜单", text=f"{menu.label}。", arithmetic=lines)


def _short(code: str, text: str, lines: tuple[str, ...]) -> Finding:
    return block(code=code, part=OPTIONS, field="menu", title="成果多选菜单", text=text, arithmetic=lines, missing=True)


def clauses_by_deed(
    entries: tuple[Entry, ...], dossier: Dossier, terms: Terms, group: str
) -> dict[str, frozenset[str]]:
    """Deed → the clauses of the group it is declared for. The same thing entered twice is one deed."""
    conditions = conditions_of(dossier, terms)
    allowed = {each.code for each in conditions.clauses if each.group == group} if conditions else set()
    deeds: dict[str, frozenset[str]] = {}
    for entry in entries:
        if entry.clause in allowed:
            name = "".join(char for char in entry.title.casefold() if char.isalnum()) or entry.key
            deeds[name] = deeds.get(name, frozenset()) | {entry.clause}
    return deeds


def _clauses(deeds: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*deeds.values())


def met_clauses(
    deeds: Mapping[str, frozenset[str]], counts: Mapping[str, int], most: int, *, reuse: bool = False
) -> tuple[str, ...]:
    """As many clauses as can be met at once, up to ``most``: each by as many deeds as it asks for (COND-06).

    Without ``reuse`` a deed answers for one clause only. Every choice of clauses is tried: a clause that asks for two
    cannot be met half, and a menu asks for few.
    """
    enough = [each for each in sorted(_clauses(deeds)) if _claimed(deeds, each) >= counts.get(each, 1)]
    for number in range(min(most, len(enough)), 0, -1):
        if reuse:
            return tuple(enough[:number])
        for chosen in combinations(enough, number):
            if _all_met(chosen, deeds, counts):
                return chosen
    return ()


def _claimed(deeds: Mapping[str, frozenset[str]], clause: str) -> int:
    return sum(clause in each for each in deeds.values())


def _all_met(chosen: tuple[str, ...], deeds: Mapping[str, frozenset[str]], counts: Mapping[str, int]) -> bool:
    """One place for each thing a clause asks for; every place is taken by another deed."""
    places = [(clause, number) for clause in chosen for number in range(counts.get(clause, 1))]
    fitting = {deed: frozenset(each for each in places if each[0] in clauses) for deed, clauses in deeds.items()}
    return len(pairs(fitting)) == len(places)


def pairs(deeds: Mapping[str, frozenset[Place]]) -> dict[Place, str]:
    """Place → deed: the most places that can be taken, each by a deed of its own (augmenting paths)."""
    answered: dict[Place, str] = {}
    for deed in deeds:
        _place(deed, deeds, answered, set())
    return answered


def _place(deed: str, deeds: Mapping[str, frozenset[Place]], answered: dict[Place, str], tried: set[Place]) -> bool:
    for place in sorted(deeds[deed] - tried):
        tried.add(place)
        if place not in answered or _place(answered[place], deeds, answered, tried):
            answered[place] = deed
            return True
    return False
