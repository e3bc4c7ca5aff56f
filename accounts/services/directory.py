"""Writes of the directory: organisations entered and changed by who keeps them, one by one or from a sheet."""

from collections.abc import Callable
from dataclasses import dataclass, fields

from django.db import IntegrityError

from accounts.directory import keeps_all, kept_by
from accounts.exceptions import AccountRefused
from accounts.models import Invitation, Membership, Organisation, User
from accounts.rules import LEVELS
from accounts.states import ROLES_OF, OrganisationKind, OrganisationStatus, Role
from config.lib import clock
from config.lib.histories import sign
from config.lib.reason import Reason
from config.lib.seen import STALE, is_stale
from records.models import Fact
from records.services.audit import audited, note

TAKEN = Reason("organisation.taken", "该统一社会信用代码已经登记在另一个组织名下，请核对。", field="uscc")
SAME_OFFICE = Reason("organisation.name", "已有同名的职改办，请写全称，或在原来的条目上修改。", field="name")
NOT_ABOVE = Reason("organisation.parent", "上级应为主管部门或职改办，请重新选择。", field="parent")
NO_PARENT = Reason("organisation.parent", "用人单位须有主管部门或职改办作为上级。", field="parent")
NOT_YOUR_PART = Reason("organisation.part", "上级应在本职改办范围内。", field="parent")
CIRCLE = Reason("organisation.circle", "上级不能是本组织自己或其下级。", field="parent")
TOO_DEEP = Reason("organisation.deep", f"层级过深：从用人单位到最上一级最多 {LEVELS + 1} 级。", field="parent")
NOT_YOUR_KIND = Reason("organisation.kind", "类别由系统管理员修改，请恢复原来的类别。", field="kind")
NO_NEW_OFFICE = Reason("organisation.kind", "职改办由系统管理员录入，请选择其他类别。", field="kind")
OWN_OFFICE = Reason("organisation.parent", "本职改办的上级由系统管理员修改。", field="parent")
HAS_BELOW = Reason("organisation.kind", "下面还有组织，不能改为这一类别。", field="kind")
RUNNING = Reason("organisation.kind", "还有申报正在办理，办完后才能改类别。", field="kind")
HAS_DESKS = "还有人任{}，这一类别没有该角色；请先结束任职、撤回邀请。"
NOT_KEPT = Reason("organisation.kept", "没有找到这个组织，或不在您维护的范围内。")
WAITING = Reason("organisation.waiting", "注册还没有审核通过，请在“单位注册审核”中办理。", field="status")


_running: list[Callable[[Organisation], bool]] = []


def register_running(source: Callable[[Organisation], bool]) -> None:
    """A floor above tells whether anything is under way at an organisation."""
    if source not in _running:
        _running.append(source)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationData:
    """An entry of the directory, in one canonical form."""

    name: str
    kind: str
    uscc: str | None = None
    parent: Organisation | None = None
    legal_person: bool = True
    branch_type: str = ""
    legal_representative: str = ""
    affiliation: str = ""
    nature: str = ""
    industry: str = ""
    place: str = ""
    zone: str = ""
    address: str = ""
    contact_phone: str = ""
    status: str = OrganisationStatus.ACTIVE


KEPT = tuple(each.name for each in fields(OrganisationData))  # what an entry says


def enter_organisation(data: OrganisationData, *, reason: str = "", actor: User) -> Organisation:
    """A new body of the actor's part. Raises ``AccountRefused``."""
    with audited():
        _hold_tree()
        _refuse_place(Organisation(), data, actor)
        organisation = Organisation(registered_at=clock.law())
        _save(organisation, data, [], reason, actor)
        note(Fact("organisation.enter", organisation.pk, actor.pk, clock.law()))
    return organisation


def change_organisation(
    pk: int, data: OrganisationData, *, reason: str = "", seen: str = "", actor: User
) -> Organisation:
    """Bring an entry up to date; cases under way keep the route they have. Raises ``AccountRefused``.

    ``seen`` is ``state_of`` the entry when a form showed it; a sheet has none.
    """
    with audited():
        _hold_tree()
        organisation = kept_by(actor).select_for_update(of=("self",)).filter(pk=pk).first()
        if organisation is None:
            raise AccountRefused(NOT_KEPT)
        if organisation.status not in {OrganisationStatus.ACTIVE, OrganisationStatus.SUSPENDED}:
            raise AccountRefused(WAITING)
        if is_stale(organisation, KEPT, seen):
            raise AccountRefused(STALE)
        _refuse_place(organisation, data, actor)
        changed = changed_in(organisation, data)
        if changed:
            _save(organisation, data, changed, reason, actor)
            note(Fact("organisation.change", organisation.pk, actor.pk, clock.law()))
    return organisation


