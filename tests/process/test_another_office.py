"""Another office's notice answers 404 on every address that names it: the addresses are those of the site itself (SYS-02)."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import SYSTEM
from accounts.states import Role
from config.lib import clock
from messaging.models import MassMessage
from notices.models import Announcement, Posting
from notices.rules.saying import BY_EVENT
from notices.services import begin_amendment, load_notice, publish_notice
from review.process.models import Rehearsal
from tests.accounts.making import a_clerk, a_place
from tests.notices.conftest import CRAFT_ARTS

pytestmark = pytest.mark.django_db
OPEN = {"notices:detail", "notices:attachment", "notices:editions"}  # the public page of what is published
# There for who has another role, a file or a sample as well: their own tests ask them.
ASKS_MORE = {"process:confirm_results", "process:tryout_paper", "notices:enclosure_file"}
GIVEN = {
    "name": "fees",
    "where": "stages",
    "num": 1,
    "ref": "00000000-0000-4000-8000-000000000000",  # replaced by a real child, where an address has one
    "word": "application",
    "event": next(iter(BY_EVENT)),
}


def addresses(patterns, space=""):
    """(name, the arguments it takes) of every address of the site that names a notice by its code."""
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, each.namespace or space)
        elif isinstance(each, URLPattern) and "code" in each.pattern.converters:
            yield f"{space}:{each.name}", set(each.pattern.converters)


NAMED = sorted({(name, tuple(sorted(takes))) for name, takes in addresses(get_resolver().url_patterns)})
OF_NOTICES = [
    (name, takes) for name, takes in NAMED if name.split(":")[0] in {"notices", "process"} and name not in OPEN
]


@pytest.fixture
def notice(db):
    made = load_notice(CRAFT_ARTS, actor=SYSTEM)
    publish_notice(made.pk, actor=SYSTEM)
    return begin_amendment(made.pk, actor=SYSTEM)


@pytest.fixture
def children(notice):
    """Of this notice and its office: what the addresses name beside the notice itself."""
    admin, now = a_clerk(notice.office, "管理员", role=Role.ADMIN), clock.law()
    today = clock.local_date(now)
    mass = MassMessage.objects.create(
        by=admin, organisation=notice.office, notice_id=notice.pk, audience="drafts", at=now
    )
    told = {"notice": notice, "text": "x", "digest": "x", "by": admin, "asked_at": now}
    rehearsal = Rehearsal.objects.create(**told, state="done", ended_at=now)
    posting = Posting.objects.create(
        office=notice.office, kind="other", title="x", body="x", first_day=today, by=admin, at=now
    )
    said = Announcement.objects.create(
        text="x", starts_at=now, ends_at=now + timedelta(days=1), office=notice.office, by=admin
    )
    return SimpleNamespace(admin=admin, mass=mass, rehearsal=rehearsal, posting=posting, said=said)


def addressed(notice, children):
    """Every address with arguments that lead somewhere, by its name."""
    refs = dict.fromkeys(("process:rehearsal", "process:rehearsal_progress"), children.rehearsal.ref)
    refs |= dict.fromkeys(("process:mass", "process:edit_mass", "process:drop_mass"), children.mass.ref)
    given = GIVEN | {"code": notice.code}
    found = {
        name: reverse(name, kwargs={arg: refs.get(name, given[arg]) if arg == "ref" else given[arg] for arg in takes})
        for name, takes in OF_NOTICES
    }
    return found | {  # named by themselves, and an office's all the same
        "notices:withdraw_posting": reverse("notices:withdraw_posting", args=[children.posting.ref]),
        "notices:withdraw_announcement": reverse("notices:withdraw_announcement", args=[children.said.pk]),
    }


@pytest.fixture
def stranger(client):
    """The notice administrator of another office, who also works there."""
    elsewhere = a_place("office", "别的职改办（演示）")
    client.force_login(a_clerk(elsewhere, "外人", role=Role.ADMIN))
    return client


def test_every_address_that_names_a_notice_is_asked():
    """Generated from the urlconf: an address added tomorrow is asked tomorrow; its arguments are known here."""
    assert len(OF_NOTICES) >= 30
    assert {arg for _, takes in OF_NOTICES for arg in takes} - {"code"} <= set(GIVEN)


def test_another_offices_notice_is_404_on_every_address(stranger, notice, children):
    """SYS-02: read and written alike, as if there were no such notice."""
    answers = {
        name: (stranger.get(address).status_code, stranger.post(address).status_code)
        for name, address in addressed(notice, children).items()
    }

    allowed = {(404, 404), (404, 405), (405, 404), (405, 405)}
    assert {name: codes for name, codes in answers.items() if codes not in allowed} == {}
    assert all(404 in codes for codes in answers.values())
    notice.refresh_from_db()
    assert notice.is_amending


def test_the_same_addresses_are_there_for_the_notices_own_administrator(client, notice, children):
    """SYS-02: so that 404 above is the gate's answer, and not that of an address that leads nowhere."""
    client.force_login(children.admin)

    answers = {name: client.get(address).status_code for name, address in addressed(notice, children).items()}

    assert {name for name, code in answers.items() if code == 404} == ASKS_MORE
    assert set(answers.values()) <= {200, 302, 404, 405}
