"""What a round changes in the transaction of a move."""

from datetime import datetime

from django.db.models import Max

from accounts.models import Actor
from config.lib.flow import Asked
from declarations.models import Declaration
from review.meetings.models import Panel, Round, RoundEntry


def enter_round(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """Take the next number on the round's list, in the panel of its specialty."""
    chosen = Round.objects.select_for_update().get(pk=asked["round"])
    last = chosen.entries.aggregate(last=Max("number"))["last"] or 0
    RoundEntry.objects.create(
        round=chosen, declaration=declaration, number=last + 1, panel=_panel_for(chosen, declaration.specialty)
    )


def _panel_for(chosen: Round, specialty: str) -> Panel | None:
    return next((panel for panel in chosen.panels.all() if specialty in panel.specialties), None)
