"""What an upload really is: sniffed here, fully parsed in a limited child, cleaned, or refused with its own sentence.

Sniffing alone proves nothing (a script behind ``%PDF-1.4`` looks like a PDF); the parse does. The child has no
secrets, a gigabyte, twenty seconds of processor and thirty of patience (SYS-10, IN3-IN6).
"""

import atexit
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Any

from config.lib.mp4 import Movie
from config.lib.reason import Reason

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MP4 = "video/mp4"
SCANS = frozenset({PDF, JPEG, PNG})

MIB = 2**20
PATIENCE = 33  # seconds for one child; it gives up by itself after thirty
QUEUE = 20  # seconds an upload waits for its turn
AT_ONCE = 4
WIDTHS = (1240, 1800)
PAGES_A_CHILD = 10

NAMES = {PDF: "PDF", JPEG: "JPG", PNG: "PNG", XLSX: "XLSX", MP4: "MP4"}
FORMATS = {"pdf": PDF, "jpg": JPEG, "jpeg": JPEG, "png": PNG, "xlsx": XLSX, "mp4": MP4}
# Doubts the child says of a picture, word for word (``files_child``): rules ask for them by these names.
LOW_RESOLUTION = "图像分辨率偏低"  # and how many pixels there are
GREY = "图像为黑白，印章颜色无法辨认；原件盖有红章的请上传彩色扫描件。"
BLURRED = "看起来有点模糊，请确认能看清字。"
BLANK = "看起来是空白页，请确认没有传错。"
SENTENCES = {
    "empty": "文件是空的（0字节），请重新选择。",
    "type": "不支持{seen}，请上传{allowed}。",
    "size": "文件有{size}，超过{most}的上限，请压缩或拆分后上传。",
    "encrypted": "文件设有密码或权限限制，请解除后重新上传。",
    "damaged": "文件已损坏或不完整，无法打开，请重新扫描或导出后上传。",
    "pages": "文件共{pages}页，超过{most}页的上限，请拆分后上传。",
    "page_size": "页面尺寸过大，请按 A4 或 A3 纸张重新导出。",
    "attachment": "PDF 中夹带了其他文件（附件），请用“打印为 PDF”另存后上传。",
    "pixels": "图片像素过大（超过4000万），请降低分辨率后上传。",
    "small": "图片只有{width}×{height}像素，要求不小于{least_width}×{least_height}像素。",
    "macros": "表格含有宏，请另存为不含宏的 XLSX 后上传。",
    "minutes": "视频超过{minutes}分钟，请剪短后上传。",
    "heavy": "文件过于复杂，无法安全打开，请重新扫描或导出后上传。",
    "busy": "正在检查的文件较多，请稍候再传。",
}
_SIGNS = (
    (b"%PDF-", PDF),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF8", "GIF 图片"),
    (b"BM", "BMP 图片"),
    (b"II*\0", "TIFF 图片"),
    (b"MM\0*", "TIFF 图片"),
    (b"\xd0\xcf\x11\xe0", "旧版 Office 文件"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"MZ", "程序文件"),
    (b"\x7fELF", "程序文件"),
)
UNPLAYABLE = "视频是 HEVC（H.265）编码，有的电脑不能播放；请把手机相机设为“兼容性最佳”重拍，或转成 H.264。"
_CHILD = Path(__file__).with_name("files_child.py")
_MOVIES, _WORDS = (Path(__file__).with_name(name) for name in ("mp4.py", "words_child.py"))
_turns = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a slot allows; the defaults are those of a material (requirements D.1 ``uploads``)."""

    image_bytes: int = 10 * MIB
    pdf_bytes: int = 30 * MIB
    xlsx_bytes: int = 20 * MIB
    video_bytes: int = 500 * MIB
    pages: int = 200
    video_seconds: int = 300
    least_pixels: tuple[int, int] | None = None  # width and height, for photos
    cut: tuple[int, int, int, int] | None = None  # left, top, right, bottom: the part of a picture that is kept

    def bytes_of(self, media_type: str) -> int:
        """The most bytes a file of this type may have."""
        sizes = {PDF: self.pdf_bytes, XLSX: self.xlsx_bytes, MP4: self.video_bytes}
        return sizes.get(media_type, self.image_bytes)


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that may be kept. ``clean_bytes`` are what is stored; hash and size are theirs."""

    media_type: str
    pages: int
    width: int
    height: int
    warnings: tuple[str, ...]
    sha256: str
    size: int
    clean_bytes: bytes
    original_sha256: str


