from accounts.models.employment import Employment
from accounts.models.id_number import IdNumber
from accounts.models.invitation import Invitation
from accounts.models.membership import Membership
from accounts.models.organisation import Organisation
from accounts.models.phone_change import PhoneChange
from accounts.models.phone_code import PhoneCode
from accounts.models.user import SYSTEM, Actor, System, User

__all__ = [
    "SYSTEM",
    "Actor",
    "Employment",
    "IdNumber",
    "Invitation",
    "Membership",
    "Organisation",
    "PhoneChange",
    "PhoneCode",
    "System",
    "User",
]
