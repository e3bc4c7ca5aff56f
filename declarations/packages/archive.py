"""A dossier as a package: ``dossier.json`` and a folder a slot in one ``.zip``; what may be in it, and how it is read.

The heir of the offline 个人版 (MAT-70, A-25). Nothing here asks a database: a stranger's archive is looked at entry by
entry before one byte of it is unpacked, and every fault has a sentence of its own.
"""

import json
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import IO, Any, Self

from config.lib.files import MIB
from config.lib.reason import Reason
from declarations.eligibility import dossier as facts
from declarations.eligibility.words import Day
from notices.exceptions import Fault, TermsRefused
from notices.rules.reading import key as fact
from notices.rules.reading import keys_of, read_mapping, section_in

INSIDE = "dossier.json"
MOST_ENTRIES = 2_000
MOST_PACKED = 500 * MIB
MOST_UNPACKED = 1_000 * MIB
MOST_TEXT = 20 * MIB  # of dossier.json
MOST_DIRECTORY = 2 * MIB  # of the archive's own list; it is read whole
MOST_RATIO, SMALL = 200, MIB  # a scan does not shrink two hundred times; a small text may
LONGEST_NAME = 240
BLOCK = 2**16
MOST_FAULTS = 100  # of one kind: a report is read by a person
LARGEST = 10**12  # of any number in dossier.json
UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
SENTENCES = {
    "kind": "这不是 ZIP 格式的电子档案包，请选择从本系统下载的电子档案包（.zip）。",
    "damaged": "电子档案包已损坏或不完整，请重新下载或重新打包。",
    "large": "电子档案包超过{most}MB的上限，请删减视频等大文件后重新打包。",
    "many": "电子档案包中有{count}个文件，超过{most}个的上限。",
    "unpacked": "电子档案包展开后超过{most}MB的上限，不能导入。",
    "bomb": "“{name}”压缩比例异常（展开后是压缩前的{ratio}倍以上），不能导入。",
    "overlap": "“{name}”与包内其他文件的内容重叠，不能导入。",
    "encrypted": "“{name}”设有密码，请取消密码后重新打包。",
    "method": "“{name}”的压缩方式不受支持，请用系统自带的“压缩为 ZIP”重新打包。",
    "path": "“{name}”的路径不安全（含上级目录、盘符或绝对路径），不能导入。",
    "name": "包内有文件名为空、过长或含控制字符的文件：“{name}”。",
    "link": "“{name}”是快捷方式（链接）而不是文件，请换成文件本身后重新打包。",
    "twice": "“{name}”在包内出现了不止一次，不能确定以哪一份为准。",
    "no_text": "包内没有 dossier.json，不是电子档案包。",
    "text_large": "dossier.json 超过{most}MB，不能导入。",
    "text": "dossier.json 第 {line} 行：不是 UTF-8 编码的 JSON。",
}


class PackageRefused(Exception):
    """Carries the ``Reason`` whose text the person reads."""

    def __init__(self, code: str, **said: Any) -> None:
        self.reason = Reason(f"package.{code}", SENTENCES[code].format(**said))
        super().__init__(self.reason.text)