class UploadRefused(Exception):
    """Carries the ``Reason`` whose text the uploader reads."""

    def __init__(self, code: str, **said: Any) -> None:
        self.reason = Reason(f"file.{code}", SENTENCES[code].format(**said))
        super().__init__(self.reason.text)


def media_types(formats: Iterable[str]) -> frozenset[str]:
    """Media types of the short names notices use (pdf, jpg, png, xlsx, mp4). Raises ``KeyError``."""
    return frozenset(FORMATS[name.lower()] for name in formats)


def inspect_upload(
    upload: bytes | Path, *, allowed: frozenset[str] = SCANS, limits: Limits | None = None, into: Path | None = None
) -> Inspected:
    """Parse an upload fully and return its clean form. Raises ``UploadRefused``.

    With ``into`` the clean file is moved there and ``clean_bytes`` stays empty: a video need not pass through memory.
    """
    limits = limits or Limits()
    media_type = _admitted(upload, allowed, limits)
    with tempfile.TemporaryDirectory(prefix="upload-", dir=into.parent if into else None) as folder:
        source, target = Path(folder, "in"), Path(folder, "out")
        _lay_down(upload, source)
        found = _parsed(media_type, source, target, limits)
        size = target.stat().st_size
        if size > 2 * limits.bytes_of(media_type):
            raise UploadRefused("heavy")
        return Inspected(
            media_type=media_type,
            pages=found["pages"],
            width=found["width"],
            height=found["height"],
            warnings=tuple(found["warnings"]),
            sha256=digest_of(target),
            size=size,
            original_sha256=digest_of(upload),
            clean_bytes=b"" if into and target.rename(into) else target.read_bytes(),
        )


def sniff(head: bytes) -> str:
    """The media type the first bytes claim, or a Chinese name of what they rather look like."""
    for sign, name in _SIGNS:
        if head.startswith(sign):
            return name
    if head.startswith(b"PK\x03\x04"):
        return XLSX if b"xl/" in head or b"[Content_Types]" in head else "压缩包"
    if head[4:8] == b"ftyp":
        return "HEIC 照片（请在手机相机设置中改为“兼容性最佳”，或转成 JPG）" if head[8:11] in {b"hei", b"mif"} else MP4
    return "WebP 图片" if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else "这种文件"


def digest_of(content: bytes | Path) -> str:
    """SHA-256 in hexadecimal."""
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with content.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Drawn:
    """Pictures of pages, and the scanned pages among them that look blurred or empty (08-8)."""

    paths: list[Path]
    blurred: list[int]
    blank: list[int]


def draw_pages(
    source: Path, *, media_type: str, target: Path, pages: int = 1, widths: tuple[int, ...] = WIDTHS
) -> Drawn:
    """Draw WebP pictures ``<page>-<width>.webp`` of a stored file into ``target``. Raises ``UploadRefused``.

    What was seen on the way comes with them; pages made on a computer are not judged.
    """
    target.mkdir(parents=True, exist_ok=True)
    job = {"do": "draw_pages", "media_type": media_type, "source": str(source), "widths": widths}
    drawn: list[str] = []
    blurred: list[int] = []
    blank: list[int] = []
    with tempfile.TemporaryDirectory(prefix="drawing-", dir=target) as folder:  # whole pictures or none
        for first in range(1, pages + 1, PAGES_A_CHILD):
            asked = {"target": folder, "first": first, "last": first + PAGES_A_CHILD - 1}
            answer = _in_child(job | asked)
            drawn += answer["drawn"]
            blurred += answer["blurred"]
            blank += answer["blank"]
        return Drawn([Path(folder, name).replace(target / name) for name in drawn], blurred, blank)


def words_in(source: Path) -> str:
    """The text of a stored PDF, read in a limited child; scans have none. Raises ``UploadRefused``."""
    words: str = _told_by(_WORDS, source)
    return words


def _admitted(upload: bytes | Path, allowed: frozenset[str], limits: Limits) -> str:
    size, head = _size_and_head(upload)
    if not size:
        raise UploadRefused("empty")
    seen = sniff(head)
    if seen not in allowed:
        names = "、".join(NAMES[name] for name in NAMES if name in allowed)
        raise UploadRefused("type", seen=NAMES.get(seen, seen), allowed=names)
    if size > limits.bytes_of(seen):
        raise UploadRefused("size", size=_readable(size), most=_readable(limits.bytes_of(seen)))
    return seen


