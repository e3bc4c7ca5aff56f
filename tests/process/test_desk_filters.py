"""What narrows a desk's list is seen and can be taken off, also when the address was shared (16-1)."""

import html
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership, Organisation
from accounts.selectors import held_by
from accounts.states import OrganisationKind, Role
from config.lib import clock
from declarations import rules as declaration_rules
from declarations.models import Declaration, DeclarationGrant
from declarations.rules import READ, desk_held
from declarations.states import LOOKS, State
from notices import rules
from notices.models import Notice, NoticeEdition
from notices.rules import digest_of, dump_terms, terms_of
from review.process.desks import Filters
from review.process.listing import narrowing
from review.process.listing.narrowing import narrowings
from tests.helpers import statements
from tests.process.world import person


@pytest.fixture
def gu(world, client):
    user = world.people[Role.DEPARTMENT]
    user.current_role = Role.DEPARTMENT
    user.save()
    client.force_login(user)
    return client


def at_department(world, name, level="zg"):
    case = world.declaration(State.DEPT_REVIEW, applicant=person(name), level=level)
    case.stops.filter(index__lte=case.stop).update(reached_at=case.created_at)
    return case


def page_of(client, **query):
    return re.sub(r"\s+", " ", html.unescape(client.get(reverse("process:desk"), query).content.decode()))


def test_every_filter_of_a_shared_address_has_its_control_and_its_chip(world, gu):
    """16-1."""
    at_department(world, "senior"), at_department(world, "deputy", level="fg")

    page = page_of(gu, queue="all", level="fg", state="dept_review", q="Deputy")

    assert "Deputy" in page
    assert "Senior" not in page
    assert re.search(r'<option value="fg" selected', page)
    assert re.search(r'<option value="dept_review" selected', page)
    for words in ("级别：高级工艺美术师", f"状态：{LOOKS[State.DEPT_REVIEW].label}", "Deputy"):
        assert f'aria-label="移除筛选 {words}"' in page


def test_a_chip_takes_off_its_own_filter_and_keeps_the_others(world, gu):
    """16-1: the first page again, the queue as it was."""
    at_department(world, "senior")

    page = page_of(gu, queue="all", level="zg", state="dept_review", after="0~2024-08-05T10:00:00+08:00~1")

    (address,) = re.findall(r'href="(\?[^"]*)" aria-label="移除筛选 级别', page)
    assert address == "?queue=all&state=dept_review"


def test_a_value_nobody_knows_is_shown_and_can_be_taken_off(world, gu):
    """16-1: an empty list says why it is empty."""
    at_department(world, "senior")

    page = page_of(gu, queue="all", state="somewhere")

    assert 'aria-label="移除筛选 状态：somewhere"' in page
    assert "没有符合筛选条件的申报" in page


def elsewhere(world, code):
    """Another office's notice of the year before, and a unit of its own that declares under it."""
    office = Organisation.objects.create(name=f"{code}职改办", kind=OrganisationKind.CITY_OFFICE)
    own = world.edition.notice
    told = {"series": own.series, "state": own.state, "issued_on": own.issued_on, "draft": {}, "title": f"{code}通知"}
    notice = Notice.objects.create(code=code, year=own.year - 1, office=office, **told)
    terms = dump_terms(terms_of(world.edition)) | {"title": notice.title, "code": code}
    days = {"published_at": world.edition.published_at, "effective_at": world.edition.published_at}
    edition = NoticeEdition.objects.create(notice=notice, number=1, terms=terms, digest=digest_of(terms), **days)
    case = world.declaration(State.OFFICE_REVIEW, applicant=person(code))
    case.stops.update(organisation=office)
    Declaration.objects.filter(pk=case.pk).update(edition=edition, committee=None)
    return case


def offered(world, role):
    ways = narrowings(desk_held(world.people[role], role), Filters(queue="all"))
    return {way.name: [words for _, words in way.choices] for way in ways}["notice"]


def test_a_desk_is_offered_the_notices_of_its_own_cases(world, monkeypatch):
    """16-1, 16-2: by office, by committee, by what reached it, by grant; read in one statement, however many are new."""
    own, roles = world.edition.notice.title, (Role.OFFICE, Role.DEPARTMENT, Role.UNIT, Role.LOCAL_OFFICE)
    cases = [elsewhere(world, code) for code in ("north", "south", "east")]
    case = at_department(world, "senior")
    assert [offered(world, role) for role in roles] == [[own], [own], [own], []]

    Declaration.objects.filter(pk=cases[0].pk).update(committee=case.committee)
    cases[1].stops.update(organisation=case.stops.get(node="unit").organisation)
    grant = {"permission": Permission.objects.get(codename=READ), "user": world.people[Role.DEPARTMENT]}
    DeclarationGrant.objects.create(content_object=cases[2], expires_at=clock.law() + timedelta(days=1), **grant)
    assert [offered(world, role)[1:] for role in roles] == [["north通知"], ["east通知"], ["south通知"], []]

    monkeypatch.setattr(narrowing, "_named", {})
    monkeypatch.setattr(rules, "_known", {})
    monkeypatch.setattr(declaration_rules, "LOOKED_THROUGH", 0)
    desk = desk_held(world.people[Role.UNIT], Role.UNIT)
    with statements() as made:
        ways = narrowings(desk, Filters(queue="all"))
    assert (len(ways[0].choices), len(made)) == (4, 2)


STATEMENTS = 9  # session, person, what they hold, views, list, notices, counts, unread, session kept awake
DESKS_OF = (Role.UNIT, Role.DEPARTMENT, Role.LOCAL_OFFICE, Role.OFFICE, Role.CONFIRMER)


@pytest.mark.parametrize(("words", "more"), [({}, 0), ({"q": "p", "level": "zg"}, 1)])
@pytest.mark.parametrize("role", DESKS_OF)
def test_the_desk_costs_the_same_for_any_number(world, client, role, words, more):
    """16-2: nine statements for every role and number, the clock's among them; one more finds what words mean."""
    user = world.people[role]
    user.memberships.update(is_manager=True)  # the most doors there are
    user.current_role = role
    user.save()
    client.force_login(user)
    query = {"role": role, "queue": "all", **words}
    costs = []
    for number in range(3):
        case = at_department(world, f"p{number}")
        case.stops.update(reached_at=case.created_at)
        client.get(reverse("process:desk"), query)  # a process knows the notices' terms
        with CaptureQueriesContext(connection) as made:
            assert client.get(reverse("process:desk"), query).status_code == 200
        told = [each["sql"] for each in made if "SAVEPOINT" not in each["sql"]]  # the tests' own transaction
        costs.append(len(told))

    assert costs == [STATEMENTS + more] * 3, "\n".join(told)


def test_a_right_taken_away_is_gone_with_the_next_page(world, client, gu):
    """What a person holds is read once a page, and never kept for another."""
    assert gu.get(reverse("process:desk")).status_code == 200

    Membership.objects.filter(user=world.people[Role.DEPARTMENT]).update(ended_at=clock.law())

    assert gu.get(reverse("process:desk")).status_code == 403
    with clock.law_at(clock.law()):
        assert held_by(world.people[Role.DEPARTMENT]).seats == ()
