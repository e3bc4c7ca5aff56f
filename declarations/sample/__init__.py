"""A complete, valid dossier for any offering of any notice, made from the notice's own terms.

For trying a notice out (``manage.py sampledossier``) and for its proof: what is made here can be handed in, and each
piece left out is missed. It knows kinds of rules only, so a notice of next year has its samples at once.
"""

from declarations.sample.asked import EARLY, FIRST_TIME, PATHS, TALENTS, UNVOTED, NoSuchOffering, Offering
from declarations.sample.checking import kind_of, offering
from declarations.sample.making import APPRAISAL, sample
from declarations.sample.people import PEOPLE, STAFF

__all__ = [
    "APPRAISAL",
    "EARLY",
    "FIRST_TIME",
    "PATHS",
    "PEOPLE",
    "STAFF",
    "TALENTS",
    "UNVOTED",
    "NoSuchOffering",
    "Offering",
    "kind_of",
    "offering",
    "sample",
]
