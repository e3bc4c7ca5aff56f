"""A real Celery worker for the tests that need one: own process, own Redis database, the test's own data."""

import os
import signal
import subprocess
import sys
import time
from urllib.parse import quote

from django.conf import settings
from django.db import connection

START_WITHIN = 60  # seconds; a cold import of everything on two busy cores


def database_url():
    """Where a second process finds the database of this test."""
    parts = connection.settings_dict
    password = quote(parts["PASSWORD"], safe="")
    return f"postgres://{parts['USER']}:{password}@{parts['HOST']}:{parts['PORT']}/{parts['NAME']}"


def redis_url():
    """Redis database of this process: xdist's workers must not take each other's tasks."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    return f"{settings.TEST_REDIS_URL.rsplit('/', 1)[0]}/{number + 1}"


class Worker:
    """One worker process; ``kill`` is the kill -9 of the proofs, ``stop`` lets it finish its task."""

    def __init__(self, folder, *, concurrency=2):
        self.log = folder / "worker.log"
        self.command = [sys.executable, "-m", "celery", "--app", "config", "worker", "--loglevel", "INFO"]
        self.command += ["--concurrency", str(concurrency), "--without-gossip", "--without-mingle"]
        self.process = None

    def start(self):
        self.log.write_text("")
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                self.command, cwd=settings.BASE_DIR, env=self._environment(), stdout=log, stderr=log, process_group=0
            )
        self._wait_until_ready()

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()

    def _environment(self):
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": database_url(),
            "REDIS_URL": redis_url(),
            "CELERY_BROKER_URL": redis_url(),
            "PRIVATE_FILES": str(settings.PRIVATE_FILES),
        }

    def _wait_until_ready(self):
        give_up = time.monotonic() + START_WITHIN
        while " ready." not in self.log.read_text():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < give_up, f"no worker within {START_WITHIN} s: {self.log.read_text()}"
            time.sleep(0.1)
