"""Which papers the house makes from the dossier for the applicant to sign, and on which page each is offered."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from declarations.documents import (
    CHANGE_APPLICATION,
    CHANGE_NOTE,
    COMMISSION_LETTER,
    DIRECT,
    EDUCATION_OPINION,
    EXCEPTION,
    LEADER_LETTER,
    MATERIAL_LIST,
    RISK_NOTE,
    SELF_ASSESSMENT,
    WORK_SUMMARY,
)
from declarations.documents.letters import COMMISSION_TITLE, EDUCATION_TITLE
from declarations.documents.material_list import LIST_TITLE
from declarations.documents.statements import (
    CHANGE_NOTE_TITLE,
    LETTER_TITLE,
    RISK_NOTE_TITLE,
    SUMMARY_TITLE,
    change_title,
)
from declarations.eligibility.facts import STATE_OWNED
from declarations.eligibility.slots import FORM_43
from declarations.models import Declaration, Grounds
from declarations.parts import Section
from declarations.states import Channel, Special, TalentBasis
from notices.rules import Terms, terms_of

ARCHIVE_SEAL = "archive_seal"
BY_THE_UNIT = "打印后签名、由单位签署意见并盖章，再扫描上传到下面的位置。"
BY_ONESELF = "打印后本人签名，再扫描上传到下面的位置。"
TO_KEEP = "打印后本人签名，随纸质材料存档；在线填写的内容即为提交的内容，不用上传扫描件。"
TO_CHECK = "列明每项材料是否必需、是否已上传和份数，供本人核对、单位核验原件时使用，不用上传。"
# In which section a paper is asked for, by its word in the address.
SECTION_OF = {
    "self-assessment": Section.MATERIALS,
    "list": Section.MATERIALS,
    "commission": Section.MATERIALS,
    "education": Section.EDUCATION,
    "exception": Section.OPTIONS,
    "direct": Section.OPTIONS,
    "change": Section.OPTIONS,
    "letter": Section.OPTIONS,
    "change-note": Section.INSURANCE,
    "risk-note": Section.PUBLICATIONS,
    "summary": Section.EXPERIENCE,
}
FORMS = {
    "self-assessment": SELF_ASSESSMENT,
    "list": MATERIAL_LIST,
    "commission": COMMISSION_LETTER,
    "education": EDUCATION_OPINION,
    "exception": EXCEPTION,
    "direct": DIRECT,
    "change": CHANGE_APPLICATION,
    "letter": LEADER_LETTER,
    "change-note": CHANGE_NOTE,
    "risk-note": RISK_NOTE,
    "summary": WORK_SUMMARY,
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A form to print: its word in the address, what builds it, how it is called, what to do with it."""

    kind: str
    title: str
    then: str

    @property
    def form(self) -> str:
        return FORMS[self.kind]


def papers_at(declaration: Declaration, section: Section) -> list[Paper]:
    """What this page offers to generate, given what was filled in (FORM-03…06, 13, 36, 37, 42, 43)."""
    offers = OFFERS.get(section)
    grounds = getattr(declaration, "grounds", None) or Grounds()
    return list(offers(declaration, grounds, terms_of(declaration.edition))) if offers else []


def _options(declaration: Declaration, grounds: Grounds, terms: Terms) -> Iterator[Paper]:
    if terms.exception and (Special.EXCEPTIONAL in declaration.options or grounds.early_one_year):
        yield Paper("exception", terms.exception.form or "破格申报职称审批表", BY_THE_UNIT)
    if terms.direct and terms.direct.form and Special.DIRECT in declaration.options:
        yield Paper("direct", terms.direct.form, BY_THE_UNIT)
    if declaration.kind in FORM_43:
        yield Paper("change", change_title(declaration.kind), BY_THE_UNIT)
    if grounds.talent_basis == TalentBasis.SMALL_GIANT:
        yield Paper("letter", LETTER_TITLE, "打印后由企业法定代表人署名并盖章，再扫描上传到下面的位置。")


def _insurance(declaration: Declaration, grounds: Grounds, terms: Terms) -> Iterator[Paper]:
    if grounds.insurance_gap:
        yield Paper("change-note", CHANGE_NOTE_TITLE, BY_ONESELF)


def _publications(declaration: Declaration, grounds: Grounds, terms: Terms) -> Iterator[Paper]:
    if declaration.publications.exclude(risk="").exists():
        yield Paper("risk-note", RISK_NOTE_TITLE, "打印后本人签名，和核验材料一起上传到该篇论文的位置。")


def _experience(declaration: Declaration, grounds: Grounds, terms: Terms) -> Iterator[Paper]:
    if terms.summary.min_chars and grounds.summary:
        row = next((item for item in terms.checklist if item.code == "summary"), None)
        yield Paper("summary", SUMMARY_TITLE, BY_ONESELF if row and row.max_files else TO_KEEP)


def _materials(declaration: Declaration, grounds: Grounds, terms: Terms) -> Iterator[Paper]:
    yield Paper("list", LIST_TITLE, TO_CHECK)
    if declaration.channel == Channel.AGENCY and declaration.employer_id:  # a freelancer has nobody to commission it
        yield Paper("commission", COMMISSION_TITLE, "打印后由所在单位盖章，再扫描上传到“单位委托人事代理机构函”。")


def _education(declaration: Declaration, grounds: Grounds, terms: Terms) -> Iterator[Paper]:
    """002 三(三)1: people of state-owned units have it confirmed by the archive department (UNIT-21)."""
    workplace = declaration.employer or declaration.unit
    if terms.education.state_owned == ARCHIVE_SEAL and workplace.nature in STATE_OWNED:
        yield Paper("education", EDUCATION_TITLE, "打印后由单位档案管理部门确认并加盖档案专用章，再扫描上传。")


OFFERS: dict[Section, Callable[[Declaration, Grounds, Terms], Iterator[Paper]]] = {
    Section.OPTIONS: _options,
    Section.EDUCATION: _education,
    Section.INSURANCE: _insurance,
    Section.PUBLICATIONS: _publications,
    Section.EXPERIENCE: _experience,
    Section.MATERIALS: _materials,
}
