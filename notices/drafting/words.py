"""The file's own words in Chinese: options of a key, codes of the notice, values as sentences need them."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args, get_origin, get_type_hints

from accounts.states import UnitNature
from notices.drafting.places import Place, Step
from notices.rules.amending import said
from notices.rules.facts import when_words
from notices.rules.natures import FREELANCER
from notices.rules.offer import ConditionClause
from notices.rules.rulesets import known_rulesets
from notices.rules.schema import label_of
from notices.states import DeclarationKind, IssuerType, Window, window_label

Choices = tuple[tuple[str, str], ...]

# Options that the file writes in letters; those it writes in Chinese speak for themselves.
OPTIONS: Mapping[str, str] = {
    "online": "网上办理",
    "offline": "线下报送",
    "zhenggao": "正高级",
    "fugao": "副高级",
    "zhong": "中级",
    "chu": "初级",
    "high_skill": "高技能人才申报",
    "targeted": "双定向",
    "direct": "直接申报",
    "exceptional": "破格申报",
    "ordinary": "普通",
    "special_direct": "高层次直评",
    "actual_unit": "实际工作单位",
    "personnel_unit": "人事关系所在单位",
    "at_submission": "申报之日",
    "fixed_date": "固定日期",
    "civil_servant": "公务员（含参公管理人员）",
    "retired": "已退休或达到退休年龄",
    "discipline_jiguo_plus": "记过以上处分影响期内",
    "investigation_or_sanction": "立案审查或受处罚期间",
    "integrity": "诚信记录期内",
    "same_level": "同一级别一年一次",
    "any_level": "不论级别一年一次",
    "all_results_of_year_invalid": "当年全部评审结果无效",
    "applicant": "申报人",
    "unit": "用人单位",
    "dispatch_unit": "派遣单位",
    "paying_unit": "社保缴费单位",
    "talent_market": "人才市场",
    "department": "主管部门",
    "county_office": "县（市、区）职改办",
    "city_office": "市职改办",
    "committee_office": "评委会所在职改办",
    "committee": "评委会",
    "always": "总是",
    "dispatched": "劳务派遣人员",
    "paying_unit_differs": "缴费单位与用人单位不同",
    "archive_hosted": "档案托管人员",
    "has_department": "单位有主管部门",
    "county_unit": "县属单位",
    "city_unit": "市属单位",
    "region_unit": "区直单位",
    "allowed": "可以",
    "forbidden": "不可以",
    "pre_approval": "申报前批准",
    "office_in_flow": "流程中由职改办批准",
    "unit_stamp_only": "单位盖章即可",
    "lower_title_date": "取得下一级职称之日",
    "current_title_declaration_cutoff": "现职称的申报截止时间",
    "next_lower_title": "下一级职称",
    "lower_title_before_conversion": "转评前的下一级职称",
    "grant_date": "取得之日",
    "month_after_grant": "取得次月",
    "full_years": "足年",
    "full_months": "足月",
    "allowed_with_unit_verification": "单位核实即可",
    "convert_first": "须先转评",
    "not_required": "不要求",
    "required": "要求",
    "industry_or_public": "行业课程或公需科目任一",
    "public_before_submit": "公需科目申报前完成",
    "warn_with_explanation": "提醒并要求说明",
    "former_name": "曾用名",
    "id_change": "证件号码变更",
    "secretariat_event": "会务组通知时",
    "at_submit": "申报时",
    "check": "审核材料",
    "defense": "组织答辩",
    "deliberation": "审议",
    "publicity": "公示",
    "recommend": "推荐",
    "proposed_only": "拟推荐人选",
    "all_applicants": "全部申报人",
    "not_below_applied": "不低于申报级别",
    "abandoned": "视为放弃申报",
    "abandoned_for_year": "视为放弃本年度申报",
    "not_accepted": "不予受理",
    "from_addressee": "从被要求补正的一级起",
    "whole_route": "从申报人起全程",
    "by_window": "补正时间内可以",
    "office_decides": "由评委会所在职改办决定",
    "automatic": "自动处理",
    "skip": "不再查",
    "offline_with_delivery": "报送材料时缴纳",
    "fixed": "时间固定",
    "announced": "另行通知",
    "on_office_acceptance": "职改办受理后",
    "on_reach_office": "材料到达职改办后",
    "electronic": "电子证书",
    "warn": "提醒",
    "none": "无",
    ">=": "大于或等于",
    "personnel_authority": "按人事管理权限，人事主管部门或所在地职改办",
    "person": "个人",
    "committee_body": "评委会组建单位",
    "expert": "评审专家",
    "office_staff": "工作人员",
    "skill_certificate_date": "取得技能等级证书之日",
    "start_of_professional_work": "从事本专业工作之日",
    "share_else_one_of": "共享不到时提供任一",
    "share_else": "共享不到时按规定的材料提供",
    "upload": "上传",
    "separate_committee": "单独评委会",
    "separate_group": "单独分组",
    "separate_review": "单独评审",
    "representative_event": "代表性成果提交",
    "payment": "缴费",
    "correction": "补正",
    "pending_supplement": "等待期材料",
    "holder_late": "持有单位逾期",
    "notice_published": "通知发布",
    "notice_amended": "通知修订",
}
NATURES = {**dict(UnitNature.choices), FREELANCER: "自由职业者"}
OF_UNITS = {"natures", "population_natures"}  # keys whose values name kinds of units
NAMED = {"levels", "specialties", "checklist", "committees", "attachments", "condition_sets"}
RECHECKS: Choices = tuple((each, OPTIONS[each]) for each in ("automatic", "office_decides", "skip"))


def option_words(value: str) -> str:
    """An option in Chinese."""
    return OPTIONS.get(value, value)


def options_of(kind: Any) -> Choices:
    """The options of a ``Literal`` with their words."""
    return tuple((each, option_words(each)) for each in get_args(kind)) if get_origin(kind) is Literal else ()


def schema_path(steps: Sequence[Step]) -> str:
    """The path without the numbers of items: ``condition_sets.levels``."""
    return ".".join(step for step in steps if isinstance(step, str))


def codes_for(place: Place, whole: Mapping[str, Any]) -> Choices:
    """What the codes written here may be, where they name something: levels, papers, committees, kinds, issuers.

    Offices and series stand in the directory; ``notices.selectors`` gives those.
    """
    path, name = schema_path(place.steps), str(place.steps[-1])
    if name in {"levels", "required_for", "defense_levels"} or path == "fees.amounts":
        return _named(whole, "levels", "code", "name") if path != "initial_determination.levels" else ()
    if path == "special_options.requires":
        return _named(whole, "checklist", "code", "label")
    if path == "condition_sets.required":
        return options_of(get_type_hints(ConditionClause)["group"])
    if name == "committee":
        return _named(whole, "committees", "name", "name")
    if name == "attachment":
        return _named(whole, "attachments", "num", "title")
    return _fixed(path)


def _fixed(path: str) -> Choices:
    if path == "one_per_year.kinds_counted":
        return tuple(DeclarationKind.choices)
    if path == "checklist.issuers":
        return tuple(IssuerType.choices)
    if path.endswith(".natures"):
        return tuple(UnitNature.choices)
    if path == "ruleset":
        return tuple((each, each) for each in known_rulesets())
    return ()


def _named(whole: Mapping[str, Any], section: str, code: str, name: str) -> Choices:
    return tuple((str(each[code]), str(each[name])) for each in whole.get(section, ()))


# ── values ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def title_of(item: Any, whole: Mapping[str, Any]) -> str:
    """What an item of a list is called: its name, label, title or the beginning of its text; conditions by levels."""
    if not isinstance(item, Mapping):
        return said(item)
    if "clauses" in item:
        names = dict(_named(whole, "levels", "code", "name"))
        of = "、".join(names.get(code, code) for code in item.get("levels", ())) or "全部级别"
        return f"{of}（{item.get('doc_no', '')}）"
    if "adoption" in item:
        return _conversion_words(item)
    for name in ("label", "name", "title", "question", "text", "node", "publication", "education"):
        if item.get(name):
            words = option_words(str(item[name]))
            number = f"{item['num']} " if item.get("num") else ""
            return f"{number}{words[:40]}{'…' if len(words) > 40 else ''}"  # noqa: PLR2004 - a line of a list
    return str(item.get("num") or item.get("scope") or item.get("code") or "（未填写）")


def _conversion_words(row: Mapping[str, Any]) -> str:
    """One row of 折算表: what was taken up where, by whom it was noted, what it counts as (DECN)."""
    noted = "无批示" if row["instruction"] == "none" else f"{row['instruction']}批示"
    return f"{row['publication']}，{row['adoption']}采用，{noted}：按{row['category']}类折算{row['value']}篇"


def step_words(steps: Sequence[Step], whole: Mapping[str, Any]) -> str:
    """A place in words: 评审条件 · 第2项 · 条文 · 第1项."""
    words, names = list[str](), list[str]()
    for step in steps:
        if isinstance(step, int):
            words.append(f"第{step + 1}项")
        else:
            names.append(step)
            words.append(label_of(".".join(names)).split(" · ")[-1])
    return " · ".join(words)


def value_words(place: Place, value: Any, whole: Mapping[str, Any]) -> str:
    """One value as people read it: options and codes by their names, moments without their zone, 未填写 for nothing."""
    if value is None or value in ("", [], {}):
        return "未填写" if place.optional or not isinstance(value, list | dict) else "无"
    if place.steps[-1] == "when" and place.steps[0] == "checklist":
        return when_words(str(value)) or "所有人"
    names = NATURES if place.steps[-1] in OF_UNITS else dict(codes_for(place, whole)) or OPTIONS
    if isinstance(value, list):
        return "、".join(names.get(str(each), said(each)) for each in value)
    if isinstance(value, Mapping):
        return "；".join(
            f"{names.get(name, window_label(name))}：{_said_by(names, each)}" for name, each in value.items()
        )
    return names.get(value, said(value)) if isinstance(value, str) else said(value)


def _said_by(names: Mapping[str, str], value: Any) -> str:
    """One cell of a table; a list in it name by name."""
    if isinstance(value, list):
        return "、".join(names.get(str(each), said(each)) for each in value)
    return option_words(said(value))


def row_label(place: Place, name: str, whole: Mapping[str, Any]) -> str:
    """The name of a row of a table: a window by its words, a level by its name."""
    if place.steps[-1:] == ("by_level",):
        return dict(_named(whole, "levels", "code", "name")).get(name, name)
    return window_label(name) if place.steps == ("stages",) else name


def in_order(place: Place, rows: Mapping[str, Any]) -> list[str]:
    """The names of a table's rows: windows in the order of a round (a database keeps none), others as they stand."""
    if place.steps != ("stages",):
        return list(rows)
    known = {name: number for number, name in enumerate(Window.values)}
    return sorted(rows, key=lambda name: known.get(name, len(known)))


def window_choices(taken: Sequence[str]) -> Choices:
    """Windows known by name that the notice has not dated yet."""
    return tuple(each for each in Window.choices if each[0] not in taken)
