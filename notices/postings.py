"""Reads of what offices publish themselves in 公示公告 (ADMIN-07)."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from accounts.models import Membership, User
from accounts.states import Role
from config.lib import clock
from notices.models import Posting, PostingFile
from notices.states import PostingKind

SHOWN = 50  # of a kind on the column


def hanging(kind: str = "") -> QuerySet[Posting]:
    """What anybody may read today, the latest first; of one kind, or of all."""
    today = clock.local_date(clock.law())
    rows = Posting.objects.hanging(today).select_related("office")
    return rows.filter(kind=kind) if kind else rows


def column_parts() -> tuple[list[Posting], list[Posting], list[Posting]]:
    """公示, 批复, 公告 of the column. One statement."""
    rows = list(hanging()[: 3 * SHOWN])
    publicities, approvals, others = ([each for each in rows if each.kind == kind] for kind in PostingKind)
    return publicities, approvals, others


def read_posting(ref: UUID) -> Posting:
    """One that has begun, over or withdrawn too. Raises ``Http404``."""
    today = clock.local_date(clock.law())
    found = Posting.objects.filter(ref=ref, first_day__lte=today).select_related("office").first()
    if found is None:
        raise Http404
    return found


def hangs(posting: Posting) -> bool:
    """Whether it may be read now."""
    return Posting.objects.hanging(clock.local_date(clock.law())).filter(pk=posting.pk).exists()


def read_own_posting(user: User, ref: UUID) -> Posting:
    """One of the person's own offices; others' are not there (SYS-02). Raises ``Http404``."""
    seats = Membership.objects.of(user).filter(role=Role.ADMIN)
    found = Posting.objects.filter(office__in=seats.values("organisation"), ref=ref).first()
    if found is None:
        raise Http404
    return found


def file_of(posting: Posting, num: int) -> PostingFile:
    """A file of an entry that may be read now. Raises ``Http404``."""
    row = posting.files.select_related("file").filter(num=num).first()
    if row is None or row.file.is_withheld or not hangs(posting):
        raise Http404
    return row


def may_read_posting(_user: Any, posting_id: int) -> bool:
    """Files of what hangs are everybody's."""
    return hanging().filter(pk=posting_id).exists()
