"""Every answer in the order of the form, as labels and values: the check page, the reading page (09-1).

The lists are read off the models, so that a new column is shown without anybody thinking of this page.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.states import OrganisationKind
from config.lib.text import chinese_date, chinese_month, mask_id_number, mask_phone
from config.lib.uireading import NO, NONE
from declarations.documents.common import clause_label, span
from declarations.dossier import load_dossier
from declarations.eligibility import Dossier
from declarations.eligibility.decisions import adoption_lines
from declarations.eligibility.seniority import conditions_of
from declarations.eligibility.slots import home_of_slot
from declarations.fields import CHANNEL_FIELDS
from declarations.forms.sections import BasicForm
from declarations.links import section_url
from declarations.models import BasicInfo, Declaration, Grounds, Material
from declarations.parts import Section, entry_key
from declarations.selectors import files_of, items_of, paid_spans
from declarations.states import ItemKind
from notices.rules import Terms, terms_of

Row = tuple[str, Any]
HIDDEN = frozenset(
    (
        *("id", "declaration", "seal_id", "photo", "source", "fetched_at", "rank", "is_representative"),
        *("risk", "risk_method", "risk_answer", "disregarded_at"),
    )
)
MONTHS = frozenset({"started_on", "ended_on", "graduated_on", "work_since", "specialty_since"})  # no day is asked
# Every column stands on the page unless it is named here: what is forgotten is shown, not lost (09-1).
ASIDE = frozenset({"id", "declaration", "seal_id"})
SAID_OTHERWISE = ASIDE | {"name", "id_number", "phone", "photo"}  # masked, or a picture
WITH_A_SECTION = ASIDE | {"summary", "insurance_gap", "appraisals", "disputes"}  # beside what they are about
# What another answer asks for, empty: whenever somebody has it. Without that answer nothing is missing.
ASKED_BY = {
    "transition_until": "is_civil_servant",
    "retired_on": "is_retired",
    "discipline_by": "discipline",
    "discipline_on": "discipline",
    "discipline_months": "",
    "discipline_until": "discipline",
    "sanction_until": "under_investigation",
    "extension_no": "extension_until",
    "extension_until": "",
    "retirement_category": "",
    "former_name": "",
}
APPRAISED = (("expert", "专家"), ("unit", "单位"), ("title", "职称"), ("opinion", "意见"))
# Boxes of a row that everybody answers; the other ones are there for who ticks them.
TICKED_BY_ALL = frozenset({"is_highest", "is_base", "passed", "not_for_degree"})
NEVER_ASKED_OF = {ItemKind.DECISION_INFO: frozenset({"not_for_degree"})}
DISREGARDED = "未按期补交，不予采用"  # TIME-11, MAT-38


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """One row of a section."""

    title: str
    rows: list[Row]
    files: list[Material] = field(default_factory=list)
    is_star: bool = False
    url: str = ""
    risk: str = ""  # what the register of risky journals says of it (RISK-01)
    risk_answer: str = ""
    remark: str = ""  # what whoever judges it has to know


@dataclass(frozen=True, slots=True)
class AnswerBlock:
    """One section."""

    section: Section
    url: str  # where it is changed; empty: nowhere now
    rows: list[Row] = field(default_factory=list)
    cards: list[AnswerCard] = field(default_factory=list)
    files: list[Material] = field(default_factory=list)


def answer_blocks(declaration: Declaration, *, editable: bool) -> list[AnswerBlock]:
    """All sections; files stand with the row or section they prove."""
    terms, files = terms_of(declaration.edition), files_of(declaration)
    dossier = load_dossier(declaration)
    return [_block(declaration, section, dossier, terms, files, editable=editable) for section in Section]


def _block(
    declaration: Declaration, section: Section, dossier: Dossier, terms: Terms, files: list[Material], *, editable: bool
) -> AnswerBlock:
    url = section_url(declaration, section) if editable else ""
    own = [file for file in files if not file.part and home_of_slot(file.slot) is section]
    if section in SINGLE:
        return AnswerBlock(section, url, rows=list(SINGLE[section](declaration, terms)), files=own)
    cards = [_card(row, section, dossier, terms, files, url) for row in items_of(declaration, section)]
    return AnswerBlock(section, url, rows=list(_written(declaration, section)), cards=cards, files=own)


def _card(row: Any, section: Section, dossier: Dossier, terms: Terms, files: list[Material], url: str) -> AnswerCard:
    key = entry_key(section.value, row.pk)
    columns = [each for each in row._meta.fields if each.name not in HIDDEN]
    empty = {str(each.verbose_name) for each in columns if _is_due(row, each)}
    rows = [(str(each.verbose_name), _answered(row, each.name)) for each in columns]
    code, conditions = getattr(row, "clause", ""), conditions_of(dossier, terms)
    clause = clause_label(code, conditions) + (conditions.beside(code) if conditions else "")
    told = [(label, clause if label == "对应评审条件" else value) for label, value in rows]
    return AnswerCard(
        title=str(row),
        rows=[
            (label, value) for label, value in told if (value or label in empty) and value != str(row)
        ],  # its heading
        files=[file for file in files if file.part == key],
        is_star=getattr(row, "is_representative", False),
        url=f"{url}{row.pk}/" if url else "",
        risk=getattr(row, "risk", ""),
        risk_answer=getattr(row, "verified_words", ""),
        remark=DISREGARDED if getattr(row, "disregarded_at", None) else "",
    )


def _is_due(row: Any, column: Any) -> bool:
    """Whether a row is not whole without it: then it reads 未填写."""
    return not column.blank and column.get_internal_type() != "BooleanField" and column.name != "clause"


def _answered(row: Any, name: str) -> str:
    asked = name in TICKED_BY_ALL and name not in NEVER_ASKED_OF.get(getattr(row, "kind", ""), ())
    return _said(row, name) or (NO if asked else "")


def _written(declaration: Declaration, section: Section) -> Iterator[Row]:
    """What is written beside the rows: the summary, what experts found, objections to shared data."""
    grounds = getattr(declaration, "grounds", None) or Grounds()
    if section is Section.EXPERIENCE and grounds.summary:
        yield "专业技术工作总结", grounds.summary  # MAT-52
    for number, each in enumerate(grounds.appraisals if section is Section.PUBLICATIONS else (), 1):
        told = "；".join(f"{label}：{each[name]}" for name, label in APPRAISED if each.get(name))
        yield f"专家鉴定意见 {number}", told  # MAT-69
    for each in grounds.disputes:
        if each["section"] == section:
            yield f"对共享数据“{each['said']}”的异议", each["reason"]  # MAT-10


def _basic(declaration: Declaration, terms: Terms) -> Iterator[Row]:
    """What the notice does not ask is nobody's answer: it stands here only where something was said of it."""
    basic = declaration.basic
    asked_for = BasicForm(declaration=declaration, instance=basic).fields
    yield "姓名", basic.name
    yield "身份证号码", mask_id_number(basic.id_number)
    yield "手机号", mask_phone(basic.phone)
    for column in _columns(BasicInfo, SAID_OTHERWISE):
        is_open = column.name in asked_for
        value = _said(basic, column.name) or (NEVER_OPEN.get(column.name, "") if is_open else "")
        asked = is_open and (column.name not in ASKED_BY or bool(getattr(basic, ASKED_BY[column.name], "")))
        if value or asked:
            yield str(column.verbose_name), value
    yield "证件照", "已上传" if basic.photo_id else ""


