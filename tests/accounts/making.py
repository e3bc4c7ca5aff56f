"""People and places for tests: a person has a phone, an ID number with its check digit, and perhaps a desk."""

import itertools
import secrets

from stdnum.cn import ric

from accounts.models import IdNumber, Membership, Organisation, User
from accounts.services import PhoneProof
from accounts.states import DESK_ROLE, CodePurpose, OrganisationKind
from config.lib import clock

PASSWORD = "漓江的水比别处绿得多"
SESSION_SAVED = 3  # savepoint, update, release: every request keeps the session awake
_numbers = itertools.count(1)
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def a_phone():
    return f"1900000{next(_numbers):04d}"


def an_id_number():
    n = next(_numbers)
    body = f"450103{1960 + n // 1000 % 40}0101{n % 1000:03d}"
    return body + ric.calc_check_digit(body + "0")


def a_uscc():
    body = f"91450100{next(_numbers):09d}"
    total = sum(_ALPHABET.index(char) * weight for char, weight in zip(body, _WEIGHTS, strict=True))
    return body + _ALPHABET[(31 - total % 31) % 31]


def a_person(name="韦秀兰", *, phone=None, id_number=None, password=None):
    person = User(username=secrets.token_hex(8), name=name, phone=phone or a_phone())
    person.set_password(password) if password else person.set_unusable_password()
    person.save()
    IdNumber.objects.create(user=person, number=id_number or an_id_number())
    return person


def a_place(kind=OrganisationKind.UNIT, name="靖西锦绣壮锦坊有限公司（演示）", **more):
    return Organisation.objects.create(kind=kind, name=name, **more)


def a_clerk(organisation, name="周经办", *, manager=False, role=None, person=None):
    person = person or a_person(name)
    role = role or DESK_ROLE[OrganisationKind(organisation.kind)]
    Membership.objects.create(user=person, organisation=organisation, role=role, is_manager=manager)
    return person


def proof(phone, purpose=CodePurpose.REGISTER, at=None):
    """As if a code had been entered."""
    return PhoneProof(phone, purpose, at or clock.machine())
