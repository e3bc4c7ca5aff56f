"""What the process itself changes when a declaration moves."""

from datetime import datetime

from accounts.models import Actor, User
from config.lib.flow import Asked
from declarations.documents import PLEDGE
from declarations.effects import give_own_deadline
from declarations.models import Declaration
from declarations.rules import ends_at
from declarations.services import pledge, snapshots
from declarations.states import State
from fees.effects import revive_bill
from notices.rules import terms_of
from notices.states import Window
from records.services import outbox
from records.services.documents import request_document
from review.approvals.selectors.answering import changes_since_handed_in
from review.approvals.services import reopen_steps
from review.meetings.services.entries import withdraw_entry
from review.process.reopening import time_before_the_end

CERTIFY = "process.certify"  # outbox kind: the move CERTIFY of one declaration


def sign_pledge(declaration: Declaration, asked: Asked, *, actor: User, now: datetime) -> None:
    """Keep what was agreed to, in its own words (MAT-01, MAT-02)."""
    pledge.sign(
        declaration,
        checked=asked["checked"],
        signed_name=asked["signed_name"],
        signature=asked.answers.get("signature", ""),
        phone_proved_at=asked.answers.get("phone_proved_at"),
        ip=asked.answers.get("ip"),
        person=actor,
        now=now,
    )


def sign_changes(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """What the applicant changed, old and new, under their signature (11-4); before the dossier is frozen anew."""
    if declaration.applicant_id != actor.pk:
        return
    pledge.sign(
        declaration,
        signed_name=asked["signed_name"],
        signature=asked.answers.get("signature", ""),
        phone_proved_at=asked.answers.get("phone_proved_at"),
        ip=asked.answers.get("ip"),
        changes=changes_since_handed_in(declaration) or (),
        person=declaration.applicant,
        now=now,
    )
    if declaration.pledges.exclude(checked=[]).exists():  # the paper is of the pledge, with what was signed since
        request_document(PLEDGE, "declaration", declaration.pk, by=actor.pk)


def freeze_dossier(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """What was handed in is what everybody above decides on (AZ6)."""
    snapshots.take_snapshot(declaration, occasion="resubmit" if declaration.round_trip else "submit", now=now)


def leave_round(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """A withdrawn declaration is not voted on."""
    withdraw_entry(declaration, now=now)


def queue_certificate(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """The system certifies an approved case right after the commit, where the notice has e-certificates (T33)."""
    if declaration.state == State.APPROVED and terms_of(declaration.edition).certificate.mode == "electronic":
        outbox.enqueue(CERTIFY, [(str(declaration.pk), {"declaration": declaration.pk})])


def revive(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """A reopened case finds its time, its bill and its unit's papers as they were; its office may give another time."""
    due_at = asked.answers.get("due_at")
    if due_at:
        give_own_deadline(declaration, asked, actor=actor, now=now)
    else:
        _under_its_time_again(declaration)
    if declaration.state == State.ACCEPTED:
        revive_bill(declaration, closes_at=due_at or ends_at(declaration))
        declaration.window = Window.FEES
        declaration.save(update_fields=["window"])
    reopen_steps(declaration, now=now)


def _under_its_time_again(declaration: Declaration) -> None:
    declaration.window, declaration.due_at = time_before_the_end(declaration, declaration.state)
    declaration.late_holder, declaration.ended_because = "", ""
    declaration.save(update_fields=["window", "due_at", "late_holder", "ended_because"])
