"""Runs a rehearsal apart from the site: its own process group, environment, folder and database, all limited.

Nothing of the site's environment reaches it: no database address, no keys, no broker, no gateway. When it takes too
long, its whole group is killed; whatever it wrote lies in a folder that is gone with it. It ends with the worker that
began it, and holds the lock of ``alone`` as long as it lives: no other begins beside it.
"""

import ctypes
import fcntl
import hashlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from config.lib import clock
from config.lib.text import mask_numbers_in

SECONDS = 45 * 60  # a whole rehearsal of a large notice takes about ten minutes on two processors
MEMORY = 3 * 2**30
FILE = 2**30
LOOK = 1.0  # seconds between two looks
SPARE = 60  # seconds of processor beyond SECONDS: the worker's own clock comes first, this one needs no worker
LEFT = 2 * SECONDS  # a folder nobody has written in for so long was left by a worker that was killed
SCRATCH = ("rehearsal-", "schema-")  # how such folders begin
NICE = 10
KEPT = ("PATH", "LANG", "LC_ALL", "TZDIR", "LD_LIBRARY_PATH", "FONTCONFIG_PATH", "FONTCONFIG_FILE", "VIRTUAL_ENV")
LAST_WORDS = 400
STAMP = "schema"

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None  # loaded here: not between fork and exec
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)

Told = Callable[[int, int, str], None]


class RehearsalFailed(Exception):
    """It did not come to an end; the text says why, in Chinese."""


def run_child(
    text: str,
    *,
    scope: str,
    calendar: Sequence[Mapping[str, Any]],
    told: Told,
    lock: int | None = None,
    only: int | None = None,
) -> dict[str, Any]:
    """The report; of the first ``only`` people. ``told`` hears (done, total, day), at least every few seconds.

    ``lock`` is that of ``alone``. Raises ``RehearsalFailed``: refused, time is over, or the child stopped.
    """
    with tempfile.TemporaryDirectory(prefix=SCRATCH[0], dir=room()) as folder:
        home = Path(folder)
        told(0, 0, "")
        shutil.copyfile(prepared(told, lock), home / "db.sqlite3")
        (home / "notice.yaml").write_text(text, "utf-8")
        (home / "calendar.json").write_text(json.dumps(list(calendar), default=str), "utf-8")
        asked: list[object] = ["rehearse", home / "notice.yaml", "--out", home / "report.json", "--scope", scope]
        asked += ["--only", only] if only else []
        _run([*asked, "--calendar", home / "calendar.json"], home, told, lock)
        report: dict[str, Any] = json.loads((home / "report.json").read_text("utf-8"))
    if said := report.get("refused"):
        raise RehearsalFailed("通知还不能发布，没有开始彩排：" + "；".join(said))
    return report


def room() -> Path:
    """Where scratch folders and the prepared database lie."""
    folder = Path(settings.VAR_DIR) / "rehearsals"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def alone() -> Iterator[int | None]:
    """The lock of all rehearsals of this site; None where another lives, even one whose worker was killed.

    The child inherits it: the kernel lets it go when both are gone.
    """
    lock = os.open(room() / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield None
    else:
        yield lock
    finally:
        os.close(lock)


def sweep_folders() -> int:
    """Throw away what killed workers left. How many."""
    old = clock.machine().timestamp() - LEFT
    left = [each for start in SCRATCH for each in room().glob(f"{start}*") if each.is_dir()]
    left = [each for each in left if each.stat().st_mtime < old]
    for each in left:
        shutil.rmtree(each, ignore_errors=True)
    return len(left)


def prepared(told: Told, lock: int | None = None) -> Path:
    """An empty database with all tables, made once for each state of the migrations and copied from then on."""
    name = room() / f"{STAMP}-{_schema_digest()}.sqlite3"
    if not name.exists():
        with tempfile.TemporaryDirectory(prefix=SCRATCH[1], dir=room()) as folder:
            home = Path(folder)
            _run(["migrate", "--verbosity", "0"], home, told, lock)
            (home / "db.sqlite3").rename(name)
        for old in room().glob(f"{STAMP}-*.sqlite3"):
            if old != name:
                old.unlink(missing_ok=True)
    return name


def _schema_digest() -> str:
    """Of every migration's words: a changed one is another database."""
    digest = hashlib.sha256()
    for key, migration in sorted(MigrationLoader(None, ignore_no_migrations=True).disk_migrations.items()):
        file = sys.modules[type(migration).__module__].__file__
        digest.update(repr(key).encode() + (Path(file).read_bytes() if file else b""))
    return digest.hexdigest()[:16]


def _run(words: Sequence[object], home: Path, told: Told, lock: int | None = None) -> None:
    ends = clock.machine().timestamp() + SECONDS
    with (home / "stderr.txt").open("wb") as errors:
        child = subprocess.Popen(  # noqa: S603 - our own program, words of our own
            [sys.executable, str(settings.BASE_DIR / "manage.py"), *map(str, words)],
            cwd=settings.BASE_DIR,
            env=_environment(home),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,  # one group: the nurseries it starts end with it
            preexec_fn=partial(_limit, os.getpid()),  # noqa: PLW1509 - only system calls between fork and exec
            pass_fds=() if lock is None else (lock,),
        )
        heard = _Listener(child)
        try:
            _wait(child, heard, ends, told)
        finally:
            _kill_group(child)
            heard.stop()
    if child.returncode:
        raise RehearsalFailed(_stopped(child.returncode, home / "stderr.txt"))


def _wait(child: subprocess.Popen[bytes], heard: "_Listener", ends: float, told: Told) -> None:
    while True:
        try:
            child.wait(LOOK)
        except subprocess.TimeoutExpired:
            told(*heard.last)
            if clock.machine().timestamp() < ends:
                continue
            raise RehearsalFailed(f"彩排超过 {SECONDS // 60} 分钟没有完成，已停止。") from None
        return


class _Listener:
    """Reads what the child says on, so that its pipe never fills."""

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        self.last: tuple[int, int, str] = (0, 0, "")
        assert child.stdout
        self._stdout = child.stdout
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """The child is gone and says no more."""
        self._thread.join()
        self._stdout.close()

    def _listen(self) -> None:
        for line in self._stdout:
            try:
                said = json.loads(line)
                self.last = (int(said["done"]), int(said["total"]), str(said["day"]))
            except (ValueError, KeyError, TypeError):
                continue


def _environment(home: Path) -> dict[str, str]:
    """What the child is told: nothing of the site's but where programs and fonts lie."""
    own = {name: os.environ[name] for name in KEPT if name in os.environ}
    return own | {
        "HOME": str(home),
        "TMPDIR": str(home),
        "ZHIPING_MODE": "try",
        "ZHIPING_VAR": str(home),
        "CELERY_BROKER_URL": "memory://localhost",  # nobody listens there
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _limit(worker: int) -> None:
    if _libc is not None:
        _libc.prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != worker:  # it went before the kernel was told
            os._exit(1)
    os.nice(NICE)
    # Only the soft limit, which ends it as well: the PDF child sets one of its own, page by page.
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS + SPARE, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE, FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _kill_group(child: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _stopped(code: int, errors: Path) -> str:
    lines = [line for line in errors.read_text("utf-8", errors="replace").splitlines() if line.strip()]
    last = mask_numbers_in(lines[-1])[:LAST_WORDS] if lines else "没有留下信息"
    return f"彩排程序意外停止（{code}）。最后的信息：{last}"
