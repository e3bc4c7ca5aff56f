"""The directory of organisations: who keeps which part of it, and what its pages show (ADMIN-08, ROLE-11, SYS-02).

The system's administrator keeps all of it, a notice administrator what stands at or below the own office.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse

from accounts.longlists import Lines
from accounts.models import Membership, Organisation, User
from accounts.models.organisation import OrganisationQuerySet
from accounts.rules import at_or_below
from accounts.states import Affiliation, OrganisationKind, OrganisationStatus, Role, UnitNature
from config.lib.histories import Told, history_lines
from config.lib.keyset import KeysetPage, counted, keyset_page

KEEPS_ALL = "accounts.change_organisation"
NOT_TOLD = ("initials", "licence_id", "registered_by", "registered_at", "approved_by", "approved_at")
# What is kept in the directory, in the order of its tabs: words, name of the address, whether an office keeps its own.
PARTS: tuple[tuple[str, str, bool], ...] = (
    ("组织", "accounts:organisations", False),
    ("岗位与空缺", "approvals:all_posts", False),
    ("评委会", "committees:committees", True),
    ("专家库", "committees:experts", True),
    ("委托评审", "committees:commissions", True),
    ("职称系列", "committees:series", False),
    ("专业目录", "committees:catalogue", False),
    ("评审条件", "committees:conditions", False),
    ("工作日历", "process:calendar", False),
    ("政策文件", "notices:documents", False),
    ("政策专栏", "notices:columns", False),
    ("风险刊物", "integrity:journals", False),
    ("期刊目录", "integrity:catalogues", False),
    ("目录期刊", "integrity:catalogued", False),
    ("核验途径", "integrity:links", False),
)
LATEST = F("ended_at").desc(nulls_first=True)
View = Callable[..., HttpResponse]


# ── who may ────────────────────────────────────────────────────────────────────────────────────────────────────────
def keeps_all(user: User) -> bool:
    """The system's administrator (ROLE-11)."""
    return user.is_staff and user.has_perm(KEEPS_ALL)


def keeps_directory(user: User) -> bool:
    """Who maintains what all offices share: the system's administrator and notice administrators."""
    return keeps_all(user) or Membership.objects.of(user).filter(role=Role.ADMIN).exists()


def kept_by(user: User) -> OrganisationQuerySet:
    """All of it for the system's administrator; at or below the own office for a notice administrator (SYS-02)."""
    if keeps_all(user):
        return Organisation.objects.all()
    own = list(Membership.objects.of(user).filter(role=Role.ADMIN).values_list("organisation", flat=True))
    return Organisation.objects.filter(at_or_below(own))


def read_kept(user: User, pk: int) -> Organisation:
    """An organisation of the person's own part. Raises ``Http404``."""
    organisation = kept_by(user).select_related("parent").filter(pk=pk).first()
    if organisation is None:
        raise Http404
    return organisation


