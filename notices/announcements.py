"""What every page asks: the banners of this moment for this role. From the cache; one statement when it is cold."""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import caches

from config.lib import clock
from notices.models import Announcement

KEY = "notices.announcements"
cache = caches["frame"]
SECONDS = 60  # without a cache that all processes share, another one learns of a banner after a minute
MOST = 3  # banners on a page; the loudest first
LOUDNESS = {"bad": 0, "todo": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Banner:
    """One announcement as a page shows it."""

    pk: int
    text: str
    tone: str
    roles: tuple[str, ...]
    url: str
    button: str
    starts_at: datetime
    ends_at: datetime


def banners_for(role: str) -> list[Banner]:
    """The banners of this moment; ``role`` is "" for a visitor."""
    kept = cache.get(KEY)
    if kept is None:
        kept = _not_over()
        cache.set(KEY, kept, SECONDS)
    if not kept:  # most days: not even the clock is asked
        return []
    now = clock.law()
    shown = [each for each in kept if each.starts_at <= now <= each.ends_at and _is_for(each, role)]
    return sorted(shown, key=lambda each: LOUDNESS[each.tone])[:MOST]


def forget() -> None:
    """Something changed: the next page looks anew."""
    cache.delete(KEY)


def _is_for(banner: Banner, role: str) -> bool:
    return not banner.roles or role in banner.roles


def _not_over() -> list[Banner]:
    rows = Announcement.objects.not_over(clock.law()).order_by("-starts_at", "-pk")
    return [
        Banner(each.pk, each.text, each.tone, tuple(each.roles), each.url, each.button, each.starts_at, each.ends_at)
        for each in rows[:50]
    ]
