"""Desks: invited, accepted, handed over, ended; and who belongs to a unit (ROLE-02, CHAN-06)."""

from datetime import timedelta

import pytest

from accounts import rules, selectors
from accounts.exceptions import AccountRefused
from accounts.models import Invitation, Membership
from accounts.orders import SEND_SMS, SmsOrder
from accounts.services import (
    accept_invitation,
    ask_employment,
    confirm_employment,
    dismiss,
    end_employment,
    end_membership,
    give_membership,
    hand_over,
    invite_clerk,
    refuse_employment,
    switch_role,
    withdraw_invitation,
)
from accounts.states import Role
from config.lib import clock
from messaging.models import Message
from records.models import Outbox
from tests.accounts.making import a_clerk, a_person, a_phone, a_place

pytestmark = pytest.mark.django_db


def refused(act, *args, **kwargs):
    with pytest.raises(AccountRefused) as refusal:
        act(*args, **kwargs)
    return refusal.value.codes


def desk(person):
    return Membership.objects.get(user=person, ended_at=None)


def titles(person):
    return list(Message.objects.filter(person=person).values_list("title", flat=True))


class TestInvitations:
    def test_the_invited_phone_takes_the_desk(self, unit, zhou, lin):
        invitation = invite_clerk(organisation=unit, phone=lin.phone, role=Role.UNIT, actor=zhou)

        assert list(selectors.invitations_to(lin, clock.law())) == [invitation]
        assert accept_invitation(invitation.token, actor=lin).given_by == zhou
        assert selectors.roles_of(lin) == (Role.APPLICANT, Role.UNIT)
        assert not rules.manages(lin, unit)
        assert titles(zhou) == ["林小凤已接受广西民族工艺传习馆（演示）的邀请"]

    def test_it_is_told_by_text_and_in_the_inbox_of_who_has_an_account(self, unit, zhou, lin):
        for phone in (lin.phone, stranger := a_phone()):
            invite_clerk(organisation=unit, phone=phone, role=Role.UNIT, actor=zhou)

        texted = [SmsOrder.opened(row.payload).phone for row in Outbox.objects.filter(kind=SEND_SMS).order_by("pk")]
        assert texted == [lin.phone, stranger]
        assert Message.objects.get(person=lin).needs_action

    def test_answered_its_message_is_done(self, unit, zhou, lin):
        invitation = invite_clerk(organisation=unit, phone=lin.phone, role=Role.UNIT, actor=zhou)

        accept_invitation(invitation.token, actor=lin)

        assert Message.objects.get(person=lin).done_at

    def test_another_phone_does_not(self, unit, zhou, lin):
        invitation = invite_clerk(organisation=unit, phone=a_phone(), role=Role.UNIT, actor=zhou)

        assert refused(accept_invitation, invitation.token, actor=lin) == ["invitation.other"]

    def test_it_is_open_for_seven_days_and_once(self, unit, zhou, lin):
        invitation = invite_clerk(organisation=unit, phone=lin.phone, role=Role.UNIT, actor=zhou)

        with clock.law_moved(timedelta(days=7)):
            assert refused(accept_invitation, invitation.token, actor=lin) == ["invitation.over"]
        accept_invitation(invitation.token, actor=lin)
        assert refused(accept_invitation, invitation.token, actor=lin) == ["invitation.over"]

    def test_withdrawn_or_declined_it_is_over(self, unit, zhou, lin):
        first = invite_clerk(organisation=unit, phone=lin.phone, role=Role.UNIT, actor=zhou)
        withdraw_invitation(first.token, actor=zhou)
        second = invite_clerk(organisation=unit, phone=lin.phone, role=Role.UNIT, actor=zhou)
        withdraw_invitation(second.token, actor=lin)

        assert list(selectors.invitations_to(lin, clock.law())) == []
        assert refused(accept_invitation, second.token, actor=lin) == ["invitation.over"]

    def test_a_stranger_withdraws_nothing(self, unit, zhou, lin):
        invitation = invite_clerk(organisation=unit, phone=a_phone(), role=Role.UNIT, actor=zhou)

        assert refused(withdraw_invitation, invitation.token, actor=lin) == ["member.manager"]

    def test_inviting_again_replaces_the_invitation_before(self, unit, zhou, lin):
        invite_clerk(organisation=unit, phone=lin.phone, role=Role.UNIT, actor=zhou)
        latest = invite_clerk(organisation=unit, phone=lin.phone, role=Role.UNIT, actor=zhou)

        assert list(selectors.invitations_from(unit, clock.law())) == [latest]

    def test_only_managers_invite_to_roles_their_organisation_has(self, unit, zhou):
        clerk, said = a_clerk(unit, "经办"), {"organisation": unit, "phone": a_phone()}

        assert refused(invite_clerk, **said, role=Role.UNIT, actor=clerk) == ["member.manager"]
        assert refused(invite_clerk, **said, role=Role.OFFICE, actor=zhou) == ["invitation.role"]
        assert refused(invite_clerk, **(said | {"phone": "123"}), role=Role.UNIT, actor=zhou) == ["phone.form"]
        assert refused(invite_clerk, **(said | {"phone": clerk.phone}), role=Role.UNIT, actor=zhou) == [
            "member.already"
        ]

    def test_an_invitation_of_who_has_left_is_worth_nothing(self, unit, zhou, lin):
        a_clerk(unit, "另一位", manager=True)
        invitation = invite_clerk(organisation=unit, phone=lin.phone, role=Role.UNIT, actor=zhou)
        end_membership(desk(zhou).pk, actor=zhou)

        assert refused(accept_invitation, invitation.token, actor=lin) == ["invitation.over"]

    def test_the_number_is_sealed(self, unit, zhou):
        phone = a_phone()
        invite_clerk(organisation=unit, phone=phone, role=Role.UNIT, actor=zhou)

        assert Invitation.objects.get().phone == phone
        assert phone not in str(Invitation.objects.values("phone_index", "token").get())


