"""Who may not declare at all (000 一（一）; ELIG-01…08, ELIG-18)."""

from collections.abc import Iterator
from datetime import date

from config.lib.period import day_after
from config.lib.text import chinese_date
from declarations.eligibility.dossier import Dossier, Person
from declarations.eligibility.facts import nature_of
from declarations.eligibility.findings import Finding
from declarations.eligibility.registry import rule
from declarations.eligibility.retirement import age_line, category_of, retires_on
from declarations.eligibility.saying import block, day_words, fulfilled, human
from declarations.parts import Section
from notices.rules import Terms
from notices.rules.natures import FREELANCER
from notices.rules.people import Retirement
from notices.rules.retirement import RetirementAges

INSTITUTION = "institution"
# What notices usually call the people of such units; a notice that words it anew says which codes it means.
POPULATION_OF = {
    "state_enterprise": "企业",
    "private_enterprise": "企业",
    "institution": "事业单位",
    "social_group": "社会团体",
    "individual": "个体经济组织",
    "other_non_public": "其他用人单位",
    "other": "其他用人单位",
    FREELANCER: "自由职业者",
}
HEAVY = ("记过", "降低岗位等级", "开除")  # 记过以上 includes 记过
BASIC = Section.BASIC.value


@rule("ELIG-01", "从事专业技术工作的人员", at_start=True)
def in_apopulation_of(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """People of the units the notice names, and freelancers."""
    named = terms.eligibility.populations
    own = population_of(FREELANCER if dossier.request.freelancer else nature_of(dossier, terms), terms)
    if not own:
        yield block(
            code="E107", part=BASIC, field="unit_nature", text="请填写单位性质。", title="申报范围", missing=True
        )
    elif named and own not in named:
        yield block(code="E107", part=BASIC, text="用人单位或个人不在本通知受理范围内。", title="申报范围")
    else:
        yield fulfilled(part=BASIC, text=f"属于本通知受理的{own}人员。", title="申报范围")


def population_of(nature: str, terms: Terms) -> str:
    """The notice's word for these people, else the usual one; empty before a nature is known."""
    named = terms.eligibility.population_natures.items()
    return next((word for word, natures in named if nature in natures), POPULATION_OF.get(nature, ""))


@rule("ELIG-02", "公务员（含参照公务员法管理", "公务员", at_start=True)
def no_civil_servant(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Civil servants are barred; institutions leaving 参公 inside their transition period are the exception."""
    law, person = terms.eligibility.civil_servant, dossier.person
    if not person.is_civil_servant or not law.barred:
        yield fulfilled(part=BASIC, text="不是公务员（含参公人员）。", title="人员身份")
    elif law.exception and nature_of(dossier, terms) == INSTITUTION and _reaches(person.transition_until, today):
        yield human(
            code="ELIG-02",
            part=BASIC,
            field="transition_until",
            title="人员身份",
            text=f"按“{law.exception}”申报，须核对过渡期证明。",
            arithmetic=(f"过渡期至 {person.transition_until} ≥ 申报日 {today}",),
        )
    else:
        ways = (f"{law.exception}可以申报：请填写过渡期截止日期。",) if law.exception else ()
        yield block(
            code="E101",
            part=BASIC,
            field="is_civil_servant",
            title="人员身份",
            text="公务员（含参照公务员法管理单位人员）不得申报职称。",
            other_ways=ways,
        )


@rule("ELIG-03", "达到法定退休年龄", "退休", at_start=True)
def not_retired(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Neither retired nor past the statutory age, unless the retirement was formally put off."""
    person, law, ages = dossier.person, terms.eligibility.retirement, terms.retirement_ages.known_on(today)
    reason = _retired_because(person, law, ages, today)
    if reason is None:
        if person.born_on:
            line = _age_line(person, ages)
            yield fulfilled(part=BASIC, text="未达到法定退休年龄。", title="退休", arithmetic=(line,))
    elif law.extension_exempt and _reaches(person.extension_until, today):
        yield human(
            code="ELIG-03",
            part=BASIC,
            field="extension_until",
            title="退休",
            text=f"已办理延长退休手续{_numbered(person.extension_no)}，须核对批准文件。",
            arithmetic=(*reason, f"延长至 {person.extension_until} ≥ 申报日 {today}"),
        )
    elif person.is_retired and law.day and person.retired_on is None:
        text = "请填写办理离退休手续的日期。"
        yield block(code="E102", part=BASIC, field="retired_on", title="退休", text=text, missing=True)
    else:
        yield block(
            code="E102",
            part=BASIC,
            field="is_retired" if person.is_retired else "born_on",
            title="退休",
            text=f"{_until_words(law)}已办理离退休手续或已达到法定退休年龄，不得申报（办理延长退休手续者请上传批准文件）。",
            arithmetic=reason,
            other_ways=("按规定办理延长退休手续后可以申报。",) if law.extension_exempt else (),
        )


def _retired_because(person: Person, law: Retirement, ages: RetirementAges, today: date) -> tuple[str, ...] | None:
    """2017 barred who had retired or reached the age by the end of the year before; 2024 asks on the day of declaring.

    Whoever retires within 2017 still declares that year (ELIG-04, ELIG-05).
    """
    if person.is_retired and (law.day is None or person.retired_on is None):
        return ("已填写“已办理离退休手续”",)
    limit = law.day or today
    if person.is_retired and person.retired_on and person.retired_on <= limit:
        return (f"办理离退休手续的日期 {person.retired_on} ≤ {limit}",)
    if person.born_on is None:
        return None
    day = retires_on(person.born_on, category_of(person.sex, person.retirement_category), ages)
    return (_age_line(person, ages), f"{day} ≤ {limit}") if day <= limit else None


def _numbered(number: str) -> str:
    return f"（{number}）" if number else ""


def _until_words(law: Retirement) -> str:
    return f"{chinese_date(law.day)}以前" if law.day else ""


def _age_line(person: Person, ages: RetirementAges) -> str:
    assert person.born_on
    return age_line(person.born_on, category_of(person.sex, person.retirement_category), ages)


@rule("ELIG-06", "记过以上处分", at_start=True)
def no_heavy_discipline(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """事业单位 staff under 记过 or heavier, while it lasts (G-22: of institutions); the unit attests what is told."""
    person, until = dossier.person, dossier.person.discipline_ends
    line = f"{discipline_words(person)}，处分期至 {until or '未填写'}，申报日 {day_words(today)}"
    if is_barred_by_discipline(dossier, terms, today):
        yield block(
            code="E103",
            part=BASIC,
            field="discipline",
            title="处分",
            text="受记过以上处分且在处分期内，不得申报。",
            arithmetic=(line,),
            earliest=day_after(until) if until else None,
        )
    elif person.discipline:
        text = "填写了处分，不在记过以上处分期内：由单位核对处分决定和期满日期。"
        yield human(code="ELIG-06", part=BASIC, field="discipline", title="处分", text=text, arithmetic=(line,))
    else:
        yield fulfilled(part=BASIC, text="不在记过以上处分期内。", title="处分")


def is_barred_by_discipline(dossier: Dossier, terms: Terms, today: date) -> bool:
    """记过以上 of somebody of an institution whose end is unknown or not past."""
    person, until = dossier.person, dossier.person.discipline_ends
    heavy = nature_of(dossier, terms) == INSTITUTION and person.discipline in HEAVY
    return heavy and (until is None or until >= today)


def discipline_words(person: Person) -> str:
    """记过（某局，2024-01-10 起，12 个月）."""
    since = f"{person.discipline_on} 起" if person.discipline_on else ""
    length = f"{person.discipline_months} 个月" if person.discipline_months else ""
    told = "，".join(each for each in (person.discipline_by, since, length) if each)
    return f"{person.discipline}（{told}）" if told else person.discipline


@rule("ELIG-07", "立案审查调查", at_start=True)
def not_under_investigation(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Under investigation, or a sanction still in its 影响期; any identity."""
    person = dossier.person
    until = person.sanction_until
    if not person.under_investigation and not _reaches(until, today):
        yield fulfilled(part=BASIC, text="没有立案审查调查，不在处分处罚影响期。", title="审查调查")
        return
    yield block(
        code="E104",
        part=BASIC,
        field="under_investigation" if person.under_investigation else "sanction_until",
        title="审查调查",
        text="因违纪违法被立案审查调查或在处分处罚影响期内，不得申报。",
        arithmetic=(f"影响期至 {until}，申报日 {today}",) if until else (),
        earliest=day_after(until) if until and not person.under_investigation else None,
    )


@rule("ELIG-08", "诚信档案库", at_start=True)
def not_in_the_integrity_archive(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """An entry within its record period; how long is said, what for is not (INTEG-02)."""
    if not dossier.barrings:
        yield fulfilled(part=BASIC, text="诚信档案库中没有记录期内的记录。", title="诚信档案")
        return
    until = max(barring.until for barring in dossier.barrings)
    yield block(
        code="E105",
        part=BASIC,
        title="诚信档案",
        text="已记入职称评审诚信档案库且在记录期限内，不得申报。",
        arithmetic=(f"记录期至 {until}，申报日 {today}",),
        earliest=day_after(until),
    )


@rule("OFFICE-09", "失信档案")
def in_the_archive_for_reference(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Where the notice bars nobody for the archive, who judges the case still knows of the record (COMM-15)."""
    if dossier.barrings and "integrity" not in terms.eligibility.exclusions:
        until = max(barring.until for barring in dossier.barrings)
        text = "诚信档案库中有记录期内的记录，作为审核、评审时的参考。"
        yield human(code="OFFICE-09", part=BASIC, title="诚信档案", text=text, arithmetic=(f"记录期至 {until}",))


@rule("ELIG-18", "疫情防控")
def epidemic_priority(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """A badge and a place in the queue, never a vote."""
    if dossier.person.epidemic_service and terms.eligibility.epidemic_priority.enabled:
        yield human(
            code="ELIG-18",
            part=BASIC,
            field="epidemic_service",
            title="疫情防控",
            text="参与疫情防控相关工作：可优先申报、优先参评，由审核单位核实。",
        )


def _reaches(day: date | None, today: date) -> bool:
    return day is not None and day >= today
