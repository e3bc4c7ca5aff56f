"""Lin's case is accepted and waits for its fee: 450 yuan, 1 September 8:00 to 15 October 18:00 (requirements D.2).

Qian and Jin keep the books of the committee's office; Bai belongs elsewhere.
"""

from dataclasses import dataclass
from datetime import datetime

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import SYSTEM, Membership, User
from accounts.states import Role
from config.lib import clock
from config.lib.flow import Asked
from declarations.models import Declaration
from declarations.states import State
from fees.effects import issue_bill
from fees.gateways import sandbox
from fees.models import Bill, Payment
from fees.services import open_payment, receive_notice
from tests.process.world import IN_STAGE_1, World, build_world, person
from tests.remembering import remembered
from tests.standins.pay import PayStandIn


def at(text: str) -> datetime:
    """A moment of 2024 in Asia/Shanghai: ``at("10-15 18:00")``."""
    return datetime.fromisoformat(f"2024-{text.replace(' ', 'T')}+08:00")


IN_WINDOW = at("09-12 10:00")
LAST_MOMENT = at("10-15 18:00:00")


@dataclass
class FeeWorld:
    world: World
    lin: User
    qian: User
    jin: User
    bai: User

    def case(self, name: str = "", *, level: str = "zg") -> Declaration:
        """An accepted case of a person of this name; Lin's without one."""
        applicant = person(name) if name else self.lin
        case = self.world.declaration(State.ACCEPTED, level=level, applicant=applicant)
        issue_bill(case, Asked(), actor=SYSTEM, now=clock.law())
        return case

    def bill(self, name: str = "", *, level: str = "zg") -> Bill:
        return Bill.objects.get(declaration=self.case(name, level=level))

    def order(self, bill: Bill) -> Payment:
        """An open order at the cashier."""
        return open_payment(bill.pk, actor=bill.declaration.applicant)

    def paid(self, bill: Bill) -> Payment:
        """An order paid at the sandbox and told."""
        payment = self.order(bill)
        assert sandbox.pay(payment.order_no)
        receive_notice(*sandbox.notice(payment.order_no))
        payment.refresh_from_db()
        return payment


@remembered
def build_fee_world() -> FeeWorld:
    with clock.law_at(IN_STAGE_1):
        world = build_world()
    jin = person("jin")
    Membership.objects.create(user=jin, organisation=world.edition.notice.office, role=Role.FINANCE)
    people = world.people
    return FeeWorld(world, people[Role.APPLICANT], people[Role.FINANCE], jin, people["outsider"])


@pytest.fixture(autouse=True)
def quiet(settings):
    settings.OUTBOX_NUDGE = False
    cache.clear()


@pytest.fixture
def fee_world(db) -> FeeWorld:
    world = build_fee_world()
    with clock.law_at(IN_WINDOW):
        yield world


@pytest.fixture
def shared_fee_world(transactional_db) -> FeeWorld:
    """The same, committed, so that threads see it (PostgreSQL only)."""
    world = build_fee_world()
    with clock.law_at(IN_WINDOW):
        yield world


@pytest.fixture
def bill(fee_world) -> Bill:
    return fee_world.bill()


@pytest.fixture
def service(settings, monkeypatch):
    """The payment service on 127.0.0.1, chosen in settings; its notices come through our door."""
    with PayStandIn() as service:
        settings.PAYMENT_GATEWAY = "fees.gateways.nontax.NonTaxGateway"
        settings.PAYMENT_GATEWAY_OPTIONS = service.options
        service.deliver = knock
        yield service


def knock(headers, body):
    """POST to our door as the provider does: no session, no CSRF token. Returns the status."""
    url = reverse("fees:notify", args=["nontax"])
    client = Client(enforce_csrf_checks=True)
    return client.post(url, body, content_type="application/json", headers=headers).status_code
