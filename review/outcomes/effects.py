"""What a step after the vote leaves behind."""

from datetime import datetime

from accounts.models import Actor, User
from config.lib import clock
from config.lib.flow import Asked
from config.lib.text import mask_id_number
from declarations.models import Declaration
from notices.rules import terms_of
from review.outcomes.models import ApprovalEntry, Certificate, ConfirmationEntry, Objection, Recheck
from review.outcomes.states import CertificateState, ObjectionState


def record_recheck(declaration: Declaration, asked: Asked, *, actor: User, now: datetime) -> None:
    """复核 without findings (T28)."""
    Recheck.objects.create(declaration=declaration, opinion=asked["opinion"], passed=True, by=actor, at=now)


def record_failed_recheck(declaration: Declaration, asked: Asked, *, actor: User, now: datetime) -> None:
    """复核 with findings: the result is cancelled (COMM-10)."""
    Recheck.objects.create(
        declaration=declaration, findings=asked["findings"], opinion=asked["opinion"], passed=False, by=actor, at=now
    )


def accept_objection(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """The objections received so far are under investigation (T30)."""
    received = declaration.objections.filter(state=ObjectionState.RECEIVED)
    received.update(state=ObjectionState.ACCEPTED, accepted_at=now)


def dismiss_objections(declaration: Declaration, asked: Asked, *, actor: User, now: datetime) -> None:
    """Not founded: the result goes on where it was frozen."""
    _resolve(declaration, ObjectionState.DISMISSED, asked["reason"], actor, now)


def uphold_objections(declaration: Declaration, asked: Asked, *, actor: User, now: datetime) -> None:
    """Founded: the result is cancelled."""
    _resolve(declaration, ObjectionState.UPHELD, asked["reason"], actor, now)


def record_confirmation(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """Entered in the document of the confirming authority (T31)."""
    ConfirmationEntry.objects.update_or_create(
        declaration=declaration, defaults={"confirmation_id": asked["document"], "confirmed": True, "reason": ""}
    )


def record_approval(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """Entered in the 批复 (T32)."""
    ApprovalEntry.objects.create(declaration=declaration, approval_id=asked["document"])


def issue_certificate(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """The e-certificate, everything printed on it copied (CERT-01).

    No rule for its number is published; ours says year, rank and case.
    """
    terms, approval = terms_of(declaration.edition), declaration.approval_entry.approval
    Certificate.objects.create(
        declaration=declaration,
        number=f"GX{terms.year}{declaration.rank[:2].upper()}{declaration.pk:07d}",
        holder=declaration.basic.name,
        masked_id=mask_id_number(declaration.basic.id_number),
        title=declaration.level_name,
        rank=declaration.rank,
        series=terms.series,
        specialty=declaration.specialty_name,
        granted_on=approval.effective_on,
        authority=approval.issuer,
        approval_doc=approval.doc_no,
        area_limit="、".join(terms.targeted_eval.counties) if "targeted" in declaration.options else "",
        issued_at=now,
    )


def void_certificate(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """A revoked title shows as void to whoever checks it (T35, T36, INTEG-05). Harmless without a certificate."""
    valid = Certificate.objects.filter(declaration=declaration, state=CertificateState.VALID)
    valid.update(state=CertificateState.VOID, void_on=clock.local_date(now), void_reason=asked["reason"][:200])


def _resolve(declaration: Declaration, state: ObjectionState, finding: str, actor: User, now: datetime) -> None:
    under_way = Objection.objects.filter(declaration=declaration, state=ObjectionState.ACCEPTED)
    under_way.update(state=state, finding=finding, resolved_by=actor, resolved_at=now)
