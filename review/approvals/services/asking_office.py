"""Asking the office above to name who verifies, where the unit has nobody but the applicant (G-32)."""

from datetime import datetime

from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.models import Membership, User
from accounts.states import Role
from config.lib import clock
from config.lib.reason import Reason
from declarations.models import Declaration, DeclarationGrant, RouteStop
from declarations.rules import READ, seats_in
from messaging.letters import Letter, post
from records.models import Fact
from records.services.audit import audited, note
from review.approvals.content import digest_of
from review.approvals.rules import NOT_YOURS, is_barred, may_commission, offices_above, role_at
from review.approvals.services.commissioning import ASKED_FOR, GIVEN_IN, last_moment
from review.approvals.services.working import MOVED_ON, refuse

OFFICE_DESKS = (Role.LOCAL_OFFICE, Role.OFFICE, Role.CONFIRMER)
NO_WHY = Reason("E311", "请写明为什么本单位和受委托单位都不能办理。", field="reason")
NOT_ALONE = Reason("E311", "本单位还有其他经办人，请由其办理审核。", field="reason")
NO_OFFICE = Reason("E311", "上级职改办在本系统没有经办人，请电话联系。", field="reason")


def ask_for_verifier(declaration_id: int, *, actor: User, reason: str) -> RouteStop:
    """The lowest office above the unit is told and may read this one case, to name who verifies it (G-32).

    By a clerk of the unit, who may be the applicant. A file that never reached the office is not seen by it
    otherwise; what is given ends with the unit's time. Raises ``Refused``.
    """
    with audited():
        declaration = Declaration.objects.lock(declaration_id)
        now = clock.law()
        office = offices_above(declaration).first()
        clerks = _clerks(office, declaration) if office else []
        refuse(
            None if may_commission(actor, declaration) else NOT_YOURS,
            None if declaration.state in GIVEN_IN else MOVED_ON,
            NOT_ALONE if has_clerk_at_hand(declaration) else None,
            None if reason.strip() else NO_WHY,
            None if clerks else NO_OFFICE,
        )
        assert office is not None
        _let_read(declaration, clerks, actor=actor, now=now)
        post([_letter(declaration, each, reason.strip(), now=now) for each in clerks], now=now)
        note(Fact("approvals.verifier_asked", declaration.pk, actor.pk, now, digest_of([office.pk, reason])))
    return office


def has_clerk_at_hand(declaration: Declaration) -> bool:
    """Whether the unit has a clerk who may do its step: neither the applicant nor recused."""
    desks = Membership.objects.current().filter(organisation=declaration.unit_id, role=Role.UNIT)
    people = [desk.user for desk in desks.select_related("user")]
    here = {"organisation": declaration.unit_id, "role": Role.UNIT}
    return any(
        not is_barred(each, declaration) and seats_in(each, declaration.pk).filter(**here).exists() for each in people
    )


def offices_asked(declaration: Declaration) -> list[str]:
    """The names of the offices that may read it because they were asked, and still may."""
    rights = DeclarationGrant.objects.filter(content_object=declaration, reason=ASKED_FOR, expires_at__gt=clock.law())
    desks = Membership.objects.current().filter(user__in=rights.values("user"), role__in=OFFICE_DESKS)
    on_the_way = offices_above(declaration).values("organisation")
    named = desks.filter(organisation__in=on_the_way).values_list("organisation__name", flat=True)
    return list(named.distinct().order_by("organisation__name"))


def _clerks(office: RouteStop, declaration: Declaration) -> list[User]:
    rows = Membership.objects.current().filter(organisation=office.organisation_id, role=role_at(office))
    return [row.user for row in rows.select_related("user") if not is_barred(row.user, declaration)]


def _let_read(declaration: Declaration, clerks: list[User], *, actor: User, now: datetime) -> None:
    """Who may read it already keeps that right as it was given."""
    permission = Permission.objects.get(content_type__app_label="declarations", codename=READ)
    rights = DeclarationGrant.objects.filter(content_object=declaration, permission=permission)
    reading = set(rights.filter(expires_at__gt=now).values_list("user", flat=True))
    told = {"giver": actor, "reason": ASKED_FOR, "expires_at": last_moment(declaration, now)}
    for clerk in clerks:
        if clerk.pk not in reading:
            rights.update_or_create(user=clerk, content_object=declaration, permission=permission, defaults=told)


def _letter(declaration: Declaration, clerk: User, reason: str, *, now: datetime) -> Letter:
    return Letter(
        person_id=clerk.pk,
        event="verifier_asked",
        title=f"请为{declaration.unit}指定核验人",
        text=f"{declaration.unit}没有可以审核{declaration.applicant.name}申报的经办人，请指定核验人。说明：{reason}",
        key=f"verifier_asked:{declaration.pk}:{clock.local_date(now)}",  # asked again the same day: told once
        url=reverse("approvals:name_verifier", args=[declaration.ref]),
        button="指定核验人",
        needs_action=True,
        subject_kind=ASKED_FOR,
        subject_id=declaration.pk,
    )
