"""The hub: which parts there are, how each stands, and why one cannot be opened (S05)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.urls import reverse

from config.lib import clock
from config.lib.uiwords import task_day
from declarations.eligibility import Completeness, SectionState
from declarations.eligibility.completeness import Standing
from declarations.eligibility.findings import Finding, Severity
from declarations.links import finding_url, section_url
from declarations.models import Declaration
from declarations.pages.own_words import own_words, what_to_do
from declarations.pages.section_words import LABELS, hint_of, why_not_asked
from declarations.parts import Section
from declarations.remarks import OPEN, Asking, asking_of, page_of
from declarations.selectors import open_permits
from declarations.states import State
from declarations.unsaved import CODE as UNSAVED
from declarations.unsaved import FROM_CAN_I, FROM_START
from notices.models import Gate
from notices.rules import Terms
from records.services.calendar import count_between, working_day_before

Badge = tuple[str, str, str]

DONE: Badge = ("已完成", "done", "")
OPTIONAL: Badge = ("选填", "draft", "")
EMPTY: Badge = ("还没有填写", "draft", "")
WRONG: Badge = ("有问题", "bad", "circle-alert")
SHORT = "COND-01"  # fewer conditions are answered than are asked: for people to judge, and no block
WANTING = frozenset({"todo", "bad"})
LOCKED = "补正没有涉及这一部分"

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
    off: str = "暂不能开始"  # in two words


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing still missing, as a link."""

    text: str
    url: str
    hard: bool
    todo: str = ""  # 怎么办, where the sentence does not say it


def task_groups(declaration: Declaration, terms: Terms, done: Completeness) -> list[tuple[str, list[Task]]]:
    """Tasks by group. In a correction only what it names can be opened."""
    permitted = None if declaration.submitted_at is None else _permitted(declaration)
    asking = asking_of(declaration)
    groups = [
        (title, [_task(declaration, terms, done.of(section), permitted, asking) for section in sections])
        for title, sections in GROUPS
    ]
    return [*groups, ("四、核对与承诺", [check_task(declaration, done, asking)])]


def _permitted(declaration: Declaration) -> frozenset[str] | None:
    permits = open_permits(declaration)
    return frozenset(page_of(each.part) for each in permits) if permits else None


def _task(
    declaration: Declaration,
    terms: Terms,
    state: SectionState,
    permitted: frozenset[str] | None,
    asking: Asking | None,
) -> Task:
    section = state.section
    label, hint = LABELS[section], hint_of(section, terms)
    limit = {Section.ACHIEVEMENTS: terms.limits.performance, Section.PUBLICATIONS: terms.limits.academic}.get(section)
    hint = f"最多 {limit} 项，{hint}" if limit else hint
    why = why_not_asked(section, declaration, terms)
    if why and not state.begun and not state.blocks:
        return Task(section.value, label, hint, "", None, why, "不适用")
    if permitted is not None and section not in permitted:
        return Task(section.value, label, hint, "", None, LOCKED, "已锁定")
    return Task(section.value, label, hint, section_url(declaration, section), _badge(state, asking))


def _badge(state: SectionState, asking: Asking | None) -> Badge:
    """须补正 until what is asked of a section is changed or answered; what is wrong now before that it was (11-1)."""
    told = badge_of(state)
    look = asking.look_of(state.section) if asking else None
    return look if look and (look == OPEN or told[1] not in WANTING) else told


def badge_of(state: SectionState) -> Badge:
    """How a section stands, in a few words; what was typed and not saved before anything else."""
    if unsaved := [each for each in state.blocks if each.code == UNSAVED]:
        titles = {each.title for each in unsaved}
        carried = titles <= {FROM_CAN_I, FROM_START}
        words = min(titles) if carried else f"有 {len(unsaved)} 处修改没有保存"
        return (words, "todo", "circle-alert")
    if state.standing is Standing.MISSING:
        return (f"还差 {state.count} 项", "todo", "circle-alert")
    short = next((x for x in state.notes if x.code == SHORT), None)
    if state.standing is Standing.DONE and short and not state.begun:
        return EMPTY  # the condition lacks nothing but that nobody began
    if state.standing is Standing.DONE and short:
        return (short.arithmetic[0], "todo", "circle-alert")
    if state.standing is Standing.DONE and not state.begun:
        return OPTIONAL
    return {Standing.DONE: DONE, Standing.EMPTY: EMPTY, Standing.WRONG: WRONG}[state.standing]


def check_task(declaration: Declaration, done: Completeness, asking: Asking | None = None) -> Task:
    """Check answers and sign: open when nothing is missing; a correction is handed back from its own list (11-2)."""
    label, hint = "核对全部内容并签名承诺", "五项自查、承诺和签名，然后提交给单位"
    left = untouched(asking)
    badge = (f"还有 {left} 处须修改", "todo", "circle-alert") if left else ("可以提交", "ok", "check")
    if declaration.state == State.CORRECTION:
        url = reverse("approvals:correction", args=[declaration.ref])
        badge = (
            (f"还有 {asking.open} 处须补正", "todo", "circle-alert")
            if asking and asking.open
            else ("可以交回", "ok", "check")
        )
        return Task("check", "回到补正事项交回", "逐项确认、签名，交回单位", url, badge)
    if not done.is_complete:
        return Task("check", label, hint, "", None, "前面各部分完成后才能开始")

    return Task("check", label, hint, reverse("declarations:check", args=[declaration.ref]), badge)


