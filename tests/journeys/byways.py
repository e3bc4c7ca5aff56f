"""What not everybody meets in a year: the department, payments made outside, the defence, works, an objection."""

from review.outcomes.models import Objection
from tests.journeys import stage
from tests.journeys.offices import review_and_pass
from tests.journeys.walk import Journey, Walk

THROUGH_DEPARTMENT, PAYS_OUTSIDE, DEFENDS, OBJECTED_TO = "覃桂英", "林远帆", "覃𬭚", "覃𬭚"
FOUND = "经核查，作品署名与原始创作记录一致，异议所述情况不属实（演示）。"


def department_forwards(journey: Journey) -> None:
    """The department goes through its sheet and sends the case to the committee's office."""
    review_and_pass(journey, "culture", THROUGH_DEPARTMENT)


def two_clerks_enter_a_payment(journey: Journey) -> None:
    """Paid at the bank: one enters it, the other checks and confirms."""
    with journey.as_(stage.desk("finance")) as walk:
        bill_of(walk, PAYS_OUTSIDE)
        walk.enter(amount=owed(walk), paid_on="2024-09-11", voucher_no="桂银回单（演示）0911-001")
        walk.press("登记", role="button")
        walk.says("待复核")
    with journey.as_(stage.desk("finance2")) as walk:
        walk.press("待复核的线下缴费")
        walk.page.locator("main [name=pick]").first.check()
        walk.press("确认所选")
        bill_of(walk, PAYS_OUTSIDE)
        walk.says("已缴")


def bill_of(walk: Walk, name: str) -> None:
    """Over the desk's search."""
    walk.menu("缴费")
    walk.enter(q=name)
    walk.press("查询", role="button")
    walk.follow("main td a[href*='/fees/desk/bills/']")


def owed(walk: Walk) -> str:
    """The amount on the bill's page."""
    return walk.page.locator("main .facts").first.inner_text().split("应缴金额")[1].split("元")[0].strip()


def secretary_records_the_defence(journey: Journey) -> None:
    """Too long is refused with the limit; then as it was."""
    with journey.as_(stage.desk("secretary")) as walk:
        at_the_entry(walk)
        walk.follow("main a[href$='/defence/']")
        walk.enter(
            prepare_used=12, answer_used=14, questions="工艺创新在哪里？（演示）", opinion="答辩流畅，同意（演示）。"
        )
        walk.press("保存记录")
        walk.says("10")
        walk.enter(prepare_used=9)
        walk.press("保存记录")
        walk.press("生成", role="button")


def secretary_receives_the_works(journey: Journey) -> None:
    """What was brought is counted; it goes back later."""
    with journey.as_(stage.desk("secretary")) as walk:
        at_the_entry(walk)
        walk.follow("main a[href$='/works/']")
        walk.press("登记接收", role="button")
        walk.press("登记归还", role="button")


def at_the_entry(walk: Walk) -> None:
    """Over the round's list."""
    walk.menu("评审批次")
    walk.press("2024年第一批（正副高级）")
    walk.press(DEFENDS)


def somebody_objects(journey: Journey) -> None:
    """Without an account and without a name; followed by its code."""
    with journey.visitor() as walk:
        walk.press("公示公告")
        walk.follow("main a[href*='/publicities/']")
        walk.press(f"对 {OBJECTED_TO} 提出异议")
        walk.tick("匿名")
        walk.press("下一步")
        walk.enter(text="获奖作品系与他人合作完成，申报材料未注明合作者，请核查（演示）。")
        walk.press("提交异议")
        walk.says("查询码")
        walk.press("查询办理情况")
        walk.enter(code=Objection.objects.latest("pk").tracking_code)
        walk.press("查询", role="button")
        walk.says("办理情况")


def supervision_takes_it_up(journey: Journey) -> None:
    """The result is frozen while it is looked into."""
    with journey.as_(stage.desk("supervision")) as walk:
        at_the_objection(walk)
        walk.follow("main .panel .btn.primary")
        walk.enter(reason="异议有具体内容、可以核查，予以受理（演示）。")
        walk.follow("main form .btn.primary")
        walk.says("已办理")


def supervision_decides(journey: Journey) -> None:
    """Not founded: the result goes on; whoever objected reads why."""
    with journey.as_(stage.desk("supervision")) as walk:
        at_the_objection(walk)
        walk.press("异议不成立")
        walk.enter(reason=FOUND, reply=FOUND)
        walk.follow("main form .btn.primary")
        walk.says("已办理")


def at_the_objection(walk: Walk) -> None:
    """Over the desk's list, every state."""
    walk.menu("结果异议")
    walk.press(OBJECTED_TO)
