"""The unit's page: parts, what was found on them, what still waits (S14)."""

from dataclasses import dataclass

from accounts.models import User
from declarations.models import Declaration
from review.approvals.content import Part, parts_of_dossier
from review.approvals.guards.verification import awaits_judgment, is_settled, verifications_by_part
from review.approvals.models import PartOpening, Verification
from review.approvals.selectors.viewing import Sheet, sheets_beside
from review.approvals.states import Authenticity

Look = tuple[str, str, str]
LOOKS: dict[str, Look] = {
    Authenticity.TRUE: ("属实", "ok", "check"),
    Authenticity.DOUBTFUL: ("存疑", "hold", "circle-alert"),
    Authenticity.REJECTED: ("不予采用", "bad", "x"),
}
CHANGED: Look = ("已变更，请重新核验", "todo", "refresh-cw")
LISTED: Look = ("列入风险预警，待核验", "todo", "circle-alert")
WAITING: Look = ("待核验", "todo", "circle-alert")


@dataclass(frozen=True, slots=True)
class Verified:
    """One part with what the unit found on it."""

    part: Part
    verification: Verification | None
    settled: bool
    opened: bool

    @property
    def look(self) -> Look:
        if self.verification and awaits_judgment(self.part, self.verification):
            return LISTED
        if self.verification and self.settled:
            return LOOKS[self.verification.finding]
        return CHANGED if self.verification else WAITING


@dataclass(frozen=True, slots=True)
class Board:
    """All parts, the one that lies open, and the counts of the bar below."""

    rows: tuple[Verified, ...]
    shown: Verified | None
    sheets: tuple[Sheet, ...]

    @property
    def done(self) -> int:
        return sum(row.settled for row in self.rows)

    @property
    def ready(self) -> int:
        """Opened in its present form and not ticked yet, without a warning: what 全部核对 would tick."""
        return sum(row.opened and not row.settled and not row.part.flag for row in self.rows)

    def waiting_after(self, key: str) -> str:
        """The next part after this one that waits, or the first that does; empty when none is left."""
        keys = [row.part.key for row in self.rows]
        at = keys.index(key) + 1
        return next((row.part.key for row in (*self.rows[at:], *self.rows[: at - 1]) if not row.settled), "")

    @property
    def flagged(self) -> int:
        return sum(bool(row.part.flag) for row in self.rows)


def board_of(declaration: Declaration, person: User, shown: str = "") -> Board:
    """Everything the page needs, in a constant number of queries; ``shown`` names the part that lies open."""
    parts = parts_of_dossier(declaration)
    seen = verifications_by_part(declaration)
    mine = PartOpening.objects.filter(declaration=declaration, person=person)
    opened = set(mine.values_list("part", "content_digest"))
    rows = tuple(
        Verified(part, found, _is_done(part, found), opened=(part.key, part.digest) in opened)
        for part, found in ((part, seen.get(part.key)) for part in parts)
    )
    wanted = shown or next((row.part.key for row in rows if not row.settled), "")
    open_row = next((row for row in rows if row.part.key == wanted), rows[0] if rows else None)
    return Board(rows, open_row, tuple(sheets_beside(declaration, open_row.part if open_row else None, parts)))


def _is_done(part: Part, found: Verification | None) -> bool:
    """Settled, and concluded on where a list warns of it, be it listed afterwards (RISK-03)."""
    return is_settled(part, found) and not awaits_judgment(part, found)
