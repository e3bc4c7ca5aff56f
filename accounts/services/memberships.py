"""Desks: given, offered to a phone number, handed on to a successor, taken away (ROLE-02 … ROLE-06)."""

from datetime import timedelta

from django.db import IntegrityError
from django.db.models import QuerySet
from django.urls import reverse

from accounts.exceptions import AccountRefused
from accounts.leaving import hand_on
from accounts.models import Actor, Invitation, Membership, Organisation, User, index_of_phone
from accounts.orders import Line, task_done, tell_people, text_phone
from accounts.rules import manages
from accounts.selectors import invitations_to, roles_of
from accounts.states import ROLES_OF, OrganisationKind, Role
from config.lib import clock
from config.lib.reason import Reason
from config.lib.text import normalise_phone, phone_problem
from records.models import Fact
from records.services.audit import audited, note

INVITATION_LIFE = timedelta(days=7)

NOT_MANAGER = Reason("member.manager", "只有本组织的管理员可以办理。")
NOT_OPEN = Reason("invitation.over", "邀请已失效或已被处理。")
NOT_TO_YOU = Reason("invitation.other", "这份邀请发给了另一个手机号，请用该手机号的账户接受。")
NO_SUCCESSOR = Reason("member.successor", "接手人须是同一岗位的经办人。", field="successor")
LAST_MANAGER = Reason("member.last", "本组织至少要有一名管理员，请先移交。")
ALREADY = Reason("member.already", "此人已经担任这个角色。")


def give_membership(
    *, person: User, organisation: Organisation, role: str, is_manager: bool = False, actor: Actor
) -> Membership:
    """Seat a person at a desk directly: the directory's way (admin, loading). Managers invite instead."""
    with audited():
        return _seat(person, organisation, role, is_manager=is_manager, actor=actor)


def end_membership(membership_id: int, *, actor: User, successor: User | None = None) -> Membership:
    """A manager takes a desk away, or a person leaves theirs; the last manager cannot. Raises ``AccountRefused``.

    What lies open there goes to ``successor``, a colleague of that desk, or back to its queue.
    """
    with audited():
        hold_place(memberships=membership_id)  # two managers who leave at once must not both see the other one stay
        held = Membership.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=membership_id)
        if actor.pk != held.user_id and not manages(actor, held.organisation):
            raise AccountRefused(NOT_MANAGER)
        if held.ended_at:
            return held
        others = Membership.objects.filter(organisation=held.organisation, is_manager=True, ended_at=None)
        if held.is_manager and not others.exclude(pk=held.pk).exists():
            raise AccountRefused(LAST_MANAGER)
        if successor and successor not in successors_of(held):
            raise AccountRefused(NO_SUCCESSOR)
        end_seat(held, by=actor, successor=successor)
    return held


def dismiss(membership_id: int, *, actor: Actor) -> Membership:
    """End a desk in the directory's way: by an administrator, without a word of the organisation."""
    with audited():
        hold_place(memberships=membership_id)
        held = Membership.objects.select_for_update(of=("self",)).select_related("user").get(pk=membership_id)
        if held.ended_at is None:
            end_seat(held, by=actor)
    return held


def successors_of(held: Membership) -> QuerySet[User]:
    """Who may take over what lies open at this desk: those who hold the same one, as their own.

    Who stands in there does so for somebody who stays; with the leaver their own deputy goes, too.
    """
    same = Membership.objects.current().own().filter(organisation=held.organisation_id, role=held.role)
    return User.objects.filter(pk__in=same.exclude(user=held.user_id).values("user"), is_active=True)


def invite_clerk(
    *, organisation: Organisation, phone: str, role: str, as_manager: bool = False, actor: User
) -> Invitation:
    """Offer a desk to whoever holds this phone; seven days. Raises ``AccountRefused``."""
    return _invite(organisation, phone, role, as_manager=as_manager, actor=actor, succeeds=None)


def hand_over(*, membership_id: int, phone: str, actor: User) -> Invitation:
    """Offer one's own manager's desk to a successor; it ends when the successor accepts. Raises ``AccountRefused``."""
    held = Membership.objects.of(actor).filter(pk=membership_id).select_related("organisation").first()
    if held is None or not held.is_manager:
        raise AccountRefused(NOT_MANAGER)
    return _invite(held.organisation, phone, held.role, as_manager=True, actor=actor, succeeds=actor)


