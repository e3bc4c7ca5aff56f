"""What keeps a notice from being published: sentences for the person who wrote it (ADMIN-03)."""

from collections import Counter
from collections.abc import Collection, Iterator
from itertools import permutations

from accounts.industries import INDUSTRIES
from config.lib import clock
from config.lib.reason import Reason, Severity
from notices.rules.facts import unknown_facts
from notices.rules.procedure import Stage
from notices.rules.saying import BY_EVENT, faults_of
from notices.rules.terms import TARGETED, Terms
from notices.states import IssuerType, Window, window_label

ROUND = Window.values  # in the order of a round


def problems(terms: Terms) -> list[Reason]:
    """Everything wrong with the terms: blocks first, then warnings that pass with an explanation."""
    reasons = [reason for check in CHECKS for reason in check(terms)]
    return sorted(reasons, key=lambda reason: reason.severity != Severity.BLOCK)


def backward_windows(terms: Terms) -> Iterator[Reason]:
    """Windows that end before they begin, everybody's and those of levels (TIME-06)."""
    yield from _backward_windows(terms)
    yield from (reason for reason in _backward_levels(terms) if reason.code == "E701")


def _backward_windows(terms: Terms) -> Iterator[Reason]:
    for name, span in terms.windows().items():
        if span.closes_at is not None and span.opens_at >= span.closes_at:
            yield Reason("E701", f"“{window_label(name)}”的开始时间不早于截止时间。", f"windows.{name}")


def _backward_levels(terms: Terms) -> Iterator[Reason]:
    """Own times of a level: forward, of a level the notice has, and something said (TIME-06)."""
    known = {level.code for level in terms.levels}
    for (name, level), span in terms.level_windows().items():
        path, own = f"stages.{name}.by_level.{level}", terms.stages[name].by_level[level]
        if level not in known:
            yield Reason("E704", f"没有代码为“{level}”的级别。", path)
        elif not own.start and not own.end:
            yield Reason("E701", f"{terms.level(level).name}另定的时间没有填写。", path)
        elif span.closes_at is not None and span.opens_at >= span.closes_at:
            yield Reason("E701", f"{terms.level(level).name}“{window_label(name)}”的开始时间不早于截止时间。", path)


def _stage_order(terms: Terms) -> Iterator[Reason]:
    for (before, earlier), (after, later) in permutations(terms.stages.items(), 2):
        if earlier.end and later.end and _comes_before(before, earlier, after, later) and later.end < earlier.end:
            text = f"“{window_label(after)}”在“{window_label(before)}”之后，却先截止。"
            yield Reason("E702", text, f"stages.{after}")


def _comes_before(before: str, earlier: Stage, after: str, later: Stage) -> bool:
    """Stages known by name have an order; others follow their start. The order of keys is lost in the database."""
    if before in ROUND and after in ROUND:
        return ROUND.index(before) < ROUND.index(after)
    return bool(earlier.start and later.start and earlier.start < later.start)


def _fee_rows(terms: Terms) -> Iterator[Reason]:
    for level in terms.levels:
        if level.code not in terms.fees.amounts:
            yield Reason("E703", f"{level.name}没有评审费标准。", f"fees.amounts.{level.code}")
    for code, amount in terms.fees.amounts.items():
        if amount < 0:
            yield Reason("E703", "评审费不能为负数。", f"fees.amounts.{code}")


def _fee_window(terms: Terms) -> Iterator[Reason]:
    fees = terms.fees
    if fees.method == "online" and fees.window == "fixed" and not (fees.start and fees.end):
        yield Reason("E707", "网上缴费时间固定的，须写明开始和截止时间。", "fees.start")


def _correction_window(terms: Terms) -> Iterator[Reason]:
    correction = terms.correction
    if correction.enabled and not (correction.start and correction.end):
        yield Reason("E707", "允许补正的，须写明补正的开始和截止时间。", "correction.start")
    if correction.recheck_until and correction.end and correction.recheck_until < correction.end:
        yield Reason("E701", "补正材料复审截止时间早于补正截止时间。", "correction.recheck_until")


def _named_levels(terms: Terms) -> Iterator[tuple[str, Collection[str]]]:
    yield "fees.amounts", terms.fees.amounts
    yield "unit_flow.defense_levels", terms.unit_flow.defense_levels
    yield "committee_defense.levels", terms.committee_defense.levels
    yield from ((f"committees[{n}].levels", each.levels) for n, each in enumerate(terms.committees))
    yield from ((f"condition_sets[{n}].levels", each.levels) for n, each in enumerate(terms.condition_sets))
    yield from ((f"specialties[{n}].levels", each.levels) for n, each in enumerate(terms.specialties))
    yield from ((f"achievement_menus[{n}].levels", each.levels) for n, each in enumerate(terms.achievement_menus))
    if terms.direct:
        yield "direct.levels", terms.direct.levels
    if terms.expert_training:
        yield "expert_training.required_for", terms.expert_training.required_for
    if terms.representative and terms.representative.award_work:
        yield "representative.award_work.levels", terms.representative.award_work.levels


