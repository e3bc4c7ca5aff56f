"""``not shared and private_enterprise`` as people write it: 未通过数据共享获取，且民营企业; a line an alternative."""

import re
from collections.abc import Mapping
from typing import Any

from notices.states import FACTS, NOT_FACTS

EVERYBODY = FACTS["always"]
AND = re.compile(r"\s*[，,]?\s*且\s*|\s*，\s*")


def groups_of(whole: Mapping[str, Any]) -> dict[str, str]:
    """The facts about specialties that this notice can ask for, with their words."""
    told: dict[str, str] = {}
    for each in whole.get("specialties", ()):
        told[f"group_{each['code']}"] = f"专业为{each['name']}"
        told[f"group_{each['group']}"] = f"专业组为{each['group']}"
    return told


def when_lines(when: str, groups: Mapping[str, str]) -> str:
    """The condition in Chinese, one line an alternative. ``groups``: what ``group_x`` is called."""
    return "\n".join(
        "，且".join(_said(term.strip(), groups) for term in part.split(" and ")) for part in when.split(" or ")
    )


def read_when(text: str, groups: Mapping[str, str]) -> str:
    """The condition as the file writes it. Raises ``ValueError`` naming the word that means nothing here."""
    known = _vocabulary(groups)
    parts = [[word for word in AND.split(line.strip().rstrip("。；")) if word] for line in text.splitlines()]
    unknown = [word for part in parts for word in part if word not in known]
    if unknown:
        raise ValueError(f"“{unknown[0]}”不在可用的情形中，请从下面的列表中选用。")
    return " or ".join(" and ".join(known[word] for word in part) for part in parts if part) or "always"


def vocabulary(groups: Mapping[str, str]) -> tuple[str, ...]:
    """Every word that may be used, each fact beside its opposite."""
    return tuple(_vocabulary(groups))


def _vocabulary(groups: Mapping[str, str]) -> dict[str, str]:
    known: dict[str, str] = {}
    for name, words in {**FACTS, **groups}.items():
        known[words] = name
        if name != "always":
            known[NOT_FACTS.get(name) or f"非{words}"] = f"not {name}"
    return known


def _said(term: str, groups: Mapping[str, str]) -> str:
    name = term.removeprefix("not ").strip()
    words = FACTS.get(name) or groups.get(name, name)
    if term.startswith("not "):
        return NOT_FACTS.get(name) or f"非{words}"
    return words
