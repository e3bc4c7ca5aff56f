"""Education and years: which base qualification fits a level, how long it has been held, from when results count.

The matrix (``condition_sets.education_seniority``) and how to count (``seniority``) come from the notice.
"""

from dataclasses import dataclass
from datetime import date

from committees.states import Rank
from config.lib.period import DAY, Period, add_months, day_after, months_between
from declarations.eligibility.dossier import Dossier, Title
from declarations.eligibility.facts import group_of, is_lowest, nature_of
from declarations.eligibility.saying import span_words
from declarations.eligibility.words import SCHOOLING
from declarations.states import Special
from notices.rules import ConditionSet, Terms
from notices.rules.offer import Level, SeniorityRow
from notices.states import DeclarationKind

EDUCATION_ORDER = SCHOOLING
ANY_EDUCATION = "不限"
WORK = "work"
# In editions without codes: words by which a set of conditions names the people of these units (002 四（二）).
POPULATIONS = {
    "private_enterprise": ("非公有制经济组织",),
    "individual": ("非公有制经济组织",),
    "other_non_public": ("非公有制经济组织",),
    "social_group": ("社会组织",),
}
NO_BASE = frozenset(
    {DeclarationKind.SPECIAL_DIRECT, DeclarationKind.INITIAL_DETERMINATION, DeclarationKind.CONFIRMATION_OF_APPROVAL}
)
EARLY = 12  # 提前1年 (PATH-05)
GRADES = ("高级工", "技师", "高级技师", "特级技师", "首席技师")  # rising


@dataclass(frozen=True, slots=True)
class Count:
    """How one row of the matrix stands: from when, how long, how long it must be."""

    row: SeniorityRow
    what: str  # 工艺美术师, 从事本专业技术工作, 技师
    start: date | None
    until: date
    months: int
    education: str  # the person's that fits the row; empty: none does
    grace: int = 0  # months the person may come early (PATH-05)
    beside: str = ""  # the document that goes before the conditions in this row (COND-08)

    @property
    def held(self) -> bool:
        return self.start is not None

    @property
    def holds(self) -> bool:
        return self.held and bool(self.education) and self.months >= self.needed

    @property
    def needed(self) -> int:
        return max(0, self.row.months - self.grace)

    @property
    def words(self) -> str:
        """2019-11-05 取得工艺美术师，到 2024-12-31 共 5年1个月，要求 5年（大专以上）."""
        least = f"（{self.row.education}以上学历）" if self.row.education != ANY_EDUCATION else "（不限学历）"
        early = f"，提前{span_words(self.grace)}" if self.grace and self.row.months else ""
        need = f"要求 {span_words(self.row.months)}{least}{early}" if self.row.months else f"考核合格即可{least}"
        if self.start is None:
            return (
                f"{f'没有填写{self.what}的起始时间' if self.row.base == WORK else f'申报资格中没有{self.what}'}；{need}"
            )
        doing = self.what if self.row.base == WORK else f"取得{self.what}"
        short = "" if self.education else "，学历不符"
        return f"{self.start} {doing}，到 {self.until} 共 {span_words(self.months)}，{need}{short}{self.beside}"


def conditions_of(dossier: Dossier, terms: Terms) -> ConditionSet | None:
    """The conditions of this level: of 双定向, this specialty's group or kind of unit (COND-02, COND-04, PATH-08)."""
    identity = _identity_scope(nature_of(dossier, terms), terms)
    opted = dossier.request.opted(Special.TARGETED)
    return terms.condition_set(dossier.request.level, group=group_of(dossier, terms), identity=identity, targeted=opted)


def _identity_scope(nature: str, terms: Terms) -> str:
    """The scope of the sets that are for units of this nature alone; empty: none is (COND-02)."""
    sets, words = terms.condition_sets, POPULATIONS.get(nature, ())
    if any(each.natures for each in sets):
        return next((each.scope for each in sets if nature in each.natures), "")
    return next((each.scope for each in sets if any(word in each.scope for word in words)), "")


