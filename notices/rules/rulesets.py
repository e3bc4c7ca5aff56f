"""Rule sets (GEN-06): files of their own, laid once with a notice's own words into the whole that is published."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from notices.exceptions import Fault, TermsRefused
from notices.rules.amending import laid_over
from notices.rules.outcome import CrossReview, Determining, InitialDetermination, PostRatio, Recheck
from notices.rules.people import AchievementWindow, Conversion, CrossSeriesUp, Seniority, TargetedEval
from notices.rules.reading import key, keys_of, read_mapping, section_in, write_mapping, write_stated
from notices.rules.retirement import SHIPPED, RetirementAges
from notices.rules.switches import Switches
from notices.rules.text import read_yaml

FOLDER = Path(__file__).parents[1] / "data" / "rulesets"
ROOT = "ruleset_"

# One thing under two names: the rule set's switch and the notice's key that the code asks (§V 45, 49).
SAME: Mapping[tuple[str, str], tuple[str, str]] = {
    ("post_ratio", "within_structure"): ("post_ratio", "mode"),
    ("data", "national_upload"): ("certificate", "national_upload"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """The keys of a notice file that a rule set may give; the very sections of D.1, so that they mean the same."""

    achievement_window: AchievementWindow = key("成果起算时间", AchievementWindow())
    seniority: Seniority = key("资历计算", Seniority())
    cross_series_up: CrossSeriesUp | None = key("跨系列申报上一级；null＝未规定", None)
    conversion: Conversion = key("转评", Conversion())
    initial_determination: InitialDetermination | None = key("认定；null＝不设", None)
    determining: Determining = key("不经评委会的申报类型由谁办理、经过哪些环节", Determining())
    targeted_eval: TargetedEval = key("双定向", TargetedEval())
    post_ratio: PostRatio = key("岗位结构比例", PostRatio())
    retirement_ages: RetirementAges = key("法定退休年龄表（ELIG-03）", SHIPPED)
    cross_review: CrossReview = key("异地交叉评审", CrossReview())
    recheck: Recheck | None = key("复核；null＝不设", None)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One file: its own switches, and what it gives to the keys of a notice."""

    code: str
    switches: Switches
    gives: Mapping[str, Any]


def known_rulesets() -> tuple[str, ...]:
    """The names a notice may give under ``ruleset``."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def read_ruleset(code: str) -> RuleSet:
    """The rule set of this name. Raises ``TermsRefused``: there is none, or its file has faults, each at its line."""
    if code not in known_rulesets():
        raise TermsRefused([Fault("ruleset", f"应为{' | '.join(known_rulesets())}，现为“{code}”")])
    return read_yaml((FOLDER / f"{code}.yaml").read_text(encoding="utf-8"), partial(parse_ruleset, code))


def parse_ruleset(code: str, mapping: Any) -> RuleSet:
    """Raises ``TermsRefused`` with the path of every fault; a key neither a notice nor a rule set has is one."""
    root = f"{ROOT}{code}"
    if not isinstance(mapping, Mapping) or set(mapping) != {root} or not isinstance(mapping[root], Mapping):
        raise TermsRefused([Fault("", f"规则集文件应只有一个键 {root}")])
    own, shared = _parted(mapping[root], Switches)
    faults: list[Fault] = []
    switches = _read(root, faults, partial(read_mapping, Switches, own))
    given = _read(root, faults, partial(read_mapping, Shared, shared))
    if faults:
        raise TermsRefused(faults)
    return RuleSet(code, switches, laid_over(_under_both_names(own), write_stated(given, shared)))


def completed(stated: Mapping[str, Any], ruleset: RuleSet) -> dict[str, Any]:
    """A notice's own words and its rule set, whole.

    What the notice prints stands, unless the rule set says that it goes before what conflicts with it (004 末).
    """
    before = ruleset.switches.overrides_conflicting
    whole = laid_over(stated, ruleset.gives) if before else laid_over(ruleset.gives, stated)
    return whole | {"rules": write_mapping(ruleset.switches)}


def _parted(raw: Mapping[str, Any], own: type) -> tuple[dict[str, Any], dict[str, Any]]:
    """The keys that ``own`` has, and the others; a section that both have is parted key by key."""
    kinds = {each.name: each.kind for each in keys_of(own)}
    common = {each.name for each in keys_of(Shared)} if own is Switches else set()
    mine: dict[str, Any] = {}
    others: dict[str, Any] = {}
    for name, value in raw.items():
        below = section_in(kinds[name]) if name in kinds else None
        if name in common and below and isinstance(value, Mapping):
            mine[name], others[name] = _parted(value, below)
        else:
            (mine if name in kinds else others)[name] = value
    return mine, {name: value for name, value in others.items() if value != {} or name not in mine}


def _under_both_names(own: Mapping[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for (section, name), (other, twin) in SAME.items():
        if name in own.get(section, {}):
            said = laid_over(said, {other: {twin: own[section][name]}})
    return said


def _read(root: str, faults: list[Fault], read: Callable[[], Any]) -> Any:
    try:
        return read()
    except TermsRefused as refusal:
        faults += [Fault(f"{root}.{each.path}", each.text) for each in refusal.faults]
