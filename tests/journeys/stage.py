"""What is there before the round is walked: directory, desks, committee and experts, the published notice."""

from datetime import date

from accounts.models import Organisation, User
from accounts.orders import SEND_SMS, SmsOrder
from accounts.services.employments import ask_employment, confirm_employment
from accounts.services.units import UnitData, approve_unit, register_unit
from accounts.states import OrganisationKind
from records.models import Outbox
from records.services.files import accept_upload
from review.process.season import directory
from review.process.season.cast import clerks, credit_code, experts, staff
from review.process.season.papers import sheet
from review.process.season.playing import NOTICE, publish
from review.process.season.world import World
from tests.journeys.walk import Journey

UNIT = "百色右江壮锦坊有限公司（演示）"
USCC = credit_code(901)
CITY = "百色市职改办（演示）"
MANAGER, MANAGER_PHONE = "黄彩云", "19000008001"
APPLICANT, APPLICANT_PHONE = "黄丽芬", "19000008002"
APPLICANT_ID = "450102197804160063"


def set_stage(journey: Journey) -> None:
    """Entered by an administrator before the year begins."""
    journey.on("07-01 09:00")
    world = World()
    for enter in directory.DIRECTORY:
        enter(world)
    publish(world, NOTICE)
    directory.enter_committees(world)
    directory.give_everybody_the_password()
    journey.on("07-03 09:00")


def employed() -> None:
    """The unit is registered and has confirmed its person, as other journeys do by clicks."""
    manager = directory.registered(MANAGER, "450102198203155626", MANAGER_PHONE)
    city = Organisation.objects.get(name=CITY)
    upload = accept_upload(sheet("营业执照（演示）", [f"名称：{UNIT}"]), name="营业执照.jpg", by=manager.pk)
    data = UnitData(
        name=UNIT,
        kind=OrganisationKind.UNIT,
        uscc=USCC,
        legal_representative=MANAGER,
        parent=city,
        affiliation="city",
        place="百色市右江区",
        contact_phone="0776-2800001",
        nature="private_enterprise",
        industry="制造业",
        address="百色市右江区城东大道1号",
    )
    unit = register_unit(data=data, licence=upload, actor=manager)
    unit = approve_unit(unit.pk, actor=User.objects.by_phone(desk("baise")))
    person = directory.registered(APPLICANT, APPLICANT_ID, APPLICANT_PHONE)
    asked = ask_employment(person=person, organisation=unit, since=date(2018, 3, 1))
    confirm_employment(asked.pk, actor=manager)
    directory.give_everybody_the_password()


def desk(key: str) -> str:
    """The phone of who sits at this desk."""
    return next(each.phone for each in (*clerks(), *staff()) if each.key == key)


def expert(name: str) -> str:
    """The phone of this expert."""
    return next(each.phone for _, each in experts("senior") if each.name == name)


def code_sent() -> str:
    """The code of the last text, as its reader sees it."""
    return SmsOrder.opened(Outbox.objects.filter(kind=SEND_SMS).latest("pk").payload).secret
