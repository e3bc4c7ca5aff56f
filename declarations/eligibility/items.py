"""经历、业绩、学术、代表性成果 (000 二（二）2; COND-01, COND-10, COND-11, MAT-38…41, MAT-53, MAT-55, RISK-02)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from config.lib.text import quoted
from declarations.eligibility.dossier import Dossier, Entry, Paper
from declarations.eligibility.findings import Finding, Severity
from declarations.eligibility.likeness import is_same, letters_of, likeness
from declarations.eligibility.registry import rule
from declarations.eligibility.saying import about, block, human, warn
from declarations.eligibility.seniority import conditions_of, window_start
from declarations.eligibility.slots import FOREIGN, REPORT_TEXT, RISK, VERIFICATION, WHOLE_TEXT, slot_for
from declarations.parts import Section
from declarations.states import ItemKind
from notices.rules import Terms
from notices.rules.offer import ConditionClause, ConditionSet

GROUP_OF = {Section.EXPERIENCE.value: "经历", Section.ACHIEVEMENTS.value: "业绩", Section.PUBLICATIONS.value: "学术"}
WORDS = {
    Section.EXPERIENCE.value: "专业技术工作经历",
    Section.ACHIEVEMENTS.value: "业绩成果",
    Section.PUBLICATIONS.value: "学术成果",
}
COUNTED = {"学术": "篇"}  # everything else by 项
REGISTER_SLOT = "paper_register"
INDEXES = ("EI", "SCI")
SUMMARY_SLOT = "summary"
SUMMARY = "“专业技术工作总结”"
SAME_TEXT = "该项总结与“专业技术工作总结”内容一致。"  # E209
OWN_TEXT = frozenset({WHOLE_TEXT, REPORT_TEXT})  # the pieces that are the publication itself, not its cover
VERIFIED = ("risk_method", "risk_answer")  # FORM-37: method and result
REPRESENTATIVE = Section.REPRESENTATIVE.value


@rule("MAT-39", "从事的专业技术工作经历", "专业技术工作经历", reviewed=True)
def some_experience(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """At least one experience."""
    if not dossier.experiences:
        yield _empty("MAT-39", Section.EXPERIENCE.value)


@rule("MAT-40", "最多可上传20条", "所取得的业绩成果", "业绩成果", reviewed=True)
def achievements_in_number(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """At least one, at most as many as the notice takes."""
    yield from _number(dossier.achievements, terms.limits.performance, "MAT-40", Section.ACHIEVEMENTS.value)


@rule("MAT-41", "所取得的学术成果", "学术成果")
def publications_in_number(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """At most as many as the notice takes; none written for a degree."""
    place = Section.PUBLICATIONS.value
    if (limit := terms.limits.academic) is not None and len(dossier.publications) > limit:
        yield _too_many(place, len(dossier.publications), limit)
    if terms.achievement_window.exclude_degree_work:
        for entry in dossier.publications:
            if not entry.not_for_degree:
                text = f"请确认《{entry.title}》不是为完成学历教育或获取学位而发表；属于的，不能作为学术成果。"
                yield block(
                    code="MAT-41", part=entry.key, field="not_for_degree", title="学术成果", text=text, missing=True
                )


@rule("MAT-43", "学术成果")
def publications_of_a_kind(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """What proves a publication depends on its kind; of none nothing would be asked (MAT-43…49)."""
    for entry in dossier.publications:
        if entry.kind not in ItemKind.publications:
            text = f"请选择学术成果{quoted(entry.title)}的类型。"
            yield block(code="MAT-43", part=entry.key, field="kind", title="学术成果", text=text, missing=True)


def _number(entries: tuple[Entry, ...], limit: int | None, rule_id: str, section: str) -> Iterator[Finding]:
    if not entries:
        yield _empty(rule_id, section)
    elif limit is not None and len(entries) > limit:
        yield _too_many(section, len(entries), limit)


def _empty(rule_id: str, section: str) -> Finding:
    return block(code=rule_id, part=section, title=WORDS[section], text=f"请填写{WORDS[section]}。", missing=True)


def _too_many(section: str, count: int, limit: int) -> Finding:
    text = f"{WORDS[section]}最多{limit}条。"
    return block(code="E203", part=section, title=WORDS[section], text=text, arithmetic=(f"现有 {count} 条",))


@rule("COND-10", "选择符合对应的评审条件项")
def every_item_has_its_clause(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Each entry names the clause it fulfils, of its own group."""
    conditions = conditions_of(dossier, terms)
    if conditions is None or not conditions.clauses:
        return
    for entry in dossier.entries:
        allowed = {clause.code for clause in conditions.clauses if clause.group in {GROUP_OF[entry.section], "破格"}}
        if entry.clause not in allowed:
            text = about("请为该条目选择符合的评审条件。", entry.title)
            yield block(code="E204", part=entry.key, field="clause", title="评审条件", text=text, missing=True)