def _unknown_levels(terms: Terms) -> Iterator[Reason]:
    known = {level.code for level in terms.levels}
    for path, codes in _named_levels(terms):
        for code in codes:
            if code not in known:
                yield Reason("E704", f"没有代码为“{code}”的级别。", path)


def _dangling_codes(terms: Terms) -> Iterator[Reason]:
    slots = {item.code for item in terms.checklist}
    for option in terms.special_options:
        for code in option.requires:
            if option.enabled and code not in slots:
                yield Reason("E704", f"清单中没有“{code}”。", f"special_options.{option.code}.requires")
    special = terms.special_direct and terms.special_direct.committee
    if special and special not in {each.name for each in terms.committees}:
        yield Reason("E704", f"没有名为“{special}”的评委会。", "special_direct.committee")


def _dangling_bases(terms: Terms) -> Iterator[Reason]:
    law = terms.direct
    if law is None:
        return
    marked = {"over_years_basis": [law.over_years_basis or ""], "state_organ_bases": law.state_organ_bases}
    for name, bases in marked.items():
        for basis in bases:
            if basis and basis not in law.bases:
                yield Reason("E704", f"直接申报的依据中没有“{basis}”。", f"direct.{name}")


def _dangling_attachments(terms: Terms) -> Iterator[Reason]:
    cited = {f"outside_units.templates.{kind}": num for kind, num in terms.outside_units.templates.items()}
    sections = {"exception": terms.exception, "direct": terms.direct, "self_assessment": terms.self_assessment}
    for name, section in sections.items():
        if section is not None and section.attachment is not None:
            cited[f"{name}.attachment"] = section.attachment
    for path, num in cited.items():
        if terms.attachment(num) is None:
            yield Reason("E704", f"没有附件{num}。", path)


def _unknown_facts(terms: Terms) -> Iterator[Reason]:
    for item in terms.checklist:
        for name in unknown_facts(item.when):
            yield Reason("E705", f"清单“{item.label}”的适用情形“{name}”无法识别。", f"checklist.{item.code}.when")


def _unknown_issuers(terms: Terms) -> Iterator[Reason]:
    for item in terms.checklist:
        for name in item.issuers:
            if name not in IssuerType.values:
                text = f"清单“{item.label}”的出具单位类型“{name}”无法识别。"
                yield Reason("E705", text, f"checklist.{item.code}.issuers")


def _unknown_industries(terms: Terms) -> Iterator[Reason]:
    groups = {each.group for each in terms.specialties}
    for group, industries in terms.industries.items():
        if group not in groups:
            yield Reason("E704", f"没有名为“{group}”的专业组。", f"industries.{group}")
        for name in industries:
            if name not in INDUSTRIES:
                yield Reason("E705", f"行业“{name}”不在所属行业清单中。", f"industries.{group}")


def _double_codes(terms: Terms) -> Iterator[Reason]:
    clauses = [clause for conditions in terms.condition_sets for clause in conditions.clauses]
    coded: dict[str, list[str]] = {
        "levels": [each.code for each in terms.levels],
        "specialties": [each.code for each in terms.specialties],
        "checklist": [each.code for each in terms.checklist],
        "condition_sets.clauses": [each.code for each in clauses],
        "committees": [each.name for each in terms.committees],
        "attachments": [str(each.num) for each in terms.attachments],
        "unit_flow.steps": list(terms.unit_flow.steps),
    }
    for path, codes in coded.items():
        for code, times in Counter(codes).items():
            if times > 1:
                yield Reason("E706", f"“{code}”出现了{times}次，代码不能重复。", path)


def _levels_without_committee(terms: Terms) -> Iterator[Reason]:
    for level in terms.levels:
        if not terms.committees_for(level.code):
            yield Reason("E708", f"没有评委会受理{level.name}。", "committees")


def _targeted_without_committee(terms: Terms) -> Iterator[Reason]:
    """Where 双定向 is voted on by a committee of its own only, there is one (PATH-08)."""
    alone = terms.targeted_eval.modes == ("separate_committee",)
    if alone and terms.option(TARGETED) and not any(each.kind == TARGETED for each in terms.committees):
        yield Reason("E708", "双定向由单独的评委会评审的，须写明该评委会。", "committees")


