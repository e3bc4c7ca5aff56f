"""Kinds of integrity records (INTEG-02, INTEG-03, INTEG-07)."""

from enum import nonmember

from django.db.models import TextChoices


class SubjectKind(TextChoices):
    PERSON = "person", "个人"
    UNIT = "unit", "单位"
    COMMITTEE_BODY = "committee_body", "评委会组建单位"
    EXPERT = "expert", "评审专家"
    OFFICE_STAFF = "office_staff", "办事机构工作人员"


class Act(TextChoices):
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
