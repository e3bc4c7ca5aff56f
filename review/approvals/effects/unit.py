"""What the unit signs, kept as it was signed."""

from datetime import datetime

from accounts.models import User
from config.lib.flow import Asked
from declarations.models import Declaration
from notices.rules import terms_of
from records.services.documents import request_document
from review.approvals.effects.papers import SUBJECT
from review.approvals.models import Recommendation, UnitCheck
from review.approvals.states import Paper


def record_check(declaration: Declaration, asked: Asked, *, actor: User, now: datetime) -> None:
    """The conclusion of the check, with the person responsible (UNIT-01, UNIT-26)."""
    UnitCheck.objects.create(
        declaration=declaration,
        round_trip=declaration.round_trip,
        meets_conditions=asked["meets_conditions"],
        photo_ok=asked.answers.get("photo_ok", True),
        responsible=asked["responsible"].strip(),
        opinion=asked.answers.get("opinion", "").strip(),
        by=actor,
        at=now,
    )


def record_recommendation(declaration: Declaration, asked: Asked, *, actor: User, now: datetime) -> None:
    """The recommendation, and the unit's commitment in the words agreed to (UNIT-01, UNIT-15)."""
    Recommendation.objects.create(
        declaration=declaration,
        round_trip=declaration.round_trip,
        aspects={aspect: text.strip() for aspect, text in asked["aspects"].items()},
        agree=asked["agree"],
        exception_note=asked.answers.get("exception_note", "").strip(),
        post_note=asked.answers.get("post_note", "").strip(),
        responsible=asked["responsible"].strip(),
        head=asked["head"].strip(),
        pledge_text=terms_of(declaration.edition).texts.unit_pledge or "",
        signer=actor,
        at=now,
    )
    request_document(Paper.RECOMMENDATION, SUBJECT, declaration.pk, by=actor.pk)
