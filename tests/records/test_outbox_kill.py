"""The outbox under ``kill -9`` (SM2): real worker processes on PostgreSQL, killed in the middle of their work."""

import os
import random
import subprocess
import sys
import time
from collections import Counter

import pytest
from django.conf import settings
from django.db import connection

from records.models import Outbox
from records.services import outbox
from records.states import OutboxState

WORKERS = 2
PATIENCE = 120  # seconds


def environment():
    """The worker reads the test database, whatever the settings say."""
    values = connection.settings_dict
    address = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**values)
    return os.environ | {"DATABASE_URL": address, "PYTHONPATH": os.pathsep.join(sys.path)}


@pytest.fixture
def crew(tmp_path):
    """Two workers; ``kill()`` kills one with -9 and starts another."""
    ledger = tmp_path / "provider"
    ledger.touch()
    running = []

    def start():
        command = [sys.executable, "-m", "tests.records.outbox_worker", str(ledger)]
        running.append(subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment()))

    def kill():
        victim = running.pop(0)
        victim.kill()
        victim.wait()
        start()

    for _ in range(WORKERS):
        start()
    yield ledger, kill
    for worker in running:
        worker.kill()
        worker.wait()


def calls(ledger):
    return Counter(ledger.read_text().split())


def wait_until(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "the workers did not finish"
        time.sleep(0.05)


@pytest.mark.postgres
@pytest.mark.parametrize("kind", ["letter", "paper"])
def test_no_message_is_lost_when_workers_are_killed(transactional_db, crew, soak, proof, kind):
    ledger, kill = crew
    kills, messages = (20, 1000) if soak else (3, 150)
    dice = random.Random(kills)
    outbox.enqueue(kind, [(str(n), {"n": n}) for n in range(messages)])

    for fallen in range(kills):
        wait_until(lambda fallen=fallen: calls(ledger).total() >= messages * fallen // (kills + 1) + 5)
        time.sleep(dice.random() * 0.05)
        kill()
    wait_until(lambda: Outbox.objects.open().count() == 0)

    seen = calls(ledger)
    states = dict(Counter(Outbox.objects.values_list("state", flat=True)))
    repeats = seen.total() - messages
    assert states == {OutboxState.DONE: messages}
    assert set(seen) == {str(n) for n in range(messages)}
    # A killed worker repeats at most the call it was in; where the provider can be asked, not even that.
    assert repeats <= (kills if kind == "paper" else 0)
    asked = "asked first" if kind == "letter" else "repeated"
    proof(f"outbox under kill -9, {asked}", kills=kills, messages=messages, lost=0, repeated_calls=repeats)
