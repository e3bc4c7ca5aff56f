"""Cases that were shared out to somebody who leaves: the colleague's from now on, or nobody's in particular (S16)."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from accounts.leaving import Open
from accounts.models import Actor, Membership, User
from records.models import Fact
from records.services.audit import note
from review.approvals.rules import is_barred, still_at_desk
from review.process.models import Assignment

SHOWN = 200  # lines of the page; all of them are passed on


class AssignedCases:
    """``accounts.leaving.Keeper`` of assignments."""

    def open_at(self, seat: Membership) -> Sequence[Open]:
        rows = _of(seat).select_related("declaration__applicant")[:SHOWN]
        return [
            Open(
                "分配的申报",
                f"{each.declaration.applicant.name}　{each.declaration.level_name}",
                each.declaration.get_absolute_url(),
                each.declaration_id,
            )
            for each in rows
            if each.is_current
        ]

    def pass_on(self, seat: Membership, to: User | None, *, actor: Actor, now: datetime) -> tuple[int, int]:
        given = back = 0
        for each in _of(seat).select_related("declaration").select_for_update(of=("self",)):
            if still_at_desk(seat.user, each.declaration, each.stop):  # by another seat of theirs
                continue
            takes = to if to and each.is_current and _may_take(to, each) else None
            note(Fact("desk.handed_over", each.declaration_id, actor.pk, now, str(takes.pk) if takes else ""))
            if takes:
                each.person, each.at = takes, now
                each.save(update_fields=["person", "at"])
                given += 1
            else:
                back += each.is_current
                each.delete()
        return given, back


def _of(seat: Membership) -> QuerySet[Assignment]:
    return Assignment.objects.filter(person=seat.user_id, organisation=seat.organisation_id).order_by("pk")


def _may_take(person: User, given: Assignment) -> bool:
    """Never a way round: who must keep away from a case does not inherit it."""
    return not is_barred(person, given.declaration) and still_at_desk(person, given.declaration, given.stop)
