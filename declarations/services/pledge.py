"""The commitment, kept word for word as it was agreed to (MAT-01, MAT-02)."""

from collections.abc import Iterable
from datetime import datetime

from accounts.models import User
from declarations.comparing import Change
from declarations.models import Declaration, Pledge
from notices.rules import terms_of


def sign(
    declaration: Declaration,
    *,
    checked: Iterable[str] = (),
    changes: Iterable[Change] = (),
    signed_name: str,
    signature: str = "",
    phone_proved_at: datetime | None = None,
    ip: str | None = None,
    person: User,
    now: datetime,
) -> Pledge:
    """Keep a signature with the text of the notice, the ticked self-checks, time and address. Inside a move only.

    After a correction there are no self-checks but the list of changes (11-4).

    By hand (``signature``), or by a code texted to the person's own phone (``phone_proved_at``).
    """
    texts = terms_of(declaration.edition).texts
    return Pledge.objects.create(
        declaration=declaration,
        round_trip=declaration.round_trip,
        checked=list(checked),
        changes=[{"label": each.label, "before": each.before, "after": each.after} for each in changes],
        text="\n".join(texts.pledged),
        text_version=texts.version,
        signed_name=signed_name.strip(),
        signature=signature,
        phone_proved_at=phone_proved_at,
        person=person,
        at=now,
        ip=ip,
    )
