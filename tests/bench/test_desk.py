"""A desk's list of 2,000 and of 200,000 declarations, one after the other on one machine. Printed, never asserted.

Aim (performance.md): p95 with 200,000 at most 1.3 × p95 with 2,000, and the same statements.
"""

import time

import pytest
from django.urls import reverse

from accounts.states import Role
from config.lib import clock
from tests.bench.many import fill_season
from tests.helpers import statements
from tests.process.world import IN_STAGE_1, acting, build_world

pytestmark = [pytest.mark.bench, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
FEW, MANY = 2_000, 200_000
TURNS = 20
ASKED = {
    "waiting": {"queue": "waiting"},
    "all": {"queue": "all"},
    "by name": {"queue": "all", "q": "秀兰"},
    "by initials": {"queue": "all", "q": "wxl"},
    "by unit": {"queue": "all", "q": "窑15"},
    "by number": {"queue": "all", "q": "A123"},
    "narrowed": {"queue": "all", "level": "fg", "state": "office_review"},
    "nothing": {"queue": "all", "q": "没有这个人"},
    "by due": {"queue": "all", "sort": "due"},
    "by unit's name": {"queue": "all", "sort": "unit"},
}


def p95(client, query):
    address, taken = reverse("process:desk"), []
    for _ in range(TURNS):
        start = time.perf_counter()
        assert client.get(address, query).status_code == 200
        taken.append(time.perf_counter() - start)
    return sorted(taken)[int(TURNS * 0.95) - 1]


def measured(client, people):
    found = {}
    for role in (Role.OFFICE, Role.DEPARTMENT):
        client.force_login(acting(people[role], role))
        for name, query in ASKED.items():
            client.get(reverse("process:desk"), query)
            with statements() as made:
                client.get(reverse("process:desk"), query)
            found[f"{role} {name}"] = (p95(client, query), len(made))
    return found


def test_the_desks_list_of_200_000(client):
    """16-2."""
    with clock.law_at(IN_STAGE_1):
        world = build_world()
        fill_season(world, FEW, prefix="a")
        few = measured(client, world.people)
        fill_season(world, MANY - FEW, prefix="b")
        many = measured(client, world.people)
    print(f"\n{'desk and list':32} {FEW:>9,} {MANY:>9,}   ratio  statements")
    for name, (before, said) in few.items():
        after, told = many[name]
        print(f"{name:32} {before * 1000:6.0f} ms {after * 1000:6.0f} ms {after / before:6.2f}  {said}, {told}")
