"""What is said to the special ways, for the rules to look at (PATH-20…28, COND-15)."""

from typing import Any

from accounts.models import Organisation
from declarations.models import Declaration, Grounds, SmallGiant
from declarations.states import State, TalentBasis

# Under the names both the row and the facts have.
WAYS = (
    *("talent_basis", "recommended_by", "recommended_on", "team_leader", "project_level", "project_name"),
    *("project_year", "former_committee", "former_no", "former_on", "foreign_exam", "computer_exam"),
)
TITLED = (State.CONFIRMED, State.APPROVED, State.CERTIFIED)


def ways_of(grounds: Grounds | None) -> dict[str, Any]:
    """What was answered, by name."""
    return {name: getattr(grounds, name) for name in WAYS} if grounds else {}


def giant_facts(declaration: Declaration, unit: Organisation | None) -> dict[str, Any]:
    """Since and until when a unit is a listed “小巨人”, asked only of those recommended by one (PATH-24)."""
    grounds = getattr(declaration, "grounds", None)
    if grounds is None or grounds.talent_basis != TalentBasis.SMALL_GIANT:
        return {}
    listed = SmallGiant.objects.filter(organisation=unit).first()
    return {"small_giant_from": listed.valid_from, "small_giant_until": listed.valid_until} if listed else {}


def titled_before(declaration: Declaration) -> bool:
    """Whether this person got a title here before: then it is no first declaration (PATH-22)."""
    others = Declaration.objects.filter(applicant=declaration.applicant_id, state__in=TITLED)
    return others.exclude(pk=declaration.pk).exists()
