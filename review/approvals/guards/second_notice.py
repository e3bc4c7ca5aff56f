"""What a second one-time notice may hold: what is still wrong, and what the correction itself broke (OFFICE-04)."""

from collections.abc import Iterator
from datetime import datetime

from accounts.models import Actor
from config.lib.flow import Asked
from config.lib.reason import Reason
from declarations.comparing import Change, differences
from declarations.models import Declaration
from declarations.parts import UnitStep, covers, slot_key
from review.approvals.guards.corrections import item_field
from review.approvals.guards.verification import unjudged_flags
from review.approvals.models import CorrectionItem, CorrectionNotice
from review.approvals.places import labels_of
from review.approvals.running import DeskPart
from review.approvals.states import NoticeKind

HANDED_IN = ("submit", "resubmit")


def only_what_was_named(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> list[Reason]:
    """No new demand after the first complete list, whoever signs for it; a place named before stays open.

    New is what stood in no formal notice of this desk, was not changed since, and came on no list since (RISK-03).
    """
    notices = _formal_of_this_desk(declaration)
    if not notices:
        return []
    known = {*_named(notices), *_redone(declaration, notices[0].issued_at)}
    changes = _changes_since(declaration, notices[0].issued_at)
    places = dict(labels_of(declaration))
    return [
        Reason("E403", _words(number, places.get(item["part"], item["part"])), field=item_field(number))
        for number, item in enumerate(asked["items"], 1)
        if item["part"] and not _may_be_named(item["part"], known, changes)
    ]


def _formal_of_this_desk(declaration: Declaration) -> list[CorrectionNotice]:
    """Its one-time notices so far, the first one first; an ordinary return inside stage 1 is none (G-03)."""
    here = declaration.stops.filter(index=declaration.stop).first()
    given = declaration.corrections.filter(kind=NoticeKind.CORRECTION).order_by("issued_at", "pk")
    return list(given.filter(organisation=here.organisation_id)) if here else []


def _named(notices: list[CorrectionNotice]) -> set[str]:
    return set(CorrectionItem.objects.filter(notice__in=notices).values_list("part", flat=True))


def _redone(declaration: Declaration, since: datetime) -> Iterator[str]:
    """Steps of the unit and words of desks that were done again since; papers that came since."""
    if declaration.unit_checks.filter(at__gt=since).exists() or unjudged_flags(declaration):
        yield UnitStep.CHECK
    defence, said = getattr(declaration, "unit_defence", None), getattr(declaration, "deliberation", None)
    if defence and defence.at > since:
        yield UnitStep.DEFENCE
    if said and said.at > since:
        yield UnitStep.DELIBERATION
    if declaration.publicities.filter(started_at__gt=since).exists():
        yield UnitStep.PUBLICITY
    if declaration.recommendations.filter(at__gt=since).exists():
        yield from (UnitStep.RECOMMENDATION, UnitStep.PLEDGE)
    if declaration.stop_reviews.filter(at__gt=since, stop__lt=declaration.stop).exists():
        yield DeskPart.OPINION
    for slot in declaration.materials.filter(uploaded_at__gt=since).values_list("slot", flat=True):
        yield slot_key(slot)


def _changes_since(declaration: Declaration, since: datetime) -> list[Change]:
    """What the applicant handed in differently since the first notice."""
    handed_in = declaration.snapshots.filter(occasion__in=HANDED_IN).order_by("-pk")
    before, latest = handed_in.filter(taken_at__lte=since).first(), handed_in.first()
    if before is None or latest is None or before.pk == latest.pk:
        return []
    return differences(before.data, latest.data)


def _may_be_named(part: str, known: set[str], changes: list[Change]) -> bool:
    before = any(covers(each, part) or covers(part, each) for each in known)
    return before or any(change.touches(part) for change in changes)


def _words(number: int, place: str) -> str:
    return (
        f"第 {number} 项（{place}）不在此前一次性告知的事项之内，也不是补正后变更的内容，不得作为新的补正事项提出；"
        "只能列此前告知、仍未改好的，或补正引起的。"
    )
