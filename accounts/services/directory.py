"""Writes of the directory: organisations entered and changed by who keeps them, one by one or from a sheet."""

from dataclasses import dataclass, fields

from django.db import IntegrityError

from accounts.directory import keeps_all, kept_by
from accounts.exceptions import AccountRefused
from accounts.models import Organisation, User
from accounts.rules import LEVELS
from accounts.states import OrganisationKind, OrganisationStatus
from config.lib import clock
from config.lib.histories import sign
from config.lib.reason import Reason
from records.models import Fact
from records.services.audit import audited, note

TAKEN = Reason("organisation.taken", "该统一社会信用代码已经登记在另一个组织名下，请核对。", field="uscc")
NOT_ABOVE = Reason("organisation.parent", "上级应为主管部门或职改办，请重新选择。", field="parent")
NO_PARENT = Reason("organisation.parent", "用人单位须有主管部门或职改办作为上级。", field="parent")
NOT_YOUR_PART = Reason("organisation.part", "上级应在本职改办范围内。", field="parent")
CIRCLE = Reason("organisation.circle", "上级不能是本组织自己或其下级。", field="parent")
TOO_DEEP = Reason("organisation.deep", f"层级过深：从用人单位到最上一级最多 {LEVELS + 1} 级。", field="parent")
NOT_KEPT = Reason("organisation.kept", "没有找到这个组织，或不在您维护的范围内。")
WAITING = Reason("organisation.waiting", "注册还没有审核通过，请在“单位注册审核”中办理。", field="status")


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


def enter_organisation(data: OrganisationData, *, reason: str = "", actor: User) -> Organisation:
    """A new body of the actor's part. Raises ``AccountRefused``."""
    _refuse_place(Organisation(), data, actor)
    with audited():
        organisation = Organisation(registered_at=clock.law())
        _save(organisation, data, [], reason, actor)
        note(Fact("organisation.enter", organisation.pk, actor.pk, clock.law()))
    return organisation


def change_organisation(pk: int, data: OrganisationData, *, reason: str = "", actor: User) -> Organisation:
    """Bring an entry up to date; cases under way keep the route they have. Raises ``AccountRefused``."""
    with audited():
        organisation = kept_by(actor).select_for_update(of=("self",)).filter(pk=pk).first()
        if organisation is None:
            raise AccountRefused(NOT_KEPT)
        if organisation.status not in {OrganisationStatus.ACTIVE, OrganisationStatus.SUSPENDED}:
            raise AccountRefused(WAITING)
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


def _refuse_place(organisation: Organisation, data: OrganisationData, actor: User) -> None:
    """Where it would stand in the tree, and whether its code is free."""
    twins = Organisation.objects.filter(uscc=data.uscc).exclude(pk=organisation.pk)
    reasons = [TAKEN] if data.uscc and twins.exists() else []
    moved = organisation.parent_id != (data.parent.pk if data.parent else None) or not organisation.pk
    if reason := _wrong_place(organisation, data, actor) if moved else None:
        reasons.append(reason)
    if reasons:
        raise AccountRefused(*reasons)


def _wrong_place(organisation: Organisation, data: OrganisationData, actor: User) -> Reason | None:
    parent = data.parent
    if parent is None:
        if data.kind in OrganisationKind.units:
            return NO_PARENT
        return None if keeps_all(actor) else NOT_YOUR_PART  # only who keeps everything enters a body below none
    if parent.kind not in OrganisationKind.approvers:
        return NOT_ABOVE
    if not kept_by(actor).filter(pk=parent.pk).exists():
        return NOT_YOUR_PART
    above = list(parent.chain())
    if organisation.pk and organisation in above:
        return CIRCLE
    return TOO_DEEP if len(above) > LEVELS else None