def untouched(asking: Asking | None) -> int:
    """How many of the points a file was sent back for are as they were (05-2, 11-1)."""
    return sum(remark.look == OPEN for remark in asking.remarks) if asking else 0


def meter_of(done: Completeness) -> tuple[int, int]:
    """How many parts are done, of how many that are asked for: what may stay empty and does is neither (S05)."""
    empty = sum(each.standing is Standing.DONE and not each.begun for each in done.sections)
    return done.done - empty, done.total - empty


def lacks_of(declaration: Declaration, done: Completeness) -> list[Lack]:
    """Everything that still holds up the submission; 不可缺少 first."""
    missing = done.missing
    if _titles_first(done):
        missing = tuple(each for each in missing if each.code != "COND-13")
    return [Lack(_lack_words(each), finding_url(declaration, each), each.hard) for each in missing]


def from_check(lack: Lack) -> Lack:
    """The same, as a link that leads back to the check page (09-1)."""
    page, _, place = lack.url.partition("#")
    return replace(lack, url=f"{page}?from=check{f'#{place}' if place else ''}")


def _titles_first(done: Completeness) -> bool:
    """As long as no title is filled in, that it lacks says more than how many years of it lack (05-2)."""
    titles = done.of(Section.TITLES)
    return not titles.begun and any(each.code != "COND-13" for each in titles.blocks)


def _lack_words(finding: Finding) -> str:
    """In a list of many, a material by its name: that it may not be lacking stands beside each (MAT-03)."""
    return f"上传{finding.title}" if finding.code == "E201" else finding.text


def notes_on(declaration: Declaration, findings: Iterable[Finding]) -> list[Lack]:
    """What holds up nobody and should be looked at before signing; where nothing is filled in, that alone is told."""
    found = list(findings)
    empty = {each.part for each in found if each.blocks and each.missing}
    looked_at = (each for each in found if each.severity in {Severity.WARN, Severity.HUMAN})
    return [
        Lack(own_words(each), finding_url(declaration, each), hard=False, todo=what_to_do(each))
        for each in looked_at
        if each.code != SHORT or each.part not in empty
    ]


def by_todo(notes: Iterable[Lack]) -> list[tuple[str, list[Lack]]]:
    """Notes with the same 怎么办 together, so that it is said once."""
    together: dict[str, list[Lack]] = {}
    for each in notes:
        together.setdefault(each.todo, []).append(each)
    return list(together.items())


def short_of_conditions(declaration: Declaration, done: Completeness) -> list[Lack]:
    """Where fewer conditions of the review are answered than it asks (COND-01); an empty section says so itself."""
    begun = [state for state in done.sections if state.begun]
    return notes_on(declaration, [note for state in begun for note in state.notes if note.code == SHORT])


CHECKING_DAYS = 5  # what a unit takes to lay the originals beside the files; the hub says 通常


@dataclass(frozen=True, slots=True)
class Advice:
    """By which day to hand in so that the unit can publicise in time; ``late`` when it is over."""

    day: date
    days: int  # of the publicity
    today: date
    last: date  # of the window

    @property
    def late(self) -> bool:
        """Whether that day is over."""
        return self.day < self.today

    @property
    def told(self) -> str:
        """What to do, one sentence wherever it is said: the day belongs to it, and it is no deadline."""
        if self.late:
            return self.how_late
        by = "今天就" if self.day == self.today else f"最迟 {task_day(self.day, today=self.today)}（含当天）"
        return f"建议{by}提交：{self._needed}。"

    @property
    def _needed(self) -> str:
        publicity = f"公示须满 {self.days} 个工作日，期满才能推荐报送"
        return f"单位核对原件通常要 {CHECKING_DAYS} 个工作日，{publicity}"

    @property
    def how_late(self) -> str:
        """What the unit's steps need and what there is from tomorrow: why it is urgent, or over. One statement."""
        days = count_between(self.today + timedelta(days=1), self.last)
        left = f"从明天算到截止还有 {days} 个工作日" if days else "截止前已没有工作日"
        if days <= self.days:
            return f"单位公示须满 {self.days} 个工作日，期满才能推荐报送；{left}，来不及了，请先向单位问清还能不能报。"
        return f"{self._needed}；{left}，请尽快提交并告诉单位。"


def advice_of(terms: Terms, gate: Gate | None, *, now: datetime) -> Advice | None:
    """The window includes the unit's check, publicity and recommendation (05, TIME-01)."""
    days = terms.unit_flow.publicity.min_working_days
    if gate is None or gate.closes_at is None or not days or now > gate.closes_at:
        return None
    last, today = clock.local_date(gate.closes_at), clock.local_date(now)
    return Advice(working_day_before(last, days + CHECKING_DAYS), days, today, last)


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
