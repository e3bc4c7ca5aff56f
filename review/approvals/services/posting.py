"""Writes of a unit's posts and of the approved plan by which it absorbs its stock (PATH-33, ADMIN-08)."""

from accounts.models import Organisation, User
from config.lib import clock
from config.lib.histories import sign
from records.models import Fact
from records.services.audit import audited, note
from review.approvals.models import PostLevel, PostPlan


def put_posts(unit: Organisation, *, year: int, rank: str, approved: int, filled: int, actor: User) -> PostLevel:
    """The posts of a level in a year, as they stand now; said again, they are corrected."""
    with audited():
        # The unit stands for its table: of two who enter the same level at once the second corrects the first.
        Organisation.objects.select_for_update(no_key=True).get(pk=unit.pk)
        held = PostLevel.objects.select_for_update().filter(unit=unit, year=year, rank=rank).first()
        row = held or PostLevel(unit=unit, year=year, rank=rank)
        row.approved, row.filled = approved, filled
        sign(row, actor)
        row.save(update_fields=["approved", "filled"] if held else None)
        note(Fact("posts.put", row.pk, actor.pk, clock.law()))
    return row


def put_plan(
    unit: Organisation,
    *,
    rank: str,
    first_year: int,
    last_year: int,
    yearly: int,
    document_no: str,
    pk: int | None = None,
    actor: User,
) -> PostPlan:
    """A plan of some years as approved; with ``pk`` an entered one is corrected."""
    with audited():
        held = PostPlan.objects.select_for_update().filter(unit=unit, pk=pk).first() if pk else None
        row = held or PostPlan(unit=unit)
        said = {"rank": rank, "first_year": first_year, "last_year": last_year, "yearly": yearly}
        for name, value in {**said, "document_no": document_no}.items():
            setattr(row, name, value)
        sign(row, actor)
        row.save(update_fields=[*said, "document_no"] if held else None)
        note(Fact("posts.plan", row.pk, actor.pk, clock.law()))
    return row
