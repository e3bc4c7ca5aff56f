"""Which of the unit's steps are done, and stay done (T03, T16b)."""

from collections.abc import Sequence

from declarations.models import Declaration, Material
from declarations.parts import UnitStep, slot_key
from notices.rules import ChecklistItem, applies, terms_of
from review.approvals.content import digest_of, is_unit_row
from review.approvals.models import Deliberation, Publicity, PublicityObjection, Recommendation, UnitDefence
from review.approvals.publicised import Change, changes_since, publicised
from review.approvals.running import asked_again_at, done_since_asked
from review.approvals.states import PublicityKind

# Which step an item may name so that a paper of this slot must be scanned anew.
REDONE_WITH = {
    "unit_pledge": UnitStep.PLEDGE,
    "deliberation_opinion": UnitStep.DELIBERATION,
    "deliberation_experts": UnitStep.DELIBERATION,
    "defense_opinion": UnitStep.DEFENCE,
}


def basis_digest(declaration: Declaration) -> str:
    """What defence and deliberation rest on: what is asked for, and what is told of the person."""
    asked = [declaration.level, declaration.specialty, declaration.kind, sorted(declaration.options)]
    return digest_of([asked, publicised(declaration)])


def step_is_done(declaration: Declaration, step: str) -> bool:
    """Whether a step (``defense``, ``deliberation``, ``publicity``) need not be taken again.

    After an ordinary return it stays done when nothing it rests on changed (T03). In a correction it stays done unless
    an item names it: changes of the dossier are publicised again, not deliberated again (T10, T16).
    """
    if step == "defense":
        return _stands(declaration, current_defence(declaration), UnitStep.DEFENCE)
    if step == "deliberation":
        held = current_deliberation(declaration)
        return _stands(declaration, held, UnitStep.DELIBERATION) and not _overtaken(declaration, held)
    return step == "publicity" and valid_publicity(declaration) is not None


def current_defence(declaration: Declaration) -> UnitDefence | None:
    """The unit's defence as it was entered last."""
    return UnitDefence.objects.filter(declaration=declaration).first()


def current_recommendation(declaration: Declaration) -> Recommendation | None:
    """The recommendation the unit signed last."""
    return Recommendation.objects.filter(declaration=declaration).select_related("signer").last()


def current_deliberation(declaration: Declaration) -> Deliberation | None:
    """The deliberation as it was entered last."""
    return Deliberation.objects.filter(declaration=declaration).select_related("group").first()


def aspects_of(said: Deliberation | Recommendation | None, asked: Sequence[str]) -> list[tuple[str, str]]:
    """What was said by aspect, in the notice's order: PostgreSQL forgets the order in which JSON was written."""
    told = said.aspects if said else {}
    names = [*(name for name in asked if name in told), *(name for name in told if name not in asked)]
    return [(name, told[name]) for name in names]


def valid_publicity(declaration: Declaration) -> Publicity | None:
    """The unit's own publicity that hung long enough to its end and was not found wanting since (UNIT-14)."""
    days = terms_of(declaration.edition).unit_flow.publicity.min_working_days or 0
    ended = declaration.publicities.ended().filter(kind=PublicityKind.UNIT, working_days__gte=days)
    if asked := asked_again_at(declaration, UnitStep.PUBLICITY):
        ended = ended.filter(started_at__gte=asked)
    return ended.order_by("-pk").first()


def last_shown(declaration: Declaration) -> Publicity | None:
    """The newest sheet that hung to its end: what the dossier is compared with (UNIT-13)."""
    return declaration.publicities.ended().order_by("-pk").first()


def unshown_changes(declaration: Declaration) -> list[Change]:
    """Publicised words that no longer stand as they hung on the board."""
    if not terms_of(declaration.edition).unit_flow.publicity.supplementary:
        return []
    shown = last_shown(declaration)
    return changes_since(shown.content, publicised(declaration)) if shown else []


def must_hang_again(declaration: Declaration) -> bool:
    """A notice found the unit's publicity wanting and it has not hung properly since (T16b)."""
    return asked_again_at(declaration, UnitStep.PUBLICITY) is not None and valid_publicity(declaration) is None


def unit_rows(declaration: Declaration) -> list[ChecklistItem]:
    """Papers the unit must sign, seal and scan for this declaration, in the order of the notice (E308)."""
    terms = terms_of(declaration.edition)
    facts = {"unit_step", declaration.channel, *declaration.options}
    if terms.level(declaration.level).senior:
        facts.add("senior")
    return [row for row in terms.checklist if is_unit_row(row) and applies(row.when, facts)]


def scans_in(declaration: Declaration, slot: str) -> list[Material]:
    """The unit's scans in one of its slots that answer every notice asking for a new one."""
    found = declaration.materials.filter(slot=slot, removed_at=None).select_related("file")
    places = [slot_key(slot), *([REDONE_WITH[slot]] if slot in REDONE_WITH else [])]
    return [each for each in found if done_since_asked(declaration, each.uploaded_at, *places)]


def missing_papers(declaration: Declaration) -> list[ChecklistItem]:
    """Rows of the unit that still want their stamped scan (14-5)."""
    return [row for row in unit_rows(declaration) if row.hard and not scans_in(declaration, row.code)]


def _overtaken(declaration: Declaration, held: Deliberation | None) -> bool:
    """An objection that proved true after the group sat told it something it did not know (T08)."""
    upheld = PublicityObjection.objects.filter(publicity__declaration=declaration, upheld=True)
    return held is not None and upheld.filter(resolved_at__gt=held.at).exists()


def _stands(declaration: Declaration, done: UnitDefence | Deliberation | None, step: UnitStep) -> bool:
    if done is None or not getattr(done, "agree", True) or not done_since_asked(declaration, done.at, step):
        return False
    return declaration.round_trip > 0 or done.content_digest == basis_digest(declaration)
