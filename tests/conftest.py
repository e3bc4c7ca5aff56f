"""Fixtures every test may ask for: private files, a browser, a real Celery worker, a note of a proof."""

import os
import pickle
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path

import kombu.pools
import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import caches
from django.db import connection
from hypothesis import settings as hypothesis_settings
from whitenoise.middleware import WhiteNoiseMiddleware

from config.celery import app as celery_app
from notices.rules import text
from tests import proofs, remembering
from tests.browsing import CHROMIUM_FLAGS, chromium_path
from tests.helpers import statements
from tests.workers import Worker, redis_url

# A busy machine is no defect: no example is judged by how long it took (measuring is the bench's).
hypothesis_settings.register_profile("zhiping", deadline=None)
hypothesis_settings.load_profile("zhiping")

ASKED_FOR = {"soak": "SOAK", "bench": "BENCH"}


# ── what runs ────────────────────────────────────────────────────────────────────────────────────────────
def reason_to_skip(item):
    """Why this run cannot or should not do a test; None if it can."""
    for marker, variable in ASKED_FOR.items():
        if item.get_closest_marker(marker) and not os.environ.get(variable):
            return f"runs with {variable}=1"
    if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
        return "needs PostgreSQL (DATABASE_URL)"
    if item.get_closest_marker("worker") and not (settings.TEST_REDIS_URL and connection.vendor == "postgresql"):
        return "needs PostgreSQL and Redis (DATABASE_URL, REDIS_URL)"
    return None


def pytest_collection_modifyitems(items):
    for item in items:
        if reason := reason_to_skip(item):
            item.add_marker(pytest.mark.skip(reason=reason))
    begin_with_journeys(items)


def begin_with_journeys(items):
    """Of the tests with a live server those of minutes run first: begun last, one would keep a lone worker busy."""
    live = [item for item in items if "live_server" in item.fixturenames]
    waiting = iter(sorted(live, key=lambda item: "/journeys/" not in item.nodeid))
    items[:] = [next(waiting) if "live_server" in item.fixturenames else item for item in items]


# ── what is there ────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture(scope="session", autouse=True)
def private_files(tmp_path_factory) -> Path:
    """Stored files of this run: a folder of its own, gone with the run."""
    settings.PRIVATE_FILES = tmp_path_factory.mktemp("private")
    return settings.PRIVATE_FILES


@pytest.fixture(scope="session", autouse=True)
def notices_parsed_once():
    """The file of a notice takes a third of a second to parse, and half of the tests begin with one."""
    parsed = lru_cache(maxsize=16)(partial(_pickled, text._parsed))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "_parsed", lambda written: pickle.loads(parsed(written)))
        yield


@pytest.fixture(scope="session", autouse=True)
def static_files_listed_once():
    """Every test client makes the middleware anew, and WhiteNoise then reads some hundred and eighty files' facts."""
    listed = {}
    list_them = WhiteNoiseMiddleware.add_files_from_finders

    def recall(middleware):
        if not listed:
            list_them(middleware)
            listed.update(middleware.files)
        middleware.files.update(listed)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", recall)
        yield


def _pickled(parse, written):
    return pickle.dumps(parse(written))


@pytest.fixture(autouse=True)
def no_announcements():
    """Pages find in the cache that nothing is announced, as on most days: no test pays for a cold cache."""
    caches["frame"].set("notices.banners", [])


@pytest.fixture
def monkeypatch(monkeypatch):
    """pytest's; what is built after it patched anything is built in full, for the patch would be remembered."""
    remembering.patches = monkeypatch
    yield monkeypatch
    remembering.patches = None


@pytest.fixture
def django_mail_patch_dns(django_mail_dnsname):
    """pytest-django's, which every test has: by a patch of its own: it is no reason to build a world in full."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mail.message, "DNS_NAME", django_mail_dnsname)
        yield


@pytest.fixture
def django_assert_num_queries():
    """pytest-django's, but equal on every database (``helpers.statements``)."""
    return partial(_budget, exact=True)


@pytest.fixture
def django_assert_max_num_queries():
    """The same, for no more than a number."""
    return partial(_budget, exact=False)


@contextmanager
def _budget(number, *, exact):
    with statements() as made:
        yield
    listed = "\n".join(made)
    assert len(made) <= number, f"{len(made)} statements, not {number}:\n{listed}"
    assert len(made) == number or not exact, f"only {len(made)} statements, not {number}: lower the budget"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """pytest-django's; at the end nobody is left in the database: the server is slow to notice a killed worker."""
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            connection.close()


@pytest.fixture
def reachable_broker(monkeypatch):
    """Let this process nudge the workers of this test; everywhere else the broker answers nobody."""
    monkeypatch.setenv("CELERY_BROKER_URL", redis_url())
    _forget_connections()
    yield redis_url()
    monkeypatch.undo()
    _forget_connections()


def _forget_connections():
    kombu.pools.reset()
    celery_app._pool = None
    celery_app.amqp._producer_pool = None


@pytest.fixture
def worker(transactional_db, reachable_broker, private_files, tmp_path):
    """A Celery worker on the data of this test."""
    started = Worker(tmp_path)
    started.start()
    yield started
    started.stop()


@pytest.fixture(scope="session")
def browser():
    """Chromium; look at pages with ``tests.browser.harness``."""
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in this thread; the ORM is used beside it
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


# ── proofs ───────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture(scope="session")
def soak() -> bool:
    """Whether the proofs run with their full counts."""
    return bool(os.environ.get("SOAK"))


@pytest.fixture
def proof(request):
    """Note one proof's figures, for docs/proof.md: ``proof("outbox under kill -9", kills=20, lost=0)``."""

    def note(title, **figures):
        noted = {"title": title, "test": request.node.nodeid, "figures": figures}
        request.node.user_properties.append(("proof", noted))

    return note


def pytest_runtest_logreport(report):
    proofs.gather(report)


def pytest_sessionfinish(session):
    page = os.environ.get("PROOFS")  # set by make soak alone
    if page and not hasattr(session.config, "workerinput"):
        proofs.write(settings.BASE_DIR / page, part=bool(os.environ.get("PART")))
