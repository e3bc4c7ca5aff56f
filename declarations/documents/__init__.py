"""Official forms made from the dossier: 自评表, 承诺书, approval forms, statements, the first part of the 评审表."""

from declarations.documents.direct_form import direct_form
from declarations.documents.exception_form import exception_form
from declarations.documents.letters import commission_letter, education_opinion
from declarations.documents.material_list import material_list
from declarations.documents.pledge import pledge_sheet
from declarations.documents.receipt import receipt
from declarations.documents.review_form import BOXES, Opinion, review_form
from declarations.documents.self_assessment import self_assessment
from declarations.documents.statements import (
    change_application,
    change_note,
    determination_form,
    leader_letter,
    risk_note,
    work_summary,
)

SELF_ASSESSMENT = "declarations.self_assessment"  # FORM-07
MATERIAL_LIST = "declarations.material_list"  # FORM-03
PLEDGE = "declarations.pledge"  # FORM-14
RECEIPT = "declarations.receipt"  # S10
EXCEPTION = "declarations.exception"  # FORM-04, FORM-06
DIRECT = "declarations.direct"  # FORM-05
CHANGE_NOTE = "declarations.change_note"  # FORM-13
LEADER_LETTER = "declarations.leader_letter"  # FORM-36
RISK_NOTE = "declarations.risk_note"  # FORM-37
WORK_SUMMARY = "declarations.work_summary"  # FORM-42
CHANGE_APPLICATION = "declarations.change_application"  # FORM-43
COMMISSION_LETTER = "declarations.commission_letter"  # FORM-12
EDUCATION_OPINION = "declarations.education_opinion"  # FORM-29

BUILDERS = {
    SELF_ASSESSMENT: self_assessment,
    MATERIAL_LIST: material_list,
    PLEDGE: pledge_sheet,
    RECEIPT: receipt,
    EXCEPTION: exception_form,
    DIRECT: direct_form,
    CHANGE_NOTE: change_note,
    LEADER_LETTER: leader_letter,
    RISK_NOTE: risk_note,
    WORK_SUMMARY: work_summary,
    CHANGE_APPLICATION: change_application,
    COMMISSION_LETTER: commission_letter,
    EDUCATION_OPINION: education_opinion,
}

__all__ = [
    "BOXES",
    "BUILDERS",
    "CHANGE_APPLICATION",
    "CHANGE_NOTE",
    "COMMISSION_LETTER",
    "DIRECT",
    "EDUCATION_OPINION",
    "EXCEPTION",
    "LEADER_LETTER",
    "MATERIAL_LIST",
    "PLEDGE",
    "RECEIPT",
    "RISK_NOTE",
    "SELF_ASSESSMENT",
    "WORK_SUMMARY",
    "Opinion",
    "change_application",
    "change_note",
    "commission_letter",
    "determination_form",
    "direct_form",
    "education_opinion",
    "exception_form",
    "leader_letter",
    "material_list",
    "pledge_sheet",
    "receipt",
    "review_form",
    "risk_note",
    "self_assessment",
    "work_summary",
]
