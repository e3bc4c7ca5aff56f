"""A client for ClamAV's INSTREAM: is this file infected?

A stream longer than clamd's own limit ends in a broken pipe; that means "not scanned", never "clean" (trust.md A.2).
"""

import socket
import struct
from enum import StrEnum
from pathlib import Path

CHUNK = 2**16
PATIENCE = 30  # seconds


class Verdict(StrEnum):
    CLEAN = "clean"
    INFECTED = "infected"
    UNSCANNED = "unscanned"  # clamd is away, or did not take the file


def scan(path: Path, *, address: str) -> Verdict:
    """Ask the clamd at ``host:port`` or ``unix:/path``. Never raises for a daemon that is away."""
    try:
        with _connected(address) as line:
            answer = _ask(line, path)
    except OSError:
        return Verdict.UNSCANNED
    if answer.endswith(b"OK"):
        return Verdict.CLEAN
    return Verdict.INFECTED if answer.endswith(b"FOUND") else Verdict.UNSCANNED


def _connected(address: str) -> socket.socket:
    if not address.startswith("unix:"):
        host, _, port = address.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=PATIENCE)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(PATIENCE)
    try:
        line.connect(address.removeprefix("unix:"))
    except OSError:
        line.close()
        raise
    return line


def _ask(line: socket.socket, path: Path) -> bytes:
    line.sendall(b"zINSTREAM\0")
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            line.sendall(struct.pack(">I", len(chunk)) + chunk)
    line.sendall(struct.pack(">I", 0))
    answer = b""
    while piece := line.recv(4096):
        answer += piece
    return answer.strip(b"\0 \n")
