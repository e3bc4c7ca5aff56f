"""How often somebody may have something sent: to one phone or mailbox, from one network address (SM1)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection

from accounts.exceptions import AccountRefused
from accounts.models import index_of_phone
from config.lib.reason import Reason

PAUSE = timedelta(minutes=1)
LIMITS = ((1, PAUSE), (5, timedelta(hours=1)), (10, timedelta(days=1)))
LIMIT_OF_AN_ADDRESS = (20, timedelta(hours=1))
DAY = LIMITS[-1][1]


def refuse_too_many(sent: Sequence[datetime], now: datetime, what: str) -> None:
    """``sent`` is of the last day, latest first: 1 a minute, 5 an hour, 10 a day. Raises ``AccountRefused``."""
    for most, span in LIMITS:
        recent = [at for at in sent if at > now - span]
        if len(recent) >= most:
            wait = recent[most - 1] + span - now
            said = f"{what}过于频繁，请{_in_words(max(1, round(wait.total_seconds())))}后再试。"
            raise AccountRefused(Reason("code.often", said))


def refuse_crowd(asked: int, what: str) -> None:
    """``asked`` of the last hour from one network address. Raises ``AccountRefused``."""
    if asked >= LIMIT_OF_AN_ADDRESS[0]:
        raise AccountRefused(Reason("code.address", f"当前网络{what}过于频繁，请1小时后再试。"))


def hold(index: str, ip: str | None) -> None:
    """Count and insert as one: a thousand requests at once must not all see the same empty minute."""
    if connection.vendor != "postgresql":
        return  # SQLite's IMMEDIATE transactions already let one writer in at a time
    names = sorted({int(index[:15], 16), *([int(index_of_phone(ip)[:15], 16)] if ip else [])})  # one order, no deadlock
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [name])


def _in_words(seconds: int) -> str:
    minutes, hours = seconds // 60 + 1, seconds // 3600 + 1
    if minutes <= 2:  # noqa: PLR2004 - under two minutes people count seconds
        return f"{seconds}秒"
    return f"{minutes}分钟" if hours == 1 else f"{hours}小时"