def cutoff(terms: Terms, today: date) -> date:
    """The day years are counted to; without one in the notice, the day of declaring (G-35)."""
    return terms.seniority.cutoff_date or today


def months_held(start: date, until: date, terms: Terms) -> int:
    """Full months from a grant to the cut-off.

    From the grant date: 开始的当日不计入，到期月的对应日为最后一日 (民法典第二百零一、二百零二条).
    From the month after the grant: whole calendar months, the last day included (004 六).
    """
    if terms.seniority.start == "grant_date":
        return months_between(start, until)
    first = add_months(start.replace(day=1), 1)
    return Period(first, until).full_months if first <= until else 0


def start_that_suffices(months: int, until: date, terms: Terms, start: date) -> date:
    """The first cut-off day by which a grant on ``start`` has lasted so many months."""
    if terms.seniority.start == "grant_date":
        return _anniversary(start, months)
    return add_months(start.replace(day=1), months + 1) - DAY


def _anniversary(start: date, months: int) -> date:
    """The first day on which so many months lie behind: of 8-31 and six months it is 2-29, never a day early."""
    day = add_months(start, months)
    return day if months_between(start, day) >= months else day_after(day)


def counts_of(dossier: Dossier, terms: Terms, today: date) -> list[Count]:
    """Every row of the matrix, counted for this person; the nearest to being fulfilled first."""
    conditions = conditions_of(dossier, terms)
    rows = conditions.rows if conditions else ()
    counts = [_count(row, dossier, terms, today) for row in rows]
    return sorted(counts, key=_distance)


def _distance(count: Count) -> tuple[bool, int, bool, bool, bool, int]:
    """How far a row is from holding: what it lacks, then a title held before years of work that everybody has.

    So a bachelor without the lower title reads of that title, not of a doctor's row that work alone would fill.
    """
    lacks = (not count.held) + (not count.education)
    titled = count.held and count.row.base != WORK
    by_skill = not count.held and count.row.base in GRADES  # a way of others
    return not count.holds, lacks, not titled, by_skill, not count.education, count.row.months - count.months


def _count(row: SeniorityRow, dossier: Dossier, terms: Terms, today: date) -> Count:
    until = cutoff(terms, today)
    what, start = _base(row.base, dossier, terms)
    months = months_held(start, until, terms) if start else 0
    grace = EARLY if dossier.request.early_one_year and terms.exception and terms.exception.early_one_year else 0
    education = _fitting_education(row.education, dossier)
    return Count(row, what, start, until, months, education, grace, _beside(row, dossier, terms))


def _beside(row: SeniorityRow, dossier: Dossier, terms: Terms) -> str:
    """（按桂人社规〔2021〕11号：…）: why this row and not the conditions' own (COND-08)."""
    conditions = conditions_of(dossier, terms)
    found = conditions.override_of(row) if conditions else None
    return f"（按{found.doc_no}：{found.text}）" if found else ""


def _base(base: str, dossier: Dossier, terms: Terms) -> tuple[str, date | None]:
    if base == WORK:
        return "从事本专业技术工作", dossier.person.specialty_since
    if base in GRADES:
        fitting = [each.granted_on for each in dossier.bases if grade_of(each) in GRADES[GRADES.index(base) :]]
        return base, min(fitting, default=None)
    level = terms.level(base)
    dates = [held_since(each, terms) for each in dossier.bases if stands_at(each, level, terms)]
    return level.name, min(dates, default=None)


def held_since(title: Title, terms: Terms) -> date:
    """From when a title counts: of a converted one, where the notice says so, since the one before it (PATH-13)."""
    if title.converted_from and terms.conversion.count_from == "lower_title_before_conversion":
        return min(title.converted_from, title.granted_on)
    return title.granted_on


def _fitting_education(least: str, dossier: Dossier) -> str:
    if least == ANY_EDUCATION:
        return ANY_EDUCATION
    floor = EDUCATION_ORDER.index(least)
    fitting = [each.level for each in dossier.schooling if EDUCATION_ORDER.index(each.level) >= floor]
    return max(fitting, key=EDUCATION_ORDER.index, default="")