@rule("ELIG-19", "与拟评专业相符", reviewed=True)
def items_of_the_specialty(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Where the notice wants it, each item says of what specialty it is; unit and office look whether it fits."""
    if not terms.limits.items_name_specialty:
        return
    for entry in dossier.entries:
        if not entry.specialty.strip():
            text = f"请为{quoted(entry.title)}填写所属专业，经历、业绩和学术成果须与拟评专业相符。"
            yield warn(code="ELIG-19", part=entry.key, field="specialty", title="所属专业", text=text)
    named = [each for each in dossier.entries if each.specialty.strip()]
    if named:
        asked = next((each.name for each in terms.specialties if each.code == dossier.request.specialty), "")
        lines = tuple(f"{each.title}：{each.specialty}" for each in named)
        text = f"逐条核对是否与拟评专业（{asked}）相符。"
        yield human(code="ELIG-19", part=REPRESENTATIVE, title="专业相符", text=text, arithmetic=lines)


@rule("COND-01", "必须符合评审条件中", "应符合与申报职称相应的", reviewed=True)
def clauses_in_number(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """How many clauses of each group are answered; whether they are truly fulfilled is for people to judge."""
    conditions = conditions_of(dossier, terms)
    if conditions is None:
        return
    two_for_one = {menu.code for menu in terms.achievement_menus if menu.rule.performance_clauses}
    for section, name in GROUP_OF.items():
        if name == "学术" and dossier.request.menu in two_for_one:
            continue  # two clauses of achievements count as both (COND-07)
        told = [each for each in answers_to(dossier, conditions) if each.clause.group == name]
        met = sum(each.is_met for each in told)
        if (need := conditions.required.get(name, 0)) > met:
            lines = (f"符合 {met}/{need} 条", *(each.words for each in told if not each.is_met))
            text = f"{WORDS[section]}对应的评审条件还不够：{'；'.join(lines)}。"
            source = conditions.doc_no + ("（示例）" if conditions.sample else "")
            yield human(code="COND-01", part=section, title="评审条件", text=text, arithmetic=lines, source=source)


@dataclass(frozen=True, slots=True)
class Answer:
    """A clause that is claimed, and by how many different works of the applicant."""

    clause: ConditionClause
    works: int

    @property
    def is_met(self) -> bool:
        return self.works >= self.clause.count

    @property
    def words(self) -> str:
        """“公开发表论文2篇以上”有 1/2 篇."""
        return f"“{self.clause.text.rstrip('。')}”有 {self.counted}"

    @property
    def counted(self) -> str:
        """1/2 篇."""
        return f"{self.works}/{self.clause.count} {COUNTED.get(self.clause.group, '项')}"


def answers_to(dossier: Dossier, conditions: ConditionSet) -> list[Answer]:
    """The claimed clauses in their order; the same work entered twice counts once."""
    works: dict[str, set[str]] = {}
    for entry in dossier.entries:
        works.setdefault(entry.clause, set()).add(letters_of(entry.title) or entry.key)
    return [Answer(each, len(works[each.code])) for each in conditions.clauses if each.code in works]


@rule("COND-11", "取得下一级职称以来")
def obtained_since_the_lower_title(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Only what came after the lower title counts; the start and why it is that are shown (G-34)."""
    since = window_start(dossier, terms)
    if since.day is None:
        return
    for entry in dossier.entries:
        if entry.on is not None and entry.on < since.day:
            yield block(
                code="E205",
                part=entry.key,
                field="ended_on" if entry.section == Section.EXPERIENCE else "on",
                title="起始时间",
                text=about(f"该成果早于可用起始时间（{since.day}）。", entry.title),
                arithmetic=(f"{since.why} {since.day}；该项时间 {entry.on}",),
            )
        elif entry.started_on is not None and entry.started_on < since.day:
            text = f"{quoted(entry.title)}的开始时间早于 {since.day}，只计算此后的部分。"
            yield human(code="COND-11", part=entry.key, field="started_on", title="起始时间", text=text)


@rule("COND-11")
def nothing_from_the_future(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """An entry of a later day than today is a slip, unless it is declared as pending."""
    for entry in dossier.entries:
        if entry.on is not None and entry.on > today and not entry.pending:
            text = f"{quoted(entry.title)}的时间晚于今天，请核对。"
            yield block(code="COND-11", part=entry.key, title="时间", text=text, arithmetic=(f"{entry.on} > {today}",))


@rule("MAT-38", "等待期")
def pending_items_are_allowed(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Declared before it is finished: only the kinds the notice takes, the rest follows until its date."""
    law = terms.pending_supplement
    for entry in dossier.entries:
        if not entry.pending:
            continue
        if law is None or entry.pending not in law.kinds:
            text = f"本通知不接受等待期材料，{quoted(entry.title)}须提供完整材料。"
            yield block(code="MAT-38", part=entry.key, field="pending_kind", title="等待期", text=text)
        else:
            text = f"{quoted(entry.title)}须在 {law.deadline:%Y-%m-%d %H:%M} 前按规定程序补充报送，逾期不作为评审材料。"
            yield human(code="MAT-38", part=entry.key, title="等待期", text=text)


@rule("MAT-53", "标注一项", "代表性成果", reviewed=True)
def one_representative_work(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Exactly one over all lists."""
    if terms.representative is None or not terms.limits.representative:
        return
    count = len(dossier.representatives)
    if count != terms.limits.representative:
        text = "须且只能标注一项代表性成果。"
        line = f"现标注 {count} 项"
        yield block(
            code="E207",
            part=REPRESENTATIVE,
            title="代表性成果",
            text=text,
            arithmetic=(line,),
            missing=not count,
            hard=True,
        )


@rule("MAT-42", "代表作", reviewed=True)
def one_representative_paper(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Where the notice wants it, exactly one of the publications, if there are any (003 三2（3）)."""
    wanted, count = terms.limits.representative_paper, sum(each.representative_paper for each in dossier.publications)
    if wanted and dossier.publications and count != wanted:
        yield block(
            code="E207",
            part=Section.PUBLICATIONS.value,
            title="代表作",
            text="须且只能标注一篇代表作。",
            arithmetic=(f"现标注 {count} 篇",),
            missing=not count,
            hard=True,
        )


@rule("MAT-44", "权威网站")
def where_a_paper_is_found(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """The address of a printed paper on an authoritative site, where the checklist names one."""
    asked = next((item for item in terms.checklist if item.code == REGISTER_SLOT and item.wants_url), None)
    for entry in dossier.publications if asked else ():
        if entry.kind == ItemKind.PAPER and not entry.pending and not entry.url.strip():
            text = f"请填写论文{quoted(entry.title)}在权威网站的查询网址。"
            yield block(code="MAT-44", part=entry.key, field="url", title="查询网址", text=text, missing=True)


@rule("MAT-46", "检索证明", "EI或SCI")
def papers_printed_abroad(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Indexed by EI or SCI, with title and abstract in Chinese (003 三2（3）①)."""
    if not any("foreign_paper" in item.when for item in terms.checklist):
        return
    for entry in dossier.publications:
        if entry.kind != ItemKind.PAPER or entry.journal_class != FOREIGN:
            continue
        asked = (
            ("indexed_by", entry.indexed_by in INDEXES, "收录情况（EI或SCI）"),
            ("chinese_title", entry.chinese_title.strip(), "中文标题"),
            ("chinese_abstract", entry.chinese_abstract.strip(), "中文摘要"),
        )
        for field, there, words in asked:
            if not there:
                text = f"国外期刊论文{quoted(entry.title)}须填写{words}。"
                yield block(code="MAT-46", part=entry.key, field=field, title="国外期刊论文", text=text, missing=True)


@rule("MAT-51", "与专业技术工作总结")
def no_report_twice(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """An unpublished report declared as a publication is not the summary once more (003 三2（3）③).

    Compared are the letters of a PDF made on a computer with the summary as typed, and the files by their hash. Of a
    scan there are no letters: somebody has to read both.
    """
    for entry in dossier.publications:
        if entry.kind != ItemKind.WORK_REPORT:
            continue
        if twin := _same_file(entry, dossier):
            same = f"{quoted(entry.title)}与{twin}是同一份文件，不能重复使用。"
            text = about(SAME_TEXT, entry.title) if twin == SUMMARY else same
            yield block(code="E209", part=entry.key, title="技术报告", text=text)
        if letters_of(dossier.summary):
            yield from _against_the_summary(entry, dossier, terms)


def _same_file(entry: Entry, dossier: Dossier) -> str:
    """Where else the report's own file lies: as the summary, or as another publication; empty: nowhere."""
    own = {each.digest for each in _own_text(entry.key, dossier) if each.digest}
    if any(each.digest in own for each in dossier.papers_in(SUMMARY_SLOT)):
        return SUMMARY
    others = (each for each in dossier.publications if each.key != entry.key)
    return next((quoted(x.title) for x in others if own & {each.digest for each in _own_text(x.key, dossier)}), "")


def _own_text(part: str, dossier: Dossier) -> list[Paper]:
    return [each for each in dossier.papers if each.part == part and each.piece in OWN_TEXT]


def _against_the_summary(entry: Entry, dossier: Dossier, terms: Terms) -> Iterator[Finding]:
    like, most = likeness(entry.text, dossier.summary), terms.summary.similar_percent
    say = partial(Finding, code="MAT-51", part=entry.key, title="技术报告")
    if is_same(entry.text, dossier.summary):
        text = about(SAME_TEXT, entry.title)
        yield block(code="E209", part=entry.key, title="技术报告", text=text)
    elif most is not None and like >= most:
        text = f"{quoted(entry.title)}与“专业技术工作总结”大部分相同，内容一致的不得作为学术成果，由单位核实。"
        line = f"相同文字占{like}%，达到{most}%的提示"
        yield say(severity=Severity.WARN, text=text, arithmetic=(line,))
    elif not letters_of(entry.text):
        text = f"{quoted(entry.title)}须与“专业技术工作总结”核对，内容一致的不得作为学术成果。"
        yield say(severity=Severity.HUMAN, text=text)


@rule("MAT-55", "3件实物作品", "实物作品")
def works_of_an_award(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Works, certificates and video of an award-winning representative work, due when the secretariat calls."""
    law = terms.representative.award_work if terms.representative else None
    chosen = next((entry for entry in dossier.representatives if entry.is_award_work), None)
    if law is None or chosen is None or dossier.request.level not in law.levels:
        return
    named = len([work for work in chosen.works if work.strip()])
    if named >= law.works and chosen.designated:
        return
    text = f"请在会务组通知的时间前备齐{law.works}件实物作品及获奖证书并上传制作视频（已登记{named}件）。"
    say = block if law.due == "at_submit" else warn
    yield say(code="E219", part=chosen.key, field="works", title="获奖作品", text=text)


@rule("RISK-02", "标记风险刊物", "风险刊物")
def flagged_journals_are_answered(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """Whoever published in a flagged journal verifies and says how; with proof where asked (RISK-01, RISK-02)."""
    for entry in dossier.publications:
        if not entry.risk:
            continue
        text = f"期刊命中风险刊物名单：{entry.risk}，请自行核验。"
        yield warn(code="W104", part=entry.key, title="风险刊物", text=text)
        if lacking := [name for name in VERIFIED if not getattr(entry, name).strip()]:
            text = about("风险刊物未提交核验说明。", entry.title)
            yield block(code="E221", part=entry.key, field=lacking[0], title="风险刊物", text=text, missing=True)
        elif terms.journal_risk.proof and not any(
            paper.part == entry.key and (paper.piece == VERIFICATION.name or paper.slot == RISK.code)
            for paper in dossier.papers
        ):
            own = slot_for(dossier, terms, RISK.code, entry.key) is not None
            text = about("风险刊物未提交核验说明，请上传核验材料（期刊查询截图等）。", entry.title)
            yield block(
                code="E221",
                part=entry.key,
                title="风险刊物",
                text=text,
                slot=RISK.code if own else "paper",
                piece="" if own else VERIFICATION.name,
                missing=True,
            )
