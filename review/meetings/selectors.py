"""Reads of rounds and meetings."""

from declarations.models import Declaration
from review.meetings.models import Round
from review.meetings.states import RoundState


def rounds_open_to(declaration: Declaration) -> list[tuple[int, str]]:
    """(id, name) of the rounds being prepared that could take this declaration."""
    rounds = Round.objects.filter(
        committee=declaration.committee_id, notice=declaration.edition.notice_id, state=RoundState.PREPARING
    )
    return [(each.pk, each.name) for each in rounds]
