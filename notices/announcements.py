"""What every page asks: the banners of this moment for this role. From the cache; one statement when it is cold."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import caches

from config.lib import clock
from notices.models import Announcement

KEY = "notices.banners"
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
    notice: int | None = None  # of one notice: it stands only where that notice is concerned
    code: str = ""


Concerned = Callable[[Sequence[Banner]], Collection[int | None]]


def _all_of(banners: Sequence[Banner]) -> Collection[int | None]:
    return {each.notice for each in banners}


def banners_for(role: str, concerned: Concerned = _all_of) -> list[Banner]:
    """The banners of this moment; ``role`` is "" for a visitor.

    ``concerned``: of the notices these banners are about, those a page is about; asked once, if there are any.
    """
    kept = cache.get(KEY)
    if kept is None:
        kept = _not_over()
        cache.set(KEY, kept, SECONDS)
    if not kept:  # most days: not even the clock is asked
        return []
    now = clock.law()
    shown = [each for each in kept if each.starts_at <= now <= each.ends_at and _is_for(each, role)]
    of_notices = [each for each in shown if each.notice is not None]
    known = concerned(of_notices) if of_notices else ()
    here = (each for each in shown if each.notice is None or each.notice in known)
    return sorted(here, key=lambda each: LOUDNESS[each.tone])[:MOST]


def forget() -> None:
    """Something changed: the next page looks anew."""
    cache.delete(KEY)


def _is_for(banner: Banner, role: str) -> bool:
    return not banner.roles or role in banner.roles


def _not_over() -> list[Banner]:
    rows = (
        Announcement.objects.not_over(clock.law())
        .select_related("edition__notice")
        .defer("edition__terms", "edition__notice__draft", "edition__notice__amending")
        .order_by("-starts_at", "-pk")
    )
    return [_banner(each) for each in rows[:50]]


def _banner(each: Announcement) -> Banner:
    notice = each.edition.notice if each.edition else None
    return Banner(
        each.pk,
        each.text,
        each.tone,
        tuple(each.roles),
        each.url,
        each.button,
        each.starts_at,
        each.ends_at,
        notice.pk if notice else None,
        notice.code if notice else "",
    )
