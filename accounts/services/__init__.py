"""Writes of this floor, one file a subject; callers import them from here."""

from accounts.services.codes import LIFE as CODE_LIFE
from accounts.services.codes import PhoneProof, SentCode, proven_phone, send_code, use_code
from accounts.services.deputies import end_deputy, end_lapsed_deputies, name_deputy, went_back
from accounts.services.employments import ask_employment, confirm_employment, end_employment, refuse_employment
from accounts.services.mails import (
    ask_mail_address,
    confirm_mail_address,
    question_of,
    question_waits,
    remove_mail,
    stop_mail,
    switch_mail,
)
from accounts.services.memberships import (
    accept_invitation,
    dismiss,
    end_membership,
    give_membership,
    hand_over,
    invite_clerk,
    successors_of,
    withdraw_invitation,
)
from accounts.services.people import change_password, register_person, switch_role
from accounts.services.phones import (
    apply_phone_change,
    ask_phone_change,
    change_phone,
    refuse_phone_change,
    verify_phone_change,
)
from accounts.services.sessions import end_session, end_sessions, sign_in
from accounts.services.units import UnitData, approve_unit, refuse_unit, register_unit

__all__ = [
    "CODE_LIFE",
    "PhoneProof",
    "SentCode",
    "UnitData",
    "accept_invitation",
    "apply_phone_change",
    "approve_unit",
    "ask_employment",
    "ask_mail_address",
    "ask_phone_change",
    "change_password",
    "change_phone",
    "confirm_employment",
    "confirm_mail_address",
    "dismiss",
    "end_deputy",
    "end_employment",
    "end_lapsed_deputies",
    "end_membership",
    "end_session",
    "end_sessions",
    "give_membership",
    "hand_over",
    "invite_clerk",
    "name_deputy",
    "proven_phone",
    "question_of",
    "question_waits",
    "refuse_employment",
    "refuse_phone_change",
    "refuse_unit",
    "register_person",
    "register_unit",
    "remove_mail",
    "send_code",
    "sign_in",
    "stop_mail",
    "successors_of",
    "switch_mail",
    "switch_role",
    "use_code",
    "verify_phone_change",
    "went_back",
    "withdraw_invitation",
]
