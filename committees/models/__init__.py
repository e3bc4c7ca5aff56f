from committees.models.catalogue import Series, Specialty
from committees.models.commission import Commission
from committees.models.committee import Committee, CommitteeMember, CommitteeTerm
from committees.models.condition import ConditionSet
from committees.models.expert import Expert, ExpertTraining

__all__ = [
    "Commission",
    "Committee",
    "CommitteeMember",
    "CommitteeTerm",
    "ConditionSet",
    "Expert",
    "ExpertTraining",
    "Series",
    "Specialty",
]
