"""Education, title held, years (COND-13, COND-14, MAT-16, MAT-18…20, MAT-22, PATH-10, PATH-11, PATH-15)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from committees.states import Rank
from declarations.eligibility.dossier import Dossier, Title
from declarations.eligibility.facts import is_lowest
from declarations.eligibility.findings import Finding
from declarations.eligibility.kinds import is_determinable
from declarations.eligibility.registry import rule
from declarations.eligibility.saying import ONE_BASE, block, fulfilled, human, warn
from declarations.eligibility.seniority import (
    WORK,
    Count,
    conditions_of,
    counts_of,
    level_below,
    needs_base,
    next_lower_title,
    stands_at,
    start_that_suffices,
)
from declarations.parts import Section, slot_key
from declarations.states import Special
from notices.rules import Terms
from notices.rules.terms import TARGETED
from notices.states import DeclarationKind

EDUCATION, TITLES, BASIC = Section.EDUCATION.value, Section.TITLES.value, Section.BASIC.value
HOW_TO_VERIFY = (
    "先在“现职称”页点“从共享数据取得”，取得到的就是审验过的；取得不到的，请向发证机关申请证书在线审验，"
    "审验后再取得一次。不影响本次提交，证书照常上传。"
)
TITLE_BASIS = "lower_title_basis"
NEEDLESS = "PATH-15.needless"
SEPARATE = {
    "separate_committee": "单独组建评委会",
    "separate_group": "单独分组",
    "separate_review": "单独评审",
}
WAYS = "符合条件的，可以选择破格申报、直接申报，或申报低一级。"


@rule("MAT-16", "学历情况可通过申报系统", "学历证书")
def some_education(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """At least one education is stated; each manual one is proved (see the checklist)."""
    if not dossier.schooling:
        yield block(code="MAT-16", part=EDUCATION, title="学历", text="请填写学历。", missing=True)


@rule("MAT-22", "勾选一个资格证书", "下一级职称", at_start=True)
def one_base_qualification(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Exactly one certificate is the base; not asked at the lowest level and of direct applicants (MAT-19, G-34)."""
    ticked = len(dossier.bases)
    if ticked > 1:
        line = f"现勾选 {ticked} 个"
        yield block(code="E222", part=TITLES, title="申报资格", text=ONE_BASE, arithmetic=(line,))
    elif not ticked and needs_base(dossier, terms, today):
        line = "还没有勾选" if dossier.titles else "还没有填写下一级职称或高级工以上证书"
        yield block(code="E222", part=TITLES, title="申报资格", text=ONE_BASE, arithmetic=(line,), missing=True)