def _columns(model: type[BasicInfo | Grounds], but: frozenset[str]) -> list[Any]:
    return [each for each in model._meta.fields if each.name not in but]


# A tick that was not set is an answer, too; so is a list of which nothing was chosen.
NEVER_OPEN = {
    each.name: NO for each in BasicInfo._meta.fields if each.get_internal_type() == "BooleanField"
} | dict.fromkeys(("discipline", *BasicForm.honours), NONE)


def _options(declaration: Declaration, terms: Terms) -> Iterator[Row]:
    labels = [each.label for each in terms.special_options if each.code in declaration.options]
    yield "申报级别", declaration.level_name
    yield "申报专业", declaration.specialty_name
    yield "申报单位", declaration.unit.name
    if declaration.employer:
        yield "所在单位", declaration.employer.name
    yield "评委会", _committee_words(declaration)
    if declaration.other_kind:
        yield "申报类型", declaration.other_kind
    yield "特殊选项", "、".join(labels) or NONE
    yield from _channel(declaration, terms)
    grounds = getattr(declaration, "grounds", None) or Grounds()
    for column in _columns(Grounds, WITH_A_SECTION):
        if told := _said(grounds, column.name):
            yield str(column.verbose_name), told


def _channel(declaration: Declaration, terms: Terms) -> Iterator[Row]:
    """Through whom, and by which letter: what is answered, and what a letter still lacks."""
    menus = {each.code: each.label for each in terms.achievement_menus}
    for name in ("freelancer", *CHANNEL_FIELDS):
        label = _relay_words(declaration) if name == "relay" else str(_column(declaration, name).verbose_name)
        told = menus.get(declaration.menu, "") if name == "menu" else _said(declaration, name)
        if told or (declaration.letter_kind and name in OF_A_LETTER):
            yield label, told


