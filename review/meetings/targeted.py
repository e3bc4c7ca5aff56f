"""双定向 apart from ordinary declarations: by a committee, a round or a group of its own (004 七; COMM-18)."""

from declarations.models import Declaration
from declarations.states import Special
from review.meetings.models import Panel, Round

GROUP = "separate_group"


def is_targeted(declaration: Declaration) -> bool:
    """Whether it is declared as 双定向."""
    return Special.TARGETED in declaration.options


def stands_with_its_like(declaration: Declaration, panel: Panel) -> bool:
    """Whether a group takes it: a 双定向 one, or any of a 双定向 round, takes 双定向 alone, the others take none."""
    return is_targeted(declaration) == (panel.targeted or panel.round.targeted)


def fits_round(declaration: Declaration, chosen: Round, modes: tuple[str, ...]) -> bool:
    """Whether a round takes it: its own sort; an ordinary round takes 双定向 where the notice allows a group of it."""
    return is_targeted(declaration) == chosen.targeted or (is_targeted(declaration) and GROUP in modes)
