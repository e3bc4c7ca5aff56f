"""Keep files: content-addressed, private, scanned, drawn page by page in a worker."""

import os
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from config.lib import clamd, clock
from config.lib.files import (
    BLANK,
    BLURRED,
    PDF,
    SCANS,
    Inspected,
    Limits,
    UploadRefused,
    digest_of,
    draw_pages,
    inspect_upload,
    words_in,
)
from config.lib.reason import Reason
from records.models import FileUse, StoredFile
from records.models.stored_file import blob_path, picture_path
from records.services import outbox
from records.states import ScanState

PICTURES = "records.pictures"
PICTURES_LEASE = timedelta(minutes=15)  # two hundred pages, ten a child
NAME_LENGTH = 200
PRIVATE = 0o700


def accept_upload(
    upload: bytes | Path,
    *,
    name: str,
    by: int | None,
    allowed: frozenset[str] = SCANS,
    limits: Limits | None = None,
) -> StoredFile:
    """Inspect, clean and keep what a person sent; pictures of its pages follow. Raises ``UploadRefused``."""
    room = _room()
    with tempfile.TemporaryDirectory(prefix="accept-", dir=room) as folder:
        clean = Path(folder, "clean")
        found = inspect_upload(upload, allowed=allowed, limits=limits, into=clean)
        _keep(clean, found.sha256)
    return _row(found, name=name, by=by)


def accept_each(
    uploads: Iterable[tuple[bytes | Path, str]], *, by: int | None, allowed: frozenset[str], limits: Limits
) -> tuple[list[StoredFile], list[Reason]]:
    """What can be kept of several files chosen at once, and why another cannot, each by its name."""
    kept: list[StoredFile] = []
    refused: list[Reason] = []
    for upload, name in uploads:
        try:
            kept.append(accept_upload(upload, name=name, by=by, allowed=allowed, limits=limits))
        except UploadRefused as refusal:
            refused.append(replace(refusal.reason, text=f"“{_safe_name(name)}”：{refusal.reason.text}"))
    return kept, refused


def store_file(
    data: bytes,
    *,
    name: str,
    media_type: str,
    pages: int = 1,
    by: int | None = None,
    width: int = 0,
    height: int = 0,
    warnings: Iterable[str] = (),
) -> StoredFile:
    """Keep bytes the system itself made or has inspected. Nothing is checked here."""
    sha256 = digest_of(data)
    with tempfile.TemporaryDirectory(prefix="store-", dir=_room()) as folder:
        fresh = Path(folder, "fresh")
        fresh.write_bytes(data)
        _keep(fresh, sha256)
    found = Inspected(media_type, pages, width, height, tuple(warnings), sha256, len(data), b"", sha256)
    return _row(found, name=name, by=by)


def store_path(fresh: Path, *, name: str, media_type: str, pages: int = 1) -> StoredFile:
    """The same for a file too large for memory; it is moved from where it lies, on the file system of kept files."""
    size, sha256 = fresh.stat().st_size, digest_of(fresh)
    _keep(fresh, sha256)
    return _row(Inspected(media_type, pages, 0, 0, (), sha256, size, b"", sha256), name=name, by=None)


def words_of(file: StoredFile) -> str:
    """The text of a PDF made on a computer, as far as it may be read; empty for pictures and what cannot be read."""
    if file.media_type != PDF:
        return ""
    try:
        return words_in(file.path)
    except UploadRefused:
        return ""


def open_file(file: StoredFile) -> Any:
    """A binary stream of the file's bytes; the caller closes it."""
    return file.path.open("rb")


def read_file(file: StoredFile) -> bytes:
    """All bytes at once; for documents and pictures, not for videos."""
    return file.path.read_bytes()


def use_file(file: StoredFile, subject_kind: str, subject_id: int) -> None:
    """Show the file at one more place: whoever passes that place's gate may read it from now on."""
    FileUse.objects.get_or_create(file=file, subject_kind=subject_kind, subject_id=subject_id)


def stop_using_file(file: StoredFile, subject_kind: str, subject_id: int) -> None:
    """Take the file from one place. The bytes stay: snapshots and the audit chain speak of them."""
    FileUse.objects.filter(file=file, subject_kind=subject_kind, subject_id=subject_id).delete()