def changed_in(organisation: Organisation, data: OrganisationData) -> list[str]:
    """The fields that would be other than they are."""
    return [each.name for each in fields(data) if getattr(organisation, each.name) != getattr(data, each.name)]


def _save(organisation: Organisation, data: OrganisationData, changed: list[str], reason: str, actor: User) -> None:
    for field in fields(data):
        setattr(organisation, field.name, getattr(data, field.name))
    sign(organisation, actor, reason)
    try:
        organisation.save(update_fields=changed or None)
    except IntegrityError as twin:
        raise AccountRefused(TAKEN) from twin


def _hold_tree() -> None:
    """One change of the tree at a time: two moves that each pass alone may close a circle together.

    The lowest number stands for the whole tree and is held before any other row, so that no two wait for each other.
    """
    list(Organisation.objects.select_for_update(no_key=True).order_by("pk")[:1])


def _refuse_place(organisation: Organisation, data: OrganisationData, actor: User) -> None:
    """Whose it is to say, where it would stand in the tree, and whether its code and an office's name are free."""
    twins = Organisation.objects.filter(uscc=data.uscc).exclude(pk=organisation.pk)
    reasons = [TAKEN] if data.uscc and twins.exists() else []
    namesakes = Organisation.objects.filter(name=data.name, kind__in=OrganisationKind.offices).exclude(
        pk=organisation.pk
    )
    if data.kind in OrganisationKind.offices and namesakes.exists():
        reasons.append(SAME_OFFICE)
    recast = bool(organisation.pk) and organisation.kind != data.kind
    moved = organisation.parent_id != (data.parent.pk if data.parent else None) or not organisation.pk
    kind = _wrong_kind(organisation, data, actor) if recast or not organisation.pk else None
    place = _wrong_place(organisation, data, actor) if moved or (recast and kind is None) else None
    reasons.extend(each for each in (kind, place) if each)
    if reasons:
        raise AccountRefused(*reasons)


def _wrong_kind(organisation: Organisation, data: OrganisationData, actor: User) -> Reason | None:
    """A kind opens roles (``ROLES_OF``): one of an office, or another one, is the system administrator's (ROLE-11)."""
    if not organisation.pk:
        return NO_NEW_OFFICE if data.kind in OrganisationKind.offices and not keeps_all(actor) else None
    if not keeps_all(actor):
        return NOT_YOUR_KIND
    if data.kind not in OrganisationKind.approvers and organisation.children.exists():
        return HAS_BELOW
    if roles := _roles_lost(organisation, data.kind):
        return Reason("organisation.kind", HAS_DESKS.format("、".join(roles)), field="kind")
    return RUNNING if any(source(organisation) for source in _running) else None


def _roles_lost(organisation: Organisation, kind: str) -> list[str]:
    """Roles that somebody holds or is asked to hold there and that a body of this kind does not have."""
    asked = Invitation.objects.open(clock.machine()).filter(organisation=organisation)
    held = Membership.objects.filter(organisation=organisation, ended_at=None)  # a suspended body comes back
    roles = {*held.values_list("role", flat=True), *asked.values_list("role", flat=True)}
    return sorted(Role(role).label for role in roles - set(ROLES_OF[OrganisationKind(kind)]))


def _wrong_place(organisation: Organisation, data: OrganisationData, actor: User) -> Reason | None:
    parent = data.parent
    if parent is None and data.kind in OrganisationKind.units:
        return NO_PARENT
    if keeps_all(actor):
        return _wrong_line(organisation, parent) if parent else None
    if parent is None:
        return NOT_YOUR_PART  # only who keeps everything enters a body below none
    wrong = _wrong_line(organisation, parent)
    if wrong is None and not kept_by(actor).filter(pk=parent.pk).exists():
        return NOT_YOUR_PART
    return wrong or (OWN_OFFICE if organisation.pk and _is_own(organisation, actor) else None)


def _is_own(organisation: Organisation, actor: User) -> bool:
    return Membership.objects.of(actor).filter(organisation=organisation, role=Role.ADMIN).exists()


def _wrong_line(organisation: Organisation, parent: Organisation) -> Reason | None:
    """Read anew: the form's superior was read before the tree was held."""
    above = list(Organisation.objects.get(pk=parent.pk).chain())
    if above[0].kind not in OrganisationKind.approvers:
        return NOT_ABOVE
    if organisation.pk and organisation in above:
        return CIRCLE
    return TOO_DEEP if len(above) + _depth_below(organisation) > LEVELS else None


def _depth_below(organisation: Organisation) -> int:
    """How many levels hang on it. One statement a level."""
    depth, level = 0, [organisation.pk] if organisation.pk else []
    while level and (level := list(Organisation.objects.filter(parent__in=level).values_list("pk", flat=True))):
        depth += 1
        if depth > LEVELS:  # deep enough to be refused; and a circle has no end
            break
    return depth
