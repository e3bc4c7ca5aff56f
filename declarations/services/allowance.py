"""How much one declaration may hold: a limit of the site, whatever the notice allows a single file (IN7)."""

from pathlib import Path

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, Sum

from config.lib.files import MIB
from config.lib.reason import Reason
from declarations.models import BasicInfo, Declaration, Material, PhotoPage
from records.models import FileUse, StoredFile

SUBJECT = "declaration"  # the gate of a declaration's files: whoever may read the case may read them
HISTORY = 4  # times as much with all that was replaced or removed: no bytes are ever thrown away


def overfull(declaration: Declaration, added: int, *, is_video: bool = False) -> list[Reason]:
    """Why this many bytes more do not fit; nothing where they do. One sum, to be asked under the declaration's lock.

    A video has its place and its limit from the notice (MAT-55); it takes no room from what has to be handed in.
    """
    if not is_video and (full := no_room(declaration, added)):
        return full
    _, ever = _held(declaration)
    most = settings.DECLARATION_MB * MIB
    if ever + added > most * HISTORY:
        told = f"本申报历次上传的文件（含替换和删除的）合计超过{_mb(most * HISTORY)}的上限"
        return [Reason("file.total", f"{told}，不能再传新文件；请恢复或沿用以前上传的文件。", "file")]
    return []


def no_room(declaration: Declaration, added: int) -> list[Reason]:
    """Why this many bytes cannot lie in it beside the others, new ones or ones that come back."""
    lies, _ = _held(declaration)
    most = settings.DECLARATION_MB * MIB
    if lies + added <= most:
        return []
    told = f"本申报的文件已有{_mb(lies)}，加上这个文件（{_mb(added)}）超过{_mb(most)}的上限"
    return [Reason("file.total", f"{told}，请先删除不需要的文件，或压缩后再传。", "file")]


def size_of(upload: bytes | Path | StoredFile) -> int:
    """Bytes of an upload before it is looked at."""
    if isinstance(upload, StoredFile):
        return upload.size
    return len(upload) if isinstance(upload, bytes) else upload.stat().st_size


def room_left(declaration: Declaration) -> int:
    """Bytes that still fit, for who lays down many at once."""
    lies, ever = _held(declaration)
    most = settings.DECLARATION_MB * MIB
    return max(min(most - lies, most * HISTORY - ever), 0)


def _held(declaration: Declaration) -> tuple[int, int]:
    """Bytes that lie in it now, videos apart, and all that ever did; a file that lies twice is kept once."""
    of_case = {"declaration": declaration, "file": OuterRef("pk")}
    lying = (
        Q(Exists(Material.objects.filter(**of_case, removed_at=None)))
        | Q(Exists(PhotoPage.objects.filter(**of_case)))
        | Q(Exists(BasicInfo.objects.filter(declaration=declaration, photo=OuterRef("pk"))))
    )
    used = FileUse.objects.filter(subject_kind=SUBJECT, subject_id=declaration.pk)
    files = StoredFile.objects.filter(pk__in=used.values("file"))
    lying &= ~Q(media_type__startswith="video/")
    sums = files.aggregate(lies=Sum("size", filter=lying, default=0), ever=Sum("size", default=0))
    return sums["lies"], sums["ever"]


def _mb(size: int) -> str:
    return f"{size / MIB:.1f}MB".replace(".0MB", "MB")
