"""People come, choose a password, act in one of their roles."""

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts.exceptions import AccountRefused
from accounts.models import Actor, IdNumber, User, index_of_id_number
from accounts.orders import text_phone
from accounts.selectors import roles_of
from accounts.services.codes import PhoneProof, proven_phone
from accounts.services.memberships import tell_of_invitations
from accounts.services.sessions import end_sessions
from accounts.states import CodePurpose, Role
from config.lib import clock
from config.lib.reason import Reason
from config.lib.text import id_number_problem, name_problem, normalise_id_number, normalise_name
from records.models import Fact
from records.services.audit import audited, note

# One sentence for "this number is taken" and "this phone is taken": nobody learns whose account exists (AZ8).
TAKEN = Reason(
    "person.taken", "无法用这些信息注册。如果您已有账户，请直接登录；原手机号已停用的，请在登录页选择“手机号停用了”。"
)


def register_person(
    *, name: str, id_number: str, password: str | None, proof: PhoneProof | None, actor: Actor | None = None
) -> User:
    """Open an account for somebody who proved a phone (CHAN-18). Raises ``AccountRefused``.

    ``password`` None: the person signs in by code only. ``actor`` is who does it for them; by default they themselves.
    """
    phone = proven_phone(proof, CodePurpose.REGISTER)
    name, id_number = normalise_name(name), normalise_id_number(id_number)
    _refuse_bad_identity(name, id_number)
    person = User(username=secrets.token_hex(10), name=name, phone=phone)
    _set_password(person, password)
    try:
        with audited():
            now = clock.law()
            if _is_taken(phone, id_number):
                raise AccountRefused(TAKEN)
            person.save()
            IdNumber.objects.create(user=person, number=id_number)
            by = actor.pk if actor else person.pk
            note(Fact("person.registered", person.pk, by, now, content=index_of_id_number(id_number)))
            tell_of_invitations(person)
    except IntegrityError as twin:  # two windows at once: the database let one in
        raise AccountRefused(TAKEN) from twin
    return person


def change_password(*, person: User, password: str, proof: PhoneProof | None) -> User:
    """Set a password, after a code to the person's own phone; all sessions end (AU3). Raises ``AccountRefused``."""
    phone = proven_phone(proof, CodePurpose.PASSWORD)
    with audited():
        person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
        if phone != person.phone:
            raise AccountRefused(Reason("phone.other", "请用本账户的手机号验证。"))
        _set_password(person, password)
        person.save(update_fields=["password"])
        end_sessions(person)
        note(Fact("person.password_changed", person.pk, person.pk, clock.law()))
        said = "您的账户密码已修改。如非本人操作，请立即登录修改密码并联系客服。"
        key = f"password:{person.pk}:{clock.machine().isoformat()}"
        text_phone(phone, event="password_changed", text=said, key=key, person_id=person.pk)
    return person


def switch_role(*, person: User, role: str) -> User:
    """Act in another of one's roles from the next page on. Raises ``AccountRefused`` for a role not held."""
    if role not in roles_of(person):
        raise AccountRefused(Reason("role.not_held", "您没有这个身份。"))
    person.current_role = "" if role == Role.APPLICANT else role
    person.save(update_fields=["current_role"])
    return person


def _refuse_bad_identity(name: str, id_number: str) -> None:
    problems = (("name", name_problem(name)), ("id_number", id_number_problem(id_number)))
    if reasons := [Reason(f"person.{field}", problem, field=field) for field, problem in problems if problem]:
        raise AccountRefused(*reasons)


def _is_taken(phone: str, id_number: str) -> bool:
    index = index_of_id_number(id_number)
    return User.objects.by_phone(phone) is not None or IdNumber.objects.filter(number_index=index).exists()


def _set_password(person: User, password: str | None) -> None:
    if password is None:
        person.set_unusable_password()
        return
    try:
        validate_password(password, person)
    except ValidationError as weak:
        raise AccountRefused(*(Reason("password.weak", text, field="password") for text in weak.messages)) from weak
    person.set_password(password)
