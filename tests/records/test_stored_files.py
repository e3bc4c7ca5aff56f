import os
import socket
import struct
import threading

import pytest
from django.core.management import CommandError, call_command

from config.lib.clamd import Verdict, scan
from config.lib.files import PDF, UploadRefused
from records import tasks
from records.models import FileUse, Outbox, StoredFile
from records.models.stored_file import picture_path
from records.services import files
from records.services.files import accept_upload, open_file, read_file, store_file, use_file
from records.services.outbox import drain_outbox
from records.states import OutboxState, ScanState
from tests.lib import corpus

SCAN = corpus.saved(corpus.page_picture(), "JPEG")


def stored(data=b"%PDF-made", name="表.pdf", **options):
    return store_file(data, name=name, media_type=PDF, **options)


# ── keeping ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_upload_is_kept_clean_under_its_hash(db, settings):
    file = accept_upload(corpus.pdf(corpus.script_at_opening), name="证书.pdf", by=7)

    assert file.path == settings.PRIVATE_FILES / file.sha256[:2] / file.sha256[2:4] / file.sha256
    assert b"JavaScript" not in read_file(file)
    assert (file.media_type, file.pages, file.original_name, file.uploaded_by) == (PDF, 1, "证书.pdf", 7)
    assert (file.size, file.scan_state) == (len(read_file(file)), ScanState.UNSCANNED)
    with open_file(file) as stream:
        assert stream.read(5) == b"%PDF-"


def test_a_refused_upload_leaves_nothing(db, settings):
    with pytest.raises(UploadRefused):
        accept_upload(b"GIF89a", name="x.gif", by=7)

    assert StoredFile.objects.count() == 0
    assert [path for path in settings.PRIVATE_FILES.rglob("*") if path.is_file()] == []


def test_equal_bytes_are_kept_once_and_given_twice(db, settings):
    one, other = stored(by=1, name="a.pdf"), stored(by=2, name="b.pdf")

    assert (one.path, one.ref == other.ref, one.original_name, other.original_name) == (
        other.path,
        False,
        "a.pdf",
        "b.pdf",
    )
    assert len([path for path in settings.PRIVATE_FILES.rglob("*") if path.is_file()]) == 1


def test_kept_bytes_are_for_the_owner_of_the_process_only(db):
    file = stored()

    assert file.path.stat().st_mode & 0o777 == 0o400
    assert file.path.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Users\\韦\\证书.pdf", "证书.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\0b\u202egpj.exe", "abgpj.exe"),
        ("", "未命名文件"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("x" * 300, "x" * 200),
    ],
)
def test_names_lose_folders_and_tricks(db, given, kept):
    assert stored(name=given).original_name == kept


# ── scanning ───────────────────────────────────────────────────────────────────────────────────────────────────────
class Clamd:
    """Speaks INSTREAM: EICAR is infected, an over-long stream is cut off."""

    def __init__(self, most=10**7):
        self.most = most
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.socket.getsockname()[1]}"
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        while True:
            try:
                line, _ = self.socket.accept()
            except OSError:
                return
            with line:
                self.answer(line)

    def answer(self, line):
        stream = line.makefile("rb")
        assert stream.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack(">I", stream.read(4))[0]:
            content += stream.read(size)
            if len(content) > self.most:
                return
        line.sendall(b"stream: Eicar FOUND\0" if b"EICAR" in content else b"stream: OK\0")

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join()


@pytest.fixture
def clamd(settings):
    daemon = Clamd()
    settings.CLAMD = daemon.address
    yield daemon
    daemon.close()


def test_a_clean_file_is_marked_and_an_infected_one_withheld(db, clamd):
    clean, infected = stored(b"clean"), stored(b"EICAR")

    assert (clean.scan_state, clean.is_withheld) == (ScanState.CLEAN, False)
    assert (infected.scan_state, infected.is_withheld) == (ScanState.INFECTED, True)


def test_while_the_scanner_is_away_files_wait_unseen_and_are_swept_later(db, settings):
    settings.CLAMD = "127.0.0.1:1"
    waiting = [stored(f"file {n}".encode()) for n in range(5)] + [stored(b"EICAR")]
    assert {(file.scan_state, file.is_withheld) for file in waiting} == {(ScanState.UNSCANNED, True)}

    daemon = Clamd()
    settings.CLAMD = daemon.address
    tasks.scan_files()
    daemon.close()

    assert sorted(StoredFile.objects.values_list("scan_state", flat=True)) == [ScanState.CLEAN] * 5 + [
        ScanState.INFECTED
    ]


def test_without_a_scanner_files_are_marked_and_shown(db):
    assert (stored().scan_state, stored().is_withheld, files.scan_waiting_files()) == (ScanState.UNSCANNED, False, 0)


def test_a_stream_that_is_cut_off_is_not_scanned(tmp_path):
    daemon = Clamd(most=10)
    big = tmp_path / "big"
    big.write_bytes(os.urandom(2_000_000))

    assert scan(big, address=daemon.address) is Verdict.UNSCANNED
    daemon.close()


def test_a_scanner_behind_a_local_socket(tmp_path):
    small = tmp_path / "small"
    small.write_bytes(b"x")

    assert scan(small, address=f"unix:{tmp_path}/nobody") is Verdict.UNSCANNED


# ── pictures ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_worker_draws_every_page_once(db):
    upload = corpus.pdf(pages=3)
    file = accept_upload(upload, name="a.pdf", by=1)
    assert file.pictured_at is None

    drain_outbox()
    file.refresh_from_db()
    again = accept_upload(upload, name="b.pdf", by=2)

    assert [picture_path(file.sha256, page=n, width=w).is_file() for n in (1, 2, 3) for w in (1240, 1800)] == [True] * 6
    assert file.pictured_at == again.pictured_at is not None
    assert list(Outbox.objects.values_list("state", flat=True)) == [OutboxState.DONE]


def test_drawing_twice_is_harmless(db):
    file = accept_upload(SCAN, name="a.jpg", by=1)

    for _ in range(2):
        files.draw_pictures({"sha256": file.sha256})
    files.draw_pictures({"sha256": "0" * 64})

    assert picture_path(file.sha256, page=1, width=1240).is_file()


# ── places and integrity ───────────────────────────────────────────────────────────────────────────────────────────
def test_a_file_is_used_once_a_place_and_may_leave_it(db):
    file = stored()

    for _ in range(2):
        use_file(file, "declaration", 5)
    use_file(file, "declaration", 6)
    files.stop_using_file(file, "declaration", 5)

    assert list(FileUse.objects.values_list("subject_kind", "subject_id")) == [("declaration", 6)]
    assert file.path.exists()


def test_missing_and_changed_files_are_found(db, capsys):
    whole, missing, changed = stored(b"1"), stored(b"2"), stored(b"3")
    call_command("verify_files")
    missing.path.unlink()
    changed.path.chmod(0o600)
    changed.path.write_bytes(b"4")

    assert list(files.broken_files()) == [missing, changed]
    with pytest.raises(CommandError, match="2 个文件"):
        call_command("verify_files")
    assert str(whole.ref) not in capsys.readouterr().err
