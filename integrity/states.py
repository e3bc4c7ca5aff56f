"""Kinds of integrity records (INTEG-02, INTEG-03, INTEG-07), of journal catalogues, of ways to verify."""

from enum import nonmember

from django.db.models import TextChoices


class SubjectKind(TextChoices):
    PERSON = "person", "个人"
    UNIT = "unit", "单位"
    COMMITTEE_BODY = "committee_body", "评委会组建单位"
    EXPERT = "expert", "评审专家"
    OFFICE_STAFF = "office_staff", "办事机构工作人员"


class Act(TextChoices):
    """INTEG-03, MAT-05."""

    COPYING = "copying", "抄袭"
    PLAGIARISM = "plagiarism", "剽窃"
    AUTHORSHIP = "authorship", "不当署名"
    GHOSTWRITING = "ghostwriting", "论文代写代发"
    FALSE_PUBLICATION = "false_publication", "虚假刊发"
    FALSE_MATERIALS = "false_materials", "虚假信息或材料"
    OTHER_MISCONDUCT = "other_misconduct", "其他学术不端"
    DISCIPLINE = "discipline", "违反评审纪律"


class RecordState(TextChoices):
    SUSPECTED = "suspected", "线索"
    ESTABLISHED = "established", "已认定"
    ENTERED = "entered", "已录入"
    SYNCED = "synced", "已同步"
    EXPIRED = "expired", "已到期"
    REVOKED = "revoked", "已撤销"

    in_force = nonmember(("entered", "synced"))


class SuspicionState(TextChoices):
    OPEN = "open", "待认定"
    ESTABLISHED = "established", "已认定"
    DISMISSED = "dismissed", "查无实据"


class CatalogueKind(TextChoices):
    """What a catalogue says of a journal it names (A-19)."""

    CORE = "core", "核心期刊目录"
    REGISTER = "register", "在册期刊名录"


class LinkKind(TextChoices):
    """What is verified there (RISK-05, A-18)."""

    JOURNAL = "journal", "期刊是否合法出版"
    PAPER = "paper", "论文是否发表、收录"
    BOOK = "book", "著作是否合法出版"
