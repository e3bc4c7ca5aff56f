"""成果多选菜单 (003 一（二）2; COND-05…07): which achievements answer for which clauses, none of them twice."""

from collections.abc import Iterator, Mapping
from datetime import date

from declarations.eligibility.dossier import Dossier, Entry
from declarations.eligibility.findings import Finding
from declarations.eligibility.registry import rule
from declarations.eligibility.saying import block, fulfilled
from declarations.eligibility.seniority import conditions_of
from declarations.parts import Section
from notices.rules import Terms
from notices.rules.material import AchievementMenu

OPTIONS = Section.OPTIONS.value
PERFORMANCE, ACADEMIC = "业绩", "学术"


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
    performance = clauses_by_deed(dossier.achievements, dossier, terms, PERFORMANCE)
    academic = clauses_by_deed(dossier.publications, dossier, terms, ACADEMIC)
    law = menu.rule
    matched = len(pairs(performance))
    line = f"业绩成果 {len(performance)} 项，对应条款 {len(_clauses(performance))} 条；论文、著作 {len(academic)} 项"
    if law.performance_clauses:
        if matched >= law.performance_clauses:
            return _fulfilled(menu, line)
        if law.no_reuse and len(_clauses(performance)) >= law.performance_clauses:
            return _short("E206", f"同一个业绩成果不能重复使用（{_name(menu)}）。", line)
        text = f"{_name(menu)}须满足业绩成果条件中{law.performance_clauses}项，且由不同的业绩成果对应。"
        return _short("COND-07", text, line)
    conditions = conditions_of(dossier, terms)
    required = conditions.required if conditions else {}
    enough = len(performance) >= max(law.performance, required.get(PERFORMANCE, 0))
    if enough and len(academic) >= max(law.academic, required.get(ACADEMIC, 0)):
        return _fulfilled(menu, line)
    return _short("COND-06", f"{_name(menu)}须同时满足业绩成果条件和论文、著作条件。", line)


def _name(menu: AchievementMenu) -> str:
    return menu.label.partition("：")[0]


def _fulfilled(menu: AchievementMenu, line: str) -> Finding:
    return fulfilled(part=OPTIONS, title="成果多选菜单", text=f"{menu.label}。", arithmetic=(line,))


def _short(code: str, text: str, line: str) -> Finding:
    return block(
        code=code, part=OPTIONS, field="menu", title="成果多选菜单", text=text, arithmetic=(line,), missing=True
    )


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


def pairs(deeds: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """Clause → deed: the most clauses that can be answered, each by a deed of its own (augmenting paths)."""
    answered: dict[str, str] = {}
    for deed in deeds:
        _place(deed, deeds, answered, set())
    return answered


def _place(deed: str, deeds: Mapping[str, frozenset[str]], answered: dict[str, str], tried: set[str]) -> bool:
    for clause in sorted(deeds[deed] - tried):
        tried.add(clause)
        if clause not in answered or _place(answered[clause], deeds, answered, tried):
            answered[clause] = deed
            return True
    return False