OF_A_LETTER = frozenset({"letter_issuer", "outside_reason"})


def _committee_words(declaration: Declaration) -> str:
    """Its full name with its office, as the notices print it (CHAN-05)."""
    committee = declaration.committee
    return f"{committee.name}【{committee.office.name}】" if committee else ""


def _relay_words(declaration: Declaration) -> str:
    """What the body is to which the file goes after the employer (CHAN-17, CHAN-20, CHAN-26)."""
    if declaration.dispatched:
        return "派遣单位"
    hosts = declaration.relay is not None and declaration.relay.kind == OrganisationKind.AGENCY
    return "存放档案的人才市场" if hosts else "社保缴纳单位"


def _insurance(declaration: Declaration, terms: Terms) -> Iterator[Row]:
    for each in paid_spans(declaration):
        how = "单位缴纳" if each.by_unit else "个人缴纳"
        yield each.payer, f"{span(each.first, each.last)}，共 {each.months} 个月，{how}"
    grounds = getattr(declaration, "grounds", None)
    if grounds and grounds.insurance_gap:
        yield "情况说明", grounds.insurance_gap
    yield from _written(declaration, Section.INSURANCE)


def _representative(declaration: Declaration, terms: Terms) -> Iterator[Row]:
    for section in (Section.EXPERIENCE, Section.ACHIEVEMENTS, Section.PUBLICATIONS):
        for row in items_of(declaration, section).filter(is_representative=True):
            yield section.label, row.title


def _nothing(declaration: Declaration, terms: Terms) -> Iterator[Row]:
    return iter(())


SINGLE = {
    Section.BASIC: _basic,
    Section.OPTIONS: _options,
    Section.INSURANCE: _insurance,
    Section.REPRESENTATIVE: _representative,
    Section.MATERIALS: _nothing,
}


def _column(row: Any, name: str) -> Any:
    return row._meta.get_field(name)


def _said(row: Any, name: str) -> str:
    value = getattr(row, name)
    if name == "kind" and value in ItemKind.values:
        return ItemKind(value).label
    if name == "designated_work" and value:
        return _work_named(row, value)
    if hasattr(row, f"get_{name}_display"):
        return str(getattr(row, f"get_{name}_display")() or "")
    return _in_words(value, as_month=name in MONTHS)


def _work_named(row: Any, number: int) -> str:
    named = row.works[number - 1] if number <= len(row.works) else ""
    return f"{named}（第 {number} 件）" if named else f"第 {number} 件"


def _in_words(value: Any, *, as_month: bool) -> str:
    if isinstance(value, bool):
        return "是" if value else ""
    if isinstance(value, list | dict):
        return "；".join(adoption_lines(value)) if isinstance(value, dict) else "、".join(map(str, filter(None, value)))
    if isinstance(value, date):
        return chinese_month(value) if as_month else chinese_date(value)
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value or "")