# ── the words ──────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True, kw_only=True)
class Person(facts.Person):
    ethnicity: str = fact("民族", "")
    politics: str = fact("政治面貌", "")
    native_place: str = fact("籍贯", "")
    post: str = fact("现任职务（岗位）", "")
    health: str = fact("健康状况", "")
    inheritor_level: str = fact("非遗传承人级别", "")
    master_title: str = fact("工艺美术大师称号", "")
    photo: str = fact("证件照在包内的路径", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Schooling(facts.Schooling):
    degree: str = fact("学位", "")
    major: str = fact("所学专业", "")
    form: str = fact("学习形式：全日制、非全日制", "")
    started_on: Day | None = fact("入学时间", None)
    certificate_no: str = fact("证书编号", "")
    is_highest: bool = fact("最高学历", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Title(facts.Title):
    specialty: str = fact("专业", "")
    certificate_no: str = fact("证书编号", "")
    authority: str = fact("发证（批准）机关", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Course(facts.Course):
    hours: Decimal = fact("学时", Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(facts.Job):
    duty: str = fact("职务（从事工作）", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(facts.Entry):
    content: str = fact("内容", "")
    duty: str = fact("经历：本人任何职", "")
    role: str = fact("业绩：本人所起作用", "")
    effect: str = fact("业绩：完成情况或效果", "")
    award: str = fact("获奖情况", "")
    patent: str = fact("专利", "")
    venue: str = fact("刊物、出版社或采纳单位", "")
    issn: str = fact("ISSN/ISBN", "")
    cn: str = fact("CN 刊号", "")
    issue: str = fact("期号", "")
    own_part: str = fact("学术成果：本人作用", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper(facts.Paper):
    file: str = fact("在包内的路径", "")
    label: str = fact("材料名称", "")
    is_copy: bool = fact("复印件（MAT-06）", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a package came from."""

    notice: str = fact("通知代码", "")
    year: int = fact("年度", 0)
    number: str = fact("申报编号", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed(facts.Dossier):
    """A dossier with what the rules do not look at. Whatever only they look at may stand alone in a file, too.

    ID numbers and phones are not part of it: they are those of the account that takes a package in.
    """

    origin: Origin = fact("电子档案包的来源", Origin())
    person: Person = fact("基本信息", Person())
    schooling: tuple[Schooling, ...] = fact("学历", ())
    titles: tuple[Title, ...] = fact("现职称与资格证书", ())
    courses: tuple[Course, ...] = fact("继续教育", ())
    jobs: tuple[Job, ...] = fact("工作简历", ())
    experiences: tuple[Entry, ...] = fact("专业技术工作经历", ())
    achievements: tuple[Entry, ...] = fact("业绩成果", ())
    publications: tuple[Entry, ...] = fact("学术成果", ())
    papers: tuple[Paper, ...] = fact("材料", ())


def read_packed(text: bytes | str) -> Packed:
    """The dossier of a JSON text. Raises ``PackageRefused`` (no JSON) and ``TermsRefused`` with every fault."""
    raw = parsed(text)
    if faults := faults_of(raw):
        raise TermsRefused(faults)
    return read_mapping(Packed, raw)


def parsed(text: bytes | str) -> Any:
    """Plain JSON. Raises ``PackageRefused`` for anything else."""
    try:
        return json.loads(text)
    except (UnicodeDecodeError, ValueError, RecursionError) as fault:
        line = fault.lineno if isinstance(fault, json.JSONDecodeError) else 1
        raise PackageRefused("text", line=line) from fault


def faults_of(raw: Any) -> list[Fault]:
    """Everything that keeps JSON from being a dossier, each place once."""
    faults = list(islice(_unfit(raw), MOST_FAULTS))
    told = {each.path for each in faults}
    try:
        read_mapping(Packed, raw)
    except TermsRefused as refusal:
        faults += [each for each in refusal.faults if each.path not in told and not UNFIT.search(str(each))]
    return faults


def _unfit(raw: Any) -> Iterator[Fault]:
    """What is JSON and yet fits into no database or page: control characters, half characters, endless numbers."""
    waiting = [("", raw)]
    while waiting:  # no recursion: a text may be nested as deep as its reader allows
        path, value = waiting.pop()
        if isinstance(value, str) and UNFIT.search(value):
            yield Fault(path, "含有控制字符或不完整的字符，请删除后重新填写")
        elif isinstance(value, int | float) and not abs(value) <= LARGEST:  # NaN is not smaller, either
            yield Fault(path, "数字过大")
        elif isinstance(value, list):
            waiting += ((f"{path}[{number}]", each) for number, each in enumerate(value))
        elif isinstance(value, dict):
            waiting += ((f"{path}.{name}".lstrip("."), each) for name, each in value.items() if not UNFIT.search(name))
            if any(UNFIT.search(name) for name in value):
                yield Fault(path, "有一个键含有控制字符或不完整的字符")


def bare(words: Packed) -> facts.Dossier:
    """What the rules look at, and nothing else."""
    dossier: facts.Dossier = _bare(words)
    return dossier


def _bare(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_bare(each) for each in value)
    if type(value).__module__ != __name__ or isinstance(value, Origin):
        return value
    known = type(value).__base__
    return known(**{field.name: _bare(getattr(value, field.name)) for field in fields(known)})  # type: ignore[arg-type]


def place_in_words(path: str) -> str:
    """``achievements[2].on`` as 业绩成果第 3 条“取得时间”."""
    section: type | None = Packed
    words = ""
    for name, _, number in re.findall(r"([^.\[\]]+)(\[(\d+)\])?", path):
        known = next((each for each in keys_of(section) if each.name == name), None) if section else None
        meaning = re.split(r"[：（，；]", known.meaning)[0] if known else name
        words += f"“{meaning}”" if words else meaning
        words += f"第 {int(number) + 1} 条" if number else ""
        section = section_in(known.kind) if known else None
    return words or "文件"


def faults_in_words(faults: Iterable[Fault]) -> list[str]:
    """Every fault of a text with the place a reader knows."""
    return [f"{place_in_words(each.path)}：{each.text}" for each in faults]


# ── the archive ────────────────────────────────────────────────────────────────────────────────────────────────────
class Archive:
    """A package that may be unpacked: every entry was looked at. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        _look_at_list(path)
        try:
            # Names without the Unicode mark are those of a Chinese Windows.
            self._zip = zipfile.ZipFile(path, metadata_encoding="gb18030")
        except (zipfile.BadZipFile, OSError, ValueError, RuntimeError) as broken:
            raise PackageRefused("damaged") from broken
        try:
            self._entries = _admitted(self._zip.infolist(), path.stat().st_size)
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    @property
    def names(self) -> frozenset[str]:
        """Paths of the files, in one Unicode form."""
        return frozenset(self._entries)

    def text(self) -> bytes:
        """``dossier.json``. Raises ``PackageRefused``."""
        entry = self._entries.get(INSIDE)
        if entry is None:
            raise PackageRefused("no_text")
        if entry.file_size > MOST_TEXT:
            raise PackageRefused("text_large", most=MOST_TEXT // MIB)
        return b"".join(self._blocks(entry))

    def unpack(self, name: str, target: Path) -> None:
        """Write one file. Raises ``PackageRefused``: damaged, or larger than it says."""
        with target.open("wb") as stream:
            self._copy(self._entries[name], stream)

    def _copy(self, entry: zipfile.ZipInfo, stream: IO[bytes]) -> None:
        for block in self._blocks(entry):
            stream.write(block)

    def _blocks(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        left = entry.file_size
        try:
            with self._zip.open(entry) as source:
                while block := source.read(BLOCK):
                    left -= len(block)
                    if left < 0:
                        raise PackageRefused("bomb", name=shown(entry.filename), ratio=MOST_RATIO)
                    yield block
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as broken:
            raise PackageRefused("damaged") from broken


def one_form(path: str) -> str:
    """A path as those of an archive are read: in one Unicode form."""
    return unicodedata.normalize("NFC", path)


def shown(name: str) -> str:
    """A name out of a stranger's archive, fit to be read."""
    return "".join(char if char.isprintable() else "?" for char in name)[:80]


def _look_at_list(path: Path) -> None:
    """The archive's own list must be small before it is read whole; no archive of ours needs the large format."""
    size = path.stat().st_size
    if size > MOST_PACKED:
        raise PackageRefused("large", most=MOST_PACKED // MIB)
    with path.open("rb") as stream:
        if stream.read(4) not in {b"PK\x03\x04", b"PK\x05\x06"}:
            raise PackageRefused("kind")
        stream.seek(max(size - BLOCK - 22, 0))
        tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22 or tail[max(at - 20, 0) : at].startswith(b"PK\x06\x07"):  # noqa: PLR2004 - its length
        raise PackageRefused("damaged")
    count, length, _ = struct.unpack("<HLL", tail[at + 10 : at + 20])
    if count > MOST_ENTRIES:
        raise PackageRefused("many", count=count, most=MOST_ENTRIES)
    if length > MOST_DIRECTORY:
        raise PackageRefused("damaged")


def _admitted(entries: Sequence[zipfile.ZipInfo], size: int) -> dict[str, zipfile.ZipInfo]:
    if len(entries) > MOST_ENTRIES:
        raise PackageRefused("many", count=len(entries), most=MOST_ENTRIES)
    kept: dict[str, zipfile.ZipInfo] = {}
    seen: set[str] = set()
    for entry in entries:
        name = _safe_name(entry)
        folded = name.rstrip("/").casefold()
        if folded in seen:
            raise PackageRefused("twice", name=shown(name))
        seen.add(folded)
        if not entry.is_dir():
            _look_at(entry)
            kept[name] = entry
    if sum(entry.file_size for entry in kept.values()) > MOST_UNPACKED:
        raise PackageRefused("unpacked", most=MOST_UNPACKED // MIB)
    _look_at_places(sorted(kept.values(), key=lambda entry: entry.header_offset), size)
    return kept


def _safe_name(entry: zipfile.ZipInfo) -> str:
    """The path in one Unicode form. ``orig_filename`` still has what a NUL byte would cut off."""
    name = one_form(entry.filename)
    if not name or len(name) > LONGEST_NAME or not name.isprintable() or entry.orig_filename != entry.filename:
        raise PackageRefused("name", name=shown(entry.orig_filename))
    steps = name.removesuffix("/").split("/")
    if "\\" in name or ":" in name or any(step in {"", ".", ".."} for step in steps):
        raise PackageRefused("path", name=shown(name))
    return name


def _look_at(entry: zipfile.ZipInfo) -> None:
    name = shown(entry.filename)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in {0, stat.S_IFREG}:
        raise PackageRefused("link", name=name)
    if entry.flag_bits & 0x41:  # encrypted, strongly or not
        raise PackageRefused("encrypted", name=name)
    if entry.compress_type not in METHODS:
        raise PackageRefused("method", name=name)
    if entry.file_size > SMALL and entry.file_size > MOST_RATIO * entry.compress_size:
        raise PackageRefused("bomb", name=name, ratio=MOST_RATIO)


def _look_at_places(entries: Sequence[zipfile.ZipInfo], size: int) -> None:
    """Two entries that share bytes unpack the same megabyte a thousand times."""
    free = 0
    for entry in entries:
        if entry.header_offset < free:
            raise PackageRefused("overlap", name=shown(entry.filename))
        free = entry.header_offset + entry.compress_size
        if free > size:
            raise PackageRefused("damaged")