def grade_of(title: Title) -> str:
    """高级工, 技师 … of a certificate graded 高级工（三级）; empty for titles."""
    return title.grade.partition("（")[0] if title.kind == "skill" else ""


def stands_at(title: Title, level: Level, terms: Terms) -> bool:
    """Whether a title is of this level, of whatever series; 助理 and 员 are both 初级 and told apart by name (G-28)."""
    if title.kind == "qualification":  # of 初级 the higher step (COND-09)
        return rank_of(title, terms) == level.rank and not level.name.endswith("员")
    if title.kind != "title" or title.rank != level.rank:
        return False
    alone = sum(each.rank == level.rank for each in terms.levels) == 1
    return alone or title.name.endswith("员") == level.name.endswith("员")


def rank_of(title: Title, terms: Terms) -> str:
    """The rank a professional qualification corresponds to by the notice's table; of a title its own (COND-09)."""
    if title.kind != "qualification":
        return title.rank
    word = terms.qualification_equivalence.get(title.grade, "")
    return next((rank.value for rank in Rank if rank.label == word), "")


def level_below(level: str, terms: Terms) -> Level | None:
    """The next lower level of the notice; None under the lowest."""
    codes = [each.code for each in terms.levels]
    place = codes.index(level) + 1
    return terms.levels[place] if place < len(codes) else None


def next_lower_title(dossier: Dossier, terms: Terms) -> Title | None:
    """The ticked title of the next lower level: since it, results count (COND-11)."""
    below = level_below(dossier.request.level, terms)
    fitting = [title for title in dossier.bases if below and _not_above(title, below, terms)]
    return min(fitting, key=lambda title: held_since(title, terms), default=None)


def _not_above(title: Title, below: Level, terms: Terms) -> bool:
    # Declaring 助理 from nothing or from 员: whatever 初级 title is held counts as the lower one.
    return stands_at(title, below, terms) or (
        title.kind == "title" and Rank.height(title.rank) == Rank.height(below.rank)
    )


def needs_base(dossier: Dossier, terms: Terms, today: date) -> bool:
    """Whether a base qualification must be ticked.

    Not at the lowest level, not when declaring directly, not where years of work alone fulfil a row (G-34), not where
    talents come straight to a senior title or an authority determines a first one (PATH-24…28, PATH-30).
    """
    request = dossier.request
    if is_lowest(request.level, terms) or request.opted(Special.DIRECT) or request.kind in NO_BASE:
        return False
    return not any(each.holds and each.row.base == WORK for each in counts_of(dossier, terms, today))


@dataclass(frozen=True, slots=True)
class Since:
    """From when results count, and why; ``day`` None sets no start."""

    day: date | None
    why: str


def window_start(dossier: Dossier, terms: Terms) -> Since:
    """The start of the achievement window (COND-11, COND-12, PATH-09, G-34)."""
    without, request = terms.achievement_window.without_lower_title, dossier.request
    title = next_lower_title(dossier, terms)
    if title is not None:
        return _since_title(title, terms, converting=request.kind == DeclarationKind.CONVERSION)
    skill = next((each for each in dossier.bases if each.kind == "skill"), None)
    if skill is not None and without.high_skill == "skill_certificate_date":
        return Since(skill.granted_on, f"取得{skill.name or skill.grade}之日")
    if is_lowest(request.level, terms) and without.lowest_level == "none":
        return Since(None, "申报最低级别，不设起始时间")
    return Since(dossier.person.specialty_since, "从事本专业技术工作起")


def _since_title(title: Title, terms: Terms, *, converting: bool) -> Since:
    """A converted title counts from the one before it, results too: no cut-off of the 转评 shortens that (PATH-13)."""
    by_cutoff = terms.achievement_window.start == "current_title_declaration_cutoff"
    since = held_since(title, terms)
    if by_cutoff and title.declared_until and not converting and since == title.granted_on:
        return Since(title.declared_until, f"取得{title.name}时的申报截止日期")
    before = "转评前的职称" if since < title.granted_on else title.name
    return Since(since, f"取得{before}之日")
