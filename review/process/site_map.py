"""The site map: every page that stands at an address of its own, for everybody and for the roles of its reader."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from accounts.context import standings_of
from accounts.models import User
from accounts.states import Role
from review.process.menu import FIGURES, QUALITY, Entry, entries_of

OPEN: tuple[Entry, ...] = (
    ("首页", "process:portal"),
    ("年度通知", "notices:list"),
    ("政策专栏", "notices:policies"),
    ("论文著作怎样核验", "integrity:verifying"),
    ("我能报吗", "can_i:notices"),
    ("查进度", "outcomes:progress"),
    ("公示公告", "outcomes:column"),
    ("查询异议办理情况", "outcomes:track"),
    ("查证书", "outcomes:verify"),
    ("核验文书", "outcomes:verify_document"),
    ("帮助中心", "help:index"),
    ("什么时候会收到什么消息", "process:told_when"),
)
DOOR: tuple[Entry, ...] = (
    ("登录", "accounts:sign_in"),
    ("注册", "accounts:register"),
    ("个人注册", "accounts:register_person"),
    ("单位注册（个人登录后）", "accounts:register_unit"),
    ("手机号停用了", "accounts:lost_phone"),
)
OWN: tuple[Entry, ...] = (
    ("我的首页", "process:home"),
    ("新的申报", "declarations:choose"),
    ("消息", "messaging:inbox"),
    ("个人信息与账户安全", "accounts:profile"),
    ("添加单位", "accounts:employment"),
    ("更换手机号", "accounts:phone"),
    ("设置新密码", "accounts:password"),
)
MAIL: tuple[Entry, ...] = (("电子邮箱", "accounts:mail"),)  # where there is a way out
HOUSE: tuple[Entry, ...] = (("邮件记录", "messaging:mails"),)
OBJECTIONS: tuple[Entry, ...] = (("结果异议", "outcomes:objections"), ("复查申请", "outcomes:reviews"))
LATE: Entry = ("逾期待决定", "process:late")
PHRASES: Entry = ("常用语", "approvals:phrases")
DOWNLOADS: Entry = ("我的下载", "process:downloads")
SUPPLEMENTS: tuple[Entry, ...] = (("补交材料确认", "approvals:supplements"), PHRASES, DOWNLOADS)
FALSITY: Entry = ("材料真实性核查", "approvals:falsity_register")
COMMITTEES: tuple[Entry, ...] = (
    ("评委会", "committees:committees"),
    ("专家库", "committees:experts"),
    ("新增专家", "committees:new_expert"),
    ("导入专家", "committees:experts_import"),
    ("委托评审", "committees:commissions"),
    ("专家培训", "committees:trainings"),
    ("新增培训", "committees:trainings_new"),
    ("导入专家培训", "committees:trainings_import"),
)
DIRECTORY: tuple[Entry, ...] = (
    ("新增组织", "accounts:new_organisation"),
    ("导入组织", "accounts:organisations_import"),
    ("岗位与空缺", "approvals:all_posts"),
    *COMMITTEES,
    ("新增评委会", "committees:new_committee"),
    ("专业目录", "committees:catalogue"),
    ("新增专业", "committees:new_specialty"),
    ("导入专业目录", "committees:catalogue_import"),
    ("评审条件", "committees:conditions"),
    ("提出修订需求", "committees:propose_conditions"),
    ("工作日历", "process:calendar"),
    ("录入放假安排", "process:propose_calendar"),
    ("政策文件", "notices:documents"),
    ("新增政策文件", "notices:documents_new"),
    ("维护政策专栏", "notices:columns"),
    ("新增政策专栏", "notices:columns_new"),
    ("职称系列", "committees:series"),
    ("新增委托", "committees:commissions_new"),
    ("导入委托评审", "committees:commissions_import"),
    ("导入评委会", "committees:committees_import"),
    ("导入评审条件", "committees:conditions_import"),
    ("导入岗位", "approvals:all_posts_import"),
    ("导入政策文件", "notices:documents_import"),
    ("导入政策专栏", "notices:columns_import"),
    ("新增风险刊物", "integrity:journals_new"),
    ("导入风险刊物", "integrity:journals_import"),
    ("新增期刊目录", "integrity:catalogues_new"),
    ("导入期刊目录", "integrity:catalogues_import"),
    ("新增目录期刊", "integrity:catalogued_new"),
    ("导入目录期刊", "integrity:catalogued_import"),
    ("新增核验途径", "integrity:links_new"),
    ("导入核验途径", "integrity:links_import"),
    ("风险刊物", "integrity:journals"),
    ("期刊目录", "integrity:catalogues"),
    ("目录期刊", "integrity:catalogued"),
    ("维护核验途径", "integrity:links"),
)
# Beside the main navigation of a role.
BESIDE: Mapping[str, tuple[Entry, ...]] = {
    Role.UNIT: (("单位看板", "process:board"), ("签章材料", "process:sealing"), FIGURES, QUALITY, *SUPPLEMENTS),
    Role.DEPARTMENT: (FIGURES, QUALITY, *SUPPLEMENTS),
    Role.LOCAL_OFFICE: (FIGURES, FALSITY, *SUPPLEMENTS),
    Role.OFFICE: (FIGURES, LATE, FALSITY, *OBJECTIONS, *SUPPLEMENTS, ("评审批次", "meetings:rounds"), *COMMITTEES),
    Role.CONFIRMER: (*OBJECTIONS, PHRASES, DOWNLOADS),
    Role.SUPERVISION: (("评审结果", "outcomes:desk"),),
    Role.ADMIN: (
        ("公告", "notices:announcements"),
        ("公示公告发布", "notices:postings"),
        ("发布一条公示公告", "notices:new_posting"),
        ("帮助文章", "help:articles"),
        *DIRECTORY,
        DOWNLOADS,
    ),
    Role.SECRETARY: (("新建评审批次", "meetings:new_round"),),
    Role.FINANCE: (
        ("线下缴费复核", "fees:vouchers"),
        ("退款", "fees:refunds"),
        ("电子票据", "fees:receipts"),
        ("每日对账", "fees:books"),
    ),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A group of pages; the pages of another role are named, and opened after changing to it."""

    title: str
    pages: tuple[tuple[str, str], ...]
    switch_to: str = ""


def site_map(request: HttpRequest) -> list[Part]:
    """The whole map as its reader may walk it."""
    user = getattr(request, "user", None)
    parts = [Part("不用登录", _pages(OPEN)), Part("登录和注册", _pages(DOOR))]
    if isinstance(user, User):
        own = OWN + MAIL if settings.MAIL_GATEWAY else OWN
        parts += [Part("我的账户", _pages(own)), *_desks(user)]
    return [part for part in parts if part.pages]


def _desks(user: User) -> Iterable[Part]:
    for standing in standings_of(user):
        role = standing.value
        # Who looks after the house finds it under the role they act in.
        house = user.is_staff and standing.current
        entries = (*entries_of(role, staff=house), *(HOUSE if house else ()), *BESIDE.get(role, ()))
        title = f"{standing.label}（{standing.organisation}）" if standing.organisation else standing.label
        yield Part(title, _pages(entries), "" if standing.current else role)


def _pages(entries: Iterable[Entry]) -> tuple[tuple[str, str], ...]:
    return tuple((label, url) for label, name in dict.fromkeys(entries) if (url := url_of(name)))


def url_of(name: str) -> str:
    """An address by name; "" on a site that shows only some floors, as the gallery does."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
