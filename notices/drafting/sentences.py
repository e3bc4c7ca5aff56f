"""A section as sentences: what an official reads on a card before opening a form."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from notices.drafting.places import WHOLE, Place, branches_of, leaves_of, stands_at, value_at
from notices.drafting.words import in_order, option_words, row_label, title_of, value_words
from notices.rules.amending import said
from notices.rules.schema import label_of
from notices.states import window_label

Saying = Callable[[Mapping[str, Any], Mapping[str, Any]], Iterator[str]]
NOTHING = "没有内容，可以不填"  # of a list or table that no notice must have
MANY = 12  # items named one by one; a longer list is counted


def sentences_of(place: Place, whole: Mapping[str, Any]) -> list[str]:
    """What stands at a place, in sentences; its own where it has them, else one for every value."""
    value = value_at(whole, place.steps) if stands_at(whole, place.steps) else None
    if value is None or (value in ([], {}) and not place.section):
        return ["不设" if place.optional else "未填写" if place.key is None or place.key.required else NOTHING]
    own = SAYINGS.get(str(place.steps[0])) if len(place.steps) == 1 else None
    if own:
        return list(own(value, whole))
    if place.items:
        return _listed([title_of(each, whole) for each in value])
    if place.rows:
        return [row_label(place, name, whole) for name in in_order(place, value)]
    return list(_plain(place, whole)) if place.section else [value_words(place, value, whole)]


def _plain(place: Place, whole: Mapping[str, Any]) -> Iterator[str]:
    """One sentence a value; sections below it behind their name. What a name says already is not said again."""
    for leaf in leaves_of(place):
        value = value_at(whole, leaf.steps) if stands_at(whole, leaf.steps) else None
        if value not in (None, "", [], {}, False):
            words = "" if value is True else f"{value_words(leaf, value, whole)}{unit_of(leaf, value)}"
            label = SWITCHES.get(leaf.path, label_for(leaf)) if value is True else label_for(leaf)
            yield _named(label, words, under=label_for(place))
    for branch in branches_of(place):
        below = sentences_of(branch, whole)
        if below not in (["不设"], ["未填写"], [NOTHING], []):
            label = label_for(branch)
            said_already = below[0] == label or below[0].startswith(f"{label}：")
            yield "；".join(below) if said_already else f"{label}：{'；'.join(below)}"


def _named(label: str, words: str, *, under: str) -> str:
    """A switch is its own sentence; a value whose words end its name, or the card's, stands for both."""
    if not words:
        return label
    return words if label == under or label.endswith(words) else f"{label}：{words}"


# Switches whose name in the schema is cut before its predicate.
SWITCHES: Mapping[str, str] = {
    "eligibility.civil_servant.barred": "公务员（含参公）不得申报",
    "decision_info.accumulate": "同一篇可以累计",
    "journal_risk.proof": "命中风险刊物名单的，除核验说明外还须上传核验材料",
}
UNITS = (  # how the meaning of a key names its unit, and how a figure is followed by it
    ("MB", " MB"), ("分钟", "分钟"), ("周岁", "周岁"), ("工作日", "个工作日"), ("小时", "小时"), ("百分", "%"),
    ("月数", "个月"), ("几个月", "个月"), ("年数", "年"), ("字数", "字"), ("条数", "条"), ("条款数", "条"),
    ("人数", "人"), ("作品数", "件"), ("件数", "件"), ("成果数", "项"), ("代表作数", "项"), ("份数", "份"),
    ("次数", "次"), ("文件数", "个"), ("像素", " 像素"), ("样本", "人"),
)  # fmt: skip


def unit_of(place: Place, value: Any) -> str:
    """What is counted, where a figure stands; nothing behind a year, a number of an attachment and words."""
    figures = value if isinstance(value, list) else [value]
    if place.key is None or not all(isinstance(each, int) and not isinstance(each, bool) for each in figures):
        return ""
    return next((unit for word, unit in UNITS if word in place.key.meaning), "")


def label_for(place: Place) -> str:
    """The name of a key in words."""
    return label_of(".".join(step for step in place.steps if isinstance(step, str))).split(" · ")[-1]


def _listed(names: list[str]) -> list[str]:
    return names if len(names) <= MANY else [*names[:MANY], f"……共{len(names)}项"]


def _level_names(codes: list[str], whole: Mapping[str, Any]) -> str:
    names = {each["code"]: each["name"] for each in whole["levels"]}
    return "、".join(names.get(code, code) for code in codes) or "全部级别"


