"""The hub: which parts there are, how each stands, and why one cannot be opened (S05)."""

from dataclasses import dataclass

from django.urls import reverse

from declarations.eligibility import Completeness, SectionState
from declarations.eligibility.completeness import Standing
from declarations.links import finding_url, section_url
from declarations.models import Declaration
from declarations.parts import Section, section_of
from declarations.selectors import open_permits
from notices.rules import Terms

Badge = tuple[str, str, str]

DONE: Badge = ("已完成", "done", "")
OPTIONAL: Badge = ("选填", "draft", "")
EMPTY: Badge = ("还没有填写", "draft", "")
WRONG: Badge = ("有问题", "bad", "circle-alert")
LOCKED = "补正没有涉及这一部分"

WORDS = {
    Section.BASIC: ("核对基本信息", "姓名、民族、联系方式、单位和照片"),
    Section.OPTIONS: ("选择特殊选项", "高技能人才、直接申报、破格申报；没有的直接保存"),
    Section.EDUCATION: ("填写学历", "每个学历附学历证书、查档材料或学历认证"),
    Section.TITLES: ("填写现职称和资格证书", "勾选一个作为申报资格"),
    Section.TRAINING: ("填写继续教育", "公需科目须先完成"),
    Section.INSURANCE: ("填写社会保险", "最近的养老保险缴费月份和单位"),
    Section.RESUME: ("填写工作简历", "从参加工作到现在"),
    Section.EXPERIENCE: ("填写专业技术工作经历", "取得下一级职称以来，按重要程度排序"),
    Section.ACHIEVEMENTS: ("填写业绩成果", "按重要程度排序，选择对应的评审条件"),
    Section.PUBLICATIONS: ("填写学术成果", "论文、著作、技术工作总结"),
    Section.REPRESENTATIVE: ("标注代表性成果", "从以上三类中选一项，专家首先看它"),
    Section.MATERIALS: ("上传其他证明材料", "自评表扫描件、身份证明和其他材料"),
}
GROUPS = (
    ("一、个人情况", tuple(Section)[:7]),
    ("二、业绩与成果", tuple(Section)[7:11]),
    ("三、证明材料", (Section.MATERIALS,)),
)


@dataclass(frozen=True, slots=True)
class Task:
    """One row of the list."""

    id: str
    label: str
    hint: str
    url: str  # empty: cannot be opened
    badge: Badge | None
    why: str = ""  # … and why not


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing still missing, as a link."""

    text: str
    url: str
    hard: bool


def task_groups(declaration: Declaration, terms: Terms, done: Completeness) -> list[tuple[str, list[Task]]]:
    """Tasks by group. In a correction only what it names can be opened."""
    permitted = None if declaration.submitted_at is None else _permitted(declaration)
    groups = [
        (title, [_task(declaration, terms, done.of(section), permitted) for section in sections])
        for title, sections in GROUPS
    ]
    return [*groups, ("四、核对与承诺", [check_task(declaration, done)])]


def _permitted(declaration: Declaration) -> frozenset[str] | None:
    permits = open_permits(declaration)
    return frozenset(section_of(each.part) for each in permits) if permits else None


def _task(declaration: Declaration, terms: Terms, state: SectionState, permitted: frozenset[str] | None) -> Task:
    section = state.section
    label, hint = WORDS[section]
    limit = {Section.ACHIEVEMENTS: terms.limits.performance, Section.PUBLICATIONS: terms.limits.academic}.get(section)
    hint = f"最多 {limit} 项，{hint}" if limit else hint
    if permitted is not None and section not in permitted:
        return Task(section.value, label, hint, "", None, LOCKED)
    return Task(section.value, label, hint, section_url(declaration, section), badge_of(state))


def badge_of(state: SectionState) -> Badge:
    """How a section stands, in a few words."""
    if state.standing is Standing.MISSING:
        return (f"还差 {state.count} 项", "todo", "circle-alert")
    if state.standing is Standing.DONE and not state.begun:
        return OPTIONAL
    return {Standing.DONE: DONE, Standing.EMPTY: EMPTY, Standing.WRONG: WRONG}[state.standing]


def check_task(declaration: Declaration, done: Completeness) -> Task:
    """Check answers and sign: open when nothing is missing."""
    label, hint = "核对全部内容并签名承诺", "五项自查、承诺和签名，然后提交给单位"
    if not done.is_complete:
        return Task("check", label, hint, "", None, "前面各部分完成后才能开始")

    return Task(
        "check", label, hint, reverse("declarations:check", args=[declaration.ref]), ("可以提交", "ok", "check")
    )


def lacks_of(declaration: Declaration, done: Completeness) -> list[Lack]:
    """Everything that still holds up the submission; 不可缺少 first."""
    return [Lack(each.text, finding_url(declaration, each), each.hard) for each in done.missing]


@dataclass(frozen=True, slots=True)
class CourseAsked:
    """What is to be studied, where, and what proves it."""

    name: str
    url: str
    proof: str = ""


def courses_asked(declaration: Declaration, terms: Terms) -> list[CourseAsked]:
    """公需科目 of the year by its title, and the hours of the specialty's industry, which prevail (MAT-28, MAT-29)."""
    law = terms.ce
    if law is None:
        return []
    title = f"《{law.public_course_title}》" if law.public_course_title else ""
    asked = [CourseAsked(f"{law.public_course_year}年度公需科目{title}", law.url or "")]
    group = next((each.group for each in terms.specialties if each.code == declaration.specialty), "")
    if industry := law.industry.get(group or ""):
        asked.append(CourseAsked(f"{industry.year}年度{group}行业内继续教育", industry.site, industry.proof))
    return asked
