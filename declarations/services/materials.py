"""Files in slots: attach, replace, rotate, remove, bring back (ux S08, MAT-06)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db.models import QuerySet

from accounts.models import Actor
from config.lib import clock
from config.lib.files import MIB, Limits, UploadRefused, media_types
from config.lib.reason import Reason
from config.lib.text import quoted
from declarations.dossier import load_dossier
from declarations.eligibility.slots import OTHER, REPORT_TEXT, Slot, is_unit_slot, slot_for, slots_of
from declarations.exceptions import Refused
from declarations.models import BasicInfo, Declaration, Material
from declarations.parts import Section, slot_key
from declarations.portraits import portrait_doubts
from declarations.selectors import entry_words
from declarations.services.allowance import SUBJECT, no_room, overfull, room_left, size_of
from declarations.services.changing import changing, refuse
from notices.rules import Terms, terms_of
from records.models import StoredFile
from records.services.files import accept_upload, stop_using_file, use_file, words_of

GONE = Reason("E904", "该文件已不存在，请刷新页面。")
NOT_NEEDED = Reason("E911", "本次申报不需要这项材料，请刷新页面。")
NO_PLACE = Reason("E911", "本次申报没有这项材料的位置。")
THERE = Reason("file.there", "这里已经有同一份文件，不用再传。")
WRONG_TYPE = Reason("file.type", "这里不收这种格式的文件，请按写明的格式重新选择。")
UNNAMED = Reason("E910", "请填写材料名称。", "label")
GREY = Reason("MAT-12", "证件照须为彩色照片，请重新选择。", "photo")
QUARTER, FULL = 90, 360
REPORT = ("work_report", REPORT_TEXT)  # the slot and the piece that is the report itself

Upload = bytes | Path | StoredFile


@dataclass(frozen=True, slots=True)
class Attached:
    """A file in its slot, and what its owner should look at."""

    material: Material
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A file that was admitted before, and where it shall lie."""

    file: StoredFile
    slot: str
    part: str = ""
    piece: str = ""
    label: str = ""
    issuer: str = ""
    issuer_type: str = ""
    is_copy: bool = False


def attach_kept(declaration_id: int, placed: Iterable[Placed], *, actor: Actor) -> list[Reason | None]:
    """Lay many admitted files into a draft at once: for each, why it found no place, or None (08-9).

    The dossier is read once; a file that already lies at its place stays the one file there.
    """
    with changing(declaration_id, Section.MATERIALS, actor=actor, event="files") as declaration:
        terms = terms_of(declaration.edition)
        places = {(slot.code, slot.part): slot for slot in slots_of(load_dossier(declaration), terms)}
        lying: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for there in Material.objects.filter(declaration=declaration, removed_at=None).select_related("file"):
            lying[there.slot, there.part, there.piece].append(there.file.sha256)
        answers, left = [], room_left(declaration)
        for each in placed:
            place, here = places.get((each.slot, each.part)), lying[each.slot, each.part, each.piece]
            why = _no_place(place, each, here, actor)
            if why is None and each.file.size > left:
                why = next(iter(overfull(declaration, each.file.size)), None)
            if why is None and place:
                _lay(declaration, place, each, position=len(here), actor=actor)
                here.append(each.file.sha256)
                left -= each.file.size
            answers.append(why)
    return answers


def _issuer_type(place: Slot, told: str) -> str:
    """Who issued it: the one kind the slot takes, or which of several was told (A-33)."""
    if len(place.issuers) == 1:
        return place.issuers[0]
    return told if told in place.issuers else ""


def _no_place(place: Slot | None, each: Placed, here: list[str], actor: Actor) -> Reason | None:
    if place is None or each.file.uploaded_by not in {None, actor.pk}:
        return NO_PLACE
    if each.file.sha256 in here:
        return THERE
    if each.file.media_type not in media_types(place.formats):
        return WRONG_TYPE
    return next(iter((*_wrong_piece(place, each.piece), *_no_room(place, each.piece, len(here)))), None)


def _lay(declaration: Declaration, place: Slot, each: Placed, *, position: int, actor: Actor) -> None:
    own_label = each.label.strip()[:120] if place.code == OTHER.code else ""
    material = Material(
        slot=each.slot,
        part=each.part,
        piece=each.piece,
        label=own_label or label_of(declaration, place, each.piece),
        words=_words_in(each.file, each.slot, each.piece),
        issuer=each.issuer.strip()[:120],
        issuer_type=_issuer_type(place, each.issuer_type),
        is_copy=each.is_copy,
        position=position,
    )
    _put(material, declaration, each.file, actor)


