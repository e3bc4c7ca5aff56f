"""The answer of 我能报吗 as a page tells it: one row a condition, and what to get ready (04-2).

Words only: what was told, what the notice asks for, where it stands. What holds is the findings' to say.
"""

from dataclasses import dataclass

from accounts.states import Affiliation, UnitNature
from declarations.eligibility import Finding
from declarations.eligibility.channels import inquiries
from declarations.eligibility.kinds import is_reviewed, sort_of_committee, special_committees
from declarations.eligibility.saying import month_words, span_words
from declarations.eligibility.seniority import ANY_EDUCATION, GRADES, WORK, Since, conditions_of, window_start
from declarations.eligibility.slots import OTHER, slots_of
from declarations.models import HeldTitle
from declarations.selfcheck.answers import Answers
from declarations.selfcheck.checking import Checked
from declarations.selfcheck.judging import is_determination, plain, year_of
from declarations.states import TalentBasis
from notices.rules import SeniorityRow, Terms
from notices.states import DeclarationKind

MARKS = {"block": ("✘", "不符合", "not"), "ok": ("✔", "符合", "yes")}
TO_CHECK = ("？", "需要核实", "ask")
SHOWN_BY_MATERIAL = ("经历", "业绩", "学术")  # groups of conditions nobody can answer by heart
EXCEPTIONAL = "破格"
ASK_FIRST = "开始填报以前，请先向{}劳动（人事）关系所在地人力资源社会保障部门问清要求的学历和年限。"
SEE_BELOW = "这一条算不出最早的时间，请看下面的其他办法。"
NO_WAY = "这一条算不出最早的时间，本通知也没有其他办法。"
ORIGINS = dict(HeldTitle._meta.get_field("origin").choices or ())


