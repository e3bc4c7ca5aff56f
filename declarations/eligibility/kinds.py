"""What a notice takes besides the ordinary review, and by which special ways (PATH-14, PATH-20…31)."""

from collections.abc import Collection

from committees.states import Rank
from declarations.states import Special, TalentBasis
from notices.rules import Terms
from notices.rules.offer import CommitteeTerms
from notices.rules.terms import takes
from notices.states import DeclarationKind

Kind = DeclarationKind
OWN_COMMITTEES = frozenset({Kind.SPECIAL_DIRECT.value, Kind.TARGETED.value})


def kinds_of(terms: Terms) -> tuple[str, ...]:
    """The kinds a person may choose under this notice, the ordinary one first."""
    offered = {
        Kind.ORDINARY: True,
        Kind.CONVERSION: True,
        Kind.SPECIAL_DIRECT: bool(special_committees(terms) and talent_bases(terms)),
        Kind.INITIAL_DETERMINATION: terms.initial_determination is not None,
        Kind.RECONFIRMATION: terms.rules.reconfirmation is not None,
        Kind.CONFIRMATION_OF_APPROVAL: terms.rules.unconfirmed_result is not None,
    }
    return tuple(kind.value for kind, there in offered.items() if there)


def is_determinable(level: str, terms: Terms) -> bool:
    """Whether an authority may determine this level without a vote (PATH-30: at most 中级)."""
    law = terms.initial_determination
    return law is not None and Rank(terms.level(level).rank).label in law.levels


def is_reviewed(kind: str) -> bool:
    """Whether a committee votes on it; the others an authority decides (PATH-14, PATH-23, PATH-30)."""
    return kind not in Kind.unvoted


def special_committees(terms: Terms, level: str = "") -> tuple[str, ...]:
    """The special direct committees of the notice, of one level or of any (PATH-21)."""
    special = (each for each in terms.committees if each.kind == Kind.SPECIAL_DIRECT.value)
    return tuple(each.name for each in special if not level or level in each.levels)


def talent_bases(terms: Terms) -> tuple[TalentBasis, ...]:
    """By what somebody may be declared directly for a senior title under this notice (PATH-20, PATH-24…28)."""
    open_now = {
        TalentBasis.SPECIAL_TALENT: terms.special_direct is not None,
        TalentBasis.SMALL_GIANT: terms.rules.small_giant is not None,
        TalentBasis.TALENT_PROJECT: bool(terms.rules.talent_projects),
        TalentBasis.SKILL_MASTER: terms.rules.skill_masters is not None,
    }
    return tuple(basis for basis, there in open_now.items() if there)


def legal_basis(terms: Terms, basis: str) -> str:
    """The document the way goes by: the special committee's own, for the ways of 2026 the one they name (PATH-29)."""
    own = terms.special_direct.doc_no if terms.special_direct else ""
    trial = "（试行）" if terms.special_direct and terms.special_direct.trial else ""
    return f"{own}{trial}" if basis == TalentBasis.SPECIAL_TALENT else terms.rules.direct_doc or own


def direct_bases(terms: Terms) -> tuple[str, ...]:
    """Bases of 直接申报: those the notice prints, and from 2026 those of a first declaration (PATH-02, PATH-22)."""
    printed = terms.direct.bases if terms.direct else ()
    return tuple(dict.fromkeys((*printed, *terms.rules.first_time_direct)))


def competent_for(
    terms: Terms, level: str, affiliation: str, kind: str = "", options: Collection[str] = ()
) -> tuple[CommitteeTerms, ...]:
    """Committees of the notice competent for such a unit: the first is derived, another may be chosen (04-1)."""
    if kind in Kind.unvoted:
        return ()  # an authority decides (PATH-14, PATH-23, PATH-30)
    offered = terms.committees_for(level, sort_of_committee(terms, level, kind, options))
    return tuple(each for each in offered if takes(each.scope, affiliation))


def sort_of_committee(terms: Terms, level: str, kind: str, options: Collection[str] = ()) -> str:
    """Which committees are asked: 双定向 goes to its own where the notice has one, else to the ordinary (PATH-08)."""
    if kind in OWN_COMMITTEES:
        return kind
    own = Special.TARGETED in options and terms.committees_for(level, Kind.TARGETED)
    return Kind.TARGETED.value if own else "ordinary"