def tell_of_invitations(person: User) -> None:
    """Somebody was invited before they had an account: now they have an inbox. Call inside the transaction."""
    for invitation in invitations_to(person, clock.law()):
        _tell_invited(invitation, person)


def accept_invitation(token: str, *, actor: User) -> Membership:
    """Take the desk; a predecessor's memberships of that role end in the same moment. Raises ``AccountRefused``."""
    with audited():
        invitation = _open_invitation(token)
        if invitation.phone_index != actor.phone_index:
            raise AccountRefused(NOT_TO_YOU)
        if not manages(invitation.invited_by, invitation.organisation):
            raise AccountRefused(NOT_OPEN)  # who has left offers nothing any more
        held = _seat(
            actor,
            invitation.organisation,
            invitation.role,
            is_manager=invitation.as_manager,
            actor=invitation.invited_by,
        )
        invitation.accepted_at, invitation.accepted_by = clock.law(), actor
        invitation.save(update_fields=["accepted_at", "accepted_by"])
        if invitation.succeeds:
            _retire(invitation)
        task_done("invitation", invitation.pk)
        _tell_inviter(invitation, actor)
    return held


def withdraw_invitation(token: str, *, actor: User) -> Invitation:
    """The manager takes the offer back, or the invited person declines it. Raises ``AccountRefused``."""
    with audited():
        invitation = _open_invitation(token)
        invited = invitation.phone_index == actor.phone_index
        if not invited and not manages(actor, invitation.organisation):
            raise AccountRefused(NOT_MANAGER)
        invitation.withdrawn_at = clock.law()
        invitation.save(update_fields=["withdrawn_at"])
        task_done("invitation", invitation.pk)
        note(Fact("invitation.withdrawn", invitation.pk, actor.pk, invitation.withdrawn_at))
    return invitation


def _invite(
    organisation: Organisation, phone: str, role: str, *, as_manager: bool, actor: User, succeeds: User | None
) -> Invitation:
    phone = normalise_phone(phone)
    _refuse_bad_offer(organisation, phone, role, actor, as_manager=as_manager)
    with audited():
        now = clock.law()
        organisation.invitations.open(now).filter(phone_index=index_of_phone(phone), role=role).update(withdrawn_at=now)
        invitation = Invitation.objects.create(
            organisation=organisation,
            role=role,
            phone=phone,
            as_manager=as_manager,
            succeeds=succeeds,
            invited_by=actor,
            invited_at=now,
            expires_at=now + INVITATION_LIFE,
        )
        note(Fact("invitation.sent", invitation.pk, actor.pk, now))
        _text_invited(invitation)
    return invitation


def _refuse_bad_offer(organisation: Organisation, phone: str, role: str, actor: User, *, as_manager: bool) -> None:
    if not manages(actor, organisation):
        raise AccountRefused(NOT_MANAGER)
    if problem := phone_problem(phone):
        raise AccountRefused(Reason("phone.form", problem, field="phone"))
    if role not in ROLES_OF[OrganisationKind(organisation.kind)]:
        raise AccountRefused(Reason("invitation.role", "本组织没有这个角色。", field="role"))
    held = Membership.objects.own().filter(organisation=organisation, role=role, ended_at=None)
    held = held.filter(is_manager=True) if as_manager else held  # a clerk may still become a manager
    if held.filter(user__phone_index=index_of_phone(phone)).exists():
        raise AccountRefused(ALREADY)


def _text_invited(invitation: Invitation) -> None:
    known = User.objects.by_phone(invitation.phone)
    text_phone(
        invitation.phone,
        event="invitation",
        text=f"{_offer(invitation)}，请在7天内登录后接受；没有账户的请先用本手机号注册。",
        key=f"invitation:{invitation.pk}",
        person_id=known.pk if known else None,
    )
    if known:
        _tell_invited(invitation, known)


def _tell_invited(invitation: Invitation, person: User) -> None:
    line = Line(
        people=[person.pk],
        event="invitation",
        title=_offer(invitation),
        text="请在7天内决定是否接受。",
        key=f"invitation:{invitation.pk}",
        url=reverse("accounts:profile"),
        button="去处理",
        needs_action=True,
        subject_kind="invitation",
        subject_id=invitation.pk,
    )
    tell_people(line)


def _offer(invitation: Invitation) -> str:
    what = "接任管理员" if invitation.succeeds else f"担任{Role(invitation.role).label}经办人"
    return f"{invitation.organisation.name}邀请您{what}"