class TestHandingOver:
    def test_the_successor_comes_and_the_predecessor_goes_in_one_moment(self, unit, zhou, lin):
        switch_role(person=zhou, role=Role.UNIT)
        invitation = hand_over(membership_id=desk(zhou).pk, phone=lin.phone, actor=zhou)
        assert rules.manages(zhou, unit)

        accept_invitation(invitation.token, actor=lin)

        assert (rules.manages(lin, unit), rules.works_at(zhou, unit)) == (True, False)
        zhou.refresh_from_db()
        assert zhou.current_role == ""

    def test_a_clerk_of_the_house_may_succeed(self, unit, zhou):
        clerk = a_clerk(unit, "经办")
        invitation = hand_over(membership_id=desk(zhou).pk, phone=clerk.phone, actor=zhou)

        accept_invitation(invitation.token, actor=clerk)

        assert rules.manages(clerk, unit)
        assert Membership.objects.filter(user=clerk).count() == 1

    def test_only_ones_own_managers_desk_can_be_handed_over(self, unit, zhou):
        clerk = a_clerk(unit, "经办")

        assert refused(hand_over, membership_id=desk(clerk).pk, phone=a_phone(), actor=clerk) == ["member.manager"]
        assert refused(hand_over, membership_id=desk(zhou).pk, phone=a_phone(), actor=clerk) == ["member.manager"]


class TestEnding:
    def test_a_manager_ends_a_desk_and_a_clerk_leaves(self, unit, zhou):
        first, second = a_clerk(unit, "甲经办"), a_clerk(unit, "乙经办")

        end_membership(desk(first).pk, actor=zhou)
        ended = end_membership(desk(second).pk, actor=second)

        assert [each.user for each in selectors.clerks_of(unit)] == [zhou]
        assert end_membership(ended.pk, actor=zhou).ended_at == ended.ended_at

    def test_a_clerk_ends_nobody_elses(self, unit, zhou):
        assert refused(end_membership, desk(zhou).pk, actor=a_clerk(unit, "经办")) == ["member.manager"]

    def test_the_last_manager_stays(self, unit, zhou):
        a_clerk(unit, "经办")

        assert refused(end_membership, desk(zhou).pk, actor=zhou) == ["member.last"]

    def test_the_directory_seats_and_dismisses(self, office, lin, ma):
        held = give_membership(person=lin, organisation=office, role=Role.FINANCE, actor=ma)

        assert refused(give_membership, person=lin, organisation=office, role=Role.FINANCE, actor=ma) == [
            "member.already"
        ]
        assert dismiss(held.pk, actor=ma).ended_at
        assert selectors.roles_of(lin) == (Role.APPLICANT,)


