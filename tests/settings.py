"""Settings of the tests: the real ones in test mode, nothing kept, a broker that answers nobody."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("ZHIPING_MODE", "test")
if "ZHIPING_VAR" not in os.environ:
    os.environ["ZHIPING_VAR"] = tempfile.mkdtemp(prefix="zhiping-tests-")  # xdist's workers inherit it
    atexit.register(shutil.rmtree, os.environ["ZHIPING_VAR"], ignore_errors=True)

from config.settings import *  # noqa: F403 - the environment comes first
from config.settings import DATABASES, REDIS_URL

STATIC_ROOT = Path(os.environ["ZHIPING_VAR"]) / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns of a missing one, and warnings are errors
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOCAL = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
CACHES = {"default": LOCAL, "frame": {**LOCAL, "LOCATION": "frame"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TEST_REDIS_URL = REDIS_URL  # for the `worker` fixture alone
SUPPORT_PHONE = "0700-0000000"  # no mobile number: tests look for those on public pages

# A nudge must be able to fail: the outbox keeps what the broker loses (design §6).
CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
CELERY_BROKER_TRANSPORT_OPTIONS = {"max_retries": 0, "socket_connect_timeout": 1}

if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["TEST"] = {"NAME": "test_zhiping"}
