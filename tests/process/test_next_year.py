"""The demo's administrator finds next year's notice copied and not yet looked through."""

from types import SimpleNamespace

from accounts.models import SYSTEM, User
from accounts.services.memberships import give_membership
from accounts.states import Role
from notices.drafting.standing import leftovers_of
from notices.models import Notice
from review.process.season.batches import NEXT, draft


def test_next_years_notice_waits_to_be_looked_through(world):
    admin, notice = User.objects.create_user("陆一帆"), world.edition.notice
    give_membership(person=admin, organisation=notice.office, role=Role.ADMIN, actor=SYSTEM)

    draft(SimpleNamespace(notice=notice, clerks={"admin": admin}), *NEXT)

    made = Notice.objects.get(code=NEXT[0])
    assert (made.state, made.year, made.cloned_from, made.drafted_by) == ("draft", NEXT[1], notice, admin)
    assert leftovers_of(made)
