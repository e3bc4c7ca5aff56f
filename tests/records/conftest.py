from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from records.services import outbox


@pytest.fixture(autouse=True)
def own_place(settings, tmp_path):
    """Files and heads of one test only; nobody is nudged."""
    settings.PRIVATE_FILES = tmp_path / "files"
    settings.AUDIT_HEADS_FILE = tmp_path / "heads.txt"
    settings.OUTBOX_NUDGE = False


@pytest.fixture
def routes(monkeypatch):
    """An empty table of handlers; ``routes("kind", handler)`` registers for this test."""
    monkeypatch.setattr(outbox, "_routes", {})
    return outbox.register


@pytest.fixture
def in_threads():
    """Run jobs at once; their results, or what they raised."""

    def attempt(job):
        try:
            return job()
        except Exception as error:  # noqa: BLE001
            return error
        finally:
            connection.close()

    def run(jobs):
        with ThreadPoolExecutor(len(jobs)) as pool:
            return list(pool.map(attempt, jobs))

    return run
