from accounts.models.employment import Employment
from accounts.models.id_number import IdNumber, index_of_id_number
from accounts.models.invitation import Invitation
from accounts.models.mail_address import MailAddress, MailConfirmation, index_of_mail
from accounts.models.membership import Membership
from accounts.models.organisation import Organisation
from accounts.models.phone_change import PhoneChange
from accounts.models.phone_code import PhoneCode
from accounts.models.signed_in import SignedIn
from accounts.models.user import SYSTEM, Actor, System, User, index_of_phone

__all__ = [
    "SYSTEM",
    "Actor",
    "Employment",
    "IdNumber",
    "Invitation",
    "MailAddress",
    "MailConfirmation",
    "Membership",
    "Organisation",
    "PhoneChange",
    "PhoneCode",
    "SignedIn",
    "System",
    "User",
    "index_of_id_number",
    "index_of_mail",
    "index_of_phone",
]
