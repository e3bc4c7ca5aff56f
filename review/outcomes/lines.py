"""How results are listed: on public pages, and in the documents that enter them. Four facts a person (OP8)."""

from dataclasses import dataclass

from declarations.models import Declaration
from declarations.states import State
from notices.states import DeclarationKind
from review.outcomes.models import Approval, ApprovalEntry, Confirmation, ConfirmationEntry, ResultPublicity

CONTEXT = ("declaration__basic", "declaration__employer", "declaration__unit")
STANDING = (State.APPROVED, State.CERTIFIED, State.COMMISSION_RETURNED)


@dataclass(frozen=True, slots=True)
class PublicLine:
    """What the public reads of one person, and nothing else."""

    name: str
    unit: str
    title: str
    specialty: str
    declaration: str = ""  # of a publicity: leads to the form of an objection

    def speaks_of(self, words: str) -> bool:
        """Whether a search for these words finds the line."""
        return words in self.name or words in self.unit


def line_of(case: Declaration) -> PublicLine:
    """Name, unit, title, specialty."""
    return PublicLine(case.basic.name, (case.employer or case.unit).name, case.level_name, case.specialty_name)


def way_of(case: Declaration) -> str:
    """取得方式: 评审, or what was decided without a vote: 认定, 重新确认, 核准确认 (PATH-14, PATH-23, PATH-30)."""
    return DeclarationKind(case.kind).label if case.kind in DeclarationKind.unvoted else "评审"


def lines_of(publicity: ResultPublicity, words: str = "") -> list[PublicLine]:
    """The list as it was frozen, those who fit the search; no query."""
    lines = [PublicLine(**line) for line in publicity.snapshot]
    return [line for line in lines if line.speaks_of(words.strip())]


def approved_lines(approval: Approval, words: str = "") -> list[PublicLine]:
    """The people of a 批复 whose title still stands."""
    rows = ApprovalEntry.objects.filter(approval=approval, declaration__state__in=STANDING).select_related(*CONTEXT)
    lines = [line_of(entry.declaration) for entry in rows.order_by(*_order())]
    return [line for line in lines if line.speaks_of(words.strip())]


def confirmed_entries(confirmation: Confirmation) -> list[ConfirmationEntry]:
    """Who stands in a document: those confirmed first, then those not, with the reason."""
    rows = ConfirmationEntry.objects.filter(confirmation=confirmation).select_related(*CONTEXT)
    return list(rows.order_by("-confirmed", *_order()))


def _order() -> tuple[str, ...]:
    return "declaration__level", "declaration__specialty_name", "pk"