@dataclass(frozen=True, slots=True)
class Row:
    """条件 · 您的情况 · 要求 · 依据 · 结果."""

    finding: Finding
    mine: str
    required: str
    basis: str
    text: str
    year: int | None
    other_ways: tuple[str, ...]

    @property
    def mark(self) -> tuple[str, str, str]:
        """Sign, words and tone of the result: never the colour alone."""
        return MARKS.get(self.finding.severity.value, TO_CHECK)


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions of one kind: so many of these clauses, shown by material."""

    name: str
    least: int
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preparation:
    """What nobody fails for here, because only material can show it."""

    since: str
    source: str
    groups: tuple[Group, ...]
    menus: tuple[str, ...]  # of which one is chosen (COND-05)
    papers: tuple[tuple[str, str, str], ...]  # what, why, where it stands
    slots: tuple[str, ...]


def rows_of(checked: Checked, answers: Answers, terms: Terms) -> list[Row]:
    """A row for each condition that could be judged, the worst first."""
    required = _required(checked, terms)
    mine = _mine(answers, terms)
    return [
        Row(
            finding=each,
            mine=_said_of(each, mine),
            required=_said_of(each, required),
            basis=basis_of(each, terms),
            text=plain(each),
            year=year_of(each, terms),
            other_ways=_other_ways(each, checked, terms),
        )
        for each in checked.conditions
    ]


def _other_ways(finding: Finding, checked: Checked, terms: Terms) -> tuple[str, ...]:
    """What else can be done: no ✘ is left with neither a day nor a way, no determination without whom to ask (04-3)."""
    if is_determination(finding):
        nearest = "人事档案托管机构或" if checked.dossier.request.freelancer else "单位人事部门或"
        return (ASK_FIRST.format(nearest), *inquiries(terms))
    own = () if finding.rule == "COND-13" else finding.other_ways  # those are judged below
    if not finding.blocks or own or finding.earliest:
        return own
    if any(way.outcome != "no" or way.earliest for way in checked.ways):
        return (SEE_BELOW,)
    return (NO_WAY, *inquiries(terms))


def _said_of(finding: Finding, words: dict[str, str]) -> str:
    """By rule and field where a rule asks two things (PATH-09), else by rule."""
    return words.get(f"{finding.rule}:{finding.field}", words.get(finding.rule, ""))


def basis_of(finding: Finding, terms: Terms) -> str:
    """《通知标题》一（二）1；桂职办〔2022〕45号."""
    clause = f"《{terms.title}》{finding.clause.removeprefix('通知')}" if finding.clause else ""
    return "；".join(each for each in (clause, finding.source) if each) or f"《{terms.title}》"


# ── what was told ──────────────────────────────────────────────────────────────────────────────────────────────────
def _mine(answers: Answers, terms: Terms) -> dict[str, str]:
    """By rule; a rule without words of its own shows its sentence alone."""
    unit, title = _unit(answers), held_words(answers, terms)
    specialty = next((each.name for each in terms.specialties if each.code == answers.specialty), "")
    archive = f"档案 {month_words(answers.archive_since)} 起托管" if answers.archive_since else "档案没有托管"
    place = "、".join(each for each in (answers.zone or answers.city, archive) if each)
    told = answers.situations
    return {
        "CHAN-01": "、".join(each for each in (terms.level(answers.level).name, specialty) if each),
        "CHAN-02": unit,
        "CHAN-07": "不具有独立法人资格" if "branch" in told else "",
        "CHAN-25": unit,
        "COND-13": _qualified(answers, title),
        "ELIG-01": _nature(answers),
        "ELIG-02": "公务员或参公人员" if "civil_servant" in told else "不是公务员、参公人员",
        "ELIG-03": _age(answers),
        "ELIG-06": "受过记过以上处分" if "discipline" in told else "没有",
        "ELIG-07": "有" if told & {"investigation", "sanction"} else "没有",
        "ELIG-10": f"{answers.employed_since} 起在现单位" if answers.employed_since else "",
        "ELIG-11": f"在区外工作，{'户口在广西' if 'household_inside' in told else archive}",
        "ELIG-12": place,
        "PATH-01": title,
        "PATH-02": answers.direct_basis,
        "PATH-08": f"{title}，单位在{answers.city or '未选择的地方'}",
        "PATH-09": title,
        "PATH-09:new_work_since": f"{answers.new_work_since} 起从事现专业技术工作" if answers.new_work_since else "",
        "PATH-10": title,
        "PATH-11": title,
        "PATH-12": title,
        "PATH-14": title,
        "PATH-20": TalentBasis(answers.talent_basis).label if answers.talent_basis else "",
        "PATH-23": "，".join(
            str(each) for each in (answers.former_committee, answers.former_no, answers.former_on) if each
        ),
        "PATH-24": _giant(answers),
        "PATH-27": f"{answers.project_level}人才项目 {answers.project_name}".strip() if answers.project_level else "",
        "PATH-28": title,
        "PATH-29": terms.level(answers.level).name,
        "PATH-30": "，".join(each for each in (terms.level(answers.level).name, answers.education) if each),
    }


def _giant(answers: Answers) -> str:
    until = f"“小巨人”认定有效期至 {answers.giant_until}" if answers.giant_until else "所在企业不在名单内"
    return f"{until}，{'是' if 'team_leader' in answers.situations else '不是'}研发团队带头人"


def _unit(answers: Answers) -> str:
    belongs = Affiliation(answers.affiliation).label if answers.affiliation else ""
    return "、".join(each for each in (_nature(answers), belongs, answers.city) if each)


def _nature(answers: Answers) -> str:
    if answers.freelancer:
        return "自由职业者"
    return UnitNature(answers.nature).label if answers.nature else ""


def _age(answers: Answers) -> str:
    born = f"{answers.sex}，{month_words(answers.born_on)} 出生" if answers.born_on else ""
    return f"{born}，已办理离退休手续" if "retired" in answers.situations else born


def _qualified(answers: Answers, title: str) -> str:
    work = f"{month_words(answers.specialty_since)} 起从事本专业" if answers.specialty_since else ""
    lower = f"{answers.lower_on} 取得下一级职称" if answers.lower_on else ""
    return "；".join(each for each in (answers.education, title, lower, work) if each)


def held_words(answers: Answers, terms: Terms) -> str:
    """2018-11-05 取得工艺美术师（区外）."""
    title = answers.title(terms)
    if title is None:
        return "没有职称、资格证书"
    name = f"{title.name}{title.grade}" if title.grade else title.name
    where = "" if title.origin == "local" else f"（{ORIGINS[title.origin]}）"
    return f"{title.granted_on} 取得{name}{where}"


# ── what the notice asks ───────────────────────────────────────────────────────────────────────────────────────────
def _required(checked: Checked, terms: Terms) -> dict[str, str]:
    law, level = terms.eligibility, checked.dossier.request.level
    exception = f"（{law.civil_servant.exception}除外）" if law.civil_servant.exception else ""
    request = checked.dossier.request
    listed = terms.committees_for(level, sort_of_committee(terms, level, request.kind, request.options))
    committees = (f"{each.name}受理{each.scope or '本通知范围'}" for each in listed)
    exempt = "、".join(terms.unit_rules.exempt_branch_types)
    return {
        "CHAN-01": "属于本年度开评的级别和专业",
        "CHAN-02": "；".join(committees),
        "CHAN-07": f"申报单位具有独立法人资格{f'（{exempt}的分支机构除外）' if exempt else ''}",
        "COND-13": _matrix(checked, terms),
        "ELIG-01": f"{'、'.join(law.populations)}人员" if law.populations else "在职的专业技术人员",
        "ELIG-02": f"不是公务员、参公人员{exception}",
        "ELIG-03": _retirement(terms),
        "ELIG-06": "事业单位人员不在记过以上处分期内",
        "ELIG-07": "没有被立案审查调查，不在处分、处罚影响期",
        "ELIG-08": "诚信档案库中没有记录期内的记录",
        "ELIG-10": f"与现单位的人事（劳动）关系满{span_words(law.employment_min_months or 0)}",
        "ELIG-11": _household(terms),
        "ELIG-12": _area(terms),
        "PATH-09": "其他系列的同级职称",
        "PATH-09:new_work_since": f"从事新的专业技术工作满{span_words(terms.conversion.min_months_in_new_work)}",
        "PATH-12": f"下一级职称属于{terms.series}系列",
        "PATH-14": f"在区外取得的{terms.series}系列职称，与所报级别相同",
        "PATH-23": "原评审机构、评审结果文件和通过时间",
        "PATH-29": f"高级职称，由{'、'.join(special_committees(terms))}受理",
        **_required_of_talents(terms),
        "PATH-30": f"{'、'.join(terms.initial_determination.levels)}职称" if terms.initial_determination else "",
    }


def _required_of_talents(terms: Terms) -> dict[str, str]:
    rules, found = terms.rules, {}
    if law := rules.small_giant:
        found["PATH-24"] = f"企业在国家级专精特新“小巨人”企业名单内；本人是{law.role}；由{law.signature}署名推荐"
    if rules.talent_projects:
        found["PATH-27"] = "；".join(f"{name}入选者申报{target}" for name, target in rules.talent_projects.items())
    if masters := rules.skill_masters:
        found["PATH-28"] = f"持{'或'.join(masters.grades)}证书，申报{masters.target}"
    return found


def _matrix(checked: Checked, terms: Terms) -> str:
    conditions = conditions_of(checked.dossier, terms)
    rows = conditions.rows if conditions else ()
    determined = checked.dossier.request.kind == DeclarationKind.INITIAL_DETERMINATION
    several = ("评审的条件：" if determined else "") + ("符合下列任一项：" if len(rows) > 1 else "")
    return several + "；".join(row_words(row, terms) for row in rows)


def row_words(row: SeniorityRow, terms: Terms) -> str:
    """大专以上学历，取得工艺美术师满5年."""
    education = "不限学历" if row.education == ANY_EDUCATION else f"{row.education}以上学历"
    if row.base == WORK:
        base = "从事本专业技术工作"
    else:
        base = f"取得{row.base if row.base in GRADES else terms.level(row.base).name}"
    return f"{education}，{base}满{span_words(row.months)}" if row.months else f"{education}，考核合格"


def _retirement(terms: Terms) -> str:
    law = terms.eligibility.retirement
    fixed = law.reference == "fixed_date" and law.barred_if_by
    by = f"到 {law.barred_if_by} " if fixed else "申报时"
    rest = "（已办理延长退休手续的除外）" if law.extension_exempt else ""
    return f"没有办理离退休手续，{by}未达到法定退休年龄{rest}"


def _household(terms: Terms) -> str:
    law = terms.eligibility.alternative
    ways = (
        "户口在广西" if law and law.hukou_in_guangxi else "",
        f"人事档案在广西托管满{span_words(law.or_archive_hosted_months)}"
        if law and law.or_archive_hosted_months
        else "",
    )
    return "，或".join(each for each in ways if each)


def _area(terms: Terms) -> str:
    zone, law = terms.eligibility.registered_area, terms.eligibility.alternative
    if law is None or not law.unit_registered_in:
        return f"单位注册在{zone}"
    hosted = f"人事档案在{law.archive_agency}托管满{span_words(law.months or 0)}"
    return f"单位注册在{zone}；或注册在{law.unit_registered_in}，且{hosted}"


# ── what to get ready ──────────────────────────────────────────────────────────────────────────────────────────────
def preparation_of(checked: Checked, terms: Terms) -> Preparation:
    """Experience, results and papers with their clauses, letters and certificates; nobody fails for them here."""
    dossier, level = checked.dossier, checked.dossier.request.level
    conditions = conditions_of(dossier, terms)
    shown = SHOWN_BY_MATERIAL if is_reviewed(dossier.request.kind) else ()  # no committee looks at results (PATH-30)
    groups = tuple(group for name in shown if (group := _group(name, checked, terms)))
    menus = terms.achievement_menus if shown else ()
    hard = [slot for slot in slots_of(dossier, terms) if slot.hard and slot is not OTHER]
    return Preparation(
        since=_since(window_start(dossier, terms)) if shown else "",
        source=f"{conditions.doc_no}{'（示例，以正式评审条件为准）' if conditions.sample else ''}"
        if conditions
        else "",
        groups=groups,
        menus=tuple(each.label for each in menus if not each.levels or level in each.levels),
        papers=tuple((each.title, each.text, basis_of(each, terms)) for each in checked.later),
        slots=tuple(dict.fromkeys(slot.label for slot in hard)),
    )


def _since(start: Since) -> str:
    return f"从 {start.day} 起（{start.why}）" if start.day else start.why


def _group(name: str, checked: Checked, terms: Terms) -> Group | None:
    conditions = conditions_of(checked.dossier, terms)
    if conditions is None:
        return None
    clauses = tuple(each.text + conditions.beside(each.code) for each in conditions.clauses if each.group == name)
    return Group(name, conditions.required.get(name, 1), clauses) if clauses else None


def exceptional_clauses(checked: Checked, terms: Terms) -> Group | None:
    """What 破格 asks for, where that road is open."""
    return _group(EXCEPTIONAL, checked, terms)
