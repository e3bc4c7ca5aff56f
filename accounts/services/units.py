"""Units register; a department or an office looks at the licence and lets them in (CHAN-18)."""

from dataclasses import dataclass, fields

from django.db import IntegrityError
from django.urls import reverse

from accounts.exceptions import AccountRefused
from accounts.industries import INDUSTRIES
from accounts.models import Membership, Organisation, User
from accounts.orders import Line, task_done, tell_people, text_phone
from accounts.rules import LICENCE, deciders_of, owns_file, pending_units, superiors_below
from accounts.services.memberships import end_seat
from accounts.states import DESK_ROLE, OrganisationKind, OrganisationStatus
from config.lib import clock
from config.lib.reason import Reason
from config.lib.text import (
    contact_phone_problem,
    name_problem,
    normalise_name,
    normalise_phone,
    normalise_uscc,
    uscc_problem,
)
from records.models import Fact, StoredFile
from records.services.audit import audited, note
from records.services.files import use_file

TAKEN = Reason(
    "unit.taken", "该统一社会信用代码已经注册。请联系单位管理员邀请您，或由主管部门、职改办核实。", field="uscc"
)
NOT_YOURS = Reason("unit.decider", "须由该单位选择的主管部门、职改办或其上级办理，且不能审核本人提交的注册。")
NOT_ABOVE = Reason("unit.parent", "请选择主管部门或职改办。", field="parent")
NOT_BELOW = Reason(
    "unit.parent", "只能确认到您所在的部门、职改办或其下级；选错了的请退回，由单位重新选择。", field="parent"
)
NO_LICENCE = Reason("unit.licence", "请上传营业执照或法人证书。", field="licence")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitData:
    """What a unit says of itself."""

    name: str
    kind: str
    uscc: str
    legal_representative: str
    parent: Organisation
    affiliation: str
    place: str
    contact_phone: str
    nature: str = ""
    industry: str = ""
    zone: str = ""
    address: str = ""
    legal_person: bool = True
    branch_type: str = ""


def register_unit(*, data: UnitData, licence: StoredFile, actor: User) -> Organisation:
    """Hand in a unit; it waits for its department or office. The person becomes its first manager when it is approved.

    A unit that was refused is handed in again under its code. Raises ``AccountRefused``.
    """
    _refuse_bad_unit(data, licence, actor)
    try:
        with audited():
            now = clock.law()
            unit = _row_for(data, actor)
            _fill(unit, data)
            unit.status, unit.registered_by, unit.registered_at = OrganisationStatus.PENDING, actor, now
            unit.licence_id, unit.refusal = licence.pk, ""
            unit.save()
            use_file(licence, LICENCE, unit.pk)
            _seat_applicant(unit, actor)
            note(Fact("unit.registered", unit.pk, actor.pk, now, content=licence.sha256))
            _tell_deciders(unit)
    except IntegrityError as twin:
        raise AccountRefused(TAKEN) from twin
    return unit


def approve_unit(unit_id: int, *, parent: Organisation | None = None, actor: User) -> Organisation:
    """Let the unit in, below the desk the approver confirms. Raises ``AccountRefused``."""
    with audited():
        unit = _pending(unit_id, actor)
        unit.parent = parent or unit.parent
        if unit.parent is None or unit.parent.kind not in OrganisationKind.approvers:
            raise AccountRefused(NOT_ABOVE)
        if not superiors_below(actor).filter(pk=unit.parent.pk).exists():
            raise AccountRefused(NOT_BELOW)
        unit.status = OrganisationStatus.ACTIVE
        unit.approved_by, unit.approved_at = actor, clock.law()
        unit.save(update_fields=["parent", "status", "approved_by", "approved_at"])
        note(Fact("unit.approved", unit.pk, actor.pk, unit.approved_at))
        task_done("organisation", unit.pk)
        _tell_applicant(
            unit, "approved", f"{unit.name}注册已通过", "您已成为单位管理员，可以邀请经办人、确认本单位人员。"
        )
    return unit


