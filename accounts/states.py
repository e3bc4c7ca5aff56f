"""Kinds of organisations and people; the words for them."""

from enum import nonmember

from django.db.models import TextChoices


class Role(TextChoices):
    """How somebody stands to one declaration, or to the whole of an organisation's desk."""

    APPLICANT = "applicant", "申报人"
    UNIT = "unit", "用人单位"
    RELAY = "relay", "派遣/缴费单位"
    DEPARTMENT = "department", "主管部门"
    LOCAL_OFFICE = "local_office", "市县职改办"
    OFFICE = "office", "评委会所在职改办"
    CONFIRMER = "confirmer", "结果确认机关"
    SECRETARY = "secretary", "会务组"
    EXPERT = "expert", "评审专家"
    FINANCE = "finance", "财务"
    SUPERVISION = "supervision", "监督"
    ADMIN = "admin", "通知管理员"
    SYSTEM = "system", "系统"

    # Roles a membership may carry; the others follow from the case (applicant, relay) or the committee (expert).
    held = nonmember(
        ("unit", "department", "local_office", "office", "confirmer", "secretary", "finance", "supervision", "admin")
    )


class OrganisationKind(TextChoices):
    UNIT = "unit", "用人单位"
    AGENCY = "agency", "人事代理机构"
    ASSOCIATION = "association", "行业协会"
    DEPARTMENT = "department", "主管部门"
    COUNTY_OFFICE = "county_office", "县（市、区）职改办"
    CITY_OFFICE = "city_office", "市职改办"
    OFFICE = "office", "评委会所在职改办"
    REGION_OFFICE = "region_office", "自治区职改办"

    units = nonmember(("unit", "agency", "association"))  # may stand at the unit's step (CHAN-09, CHAN-10)
    offices = nonmember(("county_office", "city_office", "office", "region_office"))
    approvers = nonmember(("department", "county_office", "city_office", "office", "region_office"))


# The role a clerk of such an organisation holds at its desk.
DESK_ROLE = {
    OrganisationKind.UNIT: Role.UNIT,
    OrganisationKind.AGENCY: Role.UNIT,
    OrganisationKind.ASSOCIATION: Role.UNIT,
    OrganisationKind.DEPARTMENT: Role.DEPARTMENT,
    OrganisationKind.COUNTY_OFFICE: Role.LOCAL_OFFICE,
    OrganisationKind.CITY_OFFICE: Role.LOCAL_OFFICE,
    OrganisationKind.OFFICE: Role.OFFICE,
    OrganisationKind.REGION_OFFICE: Role.CONFIRMER,
}


# What else its manager may give to people of such an organisation: a city's office may be a committee's office too.
_OFFICE_ROLES = (Role.SECRETARY, Role.FINANCE, Role.SUPERVISION, Role.ADMIN)
ROLES_OF = {kind: (role,) for kind, role in DESK_ROLE.items()} | {
    # 中初级认定 is decided by personnel authority: a department's or a county's own desk (PATH-30).
    OrganisationKind.DEPARTMENT: (Role.DEPARTMENT, Role.OFFICE),
    OrganisationKind.COUNTY_OFFICE: (Role.LOCAL_OFFICE, Role.OFFICE),
    OrganisationKind.CITY_OFFICE: (Role.LOCAL_OFFICE, Role.OFFICE, *_OFFICE_ROLES),
    OrganisationKind.OFFICE: (Role.OFFICE, *_OFFICE_ROLES),
    OrganisationKind.REGION_OFFICE: (Role.CONFIRMER, Role.OFFICE, *_OFFICE_ROLES),
}


class OrganisationStatus(TextChoices):
    PENDING = "pending", "待审核"
    ACTIVE = "active", "正常"
    REFUSED = "refused", "未通过"
    SUSPENDED = "suspended", "已暂停"


class Affiliation(TextChoices):
    """隶属关系: decides which committees a unit may choose and which letters it needs (CHAN-02, CHAN-03, CHAN-11)."""

    REGION = "region", "区直"
    CITY = "city", "市属"
    COUNTY = "county", "县（市、区）属"
    CENTRAL = "central", "中直驻桂"
    OTHER_PROVINCE = "other_province", "外省驻桂"

    outside = nonmember(("central", "other_province"))


class UnitNature(TextChoices):
    """单位性质 (ELIG-01)."""

    STATE_ENTERPRISE = "state_enterprise", "国有企业"
    PRIVATE_ENTERPRISE = "private_enterprise", "民营企业"
    INSTITUTION = "institution", "事业单位"
    SOCIAL_GROUP = "social_group", "社会团体"
    INDIVIDUAL = "individual", "个体经济组织"
    OTHER_NON_PUBLIC = "other_non_public", "其他非公有制组织"
    OTHER = "other", "其他用人单位"

    non_public = nonmember(("private_enterprise", "individual", "other_non_public"))


class CodePurpose(TextChoices):
    """What a one-time code may be used for; a code of one purpose opens no other door (AU4)."""

    REGISTER = "register", "注册"
    SIGN_IN = "sign_in", "登录"
    CHANGE_PHONE = "change_phone", "更换手机"
    NEW_PHONE = "new_phone", "验证新手机"
    LOST_PHONE = "lost_phone", "手机号停用"
    PASSWORD = "password", "设置密码"
    SIGN = "sign", "签名确认"
    OBJECT = "object", "提出异议"
    PROGRESS = "progress", "进度查询"
