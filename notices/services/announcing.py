"""Banners above the pages: put up, changed, taken down; and what the pages read, kept in the cache (GEN-10)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime

from accounts.models import Organisation, User
from accounts.states import Role
from config.lib import clock
from config.lib.reason import Reason
from notices.announcements import forget
from notices.exceptions import NoticeRefused
from notices.models import Announcement, Notice, NoticeEdition
from notices.services.amending import extend_window
from notices.states import Tone, window_label
from records.models import Fact
from records.services.audit import audited, note

LONGEST = 300
INVOLVED = (Role.APPLICANT, *Role.held)  # whom a notice that is not public may be named to: never to visitors
OVER = Reason("E744", "这条公告已经结束或撤下。")


def announce(
    text: str,
    *,
    tone: str,
    starts_at: datetime,
    ends_at: datetime,
    office: Organisation,
    actor: User,
    roles: Sequence[str] = (),
    url: str = "",
    button: str = "",
    edition: NoticeEdition | None = None,
) -> Announcement:
    """Put up a banner; an empty ``roles`` is everybody, visitors too. Raises ``NoticeRefused`` for one that is over."""
    with audited():
        now = clock.law()
        if ends_at <= now:
            raise NoticeRefused(Reason("E745", "结束时间应晚于现在。", "ends_at"))
        made = Announcement.objects.create(
            text=text,
            tone=tone,
            roles=list(roles),
            url=url,
            button=button,
            starts_at=starts_at,
            ends_at=ends_at,
            office=office,
            edition=edition,
            by=actor,
        )
        note(Fact("announcement.put_up", made.pk, actor.pk, now))
        transaction.on_commit(forget)
    return made


def extend_and_announce(
    notice_id: int, window: str, *, closes_at: datetime, reason: str, basis: str, actor: User, banner: bool
) -> NoticeEdition:
    """More time for everybody and, if ``banner``, one line above its pages until that time is over (GEN-10, G-38).

    Raises as ``extend_window``.
    """
    with audited():
        edition = extend_window(notice_id, window, closes_at=closes_at, reason=reason, basis=basis, actor=actor)
        if banner and closes_at > (now := clock.law()):
            notice = edition.notice
            head = f"{window_label(window)}延长至 "
            text = f"{head}{localtime(closes_at):%Y-%m-%d %H:%M}（{notice.title}）。原因：{reason}"
            _replace(notice, head, now)
            announce(
                text[:LONGEST],
                tone=Tone.WARN,
                starts_at=now,
                ends_at=closes_at,
                office=notice.office,
                actor=actor,
                roles=() if notice.is_public else INVOLVED,
                url=reverse("notices:editions", args=[notice.code]) if notice.is_public else "",
                button="查看修订" if notice.is_public else "",
                edition=edition,
            )
    return edition


def _replace(notice: Notice, head: str, now: datetime) -> None:
    """An extension extended again: the banner with the earlier end comes down."""
    for each in Announcement.objects.not_over(now).filter(edition__notice=notice, text__startswith=head):
        each.withdrawn_at = now
        each.save(update_fields=["withdrawn_at"])


def withdraw_announcement(announcement_id: int, *, actor: User) -> Announcement:
    """Take a banner down before its time. Raises ``NoticeRefused`` where it is down already."""
    with audited():
        found = Announcement.objects.select_for_update(of=("self",)).get(pk=announcement_id)
        now = clock.law()
        if found.withdrawn_at or found.ends_at <= now:
            raise NoticeRefused(OVER)
        found.withdrawn_at = now
        found.save(update_fields=["withdrawn_at"])
        note(Fact("announcement.withdraw", found.pk, actor.pk, now))
        transaction.on_commit(forget)
    return found
