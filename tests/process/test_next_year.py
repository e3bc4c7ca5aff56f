"""The demo's administrator finds next year's notice copied and not yet looked through."""

from types import SimpleNamespace

from django.urls import reverse

from accounts.models import SYSTEM, User
from accounts.services.memberships import give_membership
from accounts.states import Role
from notices.drafting.standing import leftovers_of
from notices.models import Notice
from notices.services import load_notice
from review.process.season.batches import NEXT, draft
from review.process.season.directory import enter_keepers, enter_offices
from review.process.season.playing import OF_ANOTHER_OFFICE, notice_file
from review.process.season.world import World


def test_next_years_notice_waits_to_be_looked_through(world):
    admin, notice = User.objects.create_user("陆一帆"), world.edition.notice
    give_membership(person=admin, organisation=notice.office, role=Role.ADMIN, actor=SYSTEM)

    draft(SimpleNamespace(notice=notice, clerks={"admin": admin}), *NEXT)

    made = Notice.objects.get(code=NEXT[0])
    assert (made.state, made.year, made.cloned_from, made.drafted_by) == ("draft", NEXT[1], notice, admin)
    assert leftovers_of(made)


def test_in_the_demo_each_office_keeps_its_own_notices_and_one_person_keeps_the_site(world, client):
    """SYS-02, ROLE-11: an administrator of one office finds nothing of another's; only the system's keeper is more."""
    season, own = World(), world.edition.notice
    other = load_notice(notice_file(OF_ANOTHER_OFFICE), actor=SYSTEM)
    enter_offices(season)
    enter_keepers(season)

    assert list(User.objects.filter(is_superuser=True)) == [season.clerks["system"]]
    assert not User.objects.filter(is_staff=True, is_superuser=False).exists()
    for key, kept, foreign in (("admin2", own, other), ("zone", other, own)):
        client.force_login(season.clerks[key], backend="accounts.backends.PhoneBackend")
        assert list(Notice.objects.of_admin(season.clerks[key])) == [kept]
        assert kept.title in client.get(reverse("notices:desk")).content.decode()
        assert client.get(reverse("notices:clone", args=[foreign.code])).status_code == 404
        assert client.get("/admin/").status_code == 302
    client.force_login(season.clerks["system"], backend="accounts.backends.PhoneBackend")
    assert client.get("/admin/").status_code == 200
