"""How often one address may ask the public doors (S13, S15, S28). Counted in the cache: losing it costs a count."""

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


TOO_OFTEN = "查询过于频繁，请 1 小时后再试。"
VERIFY = Limit("verify", 30)
VERIFY_LINK = Limit("verify-link", 120)  # a QR is scanned in a queue at a counter, behind one address
TRACK = Limit("track", 30)
PROGRESS_ASK = Limit("progress-ask", 20)
PROGRESS_OF_NUMBER = Limit("progress-number", 5)
PROGRESS_ANSWER = Limit("progress-answer", 40)
OBJECT = Limit("object", 10)