def for_keepers(view: View) -> View:
    """A page of the directory: 403 names the role for whoever does not hold it (ROLE-11)."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not keeps_directory(request.user):
            raise PermissionDenied("这里由通知管理员和系统管理员维护，请先切换到相应角色。")
        return view(request, *args, **kwargs)

    return guarded


def parts_for(user: User, here: str) -> list[tuple[str, str, bool]]:
    """The tabs of the directory for this person: (words, address, whether it is this one)."""
    keeper = keeps_directory(user)
    shown = [(label, name) for label, name, own in PARTS if keeper or own]
    return [(label, url, name == here) for label, name in shown if (url := _url(name))]


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:  # a site that shows only some floors
        return ""


# ── the list ───────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Sought:
    """What the list is narrowed to."""

    words: str = ""
    kind: str = ""
    status: str = ""


def sought_in(query: Any) -> Sought:
    """From the address; what is no kind and no status asks for all."""
    kind, status = query.get("kind", ""), query.get("status", "")
    return Sought(
        query.get("q", "").strip()[:60],
        kind if kind in OrganisationKind.values else "",
        status if status in OrganisationStatus.values else "",
    )


def organisations_like(user: User, sought: Sought) -> OrganisationQuerySet:
    """By name, pinyin initials or credit code, of a kind and a status."""
    found = kept_by(user)
    if sought.words:
        found = found.named_like(sought.words)
    if sought.kind:
        found = found.filter(kind=sought.kind)
    return found.filter(status=sought.status) if sought.status else found


def organisations_page(user: User, sought: Sought, *, after: str = "", before: str = "") -> KeysetPage:
    """One page, A to Z."""
    found = organisations_like(user, sought).select_related("parent")
    return counted(keyset_page(found, "name", after=after, before=before), found)


# ── one of them ────────────────────────────────────────────────────────────────────────────────────────────────────
def line_above(organisation: Organisation) -> list[Organisation]:
    """The bodies above it, the highest first. One statement a level."""
    return list(organisation.chain())[:0:-1]


def below(organisation: Organisation) -> QuerySet[Organisation]:
    """The bodies right below it."""
    return organisation.children.order_by("kind", "name")


def desks_at(organisation: Organisation) -> QuerySet[Membership]:
    """Who works or worked at its desks, those who do first."""
    return organisation.memberships.select_related("user", "given_by").order_by(LATEST, "role", "pk")


def history_of(organisation: Organisation) -> list[Told]:
    """What was changed in its entry."""
    return history_lines(organisation.history.all(), without=NOT_TOLD)


def kinds_for(user: User, organisation: Organisation | None = None) -> list[tuple[str, str]]:
    """What the person may make of it: a kind opens roles, so offices and another kind are the system's to give."""
    if keeps_all(user):
        return list(OrganisationKind.choices)
    if organisation:
        return [(organisation.kind, organisation.get_kind_display())]
    return [(kind.value, kind.label) for kind in OrganisationKind if kind not in OrganisationKind.offices]


def superiors_for(user: User, organisation: Organisation | None = None) -> OrganisationQuerySet:
    """Bodies it may stand below: departments and offices of the person's own part, itself left out."""
    found = kept_by(user).active().filter(kind__in=OrganisationKind.approvers).order_by("kind", "name")
    return found.exclude(pk=organisation.pk) if organisation else found


# ── the sheet ──────────────────────────────────────────────────────────────────────────────────────────────────────
COLUMNS = {
    "名称": "name",
    "类别": "kind",
    "统一社会信用代码": "uscc",
    "上级": "parent",
    "独立法人": "legal_person",
    "分支机构类型": "branch_type",
    "法定代表人": "legal_representative",
    "隶属关系": "affiliation",
    "单位性质": "nature",
    "所属行业": "industry",
    "所在地": "place",
    "所在园区": "zone",
    "通讯地址": "address",
    "联系电话": "contact_phone",
    "状态": "status",
}
NEEDED = ("名称", "类别")
YES_NO = {"是": "yes", "否": "no"}
KEPT_STATUS = (OrganisationStatus.ACTIVE, OrganisationStatus.SUSPENDED)
CHOICES = {
    "kind": {kind.label: kind.value for kind in OrganisationKind},
    "affiliation": {each.label: each.value for each in Affiliation},
    "nature": {each.label: each.value for each in UnitNature},
    "status": {each.label: each.value for each in KEPT_STATUS},
    "legal_person": YES_NO,
}


def sheet_rows(user: User, sought: Sought) -> Lines:
    """The person's part as lines of the sheet that is also read."""
    found = organisations_like(user, sought).select_related("parent").order_by("name", "pk")
    return Lines(found, partial(map, sheet_row))


def sheet_row(organisation: Organisation) -> Sequence[str]:
    """One line, in the order of ``COLUMNS``; codes and telephone numbers are text."""
    return (
        organisation.name,
        organisation.get_kind_display(),
        organisation.uscc or "",
        organisation.parent.name if organisation.parent else "",
        "是" if organisation.legal_person else "否",
        organisation.branch_type,
        organisation.legal_representative,
        organisation.get_affiliation_display(),
        organisation.get_nature_display(),
        organisation.industry,
        organisation.place,
        organisation.zone,
        organisation.address,
        organisation.contact_phone,
        organisation.get_status_display(),
    )
