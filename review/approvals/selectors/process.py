"""What the process asks of this floor, and lists that several pages share."""

from collections.abc import Iterable

from accounts.models import User
from config.lib import clock
from declarations.models import Declaration, DeclarationGrant, RouteStop
from declarations.rules import CARRY_OUT
from declarations.states import State
from review.approvals import places, running, steps
from review.approvals.content import Part, parts_of_dossier
from review.approvals.guards.corrections import addressees_below
from review.approvals.models import CorrectionNotice, DeliberationGroup
from review.approvals.places import Choice
from review.approvals.rules import is_named_verifier
from review.approvals.states import Addressee


# ── for the process ────────────────────────────────────────────────────────────────────────────────────────────────
def open_notice(declaration: Declaration) -> CorrectionNotice | None:
    """The return or correction that leads: the latest that is not done with."""
    return running.current_notice(declaration)


def lowest_addressee(declaration: Declaration) -> Addressee | None:
    """Whose turn an open notice brings; it stays theirs until they hand the file back (T16)."""
    return running.lowest_in(open_notice(declaration))


def addressee_stop(declaration: Declaration) -> RouteStop | None:
    """The desk whose items come first; None when the applicant's do, or when nothing is open."""
    stop = running.stop_of(declaration, lowest_addressee(declaration))
    return declaration.stops.select_related("organisation").get(pk=stop.pk) if stop else None


def first_addressee_state(declaration: Declaration) -> State:
    """Where the walk begins again when the lowest addressee hands the file back (T16a–c)."""
    notice = open_notice(declaration)
    return running.state_for(declaration, notice.items.all() if notice else ())


def step_done(declaration: Declaration, step: str) -> bool:
    """Whether the unit's step (``defense``, ``deliberation``, ``publicity``) need not be taken again (T03, T16)."""
    return steps.step_is_done(declaration, step)


def named_for(user: User, declaration: Declaration) -> bool:
    """Whether an office named this person for the unit's step, or the unit commissioned them (G-32, CHAN-09)."""
    return is_named_verifier(user, declaration)


def commissioned_for(declaration: Declaration) -> list[DeclarationGrant]:
    """Who carries out the unit's step besides its clerks, and until when; what is over is left out."""
    rights = DeclarationGrant.objects.filter(content_object=declaration, permission__codename=CARRY_OUT)
    return list(rights.filter(expires_at__gt=clock.law()).select_related("user").order_by("pk"))


# ── what an item may say ───────────────────────────────────────────────────────────────────────────────────────────
def addressees_of(declaration: Declaration) -> list[Choice]:
    """Who may be asked to put something right from the desk where the case stands, with their names."""
    return [(each.value, places.addressee_words(declaration, each)) for each in addressees_below(declaration)]


def parts_of(declaration: Declaration) -> list[Choice]:
    """Every place an item can point at: sections, entries, files, and above the unit its steps and the desks."""
    return places.parts_to_name(declaration)


# ── for the desks ──────────────────────────────────────────────────────────────────────────────────────────────────
def parts_to_verify(declaration: Declaration) -> list[Part]:
    """Everything the unit lays beside its original (UNIT-03); about ten queries."""
    return parts_of_dossier(declaration)


def groups_of(declaration: Declaration) -> Iterable[DeliberationGroup]:
    """The unit's groups for this notice, the newest first, with their members."""
    mine = DeliberationGroup.objects.filter(unit=declaration.unit_id, notice=declaration.edition.notice_id)
    return mine.prefetch_related("members")


def notices_of(declaration: Declaration) -> Iterable[CorrectionNotice]:
    """Every return and correction of a case, oldest first, with its items."""
    return declaration.corrections.select_related("organisation", "issued_by").prefetch_related("items")
