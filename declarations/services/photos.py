"""多张照片合成一份: photos of one paper, put in order, become one PDF in its slot; the photos stay (08-6, MAT-11)."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accounts.models import Actor, User
from config.lib import clock
from config.lib.files import JPEG, MIB, PNG, Limits, UploadRefused, media_types
from config.lib.photos import pdf_of_photos
from config.lib.reason import Reason
from declarations.editing import why_locked, why_not_by
from declarations.exceptions import Refused
from declarations.models import Declaration, Material, PhotoJob, PhotoPage
from declarations.pages.slot_files import is_free, keys_of_place, photo_job_of, photos_in, place_for
from declarations.services.allowance import SUBJECT, overfull, size_of
from declarations.services.changing import changing, refuse
from declarations.services.materials import NOT_NEEDED, UNNAMED, Attached, attach_material
from declarations.states import PackageState
from notices.rules import terms_of
from records.models import Fact, StoredFile
from records.services import outbox
from records.services.audit import audited, note
from records.services.files import accept_each, accept_upload, stop_using_file, use_file

COMBINE = "declarations.photos.combine"  # outbox kind
MOST_PHOTOS = 20
PHOTOS = frozenset({JPEG, PNG})
NO_PDF = Reason("file.type", "这个位置不收 PDF，请逐张上传照片。")
MANY = Reason("file.many", f"一份材料最多{MOST_PHOTOS}张照片，请分几份合成。")
NONE = Reason("file.empty", "请先上传照片。")
CHANGED = Reason("E904", "照片刚有变动，请核对顺序后再合成。")
GONE = Reason("E904", "这张照片已不存在，请刷新页面。")


@dataclass(frozen=True, slots=True)
class Added:
    """Photos that were kept, and why others of the same choice were not, each by its name."""

    pages: list[PhotoPage]
    refused: list[Reason]


def add_photos(
    declaration_id: int, *, slot: str, part: str, piece: str, uploads: Sequence[tuple[bytes | Path, str]], actor: Actor
) -> Added:
    """Photos behind those that are there, in the order they were chosen; a bad one holds no other up.

    Raises ``Refused``: none of them can be kept, or they are too many.
    """
    declaration = Declaration.objects.with_context().get(pk=declaration_id)
    _refuse_place(declaration, slot, part, piece)
    limits = Limits(image_bytes=terms_of(declaration.edition).uploads.image_mb * MIB)
    refuse(*([MANY] if len(uploads) > MOST_PHOTOS else []))
    refuse(*overfull(declaration, sum(size_of(upload) for upload, _ in uploads)))
    files, refused = accept_each(uploads, by=actor.pk, allowed=PHOTOS, limits=limits)
    refuse(*([] if files else refused))
    with changing(declaration_id, *keys_of_place(slot, part), actor=actor, event="photos") as declaration:
        there = photos_in(declaration, slot, part, piece)
        refuse(*([MANY] if len(there) + len(files) > MOST_PHOTOS else []))
        refuse(*overfull(declaration, sum(file.size for file in files)))
        last = max((page.position for page in there), default=-1)
        pages = [
            PhotoPage(declaration=declaration, slot=slot, part=part, piece=piece, file=file, position=last + number)
            for number, file in enumerate(files, 1)
        ]
        for page in pages:
            page.added_at = clock.law()
            page.save()
            use_file(page.file, SUBJECT, declaration.pk)
    return Added(pages, refused)


def move_photo(photo_id: int, *, steps: int, actor: Actor) -> None:
    """One page up (-1) or down (+1); at the edge nothing happens. Raises ``Refused``."""
    with changing(*_where(photo_id), actor=actor, event="photos") as declaration:
        page = _open_page(declaration, photo_id)
        order = photos_in(declaration, page.slot, page.part, page.piece)
        at = next(index for index, each in enumerate(order) if each.pk == page.pk)
        to = min(max(at + steps, 0), len(order) - 1)
        order.insert(to, order.pop(at))
        for position, each in enumerate(order):
            each.position = position
        PhotoPage.objects.bulk_update(order, ["position"])


def remove_photo(photo_id: int, *, actor: Actor) -> None:
    """Not a page of it after all. Raises ``Refused``."""
    with changing(*_where(photo_id), actor=actor, event="photos") as declaration:
        page = _open_page(declaration, photo_id)
        file = page.file
        page.delete()
        if not PhotoPage.objects.filter(declaration=declaration, file=file).exists():
            _stop_using(declaration, file)


def ask_to_combine(
    declaration_id: int, *, slot: str, part: str, piece: str, label: str = "", seen: Sequence[int], actor: User
) -> PhotoJob:
    """Have a worker put them together in the order their owner has ``seen``; a second click meets the first's job.

    Raises ``Refused``.
    """
    with audited():
        declaration = Declaration.objects.lock(declaration_id)
        closed = why_locked(declaration, tuple(keys_of_place(slot, part)), now=clock.law())
        refuse(*(reason for reason in (why_not_by(declaration, actor), closed) if reason))
        _refuse_place(declaration, slot, part, piece)
        under_way = photo_job_of(declaration, slot, part, piece)
        if under_way and under_way.is_open:
            return under_way
        pages = photos_in(declaration, slot, part, piece)
        refuse(*([] if pages else [NONE]), *([] if [page.pk for page in pages] == list(seen) else [CHANGED]))
        refuse(*([UNNAMED] if is_free(slot) and not label.strip() else []))
        where = {"slot": slot, "part": part, "piece": piece, "label": label.strip()[:120]}
        now = clock.law()
        job = PhotoJob.objects.create(declaration=declaration, **where, photos=list(seen), by=actor, at=now)
        outbox.enqueue(COMBINE, [(str(job.pk), {"job": job.pk})])
        note(Fact("declaration.combine_asked", declaration.pk, actor.pk, now))
    return job


def combine_asked(payload: dict[str, Any]) -> None:
    """Outbox handler: what cannot be put together is told on the page; harmless when run twice."""
    job = PhotoJob.objects.select_related("by").filter(pk=payload["job"], state__in=PackageState.under_way).first()
    if job is None:
        return
    _tell(job, PackageState.WORKING)
    where = {"slot": job.slot, "part": job.part, "piece": job.piece, "label": job.label}
    try:
        combine_photos(job.declaration_id, **where, seen=job.photos, actor=job.by)
    except Refused as refusal:
        fault = str(refusal)[:300]
    else:
        fault = ""
    made = Material.objects.filter(declaration=job.declaration_id, photos__in=job.photos).first()
    _tell(job, PackageState.READY if made else PackageState.FAILED, material=made, fault="" if made else fault)


def _tell(job: PhotoJob, state: PackageState, **told: Any) -> None:
    PhotoJob.objects.filter(pk=job.pk, state__in=PackageState.under_way).update(state=state, **told)


def combine_photos(
    declaration_id: int, *, slot: str, part: str, piece: str, label: str = "", seen: Sequence[int], actor: Actor
) -> Attached:
    """One PDF of the photos in the order their owner has ``seen``; it lies in the slot, the photos stay beside it.

    Drawn up and inspected before the declaration is locked; whoever moved a photo meanwhile is asked to look again.
    Raises ``Refused``.
    """
    declaration = Declaration.objects.with_context().get(pk=declaration_id)
    _refuse_place(declaration, slot, part, piece)
    pages = photos_in(declaration, slot, part, piece)
    refuse(*([] if pages else [NONE]), *([] if [page.pk for page in pages] == list(seen) else [CHANGED]))
    file = _drawn_up(declaration, pages, actor)
    with changing(declaration_id, *keys_of_place(slot, part), actor=actor, event="combine") as declaration:
        still = [page.pk for page in photos_in(declaration, slot, part, piece)]
        refuse(*([] if still == list(seen) else [CHANGED]))
        where: Any = {"slot": slot, "part": part, "piece": piece, "label": label}
        attached = attach_material(declaration_id, **where, upload=file, name=file.original_name, actor=actor)
        PhotoPage.objects.filter(pk__in=still).update(material=attached.material)
    return attached


def _drawn_up(declaration: Declaration, pages: Sequence[PhotoPage], actor: Actor) -> StoredFile:
    limits = Limits(pdf_bytes=terms_of(declaration.edition).uploads.pdf_mb * MIB)
    with tempfile.TemporaryDirectory(prefix="photos-") as folder:
        target = Path(folder, "together.pdf")
        try:
            pdf_of_photos([page.file.path for page in pages], target)
            return accept_upload(
                target, name=f"{len(pages)}张照片.pdf", by=actor.pk, allowed=media_types(["pdf"]), limits=limits
            )
        except UploadRefused as refusal:
            raise Refused(refusal.reason) from refusal


def _refuse_place(declaration: Declaration, slot: str, part: str, piece: str) -> None:
    place = place_for(declaration, slot, part, piece)
    refuse(*([NOT_NEEDED] if place is None else []))
    assert place is not None
    refuse(*([] if "pdf" in place.formats else [NO_PDF]))


def _where(photo_id: int) -> tuple[int, *tuple[str, ...]]:
    found = PhotoPage.objects.filter(pk=photo_id).values_list("declaration", "slot", "part").first()
    if found is None:
        raise Refused(GONE)
    declaration_id, slot, part = found
    return declaration_id, *keys_of_place(slot, part)


def _open_page(declaration: Declaration, photo_id: int) -> PhotoPage:
    page = PhotoPage.objects.filter(declaration=declaration, pk=photo_id, material=None).select_related("file").first()
    if page is None:
        raise Refused(GONE)
    return page


def _stop_using(declaration: Declaration, file: StoredFile) -> None:
    """Only where nothing else of the case shows the same file."""
    if not declaration.materials.filter(file=file).exists():
        stop_using_file(file, SUBJECT, declaration.pk)
