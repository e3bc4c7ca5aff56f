"""Every answer in the order of the form, as labels and values: the check page, the reading page (09-1)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from config.lib.text import chinese_date, chinese_month, mask_id_number, mask_phone
from declarations.documents.common import clause_label, span
from declarations.dossier import load_dossier
from declarations.eligibility import Dossier
from declarations.eligibility.decisions import adoption_lines
from declarations.eligibility.seniority import conditions_of
from declarations.eligibility.slots import home_of_slot
from declarations.links import section_url
from declarations.models import BasicInfo, Declaration, Grounds, Material
from declarations.parts import Section, entry_key
from declarations.selectors import files_of, items_of, paid_spans
from declarations.states import ItemKind
from declarations.ways import WAYS
from notices.rules import Terms, terms_of

Row = tuple[str, Any]
HIDDEN = frozenset(
    (
        *("id", "declaration", "seal_id", "photo", "source", "fetched_at", "rank", "is_representative"),
        *("risk", "risk_answer", "disregarded_at"),
    )
)
BARS = (
    "is_civil_servant",
    "is_retired",
    "discipline",
    "under_investigation",
    "epidemic_service",
    "name_differs",
    "works_outside",
    "household_inside",
)
MONTHS = frozenset({"started_on", "ended_on", "graduated_on", "work_since", "specialty_since"})  # no day is asked
PERSON = (
    "former_name",
    "sex",
    "born_on",
    "ethnicity",
    "politics",
    "native_place",
    "health",
    "email",
    "unit_nature",
    "post",
    "work_since",
    "specialty_since",
    "inheritor_level",
    "master_title",
    "employed_since",
    "archive_agency",
    "archive_since",
)
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
    rows = [(str(each.verbose_name), _said(row, each.name)) for each in row._meta.fields if each.name not in HIDDEN]
    code, conditions = getattr(row, "clause", ""), conditions_of(dossier, terms)
    clause = clause_label(code, conditions) + (conditions.beside(code) if conditions else "")
    told = [(label, clause if label == "对应评审条件" else value) for label, value in rows]
    return AnswerCard(
        title=str(row),
        rows=[(label, value) for label, value in told if value],
        files=[file for file in files if file.part == key],
        is_star=getattr(row, "is_representative", False),
        url=f"{url}{row.pk}/" if url else "",
        risk=getattr(row, "risk", ""),
        risk_answer=getattr(row, "risk_answer", ""),
        remark=DISREGARDED if getattr(row, "disregarded_at", None) else "",
    )


def _written(declaration: Declaration, section: Section) -> Iterator[Row]:
    """What is written beside the rows: the summary below the experiences (MAT-52)."""
    grounds = getattr(declaration, "grounds", None)
    if section is Section.EXPERIENCE and grounds and grounds.summary:
        yield "专业技术工作总结", grounds.summary


def _basic(declaration: Declaration, terms: Terms) -> Iterator[Row]:
    basic = declaration.basic
    yield "姓名", basic.name
    yield "身份证号码", mask_id_number(basic.id_number)
    yield "手机号", mask_phone(basic.phone)
    for name in PERSON:
        yield _label(name), _said(basic, name)
    for name in BARS:
        yield _label(name), _said(basic, name) or "无"
    yield "证件照", "已上传" if basic.photo_id else ""


def _options(declaration: Declaration, terms: Terms) -> Iterator[Row]:
    grounds = getattr(declaration, "grounds", None)
    labels = [each.label for each in terms.special_options if each.code in declaration.options]
    yield "申报级别", declaration.level_name
    yield "申报专业", declaration.specialty_name
    yield "申报单位", declaration.unit.name
    if declaration.employer:
        yield "所在单位", declaration.employer.name
    yield "评委会", declaration.committee.name if declaration.committee else ""
    if declaration.other_kind:
        yield "申报类型", declaration.other_kind
    yield "特殊选项", "、".join(labels) or "无"
    if declaration.letter_kind:
        yield "授权或委托函", f"{declaration.get_letter_kind_display()}（{declaration.letter_issuer}）"
        yield "确需在我区参评的原因", declaration.outside_reason
    if declaration.menu:
        yield (
            "成果多选菜单",
            next((each.label for each in terms.achievement_menus if each.code == declaration.menu), ""),
        )
    if declaration.relay:
        yield "派遣单位" if declaration.dispatched else "社保缴纳单位", declaration.relay.name
    if grounds:
        yield from _grounds(grounds)


def _grounds(grounds: Grounds) -> Iterator[Row]:
    """What was said to the ticks and to the special ways."""
    if grounds.early_one_year:
        yield "提前1年申报", "是"
    if grounds.approval_no:
        dated = f"（{grounds.approval_on:%Y-%m-%d}）" if grounds.approval_on else ""
        yield "申报前审批批文", f"{grounds.approval_no}{dated}"
    if grounds.direct_basis:
        yield "直接申报依据", grounds.direct_basis
    if grounds.relaxes:
        yield "破格放宽的条件", "、".join(grounds.relaxes)
        yield "符合破格条件的情况", grounds.exception_reason
    for column in (each for each in grounds._meta.fields if each.name in WAYS):
        if told := _said(grounds, column.name):
            yield str(column.verbose_name), told


def _insurance(declaration: Declaration, terms: Terms) -> Iterator[Row]:
    for each in paid_spans(declaration):
        how = "单位缴纳" if each.by_unit else "个人缴纳"
        yield each.payer, f"{span(each.first, each.last)}，共 {each.months} 个月，{how}"
    grounds = getattr(declaration, "grounds", None)
    if grounds and grounds.insurance_gap:
        yield "情况说明", grounds.insurance_gap


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


def _label(name: str) -> str:
    return str(BasicInfo._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _said(row: Any, name: str) -> str:
    value = getattr(row, name)
    if name == "kind" and value in ItemKind.values:
        return ItemKind(value).label
    if hasattr(row, f"get_{name}_display"):
        return str(getattr(row, f"get_{name}_display")() or "")
    if isinstance(value, bool):
        return "是" if value else ""
    if isinstance(value, list | dict):
        return "；".join(adoption_lines(value)) if isinstance(value, dict) else "、".join(map(str, filter(None, value)))
    if isinstance(value, date):
        return chinese_month(value) if name in MONTHS else chinese_date(value)
    return str(value or "")
