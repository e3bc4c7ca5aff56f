"""The unit's step of one person, given for a time to an agency or another unit (CHAN-09, UNIT-07, G-32)."""

from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils.timezone import make_aware

from accounts.models import Membership, User
from accounts.states import Role
from config.lib import clock
from config.lib.reason import Reason
from declarations.documents import COMMISSION_LETTER
from declarations.models import Declaration, DeclarationGrant
from declarations.routes import submission_window
from declarations.rules import CARRY_OUT, READ, gate_of
from declarations.states import State
from messaging.letters import Letter, close_tasks, post
from notices.rules import terms_of
from records.models import Fact
from records.services.audit import audited, note
from records.services.documents import request_document
from review.approvals.content import digest_of
from review.approvals.rules import NOT_YOURS, is_barred, may_commission
from review.approvals.services.working import MOVED_ON, refuse

ASKED_FOR = "请指定核验人"  # why an office may read a case that never reached it; the subject of its letter
AS_LONG_AS = timedelta(days=90)  # where the case has no deadline and its window no end
GIVEN_IN = (*State.at_unit, State.CORRECTION)
OWN = Reason("E311", "受委托人不能是申报人本人或应回避的人员。", field="phone")
NO_CLERK = Reason("E311", "受委托人须是人事代理机构、行业协会或其他单位的经办人。", field="phone")
NO_WORD = Reason("E311", "请写明委托事由和委托函文号。", field="reason")
PAST = Reason("E407", "有效期不能早于今天。", field="until")


def commission(declaration_id: int, *, actor: User, person: User, reason: str, until: date) -> DeclarationGrant:
    """Let a clerk of an agency, an association or another unit carry out the unit's step of this one person (ROLE-02).

    By a clerk of the unit, who may be the applicant: an owner who is the whole unit has nobody else (G-32). The right
    ends by itself with ``until``, or when it is taken back. Raises ``Refused``.
    """
    with audited():
        declaration = Declaration.objects.lock(declaration_id)
        now = clock.law()
        refuse(
            None if may_commission(actor, declaration) else NOT_YOURS,
            None if declaration.state in GIVEN_IN else MOVED_ON,
            OWN if is_barred(person, declaration) else None,
            None if _is_clerk_elsewhere(person, declaration) else NO_CLERK,
            None if reason.strip() else NO_WORD,
            PAST if until < clock.local_date(now) else None,
        )
        ends = make_aware(datetime.combine(until, time(23, 59, 59)))  # the last day counts whole (G-08)
        grant = let_carry_out(declaration, person, giver=actor, reason=f"受委托：{reason.strip()}", until=ends)
        tell_of_right(declaration, grant, f"受{declaration.unit}委托办理申报审核", now=now)
        note(Fact("approvals.commission", declaration.pk, actor.pk, now, digest_of([person.pk, reason, str(until)])))
    return grant


def request_letter(declaration_id: int, *, actor: User) -> str:
    """Ask the workers for the unit's letter of commission, to be sealed (FORM-12). Raises ``Refused``."""
    with audited():
        declaration = Declaration.objects.lock(declaration_id)
        refuse(None if may_commission(actor, declaration) else NOT_YOURS)
        note(Fact("approvals.form", declaration.pk, actor.pk, clock.law()))
        return request_document(COMMISSION_LETTER, "declaration", declaration.pk, by=actor.pk)


def end_commission(declaration_id: int, *, actor: User, person_id: int) -> int:
    """Take the right back before its time. Raises ``Refused``; how many rights ended."""
    with audited():
        declaration = Declaration.objects.lock(declaration_id)
        now = clock.law()
        refuse(None if may_commission(actor, declaration) else NOT_YOURS)
        ended = end_grants(declaration, now=now, person_id=person_id)
        note(Fact("approvals.commission_ended", declaration.pk, actor.pk, now, digest_of([person_id])))
    return ended


def let_carry_out(
    declaration: Declaration, person: User, *, giver: User, reason: str, until: datetime
) -> DeclarationGrant:
    """Reading the case and doing the unit's step in it, both dated (design §10). The latter is returned."""
    told = {"giver": giver, "reason": reason[:120], "expires_at": until}
    permissions = Permission.objects.filter(content_type__app_label="declarations", codename__in=(READ, CARRY_OUT))
    given: dict[str, DeclarationGrant] = {
        permission.codename: DeclarationGrant.objects.update_or_create(
            user=person, content_object=declaration, permission=permission, defaults=told
        )[0]
        for permission in permissions
    }
    return given[CARRY_OUT]


def end_grants(declaration: Declaration, *, now: datetime, person_id: int) -> int:
    """End what ``let_carry_out`` gave."""
    rights = DeclarationGrant.objects.filter(content_object=declaration, user_id=person_id, expires_at__gt=now)
    return rights.filter(permission__codename__in=(READ, CARRY_OUT)).update(expires_at=now)


def last_moment(declaration: Declaration, now: datetime) -> datetime:
    """How long the unit's step may take: its own deadline, else the window's end, else a quarter of a year."""
    if declaration.due_at and declaration.due_at > now:
        return declaration.due_at
    gate = gate_of(declaration, submission_window(terms_of(declaration.edition), declaration.kind))
    return gate.closes_at if gate and gate.closes_at and gate.closes_at > now else now + AS_LONG_AS


def _is_clerk_elsewhere(person: User, declaration: Declaration) -> bool:
    desks = Membership.objects.of(person).filter(role=Role.UNIT)
    return desks.exclude(organisation=declaration.unit_id).exists()


def tell_of_right(declaration: Declaration, grant: DeclarationGrant, title: str, *, now: datetime) -> None:
    """Who was let in reads it in the site, with the day the right ends; ``title`` says by whom."""
    until = f"{clock.local_date(grant.expires_at):%Y-%m-%d}"
    letter = Letter(
        person_id=grant.user_id,
        event="commissioned",
        title=title,
        text=f"请办理{declaration.applicant.name}（{declaration.unit}）申报{declaration.level_name}的单位审核，至{until}。",
        key=f"commissioned:{declaration.pk}:{now.isoformat()}",
        url=reverse("process:case", args=[declaration.ref]),
        button="去办理",
        needs_action=True,
        due_at=grant.expires_at,
        subject_kind="declaration",
        subject_id=declaration.pk,
    )
    post([letter], now=now)
    close_tasks(subject_kind=ASKED_FOR, subject_ids=[declaration.pk], now=now)  # somebody does it
