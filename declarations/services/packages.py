"""电子档案 out and in: ask for one, make it in a worker, keep one that is to be taken over (MAT-68, MAT-70, A-25)."""

import shutil
import tempfile
import uuid
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from accounts.models import Actor, User
from config.lib import clock
from config.lib.files import MIB
from config.lib.reason import Reason
from declarations.exceptions import Refused
from declarations.models import Declaration, DossierPackage
from declarations.packages.archive import MOST_PACKED, SENTENCES
from declarations.packages.packing import name_of_package, pack, write_package
from declarations.rules import is_editable
from declarations.services.changing import refuse
from declarations.states import PackageState, PackageWay
from records.models import Fact, StoredFile
from records.services import outbox
from records.services.audit import audited, note
from records.services.files import store_path, use_file

MAKE, LOOK = "declarations.package.make", "declarations.package.look"
SUBJECT = "dossier_package"  # the gate of what was made: its applicant's alone
ZIP = "application/zip"
LEASE, PATIENCE = timedelta(minutes=30), timedelta(hours=1)
KEPT_FOR = timedelta(days=2)  # longer than the outbox tries
STEP = 5  # files between two words on the progress
NOT_A_DRAFT = Reason("E902", "只有尚未提交的草稿可以导入或带入内容。")
NOT_YOURS = Reason("E901", "只有申报人本人可以导出、导入或带入申报材料。")
TOO_LARGE = Reason("package.large", SENTENCES["large"].format(most=MOST_PACKED // MIB))
BUSY = Reason("package.busy", "上一个电子档案包还在检查，请稍候。")


def may_read_package(user: User, package_id: int) -> bool:
    """The gate of an exported package."""
    return DossierPackage.objects.filter(pk=package_id, declaration__applicant=user).exists()


def request_package(declaration_id: int, *, actor: Actor) -> DossierPackage:
    """Ask the workers for the 电子档案 as it stands; one that is being made is the answer to a second click."""
    with audited():
        declaration = Declaration.objects.lock(declaration_id)
        refuse(*([] if actor.pk == declaration.applicant_id else [NOT_YOURS]))
        under_way = _latest(declaration, PackageWay.OUT)
        if under_way and _is_under_way(under_way):
            return under_way
        return _queued(declaration, PackageWay.OUT, MAKE, actor)


def make_package(payload: dict[str, Any]) -> None:
    """Outbox handler: write the package and keep it; harmless when run twice."""
    package = DossierPackage.objects.under_way().filter(pk=payload["package"]).first()
    if package is None:
        return
    declaration = Declaration.objects.with_context().get(pk=package.declaration_id)
    packed = pack(declaration)
    with tempfile.TemporaryDirectory(prefix="package-", dir=room()) as folder:
        target = Path(folder, "package.zip")
        write_package(packed, target, told=lambda done, total: tell_progress(package, done, total))
        file = store_path(target, name=name_of_package(declaration), media_type=ZIP, pages=len(packed.members))
    with audited():
        now = clock.law()
        told = {"file": file, "state": PackageState.READY, "done_at": now, "version": declaration.version}
        if not DossierPackage.objects.under_way().filter(pk=package.pk).update(**told):
            return  # another worker took over when the lease ran out, and was quicker
        use_file(file, SUBJECT, package.pk)
        note(Fact("package.made", package.pk, package.by_id, now, content=file.sha256))


def keep_package(declaration_id: int, upload: bytes | Path, *, actor: Actor) -> DossierPackage:
    """Keep a package until a worker has looked at it. Raises ``Refused``: no draft, not its owner's, far too large."""
    size = len(upload) if isinstance(upload, bytes) else upload.stat().st_size
    refuse(
        *([Reason("package.large", SENTENCES["large"].format(most=MOST_PACKED // MIB))] if size > MOST_PACKED else [])
    )
    fresh = room() / f"package-{uuid.uuid4().hex}"
    try:
        if isinstance(upload, bytes):
            fresh.write_bytes(upload)
        else:
            shutil.copyfile(upload, fresh)
        with audited():
            declaration = Declaration.objects.lock(declaration_id)
            refuse(*why_not_taken(declaration, actor))
            under_way = _latest(declaration, PackageWay.IN)
            refuse(*([BUSY] if under_way and _is_under_way(under_way) else []))
            package = _queued(declaration, PackageWay.IN, LOOK, actor)
            fresh.rename(path_of(package))
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    return package


def why_not_taken(declaration: Declaration, actor: Actor) -> list[Reason]:
    """Why nothing can be taken into this declaration from elsewhere: another's, or handed in."""
    if actor.pk != declaration.applicant_id:
        return [NOT_YOURS]
    return [] if is_editable(declaration) else [NOT_A_DRAFT]


def drop_package(package_id: int, *, actor: Actor) -> None:
    """Put a package aside that was looked at and is not wanted. Raises ``Refused`` for anybody but its owner."""
    with audited():
        package = DossierPackage.objects.select_for_update(of=("self",)).get(pk=package_id)
        refuse(*([] if actor.pk == package.by_id else [NOT_YOURS]))
        if package.state == PackageState.READY and package.way == PackageWay.IN:
            package.delete()


def tell_progress(package: DossierPackage, done: int, total: int) -> None:
    """How far a worker is, for the page that waits; what another worker has finished meanwhile stays finished."""
    if done % STEP and done != total:
        return
    told = {"state": PackageState.WORKING, "done": done, "total": total}
    DossierPackage.objects.under_way().filter(pk=package.pk).update(**told)


def path_of(package: DossierPackage) -> Path:
    """Where a package lies that was handed in; a worker takes it away when it has looked."""
    return room() / f"package-{package.ref.hex}.zip"


def forget_old_packages() -> int:
    """Throw away archives and half-written files that lie here for two days. How many.

    A worker takes an archive away when it has looked; what is left behind was lost with a process.
    """
    old = (clock.machine() - KEPT_FOR).timestamp()
    left = [path for path in room().glob("package-*") if path.stat().st_mtime < old]
    for path in left:
        with suppress(OSError):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    return len(left)


def latest_package(declaration: Declaration, way: str) -> DossierPackage | None:
    """The last one that was asked for or handed in."""
    return _latest(declaration, way)


def room() -> Path:
    """A private folder on the file system of the kept files."""
    folder = Path(settings.PRIVATE_FILES) / "incoming"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def own_twin(sha256: str, *, owner: int) -> StoredFile | None:
    """The same bytes, given by this person before and admitted then."""
    return StoredFile.objects.filter(sha256=sha256, uploaded_by=owner).order_by("pk").first()


def refused_as(refusal: Refused) -> str:
    """The sentences of a refusal in one line."""
    return "".join(reason.text for reason in refusal.reasons)


def _latest(declaration: Declaration, way: str) -> DossierPackage | None:
    return DossierPackage.objects.filter(declaration=declaration, way=way).select_related("file").first()


def _is_under_way(package: DossierPackage) -> bool:
    """A worker that has not come back within the hour does not keep its applicant from asking again."""
    return package.is_open and package.at > clock.law() - PATIENCE


def _queued(declaration: Declaration, way: str, kind: str, actor: Actor) -> DossierPackage:
    now = clock.law()
    by = actor.pk or declaration.applicant_id
    package = DossierPackage.objects.create(declaration=declaration, way=way, by_id=by, at=now)
    outbox.enqueue(kind, [(package.ref.hex, {"package": package.pk})], about=f"{kind}:{declaration.pk}")
    note(Fact(f"package.{way}", declaration.pk, actor.pk, now))
    return package
