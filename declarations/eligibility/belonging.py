"""Whose people a notice is for: relation with the employer, household, archive, zone (ELIG-10…14; CHAN-20, CHAN-26)."""

from collections.abc import Iterator
from datetime import date

from config.lib.period import add_months, months_between
from declarations.eligibility.dossier import Dossier
from declarations.eligibility.facts import is_from_outside
from declarations.eligibility.findings import Finding
from declarations.eligibility.people import months_asked, plain, same_body
from declarations.eligibility.registry import rule
from declarations.eligibility.saying import block, fulfilled, human, span_words
from declarations.parts import Section, slot_key
from notices.rules import Terms

BASIC, OPTIONS = Section.BASIC.value, Section.OPTIONS.value
OUT_OF_SCOPE = "用人单位或个人不在本通知受理范围内"
CONTRACT = "contract"
REGION, REGION_SHORT = "广西壮族自治区", "广西"


@rule("ELIG-10", "人事（劳动）关系", at_start=True)
def long_enough_with_the_employer(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """So many months of personnel (labour) relation with the employer (002 一（一）1)."""
    least, person = terms.eligibility.employment_min_months, dossier.person
    if not least or dossier.request.freelancer or person.works_outside:
        return
    since = person.employed_since
    if since is None:
        text = "请填写与现单位建立人事（劳动）关系的时间。"
        yield block(code="E107", part=BASIC, field="employed_since", title="人事关系", text=text, missing=True)
        return
    held = months_between(since, today)
    line = f"{since} 起在现单位，到 {today} 共 {span_words(held)}，要求 {span_words(least)}"
    if held >= least:
        yield fulfilled(part=BASIC, title="人事关系", text="与现单位的人事（劳动）关系满规定时间。", arithmetic=(line,))
        return
    text = f"{OUT_OF_SCOPE}：与现单位的人事（劳动）关系不满{span_words(least)}。"
    yield block(
        code="E107",
        part=BASIC,
        field="employed_since",
        title="人事关系",
        text=text,
        arithmetic=(line,),
        earliest=add_months(since, least),
    )


@rule("ELIG-11", "户口", "人事档案托管", at_start=True)
def household_or_archive_in_the_region(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Who works elsewhere belongs here by household, or by an archive hosted here long enough (002 一（一）2)."""
    law, person = terms.eligibility.alternative, dossier.person
    if not person.works_outside:
        return
    if law is None or not law.outside_guangxi:
        yield block(code="E107", part=BASIC, field="works_outside", title="申报范围", text=f"{OUT_OF_SCOPE}。")
    elif law.hukou_in_guangxi and person.household_inside:
        yield human(code="ELIG-11", part=BASIC, title="申报范围", text="在区外工作、户籍在广西，须核对户籍证明。")
    else:
        yield _hosted(dossier, law.or_archive_hosted_months or 0, "", today)


@rule("ELIG-12", "注册的", at_start=True)
def registered_in_the_zone(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Units registered in the zone; else in the city, with the archive hosted by the zone's agency (003 一（一）1)."""
    zone, other = terms.eligibility.registered_area, terms.eligibility.alternative
    unit = dossier.workplace
    if zone is None:
        return
    city = other.unit_registered_in or "" if other else ""
    if unit.zone and same_area(unit.zone, zone, city):
        yield fulfilled(part=BASIC, title="单位注册地", text=f"单位注册在{zone}。")
    elif (relation := dossier.personnel_unit) and other and _lies_in(relation.place, other.unit_registered_in):
        yield _hosted(dossier, other.months or 0, other.archive_agency or "", today)  # of whom the relation is there
    elif is_from_outside(dossier, terms):  # 中直, 区直 units in the city come by letter, too (CHAN-12)
        text = f"单位不在{zone}注册，凭授权或委托函申报，须核对。"
        yield human(code="ELIG-12", part=BASIC, title="单位注册地", text=text)
    elif other and _lies_in(unit.place, other.unit_registered_in):
        yield _hosted(dossier, other.months or 0, other.archive_agency or "", today)
    else:
        where = unit.zone or unit.place or "未填写"
        text = f"{OUT_OF_SCOPE}：单位须注册在{zone}。"
        yield block(code="E107", part=BASIC, title="单位注册地", text=text, arithmetic=(f"单位注册地：{where}",))


def _lies_in(place: str, city: str | None) -> bool:
    return bool(city) and str(city) in place


def same_area(told: str, named: str, city: str = "") -> bool:
    """柳州高新区 or 柳州市柳东新区 is meant by 柳东新区（柳州高新区）; a fragment as 高新区 names no zone."""
    return not _names_of(told, city).isdisjoint(_names_of(named, city))


def _names_of(area: str, city: str) -> set[str]:
    """The whole name, the one before the bracket and the one in it, each also without the places it lies in."""
    whole = plain(area)
    before, _, inside = whole.rstrip(")").partition("(")
    city_short = city.removesuffix("市")
    bare = [name.removeprefix(REGION).removeprefix(REGION_SHORT) for name in (whole, before, inside)]
    short = [f"{city_short}{name.removeprefix(city)}" if city and name.startswith(city) else name for name in bare]
    return {name for name in (*bare, *short, *(name.removeprefix(city) for name in bare)) if name}


def _hosted(dossier: Dossier, least: int, agency: str, today: date) -> Finding:
    """The archive stands with the agency (any, where none is named) for so many months."""
    person = dossier.person
    whose = agency or "广西的人才交流服务机构"
    if person.archive_since is None or (agency and not same_body(person.archive_agency, agency)):
        text = f"{OUT_OF_SCOPE}：人事档案须在{whose}托管满{span_words(least)}。"
        return block(code="E107", part=BASIC, field="archive_since", title="档案托管", text=text, missing=True)
    held = months_between(person.archive_since, today)
    line = f"{person.archive_since} 起托管，到 {today} 共 {span_words(held)}，要求 {span_words(least)}"
    if held >= least:
        return human(
            code="ELIG-13", part=BASIC, title="档案托管", text="凭档案托管申报，须核对托管证明。", arithmetic=(line,)
        )
    text = f"{OUT_OF_SCOPE}：人事档案在{whose}托管不满{span_words(least)}。"
    earliest = add_months(person.archive_since, least)
    return block(
        code="E107",
        part=BASIC,
        field="archive_since",
        title="档案托管",
        text=text,
        arithmetic=(line,),
        earliest=earliest,
    )


@rule("ELIG-14", "劳务派遣", at_start=True)
def dispatched_staff(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Dispatched people declare by where they truly work, name the dispatching unit, show a contract (MAT-66)."""
    law, request = terms.eligibility.dispatch, dossier.request
    if law is None or not request.dispatched:
        return
    if not dossier.papers_in(CONTRACT):
        text = f"派遣人员须上传{'或'.join(law.contract)}。"
        place = slot_key(CONTRACT)
        yield block(code="E112", part=place, slot=CONTRACT, title="合同", text=text, missing=True, hard=True)
    if not request.relay:
        text = "请填写派遣单位：实际工作单位审核后，须先推送至派遣单位，再逐级上报。"
        yield block(code="ELIG-14", part=OPTIONS, field="relay", title="派遣单位", text=text, missing=True)


@rule("CHAN-20", "社保缴纳单位", at_start=True)
def the_paying_unit_comes_next(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Where another body pays the insurance, the file goes there before it goes up (003 二（二）)."""
    if dossier.request.dispatched or dossier.request.freelancer:
        return
    if not any(stop.node == "paying_unit" for stop in terms.route):
        return
    last = _last_month_asked(dossier, terms, today)
    paid = [each for each in dossier.paid_months if each.by_unit and each.month <= last]
    latest = max(paid, key=lambda each: each.month, default=None)
    known = (dossier.workplace.name, dossier.request.relay)
    if latest is None or any(same_body(latest.payer, name) for name in known):
        return
    if any(same_body(job.unit, latest.payer) and job.ended_on and job.ended_on >= latest.month for job in dossier.jobs):
        return  # the month was still of the employer before: months missing here are explained (MAT-31)
    yield block(
        code="CHAN-20",
        part=OPTIONS,
        field="relay",
        title="社保缴纳单位",
        text="实际工作单位与社保缴纳单位不一致，须先推送至社保缴纳单位，请填写社保缴纳单位。",
        arithmetic=(f"实际工作单位：{dossier.workplace.name}；{latest.month:%Y-%m} 由{latest.payer}缴纳",),
        missing=True,
    )


def _last_month_asked(dossier: Dossier, terms: Terms, today: date) -> date:
    """Later months say nothing yet of who pays: the notice asks up to this one (MAT-31)."""
    law = terms.social_insurance
    return months_asked(dossier, law, today)[-1] if law else dossier.declared_by(today).replace(day=1)
