"""What the live server of this process is still answering.

A page that closes may leave an autosave behind. Whoever empties the database while it is written waits for its locks,
or finds the row after it: the next test would begin in the last one's world.
"""

import threading
import time

from django.core.signals import request_finished, request_started

CALM, PATIENCE = 0.1, 10  # seconds

_answering: set[int] = set()  # the server's threads at work


def _began(**_kwargs: object) -> None:
    """The test client's own requests come in the main thread and are none of the server's."""
    if threading.current_thread() is not threading.main_thread():
        _answering.add(threading.get_ident())


def _ended(**_kwargs: object) -> None:
    _answering.discard(threading.get_ident())


request_started.connect(_began, dispatch_uid="traffic")
request_finished.connect(_ended, dispatch_uid="traffic")


def wait_until_answered() -> None:
    """Return when nothing has been under way for a moment; what hangs longer than ``PATIENCE`` is left alone."""
    end = time.monotonic() + PATIENCE
    calm_since = time.monotonic()
    while time.monotonic() < end and time.monotonic() - calm_since < CALM:
        time.sleep(0.01)
        if _answering:
            calm_since = time.monotonic()
