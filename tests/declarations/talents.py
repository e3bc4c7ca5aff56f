"""Notices of 2026 for the special ways: craft arts as it would come again, and an engineering one made of it."""

from functools import cache

import yaml
from django.conf import settings

from notices.rules import Terms, complete_terms, dump_terms, parse_terms, stated_in

CRAFT_ARTS = settings.BASE_DIR / "notices" / "data" / "2024-craft-arts.yaml"
SPECIAL = "广西壮族自治区高层次急需紧缺特殊人才直接评审高级职称评审委员会"
NAMES = {
    "zg": "正高级工程师",
    "fg": "高级工程师",
    "zj": "工程师",
    "zl": "助理工程师",
    "yy": "技术员",
}
AI = {"code": "ai", "group": "人工智能", "name": "人工智能应用", "levels": []}


def raw_2026(**sections) -> dict:
    """The words of a notice of 2026: those of 2024 with every day two years later, under the rules of 2026."""
    raw = yaml.safe_load(CRAFT_ARTS.read_text(encoding="utf-8").replace("2024-", "2026-"))
    return raw | {"year": 2026, "ruleset": "R2026"} | sections


def raw_engineering() -> dict:
    """The same for 工程, with a specialty of 人工智能."""
    raw = raw_2026(code="2026-engineering", series="工程")
    raw["levels"] = [level | {"name": NAMES[level["code"]]} for level in raw["levels"]]
    raw["specialties"] = [*raw["specialties"], AI]
    return raw


@cache
def craft_2026() -> Terms:
    """Craft arts under the rules of 2026."""
    return complete_terms(stated_in(raw_2026()))


@cache
def engineering_2026() -> Terms:
    """Engineering under the rules of 2026."""
    return complete_terms(stated_in(raw_engineering()))


def with_rules(**switches) -> Terms:
    """The engineering notice, its rule set saying something else."""
    raw = dump_terms(engineering_2026())
    raw["rules"] = raw["rules"] | switches
    return parse_terms(raw)