def refuse_unit(unit_id: int, *, reason: str, actor: User) -> Organisation:
    """Not like this; the applicant reads why and may hand in again. Raises ``AccountRefused``."""
    with audited():
        unit = _pending(unit_id, actor)
        unit.status, unit.refusal = OrganisationStatus.REFUSED, reason
        unit.save(update_fields=["status", "refusal"])
        note(Fact("unit.refused", unit.pk, actor.pk, clock.law()))
        task_done("organisation", unit.pk)
        _tell_applicant(unit, "refused", f"{unit.name}注册未通过", f"原因：{reason}。修改后可以重新提交。")
    return unit


def _refuse_bad_unit(data: UnitData, licence: StoredFile, actor: User) -> None:
    problems = (
        ("uscc", uscc_problem(data.uscc)),
        ("legal_representative", name_problem(data.legal_representative)),
        ("contact_phone", contact_phone_problem(data.contact_phone)),
        ("industry", "" if data.industry in {"", *INDUSTRIES} else "请从清单中选择所属行业。"),  # CHAN-01
    )
    reasons = [Reason(f"unit.{field}", problem, field=field) for field, problem in problems if problem]
    if data.kind not in OrganisationKind.units:
        reasons.append(Reason("unit.kind", "请选择单位类别。", field="kind"))
    if data.parent.kind not in OrganisationKind.approvers or data.parent.status != OrganisationStatus.ACTIVE:
        reasons.append(NOT_ABOVE)
    if not owns_file(actor, licence):
        reasons.append(NO_LICENCE)
    if reasons:
        raise AccountRefused(*reasons)


def _row_for(data: UnitData, actor: User) -> Organisation:
    """A new row, or the refused one of this code: whoever squatted on it must not keep the owner out."""
    known = Organisation.objects.select_for_update(of=("self",)).filter(uscc=normalise_uscc(data.uscc)).first()
    if known is None:
        return Organisation()
    if known.status != OrganisationStatus.REFUSED:
        raise AccountRefused(TAKEN)
    for held in Membership.objects.filter(organisation=known, ended_at=None).exclude(user=actor):
        end_seat(held, by=actor)
    return known


def _fill(unit: Organisation, data: UnitData) -> None:
    for field in fields(data):
        setattr(unit, field.name, getattr(data, field.name))
    unit.uscc = normalise_uscc(data.uscc)
    unit.legal_representative = normalise_name(data.legal_representative)
    unit.contact_phone = normalise_phone(data.contact_phone)


def _seat_applicant(unit: Organisation, actor: User) -> None:
    """Worth nothing before the approval: only desks of active organisations count (``Membership.current``)."""
    role = DESK_ROLE[OrganisationKind(unit.kind)]
    held = Membership.objects.filter(user=actor, organisation=unit, role=role, ended_at=None)
    if not held.exists():
        Membership.objects.create(user=actor, organisation=unit, role=role, is_manager=True, since=clock.law())


def _pending(unit_id: int, actor: User) -> Organisation:
    unit = pending_units(actor).select_for_update(of=("self",)).select_related("parent").filter(pk=unit_id).first()
    if unit is None:
        raise AccountRefused(NOT_YOURS)
    return unit


def _tell_deciders(unit: Organisation) -> None:
    line = Line(
        people=deciders_of(unit),
        event="unit_registered",
        title=f"{unit.name}申请注册",
        text="请核对营业执照和单位信息，确认隶属关系后办理。",
        url=reverse("accounts:approval", args=[unit.pk]),
        button="去审核",
        needs_action=True,
        subject_kind="organisation",
        subject_id=unit.pk,
        key=f"unit:{unit.pk}:registered:{unit.registered_at:%Y%m%d%H%M%S}",
    )
    tell_people(line)


def _tell_applicant(unit: Organisation, event: str, title: str, text: str) -> None:
    person = unit.registered_by
    if person is None:
        return
    key = f"unit:{unit.pk}:{event}:{clock.machine().isoformat()}"
    url = reverse("accounts:unit_status", args=[unit.pk])
    tell_people(Line([person.pk], f"unit_{event}", title, text, key, url=url, button="查看"))
    if person.phone:
        said = f"{title}。{text}" if event == "approved" else f"{title}，请登录系统查看原因，修改后重新提交。"
        text_phone(person.phone, event=f"unit_{event}", text=said, key=key, person_id=person.pk)
