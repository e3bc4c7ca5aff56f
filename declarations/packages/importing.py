"""A 电子档案 that was handed in: a worker looks, admits its files and rehearses; its owner confirms (MAT-70, A-25).

The report is a rehearsal: everything is done as it will be done, and then undone. So the import is whole or not at all.
"""

import tempfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from accounts.models import User
from config.lib import clock
from config.lib.files import MP4, SCANS, UploadRefused, digest_of
from config.lib.reason import Reason
from declarations.exceptions import Refused
from declarations.models import Declaration, DossierPackage
from declarations.packages.archive import (
    INSIDE,
    Archive,
    PackageRefused,
    Packed,
    faults_in_words,
    one_form,
    shown,
)
from declarations.packages.salvaging import read_as_far
from declarations.packages.taking import BAD, SKIP, Given, Line, take
from declarations.services.changing import refuse
from declarations.services.materials import limits_of
from declarations.services.packages import NOT_YOURS, own_twin, path_of, refused_as, tell_progress
from declarations.states import PackageState
from notices.rules import terms_of
from notices.rules.reading import read_mapping, write_mapping
from records.models import Fact, StoredFile
from records.services.audit import audited, note
from records.services.files import accept_upload

LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
MOST_UNLISTED = 20
STUMBLED = "检查电子档案包时出错，什么都没有导入。请重新从本系统导出或重新打包后上传；仍不成功的，请联系管理员。"
GONE = "文件已不在，请重新上传电子档案包。"
CHANGED = Reason(
    "package.changed", "草稿或通知在检查之后有了变化，部分内容不能再导入；什么都没有导入，请重新上传检查。"
)


class _Undone(Exception):
    """Ends the rehearsal."""


def look_at_package(payload: dict[str, Any]) -> None:
    """Outbox handler: open the archive, admit its files, rehearse, and leave the report. Harmless when run twice.

    Whatever goes wrong, its owner is told and the archive is gone: a package that makes a worker stumble is not tried
    again for a day (MAT-70).
    """
    package = DossierPackage.objects.filter(pk=payload["package"]).select_related("by").first()
    if package is None or not package.is_open:
        return
    path = path_of(package)
    try:
        _look(package, path)
    except PackageRefused as refusal:
        _close(package, PackageState.REFUSED, fault=refusal.reason.text)
    except Refused as refusal:
        _close(package, PackageState.REFUSED, fault=refused_as(refusal))
    finally:
        _give_up(package)
        path.unlink(missing_ok=True)


def take_package(package_id: int, *, actor: User) -> list[Line]:
    """Take what was reported, in one transaction. Raises ``Refused`` when it is no draft any more or no longer fits."""
    with audited():
        case = DossierPackage.objects.values_list("declaration", flat=True).get(pk=package_id)
        Declaration.objects.lock(case)  # before anything below it
        package = DossierPackage.objects.select_for_update(of=("self",)).get(pk=package_id)
        refuse(*([] if package.by_id == actor.pk else [NOT_YOURS]))
        if package.state != PackageState.READY:
            return []
        lines = take(case, Given(read_mapping(Packed, package.text), package.kept, {}), actor=actor)
        refuse(*([CHANGED] if _faults(lines) else []))
        package.state, package.report = PackageState.TAKEN, [asdict(line) for line in lines]
        package.save(update_fields=["state", "report"])
        note(Fact("package.taken", case, actor.pk, clock.law()))
    return lines


def _look(package: DossierPackage, path: Path) -> None:
    if not path.is_file():
        _close(package, PackageState.FAILED, fault=GONE)
        return
    with Archive(path) as archive:
        reading = read_as_far(archive.text())
        unread = [Line(BAD, INSIDE, text) for text in faults_in_words(reading.faults)]
        if reading.words is None:
            fault = f"{INSIDE} 中有内容读不懂，请按所列位置改正。"
            _close(package, PackageState.REFUSED, lines=unread, fault=fault)
            return
        given = replace(_admit(package, archive, reading.words), reading=reading)
        rest = _unlisted(archive, reading.words)
    package.text, package.kept = write_mapping(reading.words, brief=True), dict(given.kept)
    lines = [*unread, *_rehearse(package, given), *rest]
    if faults := _faults(lines):
        fault = f"有 {faults} 处需要改正，改好后重新打包上传；现在什么都没有导入。"
        _close(package, PackageState.REFUSED, lines=lines, fault=fault)
    else:
        _close(package, PackageState.READY, lines=lines)


def _close(package: DossierPackage, state: PackageState, *, lines: list[Line] | None = None, fault: str = "") -> None:
    """The worker's last word, unless another one, or its owner, has spoken already."""
    told = {"state": state, "fault": fault[:300], "done_at": clock.law()}
    found = {"report": [asdict(line) for line in lines or []], "text": package.text, "kept": package.kept}
    DossierPackage.objects.under_way().filter(pk=package.pk).update(**told, **found)


def _give_up(package: DossierPackage) -> None:
    """Nothing was said about it: no more than that is told, and nothing kept of what made a worker stumble."""
    told = {"state": PackageState.FAILED, "fault": STUMBLED, "done_at": clock.law()}
    DossierPackage.objects.under_way().filter(pk=package.pk).update(**told)


def _faults(lines: list[Line]) -> int:
    return sum(line.tone == BAD for line in lines)


def _named(words: Packed) -> dict[str, None]:
    """Paths the words speak of, in their order."""
    paths = (words.person.photo, *(each.file for each in words.papers))
    return dict.fromkeys(one_form(path) for path in paths if path)


def _admit(package: DossierPackage, archive: Archive, words: Packed) -> Given:
    """Every file the words name goes through the admission of uploads; bytes admitted before are known."""
    wanted = [name for name in _named(words) if name in archive.names]
    kept, refused = {}, {}
    tell_progress(package, 0, len(wanted))
    for number, name in enumerate(wanted, 1):
        try:
            kept[name] = _admitted(package, archive, name).pk
        except UploadRefused as refusal:
            refused[name] = f"“{shown(name)}”：{refusal.reason.text}"
        tell_progress(package, number, len(wanted))
    return Given(words, kept, refused)


def _admitted(package: DossierPackage, archive: Archive, name: str) -> StoredFile:
    terms = terms_of(package.declaration.edition)
    with tempfile.TemporaryDirectory(prefix="unpacked-") as folder:
        fresh = Path(folder, "file")
        archive.unpack(name, fresh)
        if twin := own_twin(digest_of(fresh), owner=package.by_id):
            return twin
        bare = name.rpartition("/")[2]
        return accept_upload(fresh, name=bare, by=package.by_id, allowed=SCANS | {MP4}, limits=limits_of(terms))


def _unlisted(archive: Archive, words: Packed) -> list[Line]:
    rest = sorted(archive.names - {INSIDE, *_named(words)})
    rest = [name for name in rest if not name.startswith(LITTER) and not name.endswith(LITTER)]
    lines = [
        Line(SKIP, f"文件“{shown(name)}”", f"{INSIDE} 没有说它是哪项材料，不取。") for name in rest[:MOST_UNLISTED]
    ]
    more = len(rest) - MOST_UNLISTED
    return [*lines, Line(SKIP, "其他文件", f"另有 {more} 个没有列出的文件，不取。")] if more > 0 else lines


def _rehearse(package: DossierPackage, given: Given) -> list[Line]:
    lines: list[Line] = []
    try:
        with audited():
            lines += take(package.declaration_id, given, actor=package.by)
            _undo()
    except _Undone:
        pass
    return lines


def _undo() -> None:
    raise _Undone
