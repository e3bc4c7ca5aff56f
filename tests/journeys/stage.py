"""What is there before the round is walked: directory, desks, committee and experts, the published notice."""

from accounts.orders import SEND_SMS, SmsOrder
from records.models import Outbox
from review.process.season import directory
from review.process.season.cast import clerks, credit_code, experts, staff
from review.process.season.playing import NOTICE, publish
from review.process.season.world import World
from tests.journeys.walk import Journey

UNIT = "百色右江壮锦坊有限公司（演示）"
USCC = credit_code(901)
CITY = "百色市职改办（演示）"
MANAGER, MANAGER_PHONE = "黄彩云", "19000008001"
APPLICANT, APPLICANT_PHONE = "黄丽芬", "19000008002"


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


def desk(key: str) -> str:
    """The phone of who sits at this desk."""
    return next(each.phone for each in (*clerks(), *staff()) if each.key == key)


def expert(name: str) -> str:
    """The phone of this expert."""
    return next(each.phone for _, each in experts("senior") if each.name == name)


def code_sent() -> str:
    """The code of the last text, as its reader sees it."""
    return SmsOrder.opened(Outbox.objects.filter(kind=SEND_SMS).latest("pk").payload).secret