def scan_waiting_files(*, limit: int = 100) -> int:
    """Ask the scanner about files it has not seen; the number that got a verdict."""
    address = getattr(settings, "CLAMD", "")
    waiting = StoredFile.objects.filter(scan_state=ScanState.UNSCANNED).order_by("pk") if address else ()
    judged = 0
    for file in list(waiting[:limit]):
        verdict = ScanState(clamd.scan(file.path, address=address))
        if verdict is not ScanState.UNSCANNED:
            judged += StoredFile.objects.filter(sha256=file.sha256).update(scan_state=verdict)
    return judged


def broken_files() -> Iterator[StoredFile]:
    """Files whose bytes are missing or no longer have their hash; for the nightly comparison."""
    for file in StoredFile.objects.order_by("pk").iterator():
        if not file.path.is_file() or digest_of(file.path) != file.sha256:
            yield file


def draw_pictures(payload: dict[str, Any]) -> None:
    """Outbox handler: WebP pictures of every page, once for equal bytes."""
    file = StoredFile.objects.filter(sha256=payload["sha256"]).order_by("pk").first()
    if file is None or file.pictured_at:
        return
    folder = picture_path(file.sha256, page=1, width=1).parent
    pages = file.pages if file.media_type == PDF else 1
    drawn = draw_pages(file.path, media_type=file.media_type, target=folder, pages=pages)
    seen = [] if file.media_type != PDF else _words_about(drawn.blurred, BLURRED) + _words_about(drawn.blank, BLANK)
    told = list(dict.fromkeys([*file.warnings, *seen]))
    StoredFile.objects.filter(sha256=file.sha256).update(pictured_at=clock.machine(), warnings=told)


def draw_first(file: StoredFile) -> None:
    """Somebody looks at this file now: its pictures go before all others that wait (08-5, 17-1)."""
    if file.pictured_at or file.media_type not in SCANS:
        return
    if outbox.hurry(PICTURES, file.sha256):
        outbox.nudge()


def _words_about(pages: list[int], doubt: str) -> list[str]:
    """Scanned pages of a PDF in the words said of a photo: a hint, never a refusal (08-8, MAT-68)."""
    named = "、".join(str(page) for page in pages[:5])
    return [f"第{named}页{doubt}"] if pages else []


def _row(found: Inspected, *, name: str, by: int | None) -> StoredFile:
    twin = StoredFile.objects.filter(sha256=found.sha256).order_by("pk").first()
    file = StoredFile.objects.create(
        sha256=found.sha256,
        size=found.size,
        media_type=found.media_type,
        pages=found.pages,
        width=found.width,
        height=found.height,
        original_name=_safe_name(name),
        warnings=list(dict.fromkeys([*found.warnings, *(twin.warnings if twin else ())])),
        scan_state=_verdict_on(found.sha256, twin),
        pictured_at=twin.pictured_at if twin else None,
        uploaded_by=by,
        uploaded_at=clock.law(),
    )
    if file.media_type in SCANS and not file.pictured_at:
        outbox.enqueue(PICTURES, [(file.sha256, {"sha256": file.sha256})])
    return file


def _verdict_on(sha256: str, twin: StoredFile | None) -> str:
    if twin and twin.scan_state != ScanState.UNSCANNED:
        return twin.scan_state
    address = getattr(settings, "CLAMD", "")
    return clamd.scan(blob_path(sha256), address=address) if address else ScanState.UNSCANNED


def _keep(fresh: Path, sha256: str) -> None:
    """Before the row exists: a row never points to bytes that are not there. Equal bytes are kept once."""
    kept = blob_path(sha256)
    if kept.exists():
        return
    kept.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
    with fresh.open("rb") as stream:
        os.fsync(stream.fileno())
    fresh.replace(kept)
    with suppress(OSError):  # some network file systems refuse it; the file itself is safe
        kept.chmod(0o400)


def _room() -> Path:
    """A folder on the same file system as the kept files, so that keeping is one rename."""
    room = Path(settings.PRIVATE_FILES) / "incoming"
    room.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
    return room


def _safe_name(name: str) -> str:
    """The name as given, without folders, control or direction characters; the end with the type is kept."""
    bare = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    visible = "".join(char for char in bare if char.isprintable()).strip()
    stem, dot, ending = visible.rpartition(".")
    cut = f"{stem[: NAME_LENGTH - len(ending) - 1]}{dot}{ending}" if stem and len(ending) < 10 else visible  # noqa: PLR2004
    return cut[:NAME_LENGTH] or "未命名文件"
