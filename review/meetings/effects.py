"""What a round changes in the transaction of a move."""

from datetime import datetime

from django.db.models import Max

from accounts.models import Actor
from config.lib.flow import Asked
from declarations.models import Declaration
from review.meetings.models import Panel, Round, RoundEntry
from review.meetings.targeted import stands_with_its_like


def enter_round(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """Take the next number on the round's list, in the panel of its specialty."""
    chosen = Round.objects.select_for_update().get(pk=asked["round"])
    last = chosen.entries.aggregate(last=Max("number"))["last"] or 0
    RoundEntry.objects.create(
        round=chosen, declaration=declaration, number=last + 1, panel=_panel_for(chosen, declaration)
    )


def _panel_for(chosen: Round, declaration: Declaration) -> Panel | None:
    """The group of its specialty; 双定向 stands with its like (COMM-18)."""
    fitting = (each for each in chosen.panels.all() if declaration.specialty in each.specialties)
    return next((each for each in fitting if stands_with_its_like(declaration, each)), None)
