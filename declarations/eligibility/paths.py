"""Special ways (000 一（二）2–5, 二（二）1（2）; PATH-01…03, PATH-07, PATH-09, PATH-22, PATH-32)."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from functools import partial

from committees.states import Rank
from config.lib.period import add_months, months_between
from declarations.eligibility.dossier import Dossier, Schooling
from declarations.eligibility.facts import group_of
from declarations.eligibility.findings import Finding, Severity
from declarations.eligibility.kinds import direct_bases
from declarations.eligibility.registry import rule
from declarations.eligibility.saying import block, fulfilled, human, span_words, warn, years_and_months, yet_to_come
from declarations.eligibility.seniority import (
    ANY_EDUCATION,
    EDUCATION_ORDER,
    GRADES,
    WORK,
    conditions_of,
    cutoff,
    grade_of,
    months_held,
    stands_at,
    start_that_suffices,
)
from declarations.parts import Section, slot_key
from declarations.states import Special
from notices.rules import Terms
from notices.rules.people import Direct, EarlyOneYear
from notices.states import DeclarationKind

OPTIONS = Section.OPTIONS.value
BLOCK, OK = Severity.BLOCK, Severity.OK
MASTER = "硕士"
OLD_ENGINEERING = "0852"  # the fields that are left out are fields of this code (G-17)
APPROVAL, EXCEPTION_FORM = "approval", "exception_form"
UNTITLED = "无职称"
COMBINED = ("zhong", "chu")  # 初级中级职称所需年限合并计算: years lead to 中级, not silently to 高级


@rule("PATH-32", "特殊选项勾选", at_start=True)
def options_fit(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """An option that is not open is refused; one the data suggest is pointed out."""
    request = dossier.request
    for code in sorted(request.options):
        if terms.option(code) is None:
            label = next((each.label for each in terms.special_options if each.code == code), code)
            note = terms.targeted_eval.note if code == Special.TARGETED else ""
            text = f"本年度不开放“{label}”。" + (f"{note}。" if note else "")
            yield block(code="PATH-07", part=OPTIONS, field="options", title="特殊选项", text=text)
    skill_base = any(title.kind == "skill" for title in dossier.bases)
    if skill_base and not request.opted(Special.HIGH_SKILL):
        text = "您以职业资格或职业技能等级证书申报，请确认是否勾选“高技能人才申报”。"
        yield warn(code="PATH-32", part=OPTIONS, field="options", title="特殊选项", text=text)


@rule("PATH-01", "高技能人才参加职称评审", at_start=True)
def high_skill_has_its_certificate(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """高级工（三级） or higher, entered as a certificate."""
    if not dossier.request.opted(Special.HIGH_SKILL):
        return
    skills = [title for title in dossier.titles if grade_of(title) in GRADES]
    if skills:
        text = f"具有{skills[0].name}{skills[0].grade}。"
        yield fulfilled(part=skills[0].key, title="高技能人才", text=text)
    else:
        text = "勾选“高技能人才申报”的，须填写高级工（三级）以上职业资格或职业技能等级证书。"
        yield block(code="PATH-01", part=Section.TITLES.value, title="高技能人才", text=text, missing=True)


@rule("PATH-01", "高级工", at_start=True)
def a_base_of_a_grade_that_counts(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """高级工（三级） or higher is a base qualification, a lower certificate is none."""
    for title in dossier.bases:
        if title.kind == "skill" and grade_of(title) not in GRADES:
            text = f"“{title.name or title.grade}”不是高级工（三级）以上的证书，不能作为申报资格。"
            line = f"证书等级：{title.grade or '未填写'}"
            yield block(code="PATH-01", part=title.key, field="grade", title="申报资格", text=text, arithmetic=(line,))


@rule("PATH-02", "年限超过评审条件相应学历资历规定年限", "直接申报", at_start=True)
def a_basis_for_declaring_directly(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """One of the notice's bases; years are computed, the others are the office's to judge."""
    request, law = dossier.request, terms.direct or Direct()
    if not request.opted(Special.DIRECT) or not (terms.direct or terms.rules.first_time_direct):
        return
    if request.direct_basis and request.direct_basis in terms.rules.first_time_direct:
        yield from _first_time(dossier, terms)
    elif law.levels and request.level not in law.levels:
        text = "所选级别不适用直接申报。"
        yield block(code="PATH-03", part=OPTIONS, field="direct_basis", title="直接申报", text=text)
    elif (bases := direct_bases(terms)) and request.direct_basis not in bases:
        text = "请选择直接申报的依据。"
        yield block(code="PATH-02", part=OPTIONS, field="direct_basis", title="直接申报", text=text, missing=True)
    elif law.is_by_years(request.direct_basis):
        yield (
            _years_by_table(dossier, terms, today) if _has_table(dossier, terms) else _over_years(dossier, terms, today)
        )
    elif _above_the_cap(dossier, terms):
        text = f"机关流动人员最高可申报{law.state_organ_transfer_max}。"
        yield block(code="PATH-19", part=OPTIONS, field="direct_basis", title="直接申报", text=text)
    else:
        way = f"按“{request.direct_basis}”直接申报" if request.direct_basis else f"按{law.kind or '直接申报'}办理"
        text = f"{way}，由职改办核实证明材料。"
        yield human(
            code="PATH-02", part=OPTIONS, field="direct_basis", title="直接申报", text=text, source=law.article or ""
        )


def _first_time(dossier: Dossier, terms: Terms) -> Iterator[Finding]:
    """海外归国, 党政机关交流, 部队转业: directly to the matching title, with the first declaration only (PATH-22)."""
    basis = dossier.request.direct_basis
    place = partial(
        Finding,
        code="PATH-22",
        part=OPTIONS,
        field="direct_basis",
        title="首次申报直接申报",
        source=terms.rules.document,
    )
    held = next((title for title in dossier.titles if title.kind == "title"), None)
    if held or dossier.request.titled_before:
        line = f"已有职称：{held.name}，{held.granted_on}" if held else "以前在本系统申报取得过职称"
        text = f"“{basis}”只适用于首次申报职称，已有职称的请逐级申报。"
        yield place(severity=BLOCK, text=text, arithmetic=(line,))
    else:
        text = f"按“{basis}”首次申报，参照同类人员评审标准，由职改办核实证明材料。"
        yield place(severity=Severity.HUMAN, text=text)


def _over_years(dossier: Dossier, terms: Terms, today: date) -> Finding:
    assert terms.direct
    basis = partial(Finding, part=OPTIONS, field="direct_basis", title="直接申报", source=terms.direct.article or "")
    if terms.level(dossier.request.level).rank not in COMBINED:
        text = "年限超过规定的直接申报按初级、中级年限合并计算，不适用于高级，请选择其他依据或逐级申报。"
        return basis(code="E210", severity=BLOCK, text=text)
    since, until = dossier.person.specialty_since, cutoff(terms, today)
    needed = ladder_months(dossier, terms)
    if since is None or needed is None:
        text = "请填写学历和从事本专业工作时间，用于计算直接申报年限。"
        return replace(basis(code="E210", severity=BLOCK, text=text, missing=True), part=Section.BASIC.value)
    needed = 12 * (-(-needed // 12) + terms.direct.over_years)  # rungs are counted in years
    held = months_held(since, until, terms)
    told = f"{since} 从事本专业技术工作，到 {until} 共 {span_words(held)}"
    line = f"{told}；规定年限合计加{terms.direct.over_years}年为 {span_words(needed)}"
    if held >= needed:
        return basis(code="", severity=OK, text="从事专业技术工作年限达到直接申报要求。", arithmetic=(line,))
    text = f"直接申报年限不足：需{needed // 12}年，现{years_and_months(held)}。"
    ready = start_that_suffices(needed, until, terms, since)
    return basis(code="E210", severity=BLOCK, text=text, arithmetic=(line,), earliest=ready)


def _has_table(dossier: Dossier, terms: Terms) -> bool:
    """Whether the conditions this person declares under have a table of years by education (PATH-04)."""
    law, conditions = terms.direct, conditions_of(dossier, terms)
    return bool(law and law.thresholds and conditions and (not law.groups or conditions.doc_no in law.groups))


def _years_by_table(dossier: Dossier, terms: Terms, today: date) -> Finding:
    """硕士 4, 本科 7, 大专 9 years of work, no lower title needed; below 大专 there is no way (COND-17)."""
    assert terms.direct
    law = terms.direct
    basis = partial(Finding, part=OPTIONS, field="direct_basis", title="直接申报", source=law.article or "")
    held_levels = [EDUCATION_ORDER.index(each.level) for each in dossier.schooling]
    fitting = {
        name: years
        for name, years in law.thresholds.items()
        if EDUCATION_ORDER.index(name) <= max(held_levels, default=-1)
    }
    since, until = dossier.person.specialty_since, cutoff(terms, today)
    if since is None or not held_levels:
        text = "请填写学历和从事本专业工作时间，用于计算直接申报年限。"
        return replace(basis(code="E210", severity=BLOCK, text=text, missing=True), part=Section.BASIC.value)
    if not fitting:
        lowest = min(law.thresholds, key=EDUCATION_ORDER.index)
        text = f"直接申报的学历不低于{lowest}。"
        return replace(
            basis(code="COND-17", severity=BLOCK, text=text, source=law.min_education_doc or ""),
            part=Section.EDUCATION.value,
        )
    education, years = min(fitting.items(), key=lambda row: row[1])
    held = months_held(since, until, terms)
    line = f"{since} 从事本专业技术工作，到 {until} 共 {span_words(held)}；{education}须满{years}年"
    if held >= 12 * years:
        return basis(code="", severity=OK, text="从事专业技术工作年限达到直接申报要求。", arithmetic=(line,))
    text = f"直接申报年限不足：需{years}年，现{years_and_months(held)}。"
    return basis(
        code="E210",
        severity=BLOCK,
        text=text,
        arithmetic=(line,),
        earliest=start_that_suffices(12 * years, until, terms, since),
    )


def _above_the_cap(dossier: Dossier, terms: Terms) -> bool:
    """Whoever comes from a state organ may declare up to the rank the notice names (PATH-19)."""
    law = terms.direct or Direct()
    cap = law.state_organ_transfer_max
    if not cap or not law.is_from_state_organs(dossier.request.direct_basis):
        return False
    highest = next((rank.value for rank in Rank if rank.label == cap), "")
    return Rank.height(terms.level(dossier.request.level).rank) > Rank.height(highest)


@rule("PATH-05", "提前一年", "提前1年", at_start=True)
def a_year_early(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """An engineering professional master may come one year early, once in a life (PATH-06, G-17)."""
    request = dossier.request
    if not request.early_one_year:
        return
    law = terms.exception.early_one_year if terms.exception else None
    say = partial(Finding, code="E211", part=OPTIONS, field="early_one_year", title="提前1年申报")
    if law is None:
        yield say(severity=BLOCK, text="本通知不设提前1年申报。")
    elif request.early_used >= law.times:
        yield say(
            severity=BLOCK, text=f"提前1年申报仅限使用{law.times}次。", arithmetic=(f"已使用 {request.early_used} 次",)
        )
    elif not any(_degree_counts(each, law) for each in dossier.schooling):
        told = "、".join(
            f"{each.level} {each.degree_code}{each.degree_field}" for each in dossier.schooling if each.degree_code
        )
        yield say(severity=BLOCK, text="学位代码不在范围内。", arithmetic=(f"学位代码：{told or '未填写'}",))
    else:
        text = "工程类专业学位硕士提前1年申报，须核对学位与申报专业是否相关。"
        yield replace(say(severity=Severity.HUMAN, text=text), code="PATH-05")


def _degree_counts(schooling: Schooling, law: EarlyOneYear) -> bool:
    """A professional master of one of the codes: the code alone, of a bachelor, is none (PATH-05, PATH-06)."""
    if EDUCATION_ORDER.index(schooling.level) < EDUCATION_ORDER.index(MASTER):
        return False
    field = schooling.degree_field
    if schooling.degree_code == OLD_ENGINEERING and (not field or any(x in field for x in law.excluded_0852_fields)):
        return False
    return schooling.degree_code in law.degree_codes


@rule("PATH-17", "破格", at_start=True)
def the_approval_of_an_exception(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Approved before declaring, in the flow, or stamped by the unit alone: the notice says which (PATH-16…18).

    Number, day and scan of the approval (MAT-67), or the scan of the stamped form (MAT-25); the proofs of an exception
    are the checklist's (MAT-03).
    """
    law, request = terms.exception, dossier.request
    if law is None or not (request.early_one_year or is_exceptional(request.options, terms)):
        return
    if law.approval_mode == "pre_approval":
        if not (request.approval_no and request.approval_on and dossier.papers_in(APPROVAL)):
            text = "未上传申报前审批同意的批文。"
            yield _unapproved(text, "" if request.approval_no and request.approval_on else "approval_no")
        elif late := yet_to_come(request.approval_on, today):
            text = "批文须在申报前取得，批文日期不能晚于今天，请核对。"
            yield replace(_unapproved(text, "approval_on"), arithmetic=late, missing=False)
    elif law.approval_mode == "unit_stamp_only" and not dossier.papers_in(EXCEPTION_FORM):
        yield replace(_unapproved("未上传单位盖章的审批表。", ""), part=slot_key(EXCEPTION_FORM), slot=EXCEPTION_FORM)


