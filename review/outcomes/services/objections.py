"""Objections to a publicised result (S15, T30): received from anybody, answered by the office; freezing is a move."""

import secrets
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from accounts.models import Membership, User
from accounts.states import Role
from config.lib import clock
from config.lib.reason import Reason
from declarations.models import Declaration
from declarations.states import State
from messaging.letters import Letter, post
from records.models import Fact, StoredFile
from records.services.audit import audited, note
from records.services.files import use_file
from review.outcomes.effects import tell_objectors
from review.outcomes.exceptions import OutcomeRefused
from review.outcomes.models import Objection, ResultPublicityEntry
from review.outcomes.rules import DECIDERS, decides_on
from review.outcomes.states import ObjectionState

# While the list hangs; an investigation under way does not silence the next one.
OBJECTIONABLE = (State.SECOND_PUBLICITY, State.OBJECTION)
OVER = Reason("E649", "该结果不在公示期内，请通过投诉举报渠道反映。")
ANSWERED = Reason("E653", "该异议已经答复，请刷新后再看。")


def raise_objection(
    declaration: Declaration,
    *,
    text: str,
    name: str = "",
    phone: str = "",
    evidence: StoredFile | None = None,
    key: str | None = None,
) -> Objection:
    """Anybody may object while the result is publicised; who did is sealed. Returns the row with its tracking code.

    The same ``key`` gives the same objection again. Raises ``OutcomeRefused`` once the last day is over.
    """
    with audited():
        case, now = Declaration.objects.lock(declaration.pk), clock.law()
        if already := raised_before(key):
            return already
        if case.state not in OBJECTIONABLE or not _is_publicised(case, now):
            raise OutcomeRefused([OVER])
        objection = Objection.objects.create(
            declaration=case,
            request_key=key or None,
            text=text,
            named=bool(name),
            name=name,
            phone=phone,
            evidence=evidence,
            tracking_code=secrets.token_hex(8),
            received_at=now,
        )
        if evidence:
            use_file(evidence, "objection", objection.pk)
        post(_letters(objection, case), now=now)
        note(Fact("objection.receive", objection.pk, None, now))
    return objection


def raised_before(key: str | None) -> Objection | None:
    """The objection that the first of two clicks made."""
    return Objection.objects.filter(request_key=key).first() if key else None


def join_objection(objection_id: int, *, actor: User) -> Objection:
    """Take an objection up in the investigation that froze the case already; freezing itself is the move (T30)."""
    with audited():
        objection, case = _lock(objection_id, actor)
        if objection.state != ObjectionState.RECEIVED or case.state != State.OBJECTION:
            raise OutcomeRefused([ANSWERED])
        objection.state, objection.accepted_at = ObjectionState.ACCEPTED, clock.law()
        objection.save(update_fields=["state", "accepted_at"])
        note(Fact("objection.join", objection.pk, actor.pk, objection.accepted_at))
    return objection


def refuse_objection(objection_id: int, *, reply: str, actor: User) -> Objection:
    """An objection that names nothing to investigate is answered and closed without freezing anything."""
    with audited():
        objection, _ = _lock(objection_id, actor)
        if objection.state != ObjectionState.RECEIVED:
            raise OutcomeRefused([ANSWERED])
        now = clock.law()
        objection.state, objection.reply = ObjectionState.REFUSED, reply
        objection.resolved_by, objection.resolved_at = actor, now
        objection.save(update_fields=["state", "reply", "resolved_by", "resolved_at"])
        tell_objectors([objection], now=now)
        note(Fact("objection.refuse", objection.pk, actor.pk, now))
    return objection


def _lock(objection_id: int, actor: User) -> tuple[Objection, Declaration]:
    case = Declaration.objects.lock(Objection.objects.values_list("declaration", flat=True).get(pk=objection_id))
    if not decides_on(actor, case, *DECIDERS):
        raise OutcomeRefused([Reason("not_yours", "只有评委会所在职改办或监督人员可以办理异议。")])
    return Objection.objects.select_for_update(of=("self",)).get(pk=objection_id), case


def _is_publicised(case: Declaration, now: datetime) -> bool:
    shown = ResultPublicityEntry.objects.filter(declaration=case)
    return shown.filter(publicity__last_day__gte=clock.local_date(now)).exists()


def _letters(objection: Objection, case: Declaration) -> list[Letter]:
    office = case.office_id
    staff = Membership.objects.current().filter(organisation=office, role__in=DECIDERS)
    # Whom it is about, and who is recused, does not learn of it here.
    staff = staff.exclude(Q(user=case.applicant_id) | Q(user__recusals__declaration=case))
    roles: dict[int, set[str]] = {}
    for person, role in staff.values_list("user", "role"):
        roles.setdefault(person, set()).add(role)
    return [_letter(objection, office, person, supervises=Role.SUPERVISION in held) for person, held in roles.items()]


def _letter(objection: Objection, office: int, person: int, *, supervises: bool) -> Letter:
    return Letter(
        person_id=person,
        organisation_id=office,
        event="objection_received",
        title="收到评审结果异议",
        text="有一件公示异议待受理，请核对后决定是否暂停确认。",
        key=f"objection:{objection.pk}",
        url=reverse("outcomes:objection", args=[objection.ref]),
        button="去办理",
        needs_action=supervises,
        subject_kind="objection",
        subject_id=objection.pk,
    )
