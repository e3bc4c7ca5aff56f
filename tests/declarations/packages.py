"""Packages as people and attackers make them."""

import json
import struct
import zipfile
from io import BytesIO
from pathlib import Path

from tests.declarations.pictures import scan

WORDS = {
    "request": {"level": "fg", "specialty": "taoci"},
    "achievements": [
        {
            "section": "achievement",
            "key": "achievement:1",
            "kind": "work",
            "title": "坭兴陶《窑变》",
            "clause": "fg-yj1",
            "on": "2022-05-01",
            "role": "独立完成",
        }
    ],
    "papers": [{"slot": "performance_proof", "part": "achievement:1", "file": "01 业绩/01 证书.png", "label": "证书"}],
}
FILES = {"01 业绩/01 证书.png": scan("证书")}


def packed(words=None, files=None, *, raw=None) -> bytes:
    """A package with these words and files."""
    text = json.dumps(WORDS if words is None else words, ensure_ascii=False).encode() if raw is None else raw
    return zipped([("dossier.json", text), *(FILES if files is None else files).items()])


def zipped(entries, *, method=zipfile.ZIP_DEFLATED) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name), content, method)
    return buffer.getvalue()


def link(name: str, to: str) -> bytes:
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = 3, 0o120777 << 16
    return zipped([("dossier.json", b"{}"), (entry, to.encode())])


def flagged(data: bytes, bit: int) -> bytes:
    """The same archive with a general purpose flag set in the lists and before the files."""
    changed = bytearray(data)
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(sign)
        while start >= 0:
            changed[start + at] |= bit
            start = data.find(sign, start + 4)
    return bytes(changed)


def overlapping() -> bytes:
    """Two names for the same bytes: the second entry of the list points to the first file."""
    data = bytearray(zipped([("a.bin", b"x" * 4000), ("b.bin", b"x" * 4000), ("dossier.json", b"{}")]))
    listed = data.find(b"PK\x01\x02")
    second = data.find(b"PK\x01\x02", listed + 4)
    data[second + 42 : second + 46] = data[listed + 42 : listed + 46]
    return bytes(data)


def lying(real: int, said: int) -> bytes:
    """An entry that unpacks to more than its header says."""
    content = bytes(real)
    data = bytearray(zipped([("dossier.json", content)]))
    for sign, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = data.find(sign)
        data[start + at : start + at + 4] = struct.pack("<L", said)
    return bytes(data)


def with_bad_sum() -> bytes:
    data = bytearray(zipped([("dossier.json", b'{"request": {"level": "fg"}}')], method=zipfile.ZIP_STORED))
    at = data.find(b'"fg"')
    data[at + 1 : at + 3] = b"zg"
    return bytes(data)


def many_listed(count: int) -> bytes:
    """An archive whose end says that it has this many entries."""
    data = bytearray(packed())
    at = data.rfind(b"PK\x05\x06")
    data[at + 8 : at + 12] = struct.pack("<HH", count, count)
    return bytes(data)


def large_format() -> bytes:
    """The marks of the large format before the end, with sizes of their own."""
    data = packed()
    at = data.rfind(b"PK\x05\x06")
    locator = b"PK\x06\x07" + struct.pack("<LQL", 0, at, 1)
    return data[:at] + locator + data[at:]


def laid(folder: Path, data: bytes) -> Path:
    path = folder / "package.zip"
    path.write_bytes(data)
    return path