def is_exceptional(options: Collection[str], terms: Terms) -> bool:
    """Whether it is approved as 破格 is: that option, or 无职称 where the notice says so (PATH-17; 002 一)."""
    covers = terms.exception.covers if terms.exception else ()
    return Special.EXCEPTIONAL in options or (UNTITLED in covers and Special.DIRECT in options)


def _unapproved(text: str, field: str) -> Finding:
    part, slot = (OPTIONS, "") if field else (slot_key(APPROVAL), APPROVAL)
    return block(code="E212", part=part, field=field, slot=slot, title="破格审批", text=text, missing=True, hard=True)


def ladder_months(dossier: Dossier, terms: Terms) -> int | None:
    """Months the ordinary ladder takes this person from the start of work to the level declared; None without a ladder.

    For each rung the shortest row that fits the education: 本科 1 + 4, 硕士 0 + 2 (domain §4.3).
    """
    rungs = _rungs(dossier.request.level, terms)
    months = [_shortest(level, below, dossier, terms) for level, below in rungs]
    return None if not months or None in months else sum(month for month in months if month is not None)


def _rungs(level: str, terms: Terms) -> list[tuple[str, str]]:
    """(助理, work), (中级, 助理): 员 is no rung, those who finished school start as 助理."""
    codes = [each.code for each in terms.levels if each.rank in COMBINED and not each.name.endswith("员")]
    if level not in codes:
        return []
    upward = list(reversed(codes[codes.index(level) :]))
    return list(zip(upward, (WORK, *upward), strict=False))