def _yearly_cutoff(terms: Terms) -> Iterator[Reason]:
    """TIME-15."""
    if terms.rules.seniority.cutoff_date and terms.seniority.cutoff_date is None:
        yield Reason("E709", f"{terms.year}年度须写明全区统一的资历截止日。", "seniority.cutoff_date")


def _retirement_ages(terms: Terms) -> Iterator[Reason]:
    for category, fault in terms.retirement_ages.faults():
        yield Reason("E720", fault, f"retirement_ages.{category}")


def _message_texts(terms: Terms) -> Iterator[Reason]:
    """A text that nobody could fill in would be found out by the first person who is not told (ADMIN-06)."""
    for event, template in terms.messages.templates.items():
        path = f"messages.templates.{event}"
        if event not in BY_EVENT:
            yield Reason("W122", f"没有名为“{event}”的短信，这段文字不会用到。", path, Severity.WARN)
            continue
        for code, text in faults_of(BY_EVENT[event], template, signature=terms.messages.signature):
            yield Reason(code, text, path)


def _issuer(terms: Terms) -> Iterator[Reason]:
    if terms.rules.issuer_must_be_legal_person == "warn" and not terms.issuer_legal_person:
        yield Reason("W110", "发文主体不具有法人资格。", "issuer_legal_person", Severity.WARN)


def _ruleset_of_another_year(terms: Terms) -> Iterator[Reason]:
    """A round of the year before may finish under its own rules (G-11): a warning, to be explained."""
    since, until = terms.rules.effective_from, terms.rules.effective_to
    if since and since.year > terms.year:
        yield Reason("W118", f"规则集{terms.ruleset}自{since}起施行，早于该日的年度不适用。", "ruleset", Severity.WARN)
    if until and until.year < terms.year:
        yield Reason("W118", f"规则集{terms.ruleset}只适用到{until}，请改用新的规则集。", "ruleset", Severity.WARN)


def _impossible_conditions(terms: Terms) -> Iterator[Reason]:
    """More clauses asked for than there are: nobody could ever meet them."""
    for number, each in enumerate(terms.condition_sets):
        there = Counter(str(clause.group) for clause in each.clauses)
        for group, least in each.required.items():
            if least > there[group]:
                text = f"“{group}”要求至少满足{least}条，条文只有{there[group]}条。"
                yield Reason("E730", text, f"condition_sets[{number}].required")


def _levels_without_specialty(terms: Terms) -> Iterator[Reason]:
    """A level nobody can choose a specialty for is not offered at all (GEN-17)."""
    for level in terms.levels:
        if terms.specialties and not any(each.is_open_for(level.code) for each in terms.specialties):
            yield Reason("E708", f"没有专业可以申报{level.name}。", "specialties")


def _windows_before_the_notice(terms: Terms) -> Iterator[Reason]:
    """Last year's days forgotten in a copy: a window that was over before the notice was issued."""
    for name, span in terms.windows().items():
        if span.closes_at and clock.local_date(span.closes_at) < terms.issued_on:
            text = f"“{window_label(name)}”在发文日期{terms.issued_on}之前已经截止。"
            yield Reason("W125", text, f"windows.{name}", Severity.WARN)


def _nobody_to_ask(terms: Terms) -> Iterator[Reason]:
    if not terms.contacts.phones:
        yield Reason("W121", "没有写联系电话，申报人不知道问谁。", "contacts.phones", Severity.WARN)


def _levels_without_conditions(terms: Terms) -> Iterator[Reason]:
    for level in terms.levels:
        if not any(each.covers(level.code) for each in terms.condition_sets if each.scope != TARGETED):
            yield Reason("W111", f"该级别评审条件另行规定（{level.name}）。", "condition_sets", Severity.WARN)


CHECKS = (
    _backward_windows,
    _backward_levels,
    _stage_order,
    _fee_rows,
    _fee_window,
    _correction_window,
    _unknown_levels,
    _dangling_codes,
    _dangling_bases,
    _dangling_attachments,
    _unknown_facts,
    _unknown_issuers,
    _unknown_industries,
    _double_codes,
    _levels_without_committee,
    _targeted_without_committee,
    _yearly_cutoff,
    _retirement_ages,
    _message_texts,
    _issuer,
    _ruleset_of_another_year,
    _levels_without_conditions,
    _impossible_conditions,
    _levels_without_specialty,
    _windows_before_the_notice,
    _nobody_to_ask,
)
