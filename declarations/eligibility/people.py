"""个人信息 (000 二（二）1; MAT-12, MAT-14, MAT-26, MAT-27, MAT-31, MAT-32, MAT-34…36, MAT-59)."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from itertools import pairwise

from config.lib.period import add_months
from declarations.eligibility.dossier import Dossier, Job, PaidMonth
from declarations.eligibility.facts import PUBLIC, differences, group_of, nature_of
from declarations.eligibility.findings import Finding, Severity
from declarations.eligibility.registry import rule
from declarations.eligibility.saying import block, fulfilled, human, lacking, month_words, warn
from declarations.parts import Section, slot_key
from notices.rules import Terms
from notices.rules.material import SocialInsurance

BASIC, INSURANCE = Section.BASIC.value, Section.INSURANCE.value
RESUME, TRAINING = Section.RESUME.value, Section.TRAINING.value
LEAST_PIXELS = (295, 413)  # one inch at 300 dpi; a doubt, never a refusal (MAT-12)
RATIOS = (0.62, 0.85)  # width to height of 1寸 and 2寸 prints, with room
SPECIAL_COURSE, INDUSTRY = "专业", "行业"
INDUSTRY_OR_PUBLIC = "industry_or_public"
GAP = timedelta(days=62)  # a month between two jobs stated by month
APPLIES = {  # the usual words, where a notice gives no codes
    "民营企业": frozenset({"private_enterprise"}),
    "非公经济组织": frozenset({"private_enterprise", "individual", "other_non_public"}),
    "社会组织": frozenset({"social_group"}),
}


@rule("MAT-14", "个人信息")
def the_form_is_filled(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Required fields of 基本信息."""
    if dossier.person.unfilled:
        text = f"基本信息还有未填写的内容：{'、'.join(dossier.person.unfilled)}。"
        yield block(code="MAT-14", part=BASIC, title="基本信息", text=text, missing=True)


