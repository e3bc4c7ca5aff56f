"""代办: a colleague sits at a desk for somebody who is away, in their own name and for their days only."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts import services
from accounts.context import standings_of
from accounts.exceptions import AccountRefused
from accounts.leaving import Open
from accounts.models import Employment, Membership
from accounts.rules import manages, works_at
from accounts.selectors import deputies_at
from accounts.services.deputies import LONGEST
from accounts.states import Role
from config.lib import clock
from messaging.models import Message
from records.models import AuditEntry
from tests.accounts.making import a_clerk, a_person
from tests.helpers import statements

TODAY, LAST = date(2024, 8, 5), date(2024, 8, 9)


def at(text):
    return clock.law_at(datetime.fromisoformat(f"{text}+08:00"))


@pytest.fixture(autouse=True)
def monday(db):
    with at("2024-08-05T10:00"):
        yield


@pytest.fixture
def absent(unit, zhou):
    """A clerk of the unit who goes on a journey; Zhou manages."""
    return a_clerk(unit, "罗经办")


@pytest.fixture
def wu(unit):
    """Belongs to the unit by its word; has no desk."""
    person = a_person("吴同事")
    Employment.objects.create(user=person, organisation=unit, asked_at=clock.law(), confirmed_at=clock.law())
    return person


def named(absent, wu, zhou, **more):
    told = {"person_id": wu.pk, "first_day": TODAY, "last_day": LAST, "reason": "出差"} | more
    return services.name_deputy(absent.memberships.get().pk, actor=zhou, **told)


def codes(absent, who, zhou, **more):
    with pytest.raises(AccountRefused) as refusal:
        named(absent, who, zhou, **more)
    return refusal.value.codes


def test_a_deputy_works_at_the_desk_from_the_first_day_to_the_end_of_the_last(unit, zhou, absent, wu):
    """ROLE-02: it ends by itself, whether or not the clock has swept it yet."""
    made = named(absent, wu, zhou, first_day=date(2024, 8, 7))
    there = {}
    for moment in ("2024-08-06T23:59", "2024-08-07T00:01", "2024-08-09T23:59", "2024-08-10T00:01"):
        with at(moment):
            there[moment] = works_at(wu, unit)

    assert list(there.values()) == [False, True, True, False]
    assert (made.last_day, manages(wu, unit)) == (LAST, False)
    with at("2024-08-08T09:00"):
        [own, standing] = standings_of(wu)
    assert (standing.value, standing.organisation) == (Role.UNIT, f"{unit.name}（代罗经办）")


def test_the_clock_ends_it_on_record_and_tells_both(unit, zhou, absent, wu):
    made = named(absent, wu, zhou)
    with at("2024-08-09T23:00"):
        assert services.end_lapsed_deputies() == 0
    with at("2024-08-10T00:05"):
        assert [services.end_lapsed_deputies(), services.end_lapsed_deputies()] == [1, 0]

    events = AuditEntry.objects.filter(subject_id=made.pk).values_list("event", flat=True)
    assert {"deputy.named", "membership.ended"} <= set(events)
    told = Message.objects.filter(event__startswith="deputy_").order_by("pk").values_list("event", "person")
    assert list(told) == [
        ("deputy_named", wu.pk), ("deputy_named", absent.pk), ("deputy_ended", wu.pk), ("deputy_ended", absent.pk),
    ]  # fmt: skip
    assert made.history.count() == 2  # named, ended


def test_only_the_manager_names_and_only_a_colleague_is_named(unit, zhou, absent, wu, department):
    assert codes(absent, wu, absent) == ["member.manager"]
    assert codes(absent, a_person("外人"), zhou) == ["deputy.stranger"]
    assert codes(absent, a_clerk(department, "主管部门的人"), zhou) == ["deputy.stranger"]
    assert codes(absent, absent, zhou) == ["deputy.self"]
    assert codes(absent, zhou, zhou) == ["deputy.held_already"]
    assert not Membership.objects.deputies().exists()


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ({"first_day": TODAY - timedelta(days=1)}, "deputy.past"),
        ({"last_day": TODAY - timedelta(days=1)}, "deputy.backwards"),
        ({"last_day": TODAY + LONGEST}, "deputy.long"),
    ],
)
def test_days_that_cannot_be_are_refused(unit, zhou, absent, wu, days, code):
    assert code in codes(absent, wu, zhou, **days)


def test_one_deputy_at_a_time_and_none_for_a_deputy(unit, zhou, absent, wu):
    made = named(absent, wu, zhou)
    other = a_person("覃同事")
    Employment.objects.create(user=other, organisation=unit, asked_at=clock.law(), confirmed_at=clock.law())

    assert codes(absent, other, zhou, first_day=LAST) == ["deputy.taken"]
    with pytest.raises(AccountRefused) as refusal:
        services.name_deputy(made.pk, person_id=other.pk, first_day=TODAY, last_day=LAST, reason="出差", actor=zhou)
    assert refusal.value.codes == ["deputy.chain"]
    later = named(absent, other, zhou, first_day=LAST + timedelta(days=1), last_day=LAST + timedelta(days=3))
    assert list(deputies_at(unit)) == [made, later]


@pytest.mark.parametrize("who", ["zhou", "absent", "wu"])
def test_manager_returner_and_deputy_may_end_it_early_and_nobody_else(
    request, client_of, unit, zhou, absent, wu, lin, who
):
    made = named(absent, wu, zhou)
    url = reverse("accounts:end_deputy", args=[made.pk])

    assert client_of(lin).post(url).status_code == 404
    assert client_of(request.getfixturevalue(who)).post(url).status_code == 302

    made.refresh_from_db()
    assert (made.ended_at is not None, works_at(wu, unit)) == (True, False)


def test_a_desk_that_ends_takes_its_deputy_along_and_an_own_desk_replaces_the_borrowed(unit, zhou, absent, wu):
    """Nothing stays with who stood in for somebody who left."""
    first = named(absent, wu, zhou)
    services.end_membership(absent.memberships.get().pk, actor=zhou)
    first.refresh_from_db()
    assert first.ended_at is not None

    clerk = a_clerk(unit, "黎经办")
    borrowed = services.name_deputy(
        clerk.memberships.get().pk, person_id=wu.pk, first_day=TODAY, last_day=LAST, reason="休假", actor=zhou
    )
    own = services.give_membership(person=wu, organisation=unit, role=Role.UNIT, actor=zhou)
    borrowed.refresh_from_db()
    assert (borrowed.ended_at is not None, own.deputy_of, own.until) == (True, None, None)


def test_who_no_longer_belongs_to_the_unit_stands_in_no_longer(unit, zhou, absent, wu):
    named(absent, wu, zhou)

    services.end_employment(wu.employments.get().pk, actor=zhou)

    assert not works_at(wu, unit)


def test_the_manager_names_on_a_page_and_people_and_profile_show_it(client_of, unit, zhou, absent, wu):
    page, url = client_of(zhou), reverse("accounts:name_deputy", args=[unit.pk])
    seat = absent.memberships.get().pk
    given = {"seat": seat, "person": wu.pk, "first_day": "2024-08-05", "last_day": "2024-08-01", "reason": "出差"}

    refused = page.post(url, given)
    done = page.post(url, given | {"last_day": "2024-08-09"})

    assert (refused.status_code, done.status_code) == (422, 302)
    assert "结束日期不能早于开始日期" in refused.content.decode()
    for person, address in ((zhou, "people"), (absent, "profile"), (wu, "profile")):
        args = [unit.pk] if address == "people" else []
        shown = " ".join(client_of(person).get(reverse(f"accounts:{address}", args=args)).content.decode().split())
        assert "吴同事 代 罗经办" in shown
        assert "2024-08-05 至 2024-08-09" in shown
    assert client_of(absent).get(url).status_code == 404


def test_who_is_away_is_not_offered_to_stand_in_for_themselves(client_of, unit, zhou, absent, wu):
    """First for whom, then who: neither the absent person nor a clerk of the same desk is among the choices."""
    page, url = client_of(zhou), reverse("accounts:name_deputy", args=[unit.pk])

    first, then = page.get(url), page.get(url, {"seat": absent.memberships.get().pk})
    gone = page.get(url, {"seat": 999_999})

    assert {each.user for each in first.context["seats"]} == {zhou, absent}
    assert list(then.context["form"].fields["person"].queryset) == [wu]
    assert (gone.status_code, "此人已不在这个岗位" in gone.content.decode()) == (422, True)


def test_the_page_before_an_employment_ends_names_the_person_and_leads_to_the_hand_over(
    client_of, unit, zhou, absent, monkeypatch
):
    """A clerk who left keeps a desk until it ends: what is open there is listed, and the hand-over is one press away."""
    left = Employment.objects.create(
        user=absent, organisation=unit, asked_at=clock.law(), confirmed_at=clock.law(), confirmed_by=zhou
    )
    keeper = SimpleNamespace(open_at=lambda seat: [Open("分配的申报", f"{seat.user.name}手上的申报")])
    monkeypatch.setattr("accounts.leaving._keepers", [keeper])
    address = reverse("accounts:end_employment", args=[unit.pk, left.pk])

    page = client_of(zhou).get(address).content.decode()
    colleagues = client_of(a_clerk(unit, "黎经办")).get(address).content.decode()
    monkeypatch.undo()
    again = client_of(zhou).post(address, follow=True)
    over = client_of(zhou).get(address, follow=True).content.decode()

    hand_over = reverse("accounts:end_membership", args=[unit.pk, absent.memberships.get().pk])
    for words in ("罗经办已离开本单位？", "罗经办手上的申报", hand_over):
        assert words in page
    assert ("罗经办手上的申报" in colleagues, "有未办完的工作" in colleagues) == (False, True)  # E311
    assert "罗经办与本单位的人事关系已结束" in again.content.decode()
    assert "此前已经结束" in over


def test_a_second_stretch_of_the_same_colleague_is_refused_at_their_field_with_the_reason(unit, zhou, absent, wu):
    """One seat a role: the first stretch ends before another is named, also for somebody else."""
    named(absent, wu, zhou)
    later = {"first_day": LAST + timedelta(days=1), "last_day": LAST + timedelta(days=3)}
    for away in (absent, a_clerk(unit, "黎经办")):
        with pytest.raises(AccountRefused) as refusal:
            named(away, wu, zhou, **later)
        [reason] = refusal.value.reasons
        assert (reason.code, reason.field) == ("deputy.stands_in", "person")
        assert "代罗经办，2024-08-05至2024-08-09" in reason.text


def test_a_deputy_of_somebody_who_is_gone_is_ended_by_the_next_sweep(unit, zhou, absent, wu):
    """However the desk ended: nothing stays with who stood in for nobody."""
    named(absent, wu, zhou)
    assert services.end_lapsed_deputies() == 0
    Membership.objects.filter(user=absent).update(ended_at=clock.law())

    assert services.end_lapsed_deputies() == 1
    assert not works_at(wu, unit)


@pytest.mark.postgres
@pytest.mark.parametrize("door", ["end", "dismiss", "employment"])
def test_every_door_holds_the_organisation_before_the_seat(unit, zhou, absent, wu, door):
    """As naming a deputy does: nobody is seated where somebody is leaving, and no two doors wait for each other."""
    made = named(absent, wu, zhou)
    doors = {
        "end": lambda: services.end_deputy(made.pk, actor=zhou),
        "dismiss": lambda: services.dismiss(absent.memberships.get().pk, actor=zhou),
        "employment": lambda: services.end_employment(wu.employments.get().pk, actor=zhou),
    }

    with statements() as told:
        doors[door]()

    locks = [sql for sql in told if " FOR " in sql and ("membership" in sql or "organisation" in sql)]
    assert 'FROM "accounts_organisation"' in locks[0]
    assert "FOR NO KEY UPDATE" in locks[0]


def test_the_flash_says_what_went_back_and_a_second_click_that_it_is_over(client_of, unit, zhou, absent, wu):
    made, page = named(absent, wu, zhou), client_of(wu)
    url = reverse("accounts:end_deputy", args=[made.pk])

    said = [str([*get_messages(page.post(url).wsgi_request)][-1]) for _ in range(2)]

    assert said == ["代办已结束。", "代办此前已经结束。"]
    assert "退回" not in Message.objects.filter(event="deputy_ended").first().text
