"""Fifty notice files nobody should be able to load: what each does to the text, and what it is told.

Each changes the sound file of 2024 in one place, or is no notice at all.
"""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import yaml

Change = Callable[[dict[str, Any]], Any]


def _set(*steps: Any) -> Callable[[dict[str, Any]], None]:
    """``_set("fees", "amounts", 3)``: the last is the value."""
    *way, last, value = steps

    def change(raw: dict[str, Any]) -> None:
        here: Any = raw
        for step in way:
            here = here[step]
        here[last] = value

    return change


# name → (change of the mapping, part of what is said)
CHANGED: dict[str, tuple[Change, str]] = {
    "an unknown key": (_set("colour", "blue"), "colour：未知的键"),
    "an unknown key below": (_set("fees", "colour", "blue"), "fees.colour：未知的键"),
    "a year in words": (_set("year", "二〇二四"), "year：应为整数"),
    "a year as a list": (_set("year", [2024]), "year：应为整数"),
    "a year that is a fraction": (_set("year", 2024.5), "year：应为整数"),
    "a year that is true": (_set("year", True), "year：应为整数"),
    "a title that is a number": (_set("title", 7), "title：应为文字"),
    "a title that is a table": (_set("title", {"zh": "标题"}), "title：应为文字"),
    "levels that are no list": (_set("levels", "正高级"), "levels：应为列表"),
    "a level that is a text": (_set("levels", 0, "正高级"), "levels[0]"),
    "a level of an unknown rank": (_set("levels", 0, "rank", "highest"), "levels[0].rank"),
    "a level without a name": (lambda raw: raw["levels"][0].pop("name"), "levels[0].name"),
    "a fee in words": (_set("fees", "amounts", "zg", "四百五十"), "fees.amounts.zg：应为整数"),
    "fees that are no table": (_set("fees", "amounts", [450]), "fees.amounts：应为"),
    "a fee method nobody knows": (_set("fees", "method", "barter"), "fees.method"),
    "a day that is none": (_set("issued_on", "2024-13-45"), "issued_on"),
    "a day in words": (_set("issued_on", "七月二日"), "issued_on"),
    "a moment that is none": (_set("stages", "personal_unit", "start", "8 o'clock"), "stages.personal_unit.start"),
    "a moment that is a number": (_set("stages", "personal_unit", "start", 20240710), "stages.personal_unit.start"),
    "a stage that is a text": (_set("stages", "personal_unit", "从七月起"), "stages.personal_unit"),
    "a flag in words": (_set("is_public", "也许"), "is_public：应为"),
    "a rule set nobody knows": (_set("ruleset", "1999"), "ruleset：应为"),
    "a path as the rule set": (_set("ruleset", "../../etc/passwd"), "ruleset：应为"),
    "a rule set's own key": (_set("rules", {}), "rules：未知的键"),
    "a committee of an unknown kind": (_set("committees", 0, "kind", "secret"), "committees[0].kind"),
    "a committee without an office": (lambda raw: raw["committees"][0].pop("office"), "committees[0].office"),
    "no committee at all": (_set("committees", []), "至少应有一个普通评委会"),
    "a checklist that is a table": (_set("checklist", {"photo": True}), "checklist：应为列表"),
    "a checklist row without a code": (lambda raw: raw["checklist"][0].pop("code"), "checklist[0].code"),
    "a limit below nothing as text": (_set("limits", "performance", "-1条"), "limits.performance：应为整数"),
    "a list where a text stands": (_set("issuer", ["甲", "乙"]), "issuer：应为文字"),
    "a code with a path in it": (_set("code", "../x"), "code：应由小写字母"),
}
# name → the whole text, and part of what is said
TEXTS: dict[str, tuple[str, str]] = {
    "nothing": ("", ""),
    "a single word": ("notice", ""),
    "a list": ("- a\n- b\n", ""),
    "a number": ("42", ""),
    "an alias bomb": ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "第2行"),
    "an alias into itself": ("a: &a [*a]", "第1行"),
    "a python object": ("code: !!python/object/apply:os.system ['true']", "第1行"),
    "a tag of its own": ("code: !secret x", "第1行"),
    "a tab": ("code:\n\tx: 1", "第2行"),
    "an open quote": ('code: "x\n', "引号"),
    "an open bracket": ("levels: [a, b\n", "第1行"),
    "an open brace": ("fees: {a: 1\n", "第1行"),
    "two documents": ("code: a\n---\ncode: b\n", "一份文件只能写一份通知"),
    "a control character": ("code: \0x", "控制字符"),
    "three thousand lists": ("- " * 3000, "层次太多"),
    "a key that is a list": ("[a, b]: c", ""),
    "a colon too many": ("title: 通知: 第一号: 甲", "冒号"),
    "a backslash": ('title: "C:\\q"', "反斜杠"),
}


def files(raw: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Every hostile file by name: its text, and part of what is said about it."""
    made = dict(TEXTS)
    for name, (change, said) in CHANGED.items():
        changed = deepcopy(raw)
        change(changed)
        made[name] = (yaml.safe_dump(changed, allow_unicode=True, sort_keys=False), said)
    return made