def _size_and_head(upload: bytes | Path) -> tuple[int, bytes]:
    if isinstance(upload, bytes):
        return len(upload), upload[:4096]
    with upload.open("rb") as stream:
        return upload.stat().st_size, stream.read(4096)


def _parsed(media_type: str, source: Path, target: Path, limits: Limits) -> dict[str, Any]:
    if media_type == MP4:
        return _watched(source, target, limits)
    return _in_child(
        {
            "do": media_type,
            "media_type": media_type,
            "source": str(source),
            "target": str(target),
            "most_pages": limits.pages,
            "least_pixels": limits.least_pixels,
            "cut": limits.cut,
        }
    )


def _watched(source: Path, target: Path, limits: Limits) -> dict[str, Any]:
    movie = _movie_in_child(source)
    if movie.seconds > limits.video_seconds:
        raise UploadRefused("minutes", minutes=limits.video_seconds // 60)
    source.rename(target)
    doubts = [UNPLAYABLE] if movie.is_hevc else []
    return {"pages": 1, "width": movie.width, "height": movie.height, "warnings": doubts}


def _movie_in_child(source: Path) -> Movie:
    """What a limited child of its own reads in the boxes. Raises ``UploadRefused``."""
    seconds, width, height, codings = _told_by(_MOVIES, source)
    return Movie(seconds, width, height, tuple(codings))


def _told_by(script: Path, source: Path) -> Any:
    """What a script says of a file in JSON, alone and within its limits. Raises ``UploadRefused``."""
    command = [sys.executable, "-I", str(script), str(source)]
    try:
        done = subprocess.run(  # noqa: S603 - our own script, no shell; its environment has no secrets
            command, capture_output=True, timeout=PATIENCE, env={"LANG": "C.UTF-8"}, check=True
        )
        told = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as stopped:
        raise UploadRefused("heavy") from stopped
    if told is None:
        raise UploadRefused("damaged")
    return told


def _in_child(job: dict[str, Any]) -> dict[str, Any]:
    if not _turns.acquire(timeout=QUEUE):
        raise UploadRefused("busy")
    try:
        answer: dict[str, Any] = json.loads(_nursery.answer(json.dumps(job).encode()))
    except (OSError, ValueError) as stopped:  # the child died of its limits, or never answered
        raise UploadRefused("heavy") from stopped
    finally:
        _turns.release()
    if "refused" in answer:
        raise UploadRefused(answer["refused"], **answer["said"])
    found: dict[str, Any] = answer["ok"]
    return found


class Nursery:
    """The warm process the children come from; each process of ours that opens uploads has one."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def answer(self, job: bytes) -> bytes:
        """What a child of its own says to the job; nothing when it was killed. Raises ``OSError``."""
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                self._hand_over(theirs)
            ours.settimeout(PATIENCE)
            ours.sendall(job)
            ours.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: ours.recv(65536), b""))

    def close(self) -> None:
        """End the process; the next job starts another."""
        if self._control:
            self._control.close()
        if self._process:
            self._process.wait()
        self._control = self._process = None

    def forget(self) -> None:
        """A forked server process leaves its parent's nursery alone; its own starts with its first upload."""
        self._lock = Lock()
        if self._control:
            self._control.close()
        if self._process:
            self._process.returncode = 0  # not ours to wait for
        self._control = self._process = None

    def _hand_over(self, theirs: socket.socket) -> None:
        with self._lock:
            if not self._control or not self._process or self._process.poll() is not None:
                self._start()
            assert self._control
            socket.send_fds(self._control, [b"+"], [theirs.fileno()])

    def _start(self) -> None:
        self.close()
        self._control, far = socket.socketpair()
        with far:
            self._process = subprocess.Popen(  # noqa: S603 - our own script, no shell
                [sys.executable, "-I", str(_CHILD)],
                stdin=far.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={"LANG": "C.UTF-8"},
            )


_nursery = Nursery()
atexit.register(_nursery.close)
os.register_at_fork(after_in_child=_nursery.forget)


def _lay_down(upload: bytes | Path, source: Path) -> None:
    if isinstance(upload, bytes):
        source.write_bytes(upload)
    else:
        shutil.copyfile(upload, source)


def _readable(size: int) -> str:
    return f"{size / MIB:.1f}MB" if size >= MIB else f"{max(size // 1024, 1)}KB"
