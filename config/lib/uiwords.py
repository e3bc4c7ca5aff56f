"""Words for moments: how much is left, and dates as people say them (ux.md §3.9 rule 9)."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from config.lib.clock import local_date

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


def left_words(moment: datetime, *, now: datetime) -> str:
    """还剩 3 天 / 还剩 5 小时 / 还剩 20 分钟 / 已过 2 天, by calendar days in local time once more than a day away."""
    left = moment - now
    days = (local_date(moment) - local_date(now)).days
    if left >= _DAY:
        return f"还剩 {days} 天"
    if left >= _HOUR:
        return f"还剩 {left // _HOUR} 小时"
    if left > timedelta(0):
        return f"还剩 {max(1, left // timedelta(minutes=1))} 分钟"
    return f"已过 {-days} 天" if days else "已截止"


def days_left_words(day: date, *, today: date) -> str:
    """还剩 3 天 / 今天截止 / 已过 2 天, for a last day that still counts."""
    days = (day - today).days
    if days > 0:
        return f"还剩 {days} 天"
    return "今天截止" if days == 0 else f"已过 {-days} 天"


def task_moment(moment: datetime, *, now: datetime) -> str:
    """9 月 30 日 18:00; the year stands in front when it is not this year."""
    local = timezone.localtime(moment)
    return f"{task_day(local.date(), today=local_date(now))} {local:%H:%M}"


def task_day(day: date, *, today: date) -> str:
    """9 月 30 日, with the year in front when it is not this year."""
    year = "" if day.year == today.year else f"{day.year} 年 "
    return f"{year}{day.month} 月 {day.day} 日"
