"""Committees and experts in the directory: whose they are, and what their pages show (ADMIN-09, COMM-01, SYS-02).

An office keeps its own committees and the experts of their series; the system's administrator keeps all of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from accounts.directory import keeps_all
from accounts.longlists import Lines
from accounts.models import Membership, Organisation, User
from accounts.states import OrganisationKind, Role
from committees.models import Committee, CommitteeMember, CommitteeTerm, Expert, Series, Specialty
from committees.rules import composition_problem
from committees.selectors import PROTOCOL_ORDER
from committees.states import CommitteeStatus, ExpertStatus, Rank
from config.lib.histories import Told, history_lines
from config.lib.keyset import KeysetPage, counted, keyset_page, turned_to
from config.lib.reason import Reason

View = Callable[..., HttpResponse]
OF_OFFICES = (Role.OFFICE, Role.ADMIN)


# ── who may ────────────────────────────────────────────────────────────────────────────────────────────────────────
def offices_of(user: User) -> QuerySet[Organisation]:
    """Whose committees the person keeps."""
    if keeps_all(user):
        return Organisation.objects.filter(kind__in=OrganisationKind.approvers)
    held = Membership.objects.of(user).filter(role__in=OF_OFFICES)
    return Organisation.objects.filter(pk__in=held.values("organisation"))


def own_offices(user: User) -> QuerySet[Organisation]:
    """Whose committees the person enters and changes: authority is the administrators' to write down (ROLE-11)."""
    if keeps_all(user):
        return offices_of(user)
    return offices_of(user).filter(pk__in=Membership.objects.of(user).filter(role=Role.ADMIN).values("organisation"))


def authorises(user: User) -> bool:
    """Whether the person enters committees at all."""
    return keeps_all(user) or Membership.objects.of(user).filter(role=Role.ADMIN).exists()


def series_authorised(user: User, offices: QuerySet[Organisation]) -> QuerySet[Series]:
    """Series a committee of these offices may be entered for: what they have a notice or a committee of.

    A committee opens the experts of its series (``kept_experts``), so a new series is the system administrator's.
    """
    if keeps_all(user):
        return Series.objects.all()
    own = offices.order_by().values("pk")
    return Series.objects.filter(Q(notices__office__in=own) | Q(committees__office__in=own)).distinct()


def keeps_committees(user: User) -> bool:
    """Whether the person works at a committee's office, or looks after the system."""
    return keeps_all(user) or Membership.objects.of(user).filter(role__in=OF_OFFICES).exists()


def kept_committees(user: User) -> QuerySet[Committee]:
    """The own office's alone (SYS-02)."""
    every = Committee.objects.select_related("series", "office")
    return every if keeps_all(user) else every.filter(office__in=offices_of(user))


def read_committee(user: User, pk: int) -> Committee:
    """A committee of the own office. Raises ``Http404``."""
    return _found(kept_committees(user), pk)


def read_authorised(user: User, pk: int) -> Committee:
    """A committee whose authority the person writes down. Raises ``Http404``."""
    return _found(kept_committees(user).filter(office__in=own_offices(user)), pk)


def read_term(user: User, pk: int) -> CommitteeTerm:
    """A term of such a committee. Raises ``Http404``."""
    kept = CommitteeTerm.objects.filter(committee__in=kept_committees(user))
    return _found(kept.select_related("committee__series", "committee__office"), pk)


def kept_experts(user: User) -> QuerySet[Expert]:
    """Experts of the series that the own committees judge, and whoever sits in them."""
    if keeps_all(user):
        return Expert.objects.all()
    own = kept_committees(user).order_by()
    of_series = Q(series__in=own.values("series"))
    return Expert.objects.filter(of_series | Q(seats__term__committee__in=own)).distinct()


def read_expert(user: User, pk: int) -> Expert:
    """An expert of the own series. Raises ``Http404``."""
    return _found(kept_experts(user).select_related("unit", "user"), pk)


def series_for(user: User) -> QuerySet[Series]:
    """Series the person may put experts into."""
    own = kept_committees(user).order_by().values("series")
    return Series.objects.all() if keeps_all(user) else Series.objects.filter(pk__in=own)