class TestBelonging:
    def test_it_counts_when_the_unit_has_confirmed_it(self, lin, unit, zhou):
        asked = ask_employment(person=lin, organisation=unit)
        assert not selectors.is_employed_at(lin, unit)

        confirm_employment(asked.pk, actor=zhou)

        assert selectors.is_employed_at(lin, unit)
        assert Message.objects.get(person=zhou).done_at
        assert titles(lin) == ["广西民族工艺传习馆（演示）已确认您的人事关系"]

    def test_the_unit_says_no_and_why(self, lin, unit, zhou):
        asked = ask_employment(person=lin, organisation=unit)

        refuse_employment(asked.pk, reason="不是本单位人员", actor=zhou)

        assert Message.objects.get(person=lin).text == "原因：不是本单位人员"
        assert ask_employment(person=lin, organisation=unit).pk != asked.pk

    def test_it_ends_when_the_person_or_the_unit_says_so(self, lin, unit, zhou):
        for actor in (lin, zhou):
            asked = ask_employment(person=lin, organisation=unit)
            confirm_employment(asked.pk, actor=zhou)
            end_employment(asked.pk, actor=actor)

        assert list(selectors.employments_of(lin)) == []

    def test_asking_twice_or_an_office_or_a_pending_unit_is_refused(self, lin, unit, office):
        ask_employment(person=lin, organisation=unit)

        assert refused(ask_employment, person=lin, organisation=unit) == ["employment.twice"]
        assert refused(ask_employment, person=lin, organisation=office) == ["employment.unit"]
        assert refused(ask_employment, person=lin, organisation=a_place(name="待审", status="pending")) == [
            "employment.unit"
        ]

    def test_clerks_of_another_unit_have_no_say(self, lin, unit, zhou):
        asked, other = ask_employment(person=lin, organisation=unit), a_clerk(a_place(name="别的单位（演示）"), "别人")

        assert refused(confirm_employment, asked.pk, actor=other) == ["employment.clerk"]
        assert refused(end_employment, asked.pk, actor=other) == ["employment.over"]  # as if there were none
        confirm_employment(asked.pk, actor=zhou)
        assert refused(confirm_employment, asked.pk, actor=zhou) == ["employment.over"]

    def test_nobody_confirms_themselves_unless_they_are_the_only_clerk(self, unit, zhou):
        asked = ask_employment(person=zhou, organisation=unit)
        alone = confirm_employment(asked.pk, actor=zhou)
        end_employment(alone.pk, actor=zhou)
        a_clerk(unit, "另一位")

        again = ask_employment(person=zhou, organisation=unit)

        assert refused(confirm_employment, again.pk, actor=zhou) == ["employment.own"]

    def test_what_is_over_is_over(self, lin, unit, zhou):
        asked = ask_employment(person=lin, organisation=unit)
        end_employment(asked.pk, actor=lin)

        assert refused(end_employment, asked.pk, actor=lin) == ["employment.over"]
        assert refused(refuse_employment, asked.pk, reason="…", actor=zhou) == ["employment.over"]


def test_a_person_of_two_units_has_both(db, unit):
    person, other = a_person(), a_place(name="另一单位（演示）")
    for each in (unit, other):
        confirm_employment(ask_employment(person=person, organisation=each).pk, actor=a_clerk(each))

    assert [each.organisation for each in selectors.employments_of(person)] == [unit, other]