def _stages(value: Mapping[str, Any], whole: Mapping[str, Any]) -> Iterator[str]:
    for name in in_order(WHOLE.below("stages"), value):
        stage = value[name]
        since, until = stage.get("start"), stage.get("end")
        arrive = "（截止前须到达评委会所在职改办）" if stage.get("end_to_end") else ""
        opens = said(since) if since else "通知印发起"
        yield f"{window_label(name)}：{opens} 至 {said(until) if until else '不限'}{arrive}"
        for level, own in (stage.get("by_level") or {}).items():
            first, last = own.get("start") or since, own.get("end") or until
            span = f"{said(first) if first else '通知印发起'} 至 {said(last) if last else '不限'}"
            yield f"{window_label(name)}（{_level_names([level], whole)}）：{span}"


def _levels(value: list[Any], whole: Mapping[str, Any]) -> Iterator[str]:
    for each in value:
        yield f"{each['name']}（{option_words(each['rank'])}{'，高级职称' if each['senior'] else ''}）"


def _committees(value: list[Any], whole: Mapping[str, Any]) -> Iterator[str]:
    for each in value:
        scope = f"{each['scope']}的" if each.get("scope") else ""
        yield f"{each['name']}评{scope}{_level_names(each['levels'], whole)}，职改办：{each['office']}"


def _fees(value: Mapping[str, Any], whole: Mapping[str, Any]) -> Iterator[str]:
    names = {each["code"]: each["name"] for each in whole["levels"]}
    for code, yuan in value["amounts"].items():
        yield f"{names.get(code, code)} {yuan}元/人次"
    yield f"{option_words(value['method'])}；缴费时间{option_words(value['window']).removeprefix('时间')}"
    if value["window"] == "fixed" and value.get("end"):
        yield f"{said(value.get('start'))} 至 {said(value['end'])}"
    yield f"{option_words(value['trigger'])}开缴费单，逾期未缴{option_words(value['unpaid'])}"


def _committee_defense(value: Mapping[str, Any], whole: Mapping[str, Any]) -> Iterator[str]:
    if not value["levels"]:
        yield "不要求专业答辩。"
        return
    minutes = f"准备≤{value['prepare_max']}分钟，答辩≤{value['answer_max']}分钟，合计≤{value['total_max']}分钟"
    told = "，时间地点短信通知本人" if value["sms"] else ""
    yield f"{_level_names(value['levels'], whole)}须答辩：{minutes}{told}。"


def _voting(value: Mapping[str, Any], whole: Mapping[str, Any]) -> Iterator[str]:
    yield f"到会人数不少于组成人数的{value['quorum']}方可表决；同意票不少于到会人数的{value['pass']}为通过。"


def _correction(value: Mapping[str, Any], whole: Mapping[str, Any]) -> Iterator[str]:
    if not value["enabled"]:
        yield "不允许补正。"
        return
    yield f"补正：{said(value['start'])} 至 {said(value['end'])}；复审截止 {said(value['recheck_until'])}。"
    if value["one_time_notice"]:
        yield "需要补正的内容一次性告知。"
    yield f"逾期未补正{option_words(value['overdue'])}；补正后{option_words(value['resubmit'])}重新报送。"


def _unit_flow(value: Mapping[str, Any], whole: Mapping[str, Any]) -> Iterator[str]:
    yield f"单位步骤：{' → '.join(map(option_words, value['steps']))}"
    if value["defense_levels"]:
        yield f"单位须组织答辩：{_level_names(value['defense_levels'], whole)}"
    publicity = value["publicity"]
    days = publicity["min_working_days"]
    yield f"公示{option_words(publicity['scope'])}{f'，不少于{days}个工作日' if days else ''}"


def _route(value: list[Any], whole: Mapping[str, Any]) -> Iterator[str]:
    stops = [
        option_words(each["node"]) + ("" if each["when"] == "always" else f"（{option_words(each['when'])}）")
        for each in value
    ]
    yield " → ".join(stops)


def _checklist(value: list[Any], whole: Mapping[str, Any]) -> Iterator[str]:
    hard = sum(each["hard"] for each in value)
    yield f"共{len(value)}项，其中不可缺少的{hard}项"
    yield from _listed([each["label"] for each in value])


def _condition_sets(value: list[Any], whole: Mapping[str, Any]) -> Iterator[str]:
    for each in value:
        sample = "（条文为示例，须替换）" if each.get("sample") else ""
        who = "" if each["scope"] == "all" else f"{each['scope']} "
        yield f"{who}{_level_names(each['levels'], whole)}：{each['doc_no']}，条文{len(each['clauses'])}条{sample}"


SAYINGS: Mapping[str, Saying] = {
    "stages": _stages,
    "levels": _levels,
    "committees": _committees,
    "fees": _fees,
    "committee_defense": _committee_defense,
    "voting": _voting,
    "correction": _correction,
    "unit_flow": _unit_flow,
    "route": _route,
    "checklist": _checklist,
    "condition_sets": _condition_sets,
}
