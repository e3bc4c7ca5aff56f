"""What departments, chain offices and the committee's office do to a case; what finance writes down."""

from datetime import datetime
from typing import Any

from config.lib import clock
from fees import services as fees
from fees.models import Bill, OutsidePayment, ReceiptRequest
from fees.services import confirm_outside_payment, enter_outside_payment
from review.approvals.guards.review import rows_asked
from review.approvals.selectors import addressee_stop
from review.approvals.services import answer_item, decide_exception, review_stop
from review.approvals.states import Addressee
from review.process.season.acts.applicant import own_items
from review.process.season.cast import Person
from review.process.season.world import World
from review.process.services import perform
from review.process.states import Action

GOOD = "经审核，推荐程序规范，材料完整，符合基本条件，单位推荐意见明确，同意报送。"


def sign_sheet(world: World, person: Person) -> None:
    """Every row of the desk's sheet holds (OFFICE-01)."""
    declaration = world.case(person)
    rows = {row: {"ok": True, "note": ""} for row in rows_asked(declaration)}
    review_stop(declaration.pk, actor=world.clerk_here(declaration), rows=rows, opinion=GOOD)


def forward(world: World, person: Person) -> None:
    """Reviewed and sent up (T11)."""
    sign_sheet(world, person)
    act(world, person, Action.FORWARD)


def accept(world: World, person: Person) -> None:
    """Reviewed and accepted: a bill follows (T18)."""
    sign_sheet(world, person)
    act(world, person, Action.ACCEPT)


def ask_for_correction(world: World, person: Person, due_at: datetime, *items: dict[str, Any]) -> None:
    """一次性告知 (T15)."""
    told = [{"todo": "请在规定时限内补正。", "counts": True} | item for item in items]
    explained = {"W115": "所定时限已考虑补充公示所需工作日。"}
    act(world, person, Action.REQUEST_CORRECTION, explained=explained, items=told, due_at=due_at)


def answer_own(world: World, person: Person) -> None:
    """A chain office has put its own opinion right (T16c)."""
    declaration = world.case(person)
    stop = addressee_stop(declaration)
    assert stop, "an item of a desk above the unit is open"
    for item in own_items(declaration, Addressee.LOCAL_OFFICE):
        answer_item(item.pk, actor=world.clerk_at(stop.organisation_id), answer="已补充审核意见。")


def hand_back(world: World, person: Person) -> None:
    """The file goes up from the desk that erred (T16c)."""
    stop = addressee_stop(world.case(person))
    assert stop, "an item of a desk above the unit is open"
    perform(world.cases[person.name], Action.RESUBMIT, actor=world.clerk_at(stop.organisation_id), confirm=True)


def decide_on_exception(world: World, person: Person, *, agree: bool) -> None:
    """The office's word on 破格 (PATH-16)."""
    reason = (
        "业绩突出，符合破格条件，同意放宽资历要求。" if agree else "提交的获奖材料未达到破格条件，不同意放宽学历要求。"
    )
    relaxes = ["资历"] if agree else []
    decide_exception(
        world.cases[person.name], actor=world.clerks["office"], agree=agree, relaxes=relaxes, reason=reason
    )


def refuse(world: World, person: Person, reason: str) -> None:
    """不予受理 (T19)."""
    act(world, person, Action.REFUSE, code="wrong_procedure", reason=reason)


def allow_late(world: World, person: Person, due_at: datetime, reason: str) -> None:
    """同意延后接收 (T20b)."""
    by_office(world, person, Action.ALLOW_LATE, due_at=due_at, reason=reason)


def refuse_late(world: World, person: Person, reason: str) -> None:
    """逾期不予受理 (T20b)."""
    by_office(world, person, Action.REFUSE_LATE, reason=reason)


def enter_payment(world: World, person: Person) -> None:
    """Money that came by bank is written down by one clerk of finance."""
    bill = Bill.objects.get(declaration=world.cases[person.name])
    enter_outside_payment(
        bill.pk,
        amount_fen=bill.amount_fen,
        paid_on=clock.local_date(clock.law()),
        voucher_no=f"YS{bill.number}",
        actor=world.clerks["finance"],
        remark="对公转账（演示）",
    )


def confirm_payment(world: World, person: Person) -> None:
    """The other clerk looks at the voucher: from here it is money."""
    entry = OutsidePayment.objects.waiting().get(bill__declaration=world.cases[person.name])
    confirm_outside_payment(entry.pk, actor=world.clerks["finance2"])


def issue_receipt(world: World, person: Person) -> None:
    """The treasury's system made the receipt; its numbers are written down."""
    asked = ReceiptRequest.objects.get(bill__declaration=world.cases[person.name])
    numbers = {"receipt_code": "45000124", "receipt_no": f"{person.number:010d}", "check_code": "demo00"}
    fees.issue_receipt(asked.pk, actor=world.clerks["finance"], **numbers)


def act(world: World, person: Person, action: Action, *, explained: Any = None, **answers: Any) -> None:
    """A move of the desk where the case stands."""
    declaration = world.case(person)
    perform(declaration.pk, action, actor=world.clerk_here(declaration), explained=explained, **answers)


def by_office(world: World, person: Person, action: Action, *, explained: Any = None, **answers: Any) -> None:
    """A move of the committee's office, wherever the case stands."""
    perform(world.cases[person.name], action, actor=world.clerks["office"], explained=explained, **answers)
