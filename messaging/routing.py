"""Which provider a text takes: the first of the settings, unless it fails or is slow; then the next that does neither.

Judged by the calls of the last quarter of an hour, so a provider that was passed over is tried again by itself.
"""

from datetime import datetime, timedelta

from django.db.models import Count, F, Q

from config.lib import clock
from messaging.gateways import SmsGateway, channels
from messaging.models import SmsTry
from messaging.states import TryOutcome

WINDOW = timedelta(minutes=15)
FEWEST = 5  # calls before a judgement
# A channel is left when half of its calls fail, or 15 % of its texts need more than five minutes (trust, SM3).
FAILING_PERCENT, SLOW_PERCENT, SLOW = 50, 15, timedelta(minutes=5)


def ways(text: str) -> list[SmsGateway]:
    """The channels that take these words, the well ones first in the order of the settings, the ill ones last.

    When none does, every channel: the first says why.
    """
    every = [each for each in channels() if each.accepts(text)] or channels()
    if len(every) == 1:
        return every
    ill = ill_channels(clock.machine())
    return sorted(every, key=lambda each: each.name in ill)


def takes(text: str) -> bool:
    """Whether any channel would send these words."""
    return any(each.accepts(text) for each in channels())


def ill_channels(now: datetime) -> dict[str, str]:
    """Name → why it is passed over. One statement."""
    found = {}
    arrived = Q(arrived_at__isnull=False)
    late = Q(arrived_at__gt=F("at") + SLOW) | Q(arrived_at=None, outcome=TryOutcome.SENT)
    known = SmsTry.objects.filter(at__gt=now - WINDOW).exclude(outcome=TryOutcome.OPEN)
    rows = known.values("channel").annotate(
        calls=Count("pk"),
        troubled=Count("pk", filter=Q(outcome__in=TryOutcome.troubled)),
        arrived=Count("pk", filter=arrived),
        ripe=Count("pk", filter=Q(outcome=TryOutcome.SENT, at__lte=now - SLOW)),
        slow=Count("pk", filter=late & Q(outcome=TryOutcome.SENT, at__lte=now - SLOW)),
    )
    for row in rows.order_by("channel"):
        if row["calls"] >= FEWEST and 100 * row["troubled"] >= FAILING_PERCENT * row["calls"]:
            found[row["channel"]] = f"最近15分钟 {row['calls']} 次调用有 {row['troubled']} 次失败"
        elif row["arrived"] and row["ripe"] >= FEWEST and 100 * row["slow"] >= SLOW_PERCENT * row["ripe"]:
            found[row["channel"]] = f"最近15分钟 {row['ripe']} 条中有 {row['slow']} 条超过5分钟才送达或仍未送达"
    return found