def for_offices(view: View) -> View:
    """A page of committees: 403 names the role for whoever does not hold it."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not keeps_committees(request.user):
            raise PermissionDenied("这里由评委会所在职改办、通知管理员和系统管理员维护，请先切换到相应角色。")
        return view(request, *args, **kwargs)

    return guarded


def for_authorising(view: View) -> View:
    """A page where a committee's authority is written: an office's clerks read it, administrators write it."""

    @for_offices
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not authorises(request.user):
            raise PermissionDenied("评委会及其评审权限由通知管理员和系统管理员录入，请先切换到相应角色。")
        return view(request, *args, **kwargs)

    return guarded


def _found(rows: QuerySet[Any], pk: int) -> Any:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


# ── committees ─────────────────────────────────────────────────────────────────────────────────────────────────────
def committees_like(user: User, query: Any) -> QuerySet[Committee]:
    """By name, of a status."""
    found = kept_committees(user).order_by("name", "pk")
    if words := query.get("q", "").strip()[:60]:
        found = found.filter(name__contains=words)
    if (status := query.get("status", "")) in CommitteeStatus.values:
        found = found.filter(status=status)
    return found


def committees_page(user: User, query: Any) -> KeysetPage:
    """One page, A to Z."""
    found = committees_like(user, query)
    return counted(keyset_page(found, "name", **turned_to(query)), found)


@dataclass(frozen=True, slots=True)
class TermShown:
    """A term with how many sit in it, and what is to be checked (W114)."""

    term: CommitteeTerm
    members: list[CommitteeMember]
    warning: Reason | None

    @property
    def title(self) -> str:
        """第3届."""
        return f"第{self.term.number}届"


def terms_of(committee: Committee) -> list[TermShown]:
    """The latest first, chair first in each. Two statements."""
    return [_shown(each) for each in committee.terms.select_related("committee").prefetch_related(_seats())]


def term_shown(term: CommitteeTerm) -> TermShown:
    """One of them with who sits in it."""
    kept = CommitteeTerm.objects.select_related("committee").prefetch_related(_seats())
    return _shown(kept.get(pk=term.pk))


def _seats() -> Prefetch:
    return Prefetch("members", CommitteeMember.objects.select_related("expert__unit").order_by(PROTOCOL_ORDER, "pk"))


def _shown(term: CommitteeTerm) -> TermShown:
    return TermShown(term, list(term.members.all()), composition_problem(term))


def specialties_named(committee: Committee) -> list[str]:
    """The specialties it may judge, by name; none named is every one of its series."""
    if not committee.specialties:
        return []
    named = Specialty.objects.filter(series=committee.series_id, code__in=committee.specialties)
    return list(named.order_by("industry", "name").values_list("name", flat=True))


def history_of(committee: Committee) -> list[Told]:
    """Changes of the committee, its terms and its seats, the latest first."""
    lines = [
        *history_lines(committee.history.all(), said={"ranks": ranks_said}),
        *history_lines(
            CommitteeTerm.history.filter(committee=committee),
            without=("committee",),
            subject="任期",
            named=lambda row: f"第{row.number}届",
        ),
        *history_lines(
            CommitteeMember.history.filter(term__committee=committee).select_related("term", "expert"),
            without=("term", "expert"),
            subject="委员",
            named=lambda row: f"{row.expert.name}（第{row.term.number}届）",
        ),
    ]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def ranks_said(ranks: Sequence[str]) -> str:
    """正高级、副高级."""
    return "、".join(Rank(rank).label for rank in ranks or ())


def seatable(term: CommitteeTerm) -> QuerySet[Expert]:
    """Experts of the series in the pool who have no seat in this term."""
    listed = Expert.objects.selectable().filter(series=term.committee.series_id)
    return listed.exclude(seats__term=term).order_by("name", "pk")


# ── experts ────────────────────────────────────────────────────────────────────────────────────────────────────────
def experts_like(user: User, query: Any) -> QuerySet[Expert]:
    """By name or unit, of a status."""
    found = kept_experts(user)
    if words := query.get("q", "").strip()[:60]:
        found = found.filter(Q(name__contains=words) | Q(unit__name__contains=words) | Q(unit_name__contains=words))
    status = query.get("status", "")
    return found.filter(status=status) if status in ExpertStatus.values else found


def experts_page(user: User, query: Any) -> KeysetPage:
    """One page, A to Z."""
    found = experts_like(user, query).select_related("unit").prefetch_related("series")
    return counted(keyset_page(found, "name", **turned_to(query)), found)


def history_of_expert(expert: Expert) -> list[Told]:
    """What was changed in an expert's entry."""
    return history_lines(expert.history.all(), reasons=True)


def seats_of(expert: Expert) -> QuerySet[CommitteeMember]:
    """Where the expert sits or sat."""
    return expert.seats.select_related("term__committee").order_by("-term__starts_on", "pk")


COLUMNS = {
    "姓名": "name",
    "单位": "unit_name",
    "职称": "title",
    "级别": "rank",
    "系列": "series",
    "专业代码": "specialties",
    "状态": "status",
    "暂停或退出原因": "exit_reason",
    "推荐单位": "recommended_by",
    "入库日期": "listed_on",
}
NEEDED = ("姓名", "单位", "职称", "级别", "系列")
CHOICES = {
    "rank": {each.label: each.value for each in Rank},
    "status": {each.label: each.value for each in ExpertStatus},
}


def expert_rows(user: User, query: Any) -> Lines:
    """The pool as lines of the sheet that is also read."""
    found = experts_like(user, query).select_related("unit").prefetch_related("series", "specialties")
    return Lines(found.order_by("name", "pk"), partial(map, expert_row))


def expert_row(expert: Expert) -> Sequence[str]:
    """One line, in the order of ``COLUMNS``."""
    return (
        expert.name,
        expert.place_of_work,
        expert.title,
        expert.get_rank_display(),
        "；".join(sorted(each.name for each in expert.series.all())),
        "；".join(sorted(each.code for each in expert.specialties.all())),
        expert.get_status_display(),
        expert.exit_reason,
        expert.recommended_by,
        expert.listed_on.isoformat() if expert.listed_on else "",
    )