def _shortest(level: str, base: str, dossier: Dossier, terms: Terms) -> int | None:
    conditions = terms.condition_set(level, group=group_of(dossier, terms))
    rows = [row for row in (conditions.rows if conditions else ()) if row.base == base]
    held = max((EDUCATION_ORDER.index(each.level) for each in dossier.schooling), default=-1)
    fitting = [
        row.months for row in rows if row.education != ANY_EDUCATION and EDUCATION_ORDER.index(row.education) <= held
    ]
    return min(fitting, default=None)


@rule("PATH-09", "从事新的专业技术工作满一年", at_start=True)
def a_year_in_the_new_work(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """转评 needs so many months in the new work."""
    request, least = dossier.request, terms.conversion.min_months_in_new_work
    if request.kind != DeclarationKind.CONVERSION:
        return
    since = request.new_work_since
    answer = partial(Finding, code="E215", part=OPTIONS, field="new_work_since", title="转评")
    if since is None:
        yield answer(severity=BLOCK, text="请填写从事现专业技术工作的起始时间。", missing=True)
        return
    held = months_between(since, today)
    line = f"{since} 起从事现专业技术工作，到 {today} 共 {span_words(held)}，要求 {span_words(least)}"
    if held >= least:
        yield answer(severity=OK, text="从事现专业技术工作满规定时间。", arithmetic=(line,))
    else:
        ready = add_months(since, least)
        text = "转评须从事新专业技术工作满一年。" if least == 12 else f"转评须从事新专业技术工作满{span_words(least)}。"  # noqa: PLR2004
        yield answer(severity=BLOCK, text=text, arithmetic=(line,), earliest=ready)


@rule("PATH-09", "可转评", "转评", at_start=True)
def a_title_to_convert(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """转评 turns a title of the same level of another series into one of this series; without one it is no 转评."""
    request = dossier.request
    level = next((each for each in terms.levels if each.code == request.level), None)
    if request.kind != DeclarationKind.CONVERSION or level is None:
        return
    others = [each for each in dossier.titles if each.kind == "title" and each.series not in {"", terms.series}]
    if old := next((each for each in others if stands_at(each, level, terms)), None):
        yield fulfilled(part=old.key, title="转评", text=f"由{old.series}系列的{old.name}转评为{level.name}。")
    else:
        told = "、".join(f"{each.name}（{each.series}）" for each in others) or "没有填写"
        text = f"转评须已取得其他系列的{Rank(level.rank).label}职称，请填写原系列的同级职称。"
        line = f"其他系列的职称：{told}；申报级别：{level.name}"
        titles = Section.TITLES.value
        yield block(code="PATH-09", part=titles, title="转评", text=text, arithmetic=(line,), missing=True)
