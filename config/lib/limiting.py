"""How often one caller may ask a public door. Counted in the cache: losing it costs a count."""

from dataclasses import dataclass
from hashlib import sha256

from django.core.cache import cache

from config.lib import clock

HOUR = 3600


@dataclass(frozen=True, slots=True)
class Limit:
    """So many calls in so many seconds, for one door and one caller."""

    door: str
    most: int
    seconds: int = HOUR

    def takes(self, caller: str | None) -> bool:
        """Count a call; False when the caller has used up this span."""
        span = int(clock.machine().timestamp()) // self.seconds
        key = f"limit:{self.door}:{span}:{sha256((caller or '').encode()).hexdigest()[:32]}"
        cache.add(key, 0, self.seconds)
        try:
            return cache.incr(key) <= self.most
        except ValueError:  # the span ended between the two
            return True
