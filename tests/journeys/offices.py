"""The desks above the unit: review and forward, the one-time correction notice, acceptance."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.journeys import stage
from tests.journeys.walk import Journey, Walk

GOOD = "经审核，推荐程序规范，材料完整，符合基本条件，单位推荐意见明确，同意报送（演示）。"


def city_forwards(journey: Journey) -> None:
    """The city's office goes through its sheet and sends the case on."""
    journey.on("08-08 09:00")
    review_and_pass(journey, "baise")


def office_asks_for_correction(journey: Journey) -> None:
    """Everything at once, each item with its place (一次性告知)."""
    journey.on("09-03 09:00")
    with at_the_review(journey, "office") as walk:
        walk.press("退回或告知补正")
        walk.enter(item_addressee="申报人", item_part="身份证件")
        walk.enter(item_defect="身份证件扫描件只有一面（演示）。", item_todo="正反两面在同一页上，清晰完整。")
        walk.press("预览补正通知书")
        walk.says("身份证件扫描件只有一面")
        walk.press("发出补正通知书")
        if walk.offers("一次性告知", role="button"):
            walk.confirm()
        walk.says("补正")


def city_forwards_again(journey: Journey) -> None:
    """The same way, only what changed."""
    journey.on("09-09 09:00")
    review_and_pass(journey, "baise")


def office_accepts(journey: Journey) -> None:
    """Nothing is missing: accepted, a bill follows."""
    journey.on("09-10 09:00")
    review_and_pass(journey, "office")


def review_and_pass(journey: Journey, key: str, applicant: str = stage.APPLICANT) -> None:
    """Every row holds, the opinion is signed, the case goes on."""
    with at_the_review(journey, key, applicant) as walk:
        for row in walk.page.locator("main [name^=row_][value='1']").all():
            row.locator("xpath=ancestor::label[1]").click()
        walk.enter(opinion=GOOD)
        walk.press("签署审核意见")
        walk.follow("main .stickybar .btn.primary")
        walk.confirm()


@contextmanager
def at_the_review(journey: Journey, key: str, applicant: str = stage.APPLICANT) -> Iterator[Walk]:
    """Over the desk and the case to the page of review."""
    with journey.as_(stage.desk(key)) as walk:
        walk.press(applicant)
        walk.press("审查材料")
        yield walk
