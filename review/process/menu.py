"""The main navigation: the pages each role works on, so that nobody needs to know an address (ALL-1, SYS-01)."""

from accounts.states import Role

Entry = tuple[str, str]
PUBLIC: tuple[Entry, ...] = (
    ("首页", "process:portal"),
    ("通知", "notices:list"),
    ("公示公告", "outcomes:column"),
    ("查证书", "outcomes:verify"),
)
NOTICES: Entry = ("通知", "notices:list")
DESK: Entry = ("工作台", "process:desk")
UNITS: Entry = ("单位注册审核", "accounts:approvals")
QUALITY: Entry = ("问题率", "process:quality")
FIGURES: Entry = ("数据看板", "process:figures")
RESULTS: Entry = ("评审结果", "outcomes:desk")
PEOPLE: Entry = ("人员", "accounts:own_people")
TEXTS: Entry = ("短信记录", "messaging:texts")
DIRECTORY: Entry = ("目录与日历", "accounts:organisations")
STAFF: tuple[Entry, ...] = (DIRECTORY, TEXTS, ("后台管理", "admin:index"))
MENUS: dict[str, tuple[Entry, ...]] = {
    Role.APPLICANT: (("我的申报", "process:home"), NOTICES, ("公示公告", "outcomes:column")),
    Role.UNIT: (DESK, PEOPLE, NOTICES),
    Role.DEPARTMENT: (DESK, UNITS, PEOPLE, NOTICES),
    Role.LOCAL_OFFICE: (DESK, UNITS, PEOPLE, NOTICES),
    Role.OFFICE: (DESK, RESULTS, QUALITY, ("缴费时间", "fees:windows"), UNITS, PEOPLE, NOTICES),
    Role.CONFIRMER: (RESULTS, UNITS, PEOPLE, NOTICES),
    Role.SECRETARY: (("评审批次", "meetings:rounds"), NOTICES),
    Role.EXPERT: (("评审材料", "meetings:reading"), NOTICES),
    Role.FINANCE: (("缴费", "fees:desk"), ("缴费时间", "fees:windows"), NOTICES),
    Role.SUPERVISION: (("结果异议", "outcomes:objections"), ("复查申请", "outcomes:reviews"), NOTICES),
    Role.ADMIN: (("通知管理", "notices:desk"), DIRECTORY, NOTICES, TEXTS),
}


def entries_of(role: str, *, staff: bool = False) -> tuple[Entry, ...]:
    """(label, name of the address) for who acts in this role; "" is a visitor.

    Staff also look after the house; who acts in no role of its own has that before anything else.
    """
    entries = MENUS.get(role, ()) if role else PUBLIC
    if not staff:
        return entries
    both = (*STAFF, *entries) if role == Role.APPLICANT else (*entries, *STAFF)
    return tuple(dict.fromkeys(both))