@rule("MAT-18", "应尽快完成职称证书在线审验")
def verified_online(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """A typed-in base title should soon be verified online."""
    base = dossier.base
    if base and base.kind == "title" and not (base.shared or base.verified_online):
        text = "下一级职称未经在线审验，请尽快办理。"
        yield warn(code="W107", part=TITLES, title="在线审验", text=f"{text}{HOW_TO_VERIFY}")


@rule("COND-13", "应符合与申报职称相应的", "资历", at_start=True)
def education_and_years(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Any row of the matrix that holds is enough; short of all of them only 破格 and 直接 lead on (COND-14)."""
    counts = counts_of(dossier, terms, today)
    if not counts:
        return
    best = counts[0]
    source = _source(dossier, terms)
    told = dossier.schooling or dossier.bases or dossier.person.specialty_since
    if not (best.holds or told):
        return  # nothing is filled in yet: the sections say so themselves
    if dossier.request.kind == DeclarationKind.INITIAL_DETERMINATION:
        yield from _beside_determination(dossier, counts, terms, source)
    elif best.holds:
        lines = (best.words, *_note(terms))
        yield fulfilled(
            part=_place(best), title="学历与资历", text="符合学历、资历条件。", arithmetic=lines, source=source
        )
    elif way := _other_way(dossier, counts):
        text = f"常规学历、资历条件未达到，按{way}审核。"
        yield human(
            code="COND-14", part=_place(best), title="学历与资历", text=text, arithmetic=_lines(counts), source=source
        )
    else:
        yield _short(counts, terms, source)


def _beside_determination(dossier: Dossier, counts: list[Count], terms: Terms, source: str) -> Iterator[Finding]:
    """No notice has a table of education and years for 认定: the review's stands beside, it decides nothing."""
    if not is_determinable(dossier.request.level, terms):
        return
    holds = counts[0].holds
    text = f"评审的学历、资历条件{'已经达到' if holds else '还没有达到'}，供认定部门参考；认定的条件由认定部门核实。"
    lines = (counts[0].words,) if holds else _lines(counts)
    yield human(code="COND-14", part=_place(counts[0]), title="学历与资历", text=text, arithmetic=lines, source=source)


def _other_way(dossier: Dossier, counts: list[Count]) -> str:
    """By what somebody short of education or years may still be looked at (COND-14, PATH-24…30)."""
    request = dossier.request
    if request.opted(Special.DIRECT):
        return "直接申报"
    if request.opted(Special.EXCEPTIONAL) and _relaxed(counts, request.relaxes):
        return f"破格申报（放宽{'、'.join(request.relaxes)}）" if request.relaxes else "破格申报"
    own = request.kind in (DeclarationKind.SPECIAL_DIRECT, *DeclarationKind.unvoted)
    return DeclarationKind(request.kind).label if own else ""


def _relaxed(counts: list[Count], relaxes: tuple[str, ...]) -> bool:
    """Whether what is ticked covers what is short: 学历 the education, 资历 the years (PATH-15).

    Without a lower title, or before anything is ticked, another rule says what is missing.
    """
    held = [each for each in counts if each.held and each.row.base != WORK]
    if not relaxes or not held:
        return True
    return any(
        (bool(each.education) or "学历" in relaxes) and (each.months >= each.needed or "资历" in relaxes)
        for each in held
    )


def _short(counts: list[Count], terms: Terms, source: str) -> Finding:
    best = counts[0]
    return block(
        code="COND-13",
        part=_place(best),
        title="学历与资历",
        text=f"未达到学历、资历条件：{best.words}。",
        arithmetic=(*_lines(counts), *_note(terms)),
        source=source,
        earliest=min((day for day in (_earliest(each, terms) for each in counts) if day), default=None),
        other_ways=(WAYS,),
    )


def _earliest(count: Count, terms: Terms) -> date | None:
    if count.start is None or not count.education:
        return None
    return start_that_suffices(count.needed, count.until, terms, count.start)


def _lines(counts: list[Count]) -> tuple[str, ...]:
    told = [each.words for each in counts if each.held]
    return tuple(told or [each.words for each in counts])[:4]


def _note(terms: Terms) -> tuple[str, ...]:
    return (f"资历截止日 {terms.seniority.cutoff_date}，{terms.seniority.note}",) if terms.seniority.note else ()


def _source(dossier: Dossier, terms: Terms) -> str:
    conditions = conditions_of(dossier, terms)
    if conditions is None:
        return ""
    return conditions.doc_no + ("（示例，以正式评审条件为准）" if conditions.sample else "")


def _place(count: Count) -> str:
    if not count.education:
        return EDUCATION
    return BASIC if count.row.base == "work" else TITLES


@rule("PATH-15", "放宽学历或资历", "破格", at_start=True)
def exceptional_relaxes_only(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """破格 relaxes education or seniority; it is not for people without a lower title, nor for skipping a level."""
    if not dossier.request.opted(Special.EXCEPTIONAL) or terms.exception is None:
        return
    if not dossier.titles:
        return  # the missing title is reported by itself
    if next_lower_title(dossier, terms) is None and not is_lowest(dossier.request.level, terms):
        below = level_below(dossier.request.level, terms)
        held = dossier.base.name if dossier.base else "无"
        yield block(
            code="E213",
            part=TITLES,
            title="破格申报",
            text="破格不适用于无职称申报或越级申报。",
            arithmetic=(f"申报资格：{held}；下一级职称应为{below.name if below else ''}",),
        )
    if not dossier.request.relaxes:
        yield block(
            code="PATH-15",
            part=Section.OPTIONS.value,
            field="relaxes",
            title="破格申报",
            text=f"请选择破格放宽的条件（{'或'.join(terms.exception.relaxes)}）。",
            missing=True,
        )


@rule("PATH-15", "放宽学历或资历", "破格", at_start=True)
def an_exception_is_needed(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Who meets the ordinary conditions needs no 破格, which asks for more and waits for an approval of its own."""
    if not dossier.request.opted(Special.EXCEPTIONAL) or terms.exception is None:
        return
    if (counts := counts_of(dossier, terms, today)) and counts[0].holds:
        yield warn(
            code=NEEDLESS,
            part=Section.OPTIONS.value,
            field="options",
            title="破格申报",
            text="您已符合正常申报的学历、资历条件，不需要破格；破格另有条件，还要另行审批。请改为正常申报。",
            arithmetic=(counts[0].words,),
        )


@rule("PATH-10", "重新确认后方可申报", at_start=True)
def reconfirmed_first(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """A title from outside the region, still the same series: in principle reconfirmed first; the office decides."""
    base = dossier.base
    asked_for = dossier.request.kind == DeclarationKind.RECONFIRMATION  # then it is what is being done (PATH-14)
    own_series = base is not None and _from_outside(base) and base.series == terms.series
    if base and own_series and base.reconfirmed_on is None and not asked_for:
        text = "区外取得的职称尚未办理重新确认，由职改办决定。"
        yield warn(code="W108", part=base.key, title="重新确认", text=text)


@rule("PATH-11", "不再从事原系列专业技术工作", at_start=True)
def authenticity_by_the_unit(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """An outside title of another series: the unit attests that it is real (``titles_to_attest``)."""
    for title in _from_elsewhere(dossier, terms):
        text = "区外取得的其他系列职称，由单位核实其真实有效性后可跨系列申报或转评。"
        yield human(code="PATH-11", part=title.key, title="原职称核实", text=text)


def _from_elsewhere(dossier: Dossier, terms: Terms) -> list[Title]:
    """What is declared on, and of a 转评 what is converted: from outside and of another series, so never 重新确认."""
    converting = dossier.request.kind == DeclarationKind.CONVERSION
    level = next((each for each in terms.levels if each.code == dossier.request.level), None)
    return [
        each
        for each in dossier.titles
        if (each.is_base or (converting and level and stands_at(each, level, terms)))
        and each.kind == "title"
        and _from_outside(each)
        and each.series not in {"", terms.series}
    ]


def titles_to_attest(dossier: Dossier, terms: Terms) -> list[Title]:
    """Titles whose authenticity the unit attests before they lead upward or are converted (PATH-11, 第三十七条).

    Nobody is asked where the notice says nothing of other series; where one converts first, only a 转评 is left
    (PATH-12).
    """
    law = terms.cross_series_up
    converting = dossier.request.kind == DeclarationKind.CONVERSION
    asked = law is not None and (converting or law.mode == "allowed_with_unit_verification")
    return _from_elsewhere(dossier, terms) if asked else []


@rule("PATH-12", "系列", at_start=True)
def the_series_of_the_base_is_told(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Whether a title leads on depends on its series: where it is blank nobody can say (PATH-09…12)."""
    base, law = dossier.base, terms.cross_series_up
    if base is None or base.kind != "title" or base.series.strip():
        return
    if (law and law.mode == "convert_first") or _from_outside(base):
        text = f"请选择“{base.name}”的系列。"
        yield block(code="PATH-12", part=base.key, field="series", title="申报系列", text=text, missing=True)


@rule("PATH-12", "先进行转系列评审", "转系列评审", at_start=True)
def converted_first(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Where the notice says so, the next-lower title must be of the declared series (004 六; COND-16)."""
    base, law = dossier.base, terms.cross_series_up
    if base is None or base.kind != "title" or base.series in {"", terms.series}:
        return
    upward = dossier.request.kind == DeclarationKind.ORDINARY and Rank.height(base.rank) < _height(dossier, terms)
    if law is None or law.mode != "convert_first" or not upward:
        return
    line = f"申报系列：{terms.series}；申报资格：{base.name}（{base.series}）"
    if base.series in law.national_exceptions:
        text = f"{base.series}系列国家另有规定，由职改办核实。"
        yield human(code="PATH-12", part=base.key, title="申报系列", text=text, arithmetic=(line,))
        return
    text = "不具备申报系列的下一级职称，应先转系列评审。"
    ways = ("可以先申报本系列同级职称的转评；转评后，资历、年限和业绩可从转评前的职称起算。",)
    yield block(code="E214", part=base.key, title="申报系列", text=text, arithmetic=(line,), other_ways=ways)


def _height(dossier: Dossier, terms: Terms) -> int:
    return next((Rank.height(each.rank) for each in terms.levels if each.code == dossier.request.level), 0)


@rule("PATH-08", "定向评价", at_start=True)
def valid_in_its_area_only(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """A 定向 title is no base outside the area it was given for (004 七)."""
    base = dossier.base
    if base and base.area and base.area not in dossier.workplace.place:
        line = f"该职称仅在{base.area}有效；单位所在地：{dossier.workplace.place or '未填写'}"
        text = f"“{base.name}”是定向评价取得的职称，不能在{base.area}以外作为申报资格。"
        yield block(code="PATH-08", part=base.key, title="定向评价", text=text, arithmetic=(line,))


def area_of(place: str, terms: Terms) -> str:
    """The county of the 定向 evaluation in which a place lies; "" for any other place (PATH-08)."""
    return next((county for county in terms.targeted_eval.counties if county in place), "")


@rule("PATH-08", "定向评价", at_start=True)
def targeted_inside_its_counties(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """双定向 is for people who work in the counties the rules name (004 七)."""
    counties, place = terms.targeted_eval.counties, dossier.workplace.place
    if not dossier.request.opted(Special.TARGETED):
        return
    if not counties or area_of(place, terms):
        yield _by_its_own_conditions(dossier, terms)
        return
    line = f"单位所在地：{place or '未填写'}；定向评价区域：{'、'.join(counties)}"
    text = "“双定向”职称只面向定向评价区域内的单位，您的单位不在其中，请取消勾选，按普通条件申报。"
    options = Section.OPTIONS.value
    yield block(code="PATH-08", part=options, field="options", title="定向评价", text=text, arithmetic=(line,))


def _by_its_own_conditions(dossier: Dossier, terms: Terms) -> Finding:
    """By which conditions and where it is voted on, and where the title will hold (004 七; COMM-18)."""
    law, conditions = terms.targeted_eval, conditions_of(dossier, terms)
    area = area_of(dossier.workplace.place, terms)
    where = f"取得的职称仅在{area}有效。" if law.area_limited and area else ""
    lines = tuple(f"可以采用的方式：{SEPARATE[mode]}" for mode in law.modes if mode in SEPARATE)
    told: Any = {"part": Section.OPTIONS.value, "title": "定向评价", "arithmetic": lines}
    if conditions and conditions.scope == TARGETED:
        return fulfilled(text=f"按“双定向”评审条件（{conditions.doc_no}）单独评审。{where}", **told)
    text = f"本通知没有载入“双定向”评审条件，按本级别一般条件核对。{where}"
    return human(code="PATH-08", field="options", text=text, **told)


@rule("COND-12", "申报截止")
def the_former_cut_off_is_known(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Results count from the cut-off under which the present title was declared; unknown, from its grant (G-15)."""
    title = next_lower_title(dossier, terms)
    by_cutoff = terms.achievement_window.start == "current_title_declaration_cutoff"
    if by_cutoff and title and title.declared_until and title.declared_until > title.granted_on:
        text = f"取得{title.name}那一年的申报截止日期不能晚于取得时间，请核对。"
        line = f"申报截止 {title.declared_until} 晚于取得 {title.granted_on}"
        yield block(
            code="COND-12",
            part=title.key,
            field="declared_until",
            title="成果起算时间",
            text=text,
            arithmetic=(line,),
        )
    elif by_cutoff and title and title.kind == "title" and title.declared_until is None:
        text = f"没有填写取得{title.name}时的申报截止日期，成果从取得职称之日（{title.granted_on}）起算。"
        yield warn(code="COND-12", part=title.key, field="declared_until", title="成果起算时间", text=text)


@rule("MAT-21", "区内柳州市外", "职称批文或评审表")
def proof_of_a_title_from_another_city(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """A title of the region but not of the city, not matched by sharing: the approval or the review form, too."""
    base = dossier.base
    if (
        base is None
        or base.kind != "title"
        or base.origin != "region"
        or base.shared
        or not terms.base_qualification.out_of_city_in_region
    ):
        return
    if not dossier.papers_in(TITLE_BASIS):
        text = f"区内{_city(terms)}外取得的职称须上传证书及批文或评审表。"
        place = slot_key(TITLE_BASIS)
        yield block(code="E223", part=place, slot=TITLE_BASIS, title="职称批文", text=text, missing=True, hard=True)


def _city(terms: Terms) -> str:
    """The city a notice of a city's office is of; without one said, 本市."""
    other = terms.eligibility.alternative
    return (other.unit_registered_in or "") if other and other.unit_registered_in else "本市"


def _from_outside(title: Title) -> bool:
    return title.origin == "outside"
