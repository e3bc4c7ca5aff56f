"""The dated right to read: while the round is read or meets, after the pledge, never against a recusal."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.models import Permission
from django.db.models import QuerySet

from accounts.models import User
from declarations.models import DeclarationGrant
from review.meetings.models import Assignment
from review.meetings.states import OpinionState, RoundState

READ = "view_declaration"
WITHOUT_END = timedelta(days=180)  # of a round that names no last day; closing it takes the readings back anyway


def grant_readings(assignments: QuerySet[Assignment], *, giver: User, now: datetime) -> None:
    """Open what may be read now: the round reads or meets, and the expert has pledged (COMM-13, ROLE-08)."""
    due = assignments.filter(
        withdrawn_at=None,
        expert__removed_at=None,
        expert__pledged_at__isnull=False,
        entry__round__state__in=(RoundState.READING, RoundState.MEETING),
    )
    permission = Permission.objects.get(content_type__app_label="declarations", codename=READ)
    for assignment in due.select_related("entry__round", "expert__expert"):
        DeclarationGrant.objects.update_or_create(
            user_id=assignment.expert.expert.user_id,
            permission=permission,
            content_object_id=assignment.entry.declaration_id,
            defaults={
                "giver": giver,
                "reason": f"{assignment.entry.round}评审"[:120],
                "expires_at": assignment.entry.round.ends_at or now + WITHOUT_END,
            },
        )


def take_back(assignments: QuerySet[Assignment], *, now: datetime) -> int:
    """Withdraw readings and their rights; opinions handed in before stay in the record. Returns how many."""
    pairs = list(assignments.filter(withdrawn_at=None).values_list("expert__expert__user", "entry__declaration"))
    expire_grants(pairs, now=now)
    return assignments.filter(withdrawn_at=None).exclude(opinion__state=OpinionState.SUBMITTED).update(withdrawn_at=now)


def expire_grants(pairs: Iterable[tuple[int, int]], *, now: datetime) -> None:
    """End the reading of each (person, declaration)."""
    for person, declaration in pairs:
        grants = DeclarationGrant.objects.filter(user=person, content_object=declaration, expires_at__gt=now)
        grants.update(expires_at=now)