def attach_material(
    declaration_id: int,
    *,
    slot: str,
    upload: Upload,
    name: str = "",
    actor: Actor,
    part: str = "",
    piece: str = "",
    label: str = "",
    issuer: str = "",
    issuer_type: str = "",
    is_copy: bool = False,
) -> Attached:
    """Keep a file in a slot of the checklist. Raises ``Refused`` with the sentence for a file that cannot be kept.

    ``part`` is the entry it proves, ``piece`` one of the slot's pieces (封面 …); the slot gives the file its name, a
    free slot takes ``label``. A ``StoredFile`` of the same person is used again as it is (08-9).
    """
    refuse(*overfull(Declaration(pk=declaration_id), size_of(upload)))  # before its bytes are kept, and again below
    file = admit(declaration_id, slot, part, upload=upload, name=name, actor=actor)
    words = _words_in(file, slot, piece)
    with changing(declaration_id, *_keys(slot, part), actor=actor, event="file") as declaration:
        place = _place(declaration, slot, part, piece)
        refuse(*_full(declaration, place, piece), *overfull(declaration, file.size))
        refuse(*([UNNAMED] if place.code == OTHER.code and not label.strip() else []))
        position = _in_place(declaration, slot, part, piece).count()
        material = Material(
            slot=slot,
            part=part,
            piece=piece,
            label=label.strip()[:120] or label_of(declaration, place, piece),
            words=words,
            issuer=issuer.strip()[:120],
            issuer_type=_issuer_type(place, issuer_type),
            is_copy=is_copy,
            position=position,
        )
        return _put(material, declaration, file, actor)


def replace_material(declaration_id: int, pk: int, *, upload: Upload, name: str = "", actor: Actor) -> Attached:
    """A better scan at the same place; the one before stays as history. Raises as ``attach_material``."""
    slot, part = _where(declaration_id, pk)
    file = admit(declaration_id, slot, part, upload=upload, name=name, actor=actor)
    with changing(declaration_id, *_keys(slot, part), actor=actor, event="file") as declaration:
        before = _material(declaration, pk)
        before.removed_at = clock.law()
        before.save(update_fields=["removed_at"])
        kept = ("slot", "part", "piece", "label", "issuer", "issuer_type", "is_copy", "position")
        material = Material(**{name: getattr(before, name) for name in kept})
        material.words = _words_in(file, slot, material.piece)
        refuse(*overfull(declaration, file.size))
        return _put(material, declaration, file, actor)


def remove_material(declaration_id: int, pk: int, *, actor: Actor) -> Material:
    """Take a file out of its slot; ``restore_material`` brings it back."""
    with changing(declaration_id, *_keys(*_where(declaration_id, pk)), actor=actor, event="file") as declaration:
        material = _material(declaration, pk)
        material.removed_at = clock.law()
        material.save(update_fields=["removed_at"])
    return material


def restore_material(declaration_id: int, pk: int, *, actor: Actor) -> Material:
    """Undo a removal, if the slot still has room."""
    with changing(declaration_id, *_keys(*_where(declaration_id, pk)), actor=actor, event="file") as declaration:
        material = Material.objects.filter(declaration=declaration, pk=pk, removed_at__isnull=False).first()
        if material is None:
            raise Refused(GONE)
        place = _place(declaration, material.slot, material.part, material.piece)
        returning = 0 if material.file.media_type.startswith("video/") else material.file.size
        refuse(*_full(declaration, place, material.piece), *no_room(declaration, returning))
        material.removed_at = None
        material.save(update_fields=["removed_at"])
    return material


def rotate_material(declaration_id: int, pk: int, *, actor: Actor) -> Material:
    """A quarter to the right; only how it is shown, the bytes and their hash stay (ux S08)."""
    with changing(declaration_id, *_keys(*_where(declaration_id, pk)), actor=actor, event="file") as declaration:
        material = _material(declaration, pk)
        material.rotation = (material.rotation + QUARTER) % FULL
        material.save(update_fields=["rotation"])
    return material


def mark_copy(declaration_id: int, pk: int, *, actor: Actor) -> Material:
    """There is truly no original, this is a copy; or it is none after all. The unit attests copies (MAT-06, MAT-07)."""
    with changing(declaration_id, *_keys(*_where(declaration_id, pk)), actor=actor, event="file") as declaration:
        material = _material(declaration, pk)
        material.is_copy = not material.is_copy
        material.save(update_fields=["is_copy"])
    return material


def save_photo(declaration_id: int, *, upload: Upload, name: str = "", actor: Actor) -> tuple[str, ...]:
    """The portrait of 基本信息; returns what looks doubtful. Raises ``Refused``: no picture, or no colour (MAT-12)."""
    terms = terms_of(Declaration.objects.select_related("edition").get(pk=declaration_id).edition)
    file = _kept(upload, name, ("jpg", "png"), terms, actor)
    refuse(*([GREY] if terms.photo.color and file.is_grey else []))
    with changing(declaration_id, Section.BASIC, slot_key("photo"), actor=actor, event="photo") as declaration:
        basic: BasicInfo = declaration.basic
        before, basic.photo = basic.photo, file
        refuse(*overfull(declaration, file.size - (before.size if before else 0)))
        basic.save(update_fields=["photo"])
        use_file(file, SUBJECT, declaration.pk)
        if before:
            stop_using_file(before, SUBJECT, declaration.pk)
    return portrait_doubts(file.width, file.height, file.warnings)


