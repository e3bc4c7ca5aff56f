"""制作视频 of an award work: taken piece by piece, kept whole, never a bar to submission (MAT-54, MAT-55, 08-10).

The protocol is small: begin (name, size) → pieces at their offset, each with its own SHA-256 → finish. Whoever comes
back with the same file is told how much is there and goes on from it. A video may come with the draft or later, until
the vote: the notice has it handed in when the secretariat asks, and the secretariat decides about what is missing.
"""

import hashlib
import os
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from accounts.models import User
from config.lib import clock
from config.lib.files import MIB, MP4, Limits, UploadRefused
from config.lib.reason import Reason
from declarations.dossier import load_dossier
from declarations.editing import NOT_YOURS
from declarations.eligibility.slots import Slot, slots_of
from declarations.exceptions import Refused
from declarations.models import Declaration, Material, VideoUpload
from declarations.pages.slot_files import materials_in
from declarations.services.allowance import SUBJECT, overfull, size_of
from declarations.services.changing import refuse
from declarations.services.materials import GONE, NOT_NEEDED, Attached, label_of
from declarations.states import State
from notices.rules import terms_of
from records.models import Fact
from records.services.audit import audited, note
from records.services.files import accept_upload, use_file

PIECE = 4 * MIB  # what the page sends at once
MOST_PIECE = 8 * MIB
KEPT_FOR = timedelta(days=1)
LOCKED = Reason("E902", "评委会已经表决，不再接收视频。")
SHORT = Reason("file.damaged", "视频还没有传完，请继续上传。")
BROKEN = Reason("file.damaged", "这一段在传输中损坏，请重传。")


class WrongPlace(Exception):
    """A piece that does not begin where the last one ended; carries how much is there."""

    def __init__(self, received: int) -> None:
        self.received = received
        super().__init__(f"{received} bytes are there")


def video_places(declaration: Declaration) -> list[Slot]:
    """The slots of this dossier that take a video: of an award work named as representative (MAT-55)."""
    return [
        slot for slot in slots_of(load_dossier(declaration), terms_of(declaration.edition)) if "mp4" in slot.formats
    ]


def why_no_video(declaration: Declaration) -> Reason | None:
    """Why none is taken any more; None before the vote, in a draft and afterwards alike."""
    return None if declaration.state in State.undecided else LOCKED


def begin_video(declaration_id: int, *, slot: str, part: str, name: str, size: int, actor: User) -> VideoUpload:
    """A place to lay the pieces down; the same file of the same person goes on where it stopped. Raises ``Refused``."""
    with audited():
        declaration = Declaration.objects.lock(declaration_id)
        place = _place(declaration, slot, part, actor)
        most = terms_of(declaration.edition).uploads.video_mb * MIB
        refuse(*([_too_large(size, most)] if size > most else []), *([] if size > 0 else [SHORT]))
        refuse(*_full(declaration, place), *overfull(declaration, size, is_video=True))
        there = VideoUpload.objects.filter(declaration=declaration, slot=slot, part=part, material=None).first()
        if there and (there.name, there.size) == (name[:200], size):
            _count_what_is_there(there)
            return there
        if there:
            _throw_away(there)
        now = clock.machine()
        return VideoUpload.objects.create(
            declaration=declaration,
            user=actor,
            slot=slot,
            part=part,
            name=name[:200],
            size=size,
            made_at=now,
            touched_at=now,
        )


def add_piece(upload_id: int, *, offset: int, data: bytes, digest: str = "", actor: User) -> VideoUpload:
    """Lay one piece down behind the others. Raises ``WrongPlace`` with what is there, ``Refused`` for a broken one."""
    if digest and hashlib.sha256(data).hexdigest() != digest:
        raise Refused(BROKEN)
    with audited():
        upload = _own(upload_id, actor)
        _count_what_is_there(upload)
        if offset != upload.received:
            raise WrongPlace(upload.received)
        refuse(*([BROKEN] if not data or upload.received + len(data) > upload.size else []))
        upload.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with upload.path.open("r+b" if upload.path.exists() else "wb") as stream:
            stream.seek(offset)
            stream.truncate()  # a piece that was written but never counted
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())  # counted is kept: the whole is not hashed again
        upload.received, upload.touched_at = offset + len(data), clock.machine()
        upload.save(update_fields=["received", "touched_at"])
    return upload


