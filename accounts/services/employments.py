"""A person says where they belong; the unit confirms it, or not (CHAN-06)."""

from datetime import date

from django.db import IntegrityError
from django.urls import reverse

from accounts.exceptions import AccountRefused
from accounts.models import Employment, Membership, Organisation, User
from accounts.orders import Line, task_done, tell_people
from accounts.rules import works_at
from accounts.services.memberships import end_seat, hold_place
from accounts.states import OrganisationKind
from config.lib import clock
from config.lib.reason import Reason
from records.models import Fact
from records.services.audit import audited, note

NOT_A_UNIT = Reason("employment.unit", "请选择已在系统中注册并审核通过的单位。", field="organisation")
TWICE = Reason("employment.twice", "您已经申请加入这个单位。")
NOT_YOURS = Reason("employment.clerk", "只有该单位的经办人可以办理。")
OWN = Reason("employment.own", "不能确认本人的人事关系，请由本单位其他经办人确认。")
OVER = Reason("employment.over", "这项申请已经办理。")


def ask_employment(*, person: User, organisation: Organisation, since: date | None = None) -> Employment:
    """Ask the unit to confirm that one belongs to it. Raises ``AccountRefused``."""
    if organisation.kind not in OrganisationKind.units or organisation.status != "active":
        raise AccountRefused(NOT_A_UNIT)
    with audited():
        if Employment.objects.open().filter(user=person, organisation=organisation).exists():
            raise AccountRefused(TWICE)
        now = clock.law()
        try:
            asked = Employment.objects.create(user=person, organisation=organisation, since=since, asked_at=now)
        except IntegrityError as twin:
            raise AccountRefused(TWICE) from twin
        note(Fact("employment.asked", asked.pk, person.pk, now))
        _tell_clerks(asked)
    return asked


def ask_unless_asked(*, person: User, organisation: Organisation) -> None:
    """A declaration names its unit: the unit is asked whether the person is theirs, once (CHAN-06)."""
    with audited():
        now, told = clock.law(), {"user": person, "organisation": organisation}
        asked, is_new = Employment.objects.open().get_or_create(**told, defaults={"asked_at": now})
        if is_new:
            note(Fact("employment.asked", asked.pk, person.pk, now))
            _tell_clerks(asked)


def confirm_employment(employment_id: int, *, actor: User) -> Employment:
    """The unit says yes. Not by the person themselves, unless they are its only clerk (ROLE-02, UNIT-07)."""
    with audited():
        asked = _waiting(employment_id, actor)
        if asked.user_id == actor.pk and _has_other_clerk(asked.organisation, actor):
            raise AccountRefused(OWN)
        asked.confirmed_at, asked.confirmed_by = clock.law(), actor
        asked.save(update_fields=["confirmed_at", "confirmed_by"])
        note(Fact("employment.confirmed", asked.pk, actor.pk, asked.confirmed_at))
        task_done("employment", asked.pk)
        _tell_person(asked, "confirmed", f"{asked.organisation.name}已确认您的人事关系", "您可以通过该单位申报职称。")
    return asked


def refuse_employment(employment_id: int, *, reason: str, actor: User) -> Employment:
    """The unit says no, and why."""
    with audited():
        asked = _waiting(employment_id, actor)
        asked.refused_at, asked.refusal = clock.law(), reason
        asked.save(update_fields=["refused_at", "refusal"])
        note(Fact("employment.refused", asked.pk, actor.pk, asked.refused_at))
        task_done("employment", asked.pk)
        _tell_person(asked, "refused", f"{asked.organisation.name}未确认您的人事关系", f"原因：{reason}")
    return asked


def end_employment(employment_id: int, *, actor: User) -> Employment:
    """The person leaves, or takes the question back; or the unit says that they left."""
    with audited():
        hold_place(employments=employment_id)
        open_one = _locked(employment_id)
        if open_one.user_id != actor.pk and not works_at(actor, open_one.organisation):
            raise AccountRefused(OVER)  # another's is answered like one that is not there (SYS-02)
        open_one.ended_at = clock.law()
        open_one.save(update_fields=["ended_at"])
        task_done("employment", open_one.pk)
        _stands_in_no_longer(open_one, actor)
        note(Fact("employment.ended", open_one.pk, actor.pk, open_one.ended_at))
        if open_one.user_id != actor.pk:
            _tell_person(open_one, "ended", f"{open_one.organisation.name}已结束您的人事关系", "如有疑问请与单位联系。")
    return open_one


def _stands_in_no_longer(left: Employment, actor: User) -> None:
    """Who belonged there and had no desk of their own does not stand in for anybody there any more."""
    here = Membership.objects.filter(organisation=left.organisation_id, user=left.user_id, ended_at=None)
    if here.own().exists():
        return
    for seat in here.deputies().select_related("user", "organisation"):
        end_seat(seat, by=actor)


def _waiting(employment_id: int, actor: User) -> Employment:
    asked = _locked(employment_id)
    if not works_at(actor, asked.organisation):
        raise AccountRefused(NOT_YOURS)
    if asked.confirmed_at:
        raise AccountRefused(OVER)
    return asked


def _locked(employment_id: int) -> Employment:
    rows = Employment.objects.open().select_for_update(of=("self",)).select_related("organisation", "user")
    found = rows.filter(pk=employment_id).first()
    if found is None:
        raise AccountRefused(OVER)
    return found


def _has_other_clerk(organisation: Organisation, actor: User) -> bool:
    return Membership.objects.current().filter(organisation=organisation).exclude(user=actor).exists()


def _tell_clerks(asked: Employment) -> None:
    clerks = Membership.objects.current().filter(organisation=asked.organisation).exclude(user=asked.user)
    line = Line(
        people=list(dict.fromkeys(clerks.values_list("user", flat=True))),
        event="employment_asked",
        title=f"{asked.user.name}申请确认人事关系",
        text="请核对此人是否为本单位人员，确认后才能通过本单位申报。",
        url=reverse("accounts:people", args=[asked.organisation_id]),
        button="去确认",
        needs_action=True,
        subject_kind="employment",
        subject_id=asked.pk,
        key=f"employment:{asked.pk}:asked",
    )
    tell_people(line)


def _tell_person(asked: Employment, event: str, title: str, text: str) -> None:
    tell_people(Line([asked.user_id], f"employment_{event}", title, text, f"employment:{asked.pk}:{event}"))
