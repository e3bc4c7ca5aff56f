"""What who hosts the archive verifies, item by item, beside the unit (002 三（一）2; CHAN-17, CHAN-24)."""

from dataclasses import dataclass

from declarations.models import Declaration
from declarations.parts import Section
from declarations.states import RouteNode, State
from review.approvals.content import Part, parts_of_dossier
from review.approvals.models import ArchiveVerification, Verification
from review.approvals.states import Authenticity

# What an archive holds: schooling, titles and qualifications, the résumé.
HELD = frozenset({Section.EDUCATION, Section.TITLES, Section.RESUME})


@dataclass(frozen=True, slots=True)
class Held:
    """One item with both records: the unit's and the archive's; a record of an older content does not count."""

    part: Part
    unit: Verification | None
    archive: ArchiveVerification | None

    @property
    def is_settled(self) -> bool:
        """Said of its present content: true, or in doubt with a word on it."""
        said = self.archive
        if said is None or said.content_digest != self.part.digest:
            return False
        return said.finding == Authenticity.TRUE or bool(said.note.strip())

    @property
    def is_true(self) -> bool:
        return self.is_settled and self.archive is not None and self.archive.finding == Authenticity.TRUE


def is_at_archive(declaration: Declaration) -> bool:
    """Whether the case stands with the talent market that hosts the archive."""
    here = declaration.stops.filter(index=declaration.stop, node=RouteNode.TALENT_MARKET)
    return declaration.state == State.RELAY_REVIEW and here.exists()


def held_items(declaration: Declaration) -> list[Held]:
    """The items in the order of the form; about a dozen queries, always."""
    by_unit = {each.part: each for each in declaration.verifications.select_related("by")}
    by_archive = {each.part: each for each in declaration.archive_verifications.select_related("by", "organisation")}
    parts = (part for part in parts_of_dossier(declaration) if part.section in HELD)
    return [Held(part, by_unit.get(part.key), by_archive.get(part.key)) for part in parts]


def archive_said(declaration: Declaration) -> list[Held]:
    """For the desks above: what the archive's host found; empty where nobody hosts it."""
    if not (declaration.archive_hosted and declaration.archive_verifications.exists()):
        return []
    return [each for each in held_items(declaration) if each.archive]