def finish_video(upload_id: int, *, actor: User) -> Attached:
    """Look at the whole, and keep it in its slot; asked twice, it is there once. Raises ``Refused``."""
    upload = VideoUpload.objects.select_related("material__file").get(pk=upload_id)
    if upload.material:
        return Attached(upload.material, tuple(upload.material.file.warnings))
    refuse(*([] if upload.received == upload.size else [SHORT]))
    attached = attach_video(
        upload.declaration_id, slot=upload.slot, part=upload.part, upload=upload.path, name=upload.name, actor=actor
    )
    VideoUpload.objects.filter(pk=upload_id).update(material=attached.material)
    upload.path.unlink(missing_ok=True)
    return attached


def attach_video(
    declaration_id: int, *, slot: str, part: str, upload: bytes | Path, name: str, actor: User
) -> Attached:
    """Keep a whole video, also after submission: it is handed in when the secretariat asks. Raises ``Refused``."""
    declaration = Declaration.objects.with_context().get(pk=declaration_id)
    _place(declaration, slot, part, actor)
    refuse(*overfull(declaration, size_of(upload), is_video=True))
    most = terms_of(declaration.edition).uploads
    limits = Limits(video_bytes=most.video_mb * MIB, video_seconds=most.video_minutes * 60)
    try:
        file = accept_upload(upload, name=name, by=actor.pk, allowed=frozenset({MP4}), limits=limits)
    except UploadRefused as refusal:
        raise Refused(refusal.reason) from refusal
    with audited():
        declaration = Declaration.objects.lock(declaration_id)
        place, now = _place(declaration, slot, part, actor), clock.law()
        there = materials_in(declaration, slot, part)
        for each in there:
            if each.file.sha256 == file.sha256:
                return Attached(each, tuple(file.warnings))
        refuse(*_full(declaration, place), *overfull(declaration, file.size, is_video=True))
        material = Material.objects.create(
            declaration=declaration,
            slot=slot,
            part=part,
            file=file,
            label=label_of(declaration, place, "制作视频"),
            position=len(there),
            uploaded_by=actor,
            uploaded_at=now,
        )
        use_file(file, SUBJECT, declaration.pk)
        note(Fact("declaration.video", declaration.pk, actor.pk, now, file.sha256))
    return Attached(material, tuple(file.warnings))


def upload_of(declaration: Declaration, ref: UUID) -> VideoUpload | None:
    """One on its way into this declaration, or just finished."""
    return VideoUpload.objects.filter(declaration=declaration, ref=ref).first()


def forget_old_uploads() -> int:
    """Throw away what nobody went on with for a day; everything due. How many."""
    old = list(VideoUpload.objects.filter(material=None, touched_at__lt=clock.machine() - KEPT_FOR))
    for upload in old:
        _throw_away(upload)
    return len(old)


def _own(upload_id: int, actor: User) -> VideoUpload:
    upload = VideoUpload.objects.select_for_update(of=("self",)).filter(pk=upload_id, material=None).first()
    if upload is None:
        raise Refused(GONE)
    refuse(*([] if upload.user_id == actor.pk else [NOT_YOURS]))
    return upload


def _count_what_is_there(upload: VideoUpload) -> None:
    """The file decides: a crash may have lost what was counted."""
    there = upload.path.stat().st_size if upload.path.exists() else 0
    if there < upload.received:
        upload.received = there
        upload.save(update_fields=["received"])


def _place(declaration: Declaration, slot: str, part: str, actor: User) -> Slot:
    refuse(*([] if actor.pk == declaration.applicant_id else [NOT_YOURS]))
    refuse(*([reason] if (reason := why_no_video(declaration)) else []))
    place = next((each for each in video_places(declaration) if (each.code, each.part) == (slot, part)), None)
    if place is None:
        raise Refused(NOT_NEEDED)
    return place


def _full(declaration: Declaration, place: Slot) -> list[Reason]:
    if len(materials_in(declaration, place.code, place.part)) < place.max_files:
        return []
    return [Reason("file.many", f"“{place.label}”最多{place.max_files}个文件，请先删除再传。")]


def _too_large(size: int, most: int) -> Reason:
    return Reason("file.size", f"视频有{size // MIB}MB，超过{most // MIB}MB的上限，请压缩或剪短后上传。")


def _throw_away(upload: VideoUpload) -> None:
    with suppress(OSError):
        upload.path.unlink(missing_ok=True)
    upload.delete()
