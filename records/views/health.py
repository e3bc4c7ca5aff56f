"""Is the process alive, is the system ready? For the proxy, the composer and the operators."""

import shutil
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from config.lib import clock
from records.selectors import outbox_health

SKEW = timedelta(milliseconds=500)
ROOM = 2**30  # bytes

_up_to_date: list[bool] = []


@never_cache
@require_GET
def healthz(request: HttpRequest) -> JsonResponse:
    """This process answers; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_GET
def readyz(request: HttpRequest) -> JsonResponse:
    """503 while something is missing without which requests would fail or be decided wrongly. Says no secrets."""
    checks = {"database": _database()}
    if checks["database"]:
        checks |= {"migrations": _migrated(), "outbox": outbox_health().is_moving, "clock": _clock()}
    checks["disk"] = shutil.disk_usage(settings.BASE_DIR).free > ROOM
    ready = all(checks.values())
    return JsonResponse({"status": "ok" if ready else "not ready", "checks": checks}, status=200 if ready else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _clock() -> bool:
    return abs(clock.database_skew()) <= SKEW


def _migrated() -> bool:
    """Reading all migrations takes a while; a server that was up to date once stays so until it is restarted."""
    if not _up_to_date:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _up_to_date.append(True)
    return True