def _tell_inviter(invitation: Invitation, actor: User) -> None:
    title = f"{actor.name}已接受{invitation.organisation.name}的邀请"
    text = f"角色：{Role(invitation.role).label}。" + ("您的管理员身份已移交。" if invitation.succeeds else "")
    tell_people(Line([invitation.invited_by_id], "invitation_accepted", title, text, f"accepted:{invitation.pk}"))


def _open_invitation(token: str) -> Invitation:
    open_ones = Invitation.objects.open(clock.law()).filter(organisation__status="active")
    found = open_ones.select_for_update(of=("self",)).select_related("organisation", "invited_by", "succeeds")
    invitation = found.filter(token=token).first()
    if invitation is None:
        raise AccountRefused(NOT_OPEN)
    return invitation


def _seat(person: User, organisation: Organisation, role: str, *, is_manager: bool, actor: Actor) -> Membership:
    hold_place(pk=organisation.pk)
    now = clock.law()
    held = Membership.objects.filter(user=person, organisation=organisation, role=role, ended_at=None).first()
    if held and held.deputy_of_id:  # a desk of their own takes the place of one they stood in at
        end_seat(held, by=actor)
        held = None
    if held and (held.is_manager or not is_manager):
        raise AccountRefused(ALREADY)
    held = held or Membership(user=person, organisation=organisation, role=role, since=now)
    held.is_manager, held.given_by = is_manager, actor if isinstance(actor, User) else None
    try:
        held.save()
    except IntegrityError as twin:
        raise AccountRefused(ALREADY) from twin
    note(Fact("membership.given", held.pk, actor.pk, now))
    return held


def _retire(invitation: Invitation) -> None:
    """The predecessor leaves all desks of this role at the organisation."""
    theirs = Membership.objects.filter(user=invitation.succeeds, organisation=invitation.organisation, ended_at=None)
    for held in theirs.filter(role=invitation.role).select_for_update(of=("self",)):
        end_seat(held, by=invitation.invited_by, successor=invitation.accepted_by)


def hold_place(**which: object) -> None:
    """The organisation is held before any seat of it ends, and while a deputy is named: nobody comes for who just goes.

    Before the seats, by every door, so that no two wait for each other. no_key: cases that are being worked on
    meanwhile refer to the organisation and must not wait for us.
    """
    list(Organisation.objects.select_for_update(of=("self",), no_key=True).filter(**which))


def end_seat(held: Membership, *, by: Actor, successor: User | None = None) -> int:
    """The one way a seat ends: what lies open goes on, who stood in stands in no longer; how much went back.

    Call in a transaction that holds the place (``hold_place``).
    """
    held.ended_at = clock.law()
    held.save(update_fields=["ended_at"])  # save(), not update(): memberships keep their history
    note(Fact("membership.ended", held.pk, by.pk, held.ended_at))
    given, back = hand_on(held, successor, actor=by, now=held.ended_at)
    _tell_of_hand_over(held, successor, given, back)
    same = {"organisation": held.organisation_id, "role": held.role, "deputy_of": held.user_id}
    if held.deputy_of_id is None:
        for standing_in in Membership.objects.deputies().filter(**same).select_related("user", "organisation"):
            end_seat(standing_in, by=by)
    if held.user.current_role and held.user.current_role not in roles_of(held.user):
        held.user.current_role = ""
        held.user.save(update_fields=["current_role"])
    return back


def _tell_of_hand_over(held: Membership, successor: User | None, given: int, back: int) -> None:
    """Who takes over reads how much; what went back is for the managers to share out again."""
    if successor and given:
        title = f"{held.user.name}移交给您 {given} 件未办完的工作"
        text = "请在工作台继续办理；未签署的审查内容请核对后再签署。"
        key, url = f"handed:{held.pk}", reverse("process:desk")
        tell_people(Line([successor.pk], "handed_over", title, text, key, url=url, button="去办理"))
    if back:
        staff = Membership.objects.current().filter(organisation=held.organisation_id, is_manager=True)
        left = "代办结束" if held.deputy_of_id else "离开岗位"
        title = f"{held.user.name}{left}，{back} 件未办完的工作已退回待办"
        people = list(staff.exclude(user=held.user_id).values_list("user", flat=True))
        tell_people(Line(people, "handed_back", title, "请另行安排人员办理。", f"handed-back:{held.pk}"))