def admit(declaration_id: int, slot: str, part: str, *, upload: Upload, name: str, actor: Actor) -> StoredFile:
    """Inspect and keep a file for a slot before the declaration is locked: a heavy PDF must hold up nobody else.

    Raises ``Refused``.
    """
    declaration = Declaration.objects.with_context().get(pk=declaration_id)
    terms = terms_of(declaration.edition)
    place = slot_for(load_dossier(declaration), terms, slot, part)
    if place is None:
        raise Refused(NOT_NEEDED)
    return _kept(upload, name, place.formats, terms, actor)


def limits_of(terms: Terms) -> Limits:
    """How large a file of each type may be under this notice (``uploads``)."""
    most = terms.uploads
    return Limits(
        image_bytes=most.image_mb * MIB,
        pdf_bytes=most.pdf_mb * MIB,
        video_bytes=most.video_mb * MIB,
        video_seconds=most.video_minutes * 60,
    )


def label_of(declaration: Declaration, place: Slot, piece: str) -> str:
    """The name a slot gives its files: 《…》 版权页, or the slot's own words."""
    owner = entry_words(declaration, place.part)
    what = piece or (place.label.partition("、")[0] if owner and place.pieces else place.label)
    return (f"{owner} {what}" if owner else what)[:120]


def _keys(slot: str, part: str) -> tuple[str, ...]:
    """A permit for the entry, for the slot, or for the section the slot is at home in opens it."""
    own = (part,) if part else ()
    return (*own, slot_key(slot), *((part.partition(":")[0],) if part else ()))


def _where(declaration_id: int, pk: int) -> tuple[str, str]:
    found = Material.objects.filter(declaration_id=declaration_id, pk=pk).values_list("slot", "part").first()
    if found is None:
        raise Refused(GONE)
    return found


def _put(material: Material, declaration: Declaration, file: StoredFile, actor: Actor) -> Attached:
    material.declaration, material.file = declaration, file
    material.uploaded_by_id, material.uploaded_at = actor.pk or declaration.applicant_id, clock.law()
    material.save()
    use_file(file, SUBJECT, declaration.pk)
    return Attached(material, (*file.warnings, *_twins(declaration, material)))


def _material(declaration: Declaration, pk: int) -> Material:
    material = Material.objects.filter(declaration=declaration, pk=pk, removed_at=None).first()
    if material is None or is_unit_slot(terms_of(declaration.edition), material.slot):
        raise Refused(GONE)
    return material


def _place(declaration: Declaration, slot: str, part: str, piece: str) -> Slot:
    place = slot_for(load_dossier(declaration), terms_of(declaration.edition), slot, part)
    if place is None:
        raise Refused(NOT_NEEDED)
    refuse(*_wrong_piece(place, piece))
    return place


def _wrong_piece(place: Slot, piece: str) -> list[Reason]:
    if piece not in {"", *(each.name for each in place.pieces)}:
        return [Reason("E911", f"“{place.label}”没有“{piece}”这一部分。")]
    if place.pieces and not piece:
        return [Reason("E912", "请选择这份文件是哪一部分。", "piece")]
    return []


def _full(declaration: Declaration, place: Slot, piece: str) -> list[Reason]:
    return _no_room(place, piece, _in_place(declaration, place.code, place.part, piece).count())


def _no_room(place: Slot, piece: str, there: int) -> list[Reason]:
    if there < place.max_files:
        return []
    return [Reason("file.many", f"“{piece or place.label}”最多{place.max_files}个文件，请先删除或合并后再传。")]


def _in_place(declaration: Declaration, slot: str, part: str, piece: str) -> QuerySet[Material]:
    return Material.objects.filter(declaration=declaration, slot=slot, part=part, piece=piece, removed_at=None)


def _kept(upload: Upload, name: str, formats: tuple[str, ...], terms: Terms, actor: Actor) -> StoredFile:
    if isinstance(upload, StoredFile):
        return _used_again(upload, formats, actor)
    try:
        return accept_upload(upload, name=name, by=actor.pk, allowed=media_types(formats), limits=limits_of(terms))
    except UploadRefused as refusal:
        raise Refused(refusal.reason) from refusal


def _words_in(file: StoredFile, slot: str, piece: str) -> str:
    """The text of a report, to be compared with the summary; of a scan there is none (MAT-51)."""
    return words_of(file) if (slot, piece) == REPORT else ""


def _used_again(file: StoredFile, formats: tuple[str, ...], actor: Actor) -> StoredFile:
    if file.uploaded_by not in {None, actor.pk} or file.media_type not in media_types(formats):
        raise Refused(NOT_NEEDED)
    return file


def _twins(declaration: Declaration, material: Material) -> list[str]:
    """The same bytes at another place: perhaps meant, perhaps a slip (ux 07-6)."""
    same = Material.objects.filter(declaration=declaration, file__sha256=material.file.sha256, removed_at=None)
    return [f"这份文件与{quoted(twin.label)}相同，请确认没有传错。" for twin in same.exclude(pk=material.pk)]
