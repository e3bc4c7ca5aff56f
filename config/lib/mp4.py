"""Length, size and coding of an MP4 or MOV video, by walking its boxes to the end. Nothing is decoded.

What a camera tells beside the film (place, device, author) is blanked where it lies, so that no offset moves (IN6).

Run by path it is its own limited child: the file's path as argument, JSON on stdout (IN5).
"""

import json
import resource
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

BOXES = 20_000
TRACK_HEAD = 84  # bytes of its shorter version
TO_SAMPLES = (b"mdia", b"minf", b"stbl", b"stsd")  # where a track says how it is coded
HEVC = frozenset({"hvc1", "hev1"})
TELLING = frozenset({b"udta", b"meta", b"uuid", b"free", b"skip"})  # an editor leaves what it removed in a free box
HOLDING = frozenset({b"moov", b"trak", b"mdia", b"moof", b"traf"})  # boxes that may hold one of those
ZEROS = bytes(2**16)
MEMORY, CPU_SECONDS = 2**29, 10


class NotAVideo(Exception):
    """Cut off, or without length or picture."""


@dataclass(frozen=True, slots=True)
class Movie:
    """What the file says about itself."""

    seconds: float
    width: int
    height: int
    codings: tuple[str, ...] = ()

    @property
    def is_hevc(self) -> bool:
        """Coded as many phones do and many desks cannot play."""
        return bool(HEVC.intersection(self.codings))


def main() -> None:
    """One file, within limits of its own."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        movie = read_movie(Path(sys.argv[1]))
        blank_what_tells(Path(sys.argv[1]))
    except NotAVideo:
        json.dump(None, sys.stdout)
        return
    json.dump([movie.seconds, movie.width, movie.height, list(movie.codings)], sys.stdout)


def read_movie(path: Path) -> Movie:
    """Raises ``NotAVideo``."""
    with path.open("rb") as stream:
        boxes = list(_boxes(stream, 0, path.stat().st_size))
        names = [name for name, *_ in boxes]
        if names[:1] != [b"ftyp"] or b"moov" not in names or b"mdat" not in names:
            raise NotAVideo
        start, end = next((start, end) for name, start, end in boxes if name == b"moov")
        return _movie(stream, start, end)


def blank_what_tells(path: Path) -> None:
    """Make free space of every box of metadata: its name is ``free``, its content zeros. Raises ``NotAVideo``."""
    with path.open("r+b") as stream:
        for name_at, body, after in list(_telling(stream, 0, path.stat().st_size)):
            stream.seek(name_at)
            stream.write(b"free")
            stream.seek(body)
            for at in range(body, after, len(ZEROS)):
                stream.write(ZEROS[: after - at])


def _telling(stream: BinaryIO, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Where the name, the content and the end of each such box are; a name follows four bytes of size."""
    for name, body, after in _boxes(stream, start, end):
        if name in TELLING:
            yield start + 4, body, after
        elif name in HOLDING:
            yield from _telling(stream, body, after)
        start = after


def _boxes(stream: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    for _ in range(BOXES):
        if start == end:
            return
        name, body, after = _box_at(stream, start, end)
        yield name, body, after
        start = after
    raise NotAVideo


def _box_at(stream: BinaryIO, start: int, end: int) -> tuple[bytes, int, int]:
    stream.seek(start)
    head = stream.read(16).ljust(16, b"\0")
    size, name, large = struct.unpack(">I4sQ", head)
    size, body = (large, 16) if size == 1 else (size or end - start, 8)
    if size < body or start + size > end:
        raise NotAVideo
    return name, start + body, start + size


def _movie(stream: BinaryIO, start: int, end: int) -> Movie:
    seconds, width, height = 0.0, 0, 0
    codings: list[str] = []
    for name, first, last in _boxes(stream, start, end):
        if name == b"mvhd":
            seconds = _duration(stream, first)
        if name == b"trak":
            across, up = _track_size(stream, first, last)
            width, height = max(width, across), max(height, up)
            codings += _coding(stream, first, last)
    if not seconds or not width:
        raise NotAVideo
    return Movie(seconds, width, height, tuple(codings))


def _duration(stream: BinaryIO, start: int) -> float:
    stream.seek(start)
    head = stream.read(32).ljust(32, b"\0")
    scale, length = struct.unpack(">IQ", head[20:32]) if head[0] else struct.unpack(">II", head[12:20])
    return length / scale if scale else 0.0


def _track_size(stream: BinaryIO, start: int, end: int) -> tuple[int, int]:
    for name, first, last in _boxes(stream, start, end):
        if name == b"tkhd" and last - first >= TRACK_HEAD:
            stream.seek(last - 8)
            width, height = struct.unpack(">II", stream.read(8))
            return width >> 16, height >> 16
    return 0, 0


def _coding(stream: BinaryIO, start: int, end: int) -> list[str]:
    """The four letters of a track's first sample entry: avc1, hvc1, mp4a …; none where the track does not say."""
    for wanted in TO_SAMPLES:
        inside = next(((first, last) for name, first, last in _boxes(stream, start, end) if name == wanted), None)
        if inside is None:
            return []
        start, end = inside
    stream.seek(start + 12)  # version, flags, count, and the entry's own size
    letters = stream.read(4) if end - start >= 16 else b""  # noqa: PLR2004
    return [letters.decode("latin-1")] if letters else []


if __name__ == "__main__":
    main()
