"""Where 计入问题率 may be ticked at all (UNIT-18, G-19)."""

from declarations.models import Declaration
from declarations.states import State
from notices.rules import terms_of


def is_ticked_for(declaration: Declaration) -> bool:
    """Under a notice that knows ratios, and from the committee's office on.

    The ratio is of what came to the committee and was found wanting there: what a unit or an office on the way sends
    back is their own work well done.
    """
    on_the_way = (*State.at_unit, *State.on_the_way)
    return terms_of(declaration.edition).quality_thresholds is not None and declaration.state not in on_the_way