@rule("MAT-12", "近期免冠", "证件照")
def a_proper_photo(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """The photo is there; shape and pixels are doubts; 近期、清晰 are for the unit's eyes."""
    person = dossier.person
    if not person.has_photo:
        text = lacking("近期免冠正面彩色证件照")
        yield block(code="E201", part=BASIC, field="photo", title="证件照", text=text, missing=True, hard=True)
        return
    yield from _doubtful(person.photo_doubts, terms)
    width, height = person.photo_pixels
    least = terms.photo.min_px or LEAST_PIXELS
    ratio = width / height if height else 0
    if width < least[0] or height < least[1] or not RATIOS[0] <= ratio <= RATIOS[1]:
        text = "照片比例或像素不符合建议，请裁剪后确认。"
        line = f"现为 {width}×{height} 像素，建议不小于 {least[0]}×{least[1]}，宽高比约 5:7"
        yield warn(code="W112", part=BASIC, field="photo", title="证件照", text=text, arithmetic=(line,))


def _doubtful(doubts: tuple[str, ...], terms: Terms) -> Iterator[Finding]:
    """Without colour where colour is asked it is refused, whatever way it came; whether it is 清晰 people see."""
    say = partial(Finding, code="MAT-12", part=BASIC, field="photo", title="证件照")
    if "grey" in doubts and terms.photo.color:
        yield say(severity=Severity.BLOCK, text="证件照须为彩色照片，请重新选择。")
    if "blurred" in doubts and terms.photo.clear:
        yield say(severity=Severity.HUMAN, text="证件照看起来有点模糊，请核对是否清晰。")


@rule("MAT-26", "公需科目学习考试任务", "公需科目")
def public_course_passed(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """The year's 公需科目 is studied and examined before declaring; 2017 took the industry's hours for it (MAT-30)."""
    law = terms.ce
    if law is None or not (law.must_pass_before_submit or law.mode == INDUSTRY_OR_PUBLIC):
        return
    year = law.public_course_year
    passed = any(course.year == year and course.category == PUBLIC and course.passed for course in dossier.courses)
    if law.mode == INDUSTRY_OR_PUBLIC:
        hours = [course for course in dossier.courses if course.category == INDUSTRY and course.passed]
        if not passed and not any(year - 1 <= course.year <= year for course in hours):  # a year's hours end with it
            text = f"请填写{year - 1}年度以来部门（行业）继续教育或{year}年度公需科目的合格情况。"
            yield block(code="MAT-30", part=TRAINING, title="继续教育", text=text, missing=True)
    elif passed:
        yield fulfilled(part=TRAINING, title="公需科目", text=f"已完成{year}年度公需科目学习考试任务。")
    else:
        text = f"未完成{year}年度公需科目学习考试任务。"
        yield block(code="E202", part=TRAINING, title="公需科目", text=text, missing=True)


@rule("MAT-29", "行业内继续教育")
def industry_hours_of_the_group(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Some industries have hours of their own, proved by one paper alone (003 三1（4）②; 桂建发〔2021〕8号)."""
    law = terms.ce.industry.get(group_of(dossier, terms)) if terms.ce else None
    if law is None:
        return
    done = any(each.category == INDUSTRY and each.year == law.year and each.passed for each in dossier.courses)
    if not done:
        text = f"{group_of(dossier, terms)}须完成{law.year}年度行业内继续教育（{law.site}），并上传{law.proof}。"
        yield block(code="MAT-29", part=TRAINING, title="行业内继续教育", text=text, missing=True, source=law.doc_no)


@rule("MAT-27", "作为推荐参评的重要参考")
def reference_year_studied(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Last year's hours: an important reference, never a bar."""
    year = terms.ce.reference_year if terms.ce else None
    if year is None:
        return
    done = {course.category for course in dossier.courses if course.year == year and course.passed}
    if not {PUBLIC, SPECIAL_COURSE} <= done:
        text = f"{year}年度继续教育学时未完成，将作为推荐参评的重要参考。"
        yield warn(code="W102", part=TRAINING, title="上年度继续教育", text=text)


@rule("MAT-31", "连续6个月以上", "养老保险缴费记录")
def insured_at_the_unit(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """So many months on end, the month of declaring not counted, paid at the declaring unit; else an explanation."""
    law = terms.social_insurance
    if law is None or dossier.request.freelancer or not insurance_applies(dossier, terms):
        return
    wanted, this = months_asked(dossier, law, today), dossier.declared_by(today).replace(day=1)
    asked = f"应有 {month_words(wanted[0])} 至 {month_words(wanted[-1])} 共{law.months}个月"
    line = f"申报月 {month_words(this)}，{asked}"
    there = {each.month for each in months_relied_on(dossier, law, today)}
    gaps = [month for month in wanted if month not in there]
    if not gaps:
        text = f"在申报单位连续缴费{law.months}个月。"
        yield fulfilled(part=INSURANCE, title="养老保险", text=text, arithmetic=(line,))
        return
    lines = (line, f"缺少：{'、'.join(map(month_words, gaps))}")
    explained = bool(dossier.request.insurance_gap.strip())
    what = "已附情况说明，由单位核对。" if explained else "请填写情况说明并上传证明。"
    text = f"申报单位连续{law.months}个月养老保险缴费记录不完整，{what}"
    yield warn(code="W101", part=INSURANCE, field="insurance_gap", title="养老保险", text=text, arithmetic=lines)
    if not explained:
        why = "养老保险缴费记录不完整，请填写情况说明。"
        yield block(
            code="W101", part=INSURANCE, field="insurance_gap", title="养老保险情况说明", text=why, missing=True
        )


@rule("MAT-31", "养老保险缴费记录")
def no_month_before_it_comes(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Nobody has paid for a month that has not begun."""
    ahead = sorted({each.month for each in dossier.paid_months if each.month > today})
    if ahead:
        text = f"养老保险缴费月份不能晚于申报当月：{'、'.join(map(month_words, ahead))}，请删除。"
        yield block(code="MAT-31", part=INSURANCE, title="养老保险", text=text)


def months_asked(dossier: Dossier, law: SocialInsurance, today: date) -> list[date]:
    """The months on end before the month of declaring, or up to it, as the notice counts; the earliest first."""
    this = dossier.declared_by(today).replace(day=1)
    last = this if not law.exclude_current_month else add_months(this, -1)
    return [add_months(last, -back) for back in range(law.months)][::-1]


def months_relied_on(dossier: Dossier, law: SocialInsurance, today: date) -> list[PaidMonth]:
    """Those of them that the declaring unit paid; of dispatched people the dispatching unit pays (ELIG-14, MAT-32)."""
    asked = set(months_asked(dossier, law, today))
    units = [dossier.workplace.name, *([dossier.request.relay] if dossier.request.dispatched else [])]
    paid = [each for each in dossier.paid_months if each.by_unit and each.month in asked]
    return [each for each in paid if any(same_body(each.payer, unit) for unit in units if unit)]


def insurance_applies(dossier: Dossier, terms: Terms) -> bool:
    """Whether the notice asks these people for the months (MAT-31…33)."""
    nature = nature_of(dossier, terms)
    law = terms.social_insurance
    if law is None or "all" in law.applies_to or law.natures:
        return law is not None and ("all" in law.applies_to or nature in law.natures)
    return any(nature in APPLIES.get(each, frozenset()) for each in law.applies_to)


def same_body(one: str, other: str) -> bool:
    """Names of bodies as people type them: brackets of either width, blanks, 管委会."""
    return plain(one) == plain(other)


def plain(name: str) -> str:
    """A name without what does not tell bodies apart."""
    return name.replace("（", "(").replace("）", ")").replace("管理委员会", "管委会").replace(" ", "").strip()


@rule("MAT-35", "不在任何单位缴纳社保")
def freelancers_have_no_payer(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Back from the month of declaring, that month included: no unit paid (G-30)."""
    law = terms.social_insurance
    if law is None or not dossier.request.freelancer or not law.freelancer_none_months:
        return
    months, this = law.freelancer_none_months, dossier.declared_by(today).replace(day=1)
    latest = this if law.freelancer_include_current_month else add_months(this, -1)
    window = [add_months(latest, -back) for back in range(months)]
    paid = sorted((each for each in dossier.paid_months if each.by_unit and each.month in window), key=_by_month)
    if not paid:
        return
    yield block(
        code="E217",
        part=INSURANCE,
        title="自由职业者社保",
        text=f"自由职业者自申报当月往前{months}个月内存在单位参保记录。",
        arithmetic=(
            f"{month_words(window[-1])} 至 {month_words(window[0])}（含申报当月）应没有单位缴费",
            *(f"{month_words(each.month)} 由{each.payer}缴纳" for each in paid),
        ),
        earliest=add_months(paid[-1].month, months),
    )


def _by_month(paid: PaidMonth) -> date:
    return paid.month


@rule("MAT-36", "从参加工作时起的主要工作简历", "工作简历")
def a_resume_without_holes(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """From the first job on; overlaps and holes are pointed out."""
    jobs = sorted(dossier.jobs, key=lambda job: job.started_on)
    if not jobs:
        yield block(code="MAT-36", part=RESUME, title="工作简历", text="请填写从参加工作时起的工作简历。", missing=True)
        return
    for before, after in pairwise(jobs):
        yield from _seam(before, after)
    since = dossier.person.work_since
    if since and abs((jobs[0].started_on - since).days) > GAP.days:
        line = f"参加工作时间 {month_words(since)}，简历从 {month_words(jobs[0].started_on)} 开始"
        text = "工作简历的起始时间与参加工作时间不一致，请核对。"
        yield warn(code="MAT-36", part=jobs[0].key, title="工作简历", text=text, arithmetic=(line,))


def _seam(before: Job, after: Job) -> Iterator[Finding]:
    line = f"{before.unit} 至 {_until(before)}；{after.unit} 从 {month_words(after.started_on)}"
    if before.ended_on is None or before.ended_on > after.started_on + timedelta(days=31):
        text = "工作简历的时间有重叠，请核对。"
        yield warn(code="MAT-36", part=after.key, title="工作简历", text=text, arithmetic=(line,))
    elif after.started_on - before.ended_on > GAP:
        text = "工作简历的时间有间断，请补充或核对。"
        yield warn(code="MAT-36", part=after.key, title="工作简历", text=text, arithmetic=(line,))


def _until(job: Job) -> str:
    return month_words(job.ended_on) if job.ended_on else "今"


@rule("MAT-34", "工作经历与养老保险缴费记录不符")
def resume_agrees_with_insurance(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Months paid by a unit where the résumé names another."""
    strange = sorted(
        {each.payer for each in dossier.paid_months if each.by_unit and dossier.jobs and not _worked(each, dossier)}
    )
    if strange:
        text = f"工作简历与社保缴费单位不一致，请核实：{'、'.join(strange)}。"
        yield warn(code="W103", part=INSURANCE, title="简历与社保", text=text)


def _worked(paid: PaidMonth, dossier: Dossier) -> bool:
    month_end = add_months(paid.month, 1)
    return any(
        same_body(job.unit, paid.payer)
        and job.started_on < month_end
        and (job.ended_on is None or job.ended_on >= paid.month)
        for job in dossier.jobs
    )


@rule("MAT-59", "姓名或身份证号码")
def one_and_the_same_person(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Materials under another name or number need the household register's word (MAT-60, MAT-61)."""
    why = differences(dossier, terms)
    if not why:
        yield from _perhaps_another(dossier)
    elif dossier.papers_in("name_id_proof"):
        text = "材料所用姓名或身份证号码不一致，须核对证明。"
        yield human(code="MAT-59", part=slot_key("name_id_proof"), title="姓名、证号", text=text, arithmetic=why)
    else:
        # 2017 knew no household booklet: the one paper a notice takes is named, of several the catalogue's words do.
        proofs = terms.id_mismatch.proof
        text = f"姓名/身份证号码不一致，请上传{proofs[0] if len(proofs) == 1 else '户口簿本人信息页或户籍证明'}。"
        place = slot_key("name_id_proof")
        yield block(
            code="E218",
            part=place,
            slot="name_id_proof",
            title="姓名、证号",
            text=text,
            arithmetic=why,
            missing=True,
            hard=True,
        )


def _perhaps_another(dossier: Dossier) -> Iterator[Finding]:
    """A former name, a second number, data shared under another name: the person and the unit compare the materials.

    None of them holds anybody up by itself: materials need not stand under it, and a registry may be wrong.
    """
    person = dossier.person
    known = (
        (bool(person.former_name), f"有曾用名“{person.former_name}”"),
        (bool(person.other_numbers), "使用过另外的身份证号码"),
        (bool(person.shared_names), f"{'、'.join(person.shared_names)}登记的姓名与填写的不同"),
    )
    if told := "，".join(words for true, words in known if true):
        text = f"{told}：请核对材料所用的姓名和身份证号码，不一致的，请在基本信息中勾选并上传证明。"
        yield warn(code="MAT-59", part=BASIC, field="name_differs", title="姓名、证号", text=text)
