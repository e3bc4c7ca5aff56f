"""What lies at one place of the checklist: its files, photos not put together yet, the ways to bring more there."""

from collections.abc import Iterable

from declarations.dossier import load_dossier
from declarations.eligibility.slots import OTHER, Slot, slot_for
from declarations.models import Declaration, Material, PhotoJob, PhotoPage
from declarations.parts import slot_key
from declarations.states import ItemKind
from notices.rules import terms_of


def materials_in(declaration: Declaration, slot: str, part: str = "", piece: str = "") -> list[Material]:
    """The files of one place, in order; one query."""
    there = Material.objects.filter(declaration=declaration, slot=slot, part=part, piece=piece, removed_at=None)
    return list(there.select_related("file"))


def photos_in(declaration: Declaration, slot: str, part: str = "", piece: str = "") -> list[PhotoPage]:
    """Photos that wait to be put together, page by page (08-6)."""
    there = PhotoPage.objects.filter(declaration=declaration, slot=slot, part=part, piece=piece, material=None)
    return list(there.select_related("file"))


def put_together(declaration: Declaration, slot: str, part: str = "", piece: str = "") -> list[Material]:
    """Files of this place that were made of photos, with the photos they were made of."""
    made = Material.objects.filter(declaration=declaration, slot=slot, part=part, piece=piece, removed_at=None)
    return list(made.filter(photos__isnull=False).distinct().prefetch_related("photos__file"))


def place_for(declaration: Declaration, slot: str, part: str, piece: str) -> Slot | None:
    """The slot that takes files by phone or of photos here; a free slot asks for a name with them (``is_free``)."""
    place = slot_for(load_dossier(declaration), terms_of(declaration.edition), slot, part)
    if place is None:
        return None
    names = {each.name for each in place.pieces}
    return place if (piece in names if names else not piece) else None


def is_free(slot: str) -> bool:
    """Whether its files are named by who brings them (MAT-11)."""
    return slot == OTHER.code


def photo_job_of(declaration: Declaration, slot: str, part: str = "", piece: str = "") -> PhotoJob | None:
    """What was asked for last at this place, and how far it is."""
    return PhotoJob.objects.filter(declaration=declaration, slot=slot, part=part, piece=piece).first()


def keys_of_place(slot: str, part: str) -> Iterable[str]:
    """A permit for the entry, for the slot, or for the section the entry is in opens it."""
    return tuple(key for key in (part, slot_key(slot), part.partition(":")[0]) if key)


def takes_award_video(declaration: Declaration) -> bool:
    """Whether the representative is an award work whose making is to be shown; one statement (MAT-55)."""
    representative = terms_of(declaration.edition).representative
    law = representative.award_work if representative else None
    if law is None or not law.video or declaration.level not in law.levels:
        return False
    return declaration.achievements.filter(is_representative=True, kind=ItemKind.AWARD_WORK).exists()
