"""Codes by which a notice names kinds of units, whatever it calls them this year."""

from typing import Annotated

from accounts.states import UnitNature
from notices.rules.reading import OneOf

FREELANCER = "freelancer"
Nature = Annotated[str, OneOf(*UnitNature.values)]
Population = Annotated[str, OneOf(*UnitNature.values, FREELANCER)]
