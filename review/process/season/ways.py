"""The ordinary way of a declaration up to the fee, and the corrections that lead around."""

from collections.abc import Callable
from datetime import datetime, timedelta

from declarations.states import State
from review.approvals.states import Addressee
from review.process.season import texts
from review.process.season.acts import applicant, offices, unit
from review.process.season.cast import Person
from review.process.season.directory import join_unit
from review.process.season.player import moment
from review.process.season.telling import DAY, MINUTE, Story
from review.process.season.world import World

ON_THE_WAY = (State.DEPT_REVIEW, State.LOCAL_OFFICE_REVIEW)
CORRECTED_BY = "09-30 18:00"  # the end of the correction window
OUTSIDE, RECEIPTS = 5, 6  # every fifth payer pays by bank, every sixth asks for a receipt


# ── the ordinary way ───────────────────────────────────────────────────────────────────────────────────────────────
def walk(story: Story, person: Person) -> None:
    """Declare, through the unit and the desks above it, accepted, paid."""
    declare(story, person)
    through_unit(story, person)
    recommended(story, person)
    (DETOURS[person.detour] if person.detour else accepted)(story, person)


def declare(story: Story, person: Person) -> None:
    """Begin, fill in over some days, hand in."""
    if person.fate != "freelancer":
        story.at(moment("07-06 08:30") + person.number * MINUTE, join_unit, person, person.unit)
    story.each("07-08 09:00", person, applicant.begin)
    story.each("07-09 09:00", person, applicant.fill_in)
    story.each(f"07-{10 + person.number % 12:02d} 10:00", person, applicant.submit)


def through_unit(story: Story, person: Person) -> None:
    """Originals, defence, deliberation; the sheet goes up on 8-8, so that 8-9 … 8-15 count."""
    story.each("07-30 09:00", person, unit.verify, unit.pass_check)
    if person.is_senior:
        story.each("08-05 09:00", person, unit.hold_defence)
        story.each("08-06 09:00", person, unit.pass_defence)
    story.each("08-06 15:00", person, unit.set_up_group)
    story.each("08-07 14:00", person, unit.deliberate)
    story.each("08-08 15:00", person, unit.hang_sheet)
    story.each("08-12 10:00", person, unit.photograph_sheet)


def recommended(story: Story, person: Person) -> None:
    """From 8-16 on the unit recommends, and the desks above send on."""
    when = moment(f"08-{16 + person.number % 3:02d} 09:30") + person.number * MINUTE
    story.at(when, recommend_when_over, person, story)
    up(story, person, "08-20 10:00", "08-23 09:00", "08-27 09:00")


def recommend_when_over(world: World, person: Person, story: Story) -> None:
    """A round moved to other weeks meets other holidays: who still hangs on the board is recommended a day later."""
    if world.case(person).state == State.UNIT_PUBLICITY:
        story.player.at(story.player.now + DAY, recommend_when_over, world, person, story)
    else:
        unit.recommend(world, person)


def up(story: Story, person: Person, *moments: str) -> None:
    """The desks on the way send on, each when its day comes."""
    for when in moments:
        story.each(when, person, forward_if_on_the_way)


def forward_if_on_the_way(world: World, person: Person) -> None:
    """Routes differ in length: who has arrived stays where they are."""
    if world.case(person).state in ON_THE_WAY:
        offices.forward(world, person)


def accepted(story: Story, person: Person) -> None:
    """The committee's office works through its list all September; the fee follows some days later."""
    when = moment("09-02 09:00") + person.number % 17 * DAY
    story.at(when + person.number * MINUTE, offices.accept, person)
    paid(story, person, when + (2 + person.number % 4) * DAY)


def paid(story: Story, person: Person, when: datetime) -> None:
    """By the cashier; every fifth by bank, which two clerks of finance look at. Some ask for a receipt."""
    at = when + 3 * timedelta(hours=1) + person.number * MINUTE
    if person.number % OUTSIDE == 0:
        story.at(at, offices.enter_payment, person)
        story.at(at + DAY, offices.confirm_payment, person)
    else:
        story.at(at, applicant.pay, person)
    if person.number % RECEIPTS == 0:
        story.at(at + 2 * DAY, applicant.ask_for_receipt, person)
        story.each("11-15 09:00", person, offices.issue_receipt)


# ── detours: corrections on the way ────────────────────────────────────────────────────────────────────────────────
def ask(story: Story, person: Person, when: str, addressee: Addressee, part: str, defect: str) -> None:
    """The committee's office tells once what is to be put right (T15)."""
    item = {"addressee": addressee, "part": part, "defect": defect}
    due = story.moment(CORRECTED_BY)
    story.at(moment(when) + person.number * MINUTE, offices.ask_for_correction, person, due, item)


def again_from_defence(story: Story, person: Person) -> None:
    """The unit's defence is held again (T16b)."""
    ask(
        story,
        person,
        "09-04 10:00",
        Addressee.UNIT,
        "unit:defence",
        "单位答辩意见未记录提问和回答情况，请重新组织答辩。",
    )
    story.each("09-10 09:00", person, unit.answer_own, unit.hand_back)
    story.each("09-13 09:00", person, unit.hold_defence, unit.pass_defence)
    back_up(story, person)


def again_from_deliberation(story: Story, person: Person) -> None:
    """The group deliberates again (T16b)."""
    ask(
        story,
        person,
        "09-04 10:00",
        Addressee.UNIT,
        "unit:deliberation",
        "审议推荐小组会议记录缺到会人员名单，请重新审议。",
    )
    story.each("09-10 09:00", person, unit.answer_own, unit.hand_back)
    story.each("09-13 09:00", person, unit.deliberate, unit.hang_sheet)
    back_up(story, person)


def again_from_publicity(story: Story, person: Person) -> None:
    """The sheet hangs again, whole (T16b)."""
    ask(story, person, "09-04 10:00", Addressee.UNIT, "unit:publicity", texts.RETURNS["publicity"])
    story.each("09-09 09:00", person, unit.answer_own, unit.hand_back)
    story.each("09-11 09:00", person, unit.photograph_sheet)
    back_up(story, person)


def again_from_desk(story: Story, person: Person) -> None:
    """Only the city office's own opinion was wanting (T16c)."""
    ask(
        story, person, "09-04 10:00", Addressee.LOCAL_OFFICE, "desk:opinion", "市职改办审核意见未写明推荐程序审核情况。"
    )
    story.each("09-10 10:00", person, offices.answer_own, offices.hand_back)
    up(story, person, "09-13 10:00", "09-16 10:00")
    late_accepted(story, person)


def again_from_check(story: Story, person: Person) -> None:
    """An item of the applicant's: the whole way again, what changed only (T16a)."""
    ask(
        story,
        person,
        "09-04 10:00",
        Addressee.APPLICANT,
        "slot:id_document",
        "身份证件扫描件只有一面，请补充后重新上传。",
    )
    story.each("09-11 09:00", person, applicant.mend_slot, applicant.answer_all, applicant.hand_back)
    story.each("09-13 09:00", person, unit.verify, unit.pass_check)
    back_up(story, person)


def again_through_department(story: Story, person: Person) -> None:
    """The same, a few days ahead: on 9-12 it lies with the department."""
    ask(
        story,
        person,
        "09-03 10:00",
        Addressee.APPLICANT,
        "slot:id_document",
        "身份证件扫描件只有一面，请补充后重新上传。",
    )
    story.each("09-06 09:00", person, applicant.mend_slot, applicant.answer_all, applicant.hand_back)
    story.each("09-09 09:00", person, unit.verify, unit.pass_check)
    story.each("09-10 15:00", person, unit.recommend)
    up(story, person, "09-13 10:00")
    late_accepted(story, person)


def back_up(story: Story, person: Person) -> None:
    """The unit recommends once more; the desks above see what changed."""
    story.each("09-20 09:00", person, unit.recommend)
    up(story, person, "09-23 09:00", "09-24 09:00")
    late_accepted(story, person)


def late_accepted(story: Story, person: Person) -> None:
    """Corrected files are judged until 10-11 (G-04)."""
    story.each("09-27 14:00", person, offices.accept)
    paid(story, person, moment("10-08 09:00"))


DETOURS: dict[str, Callable[[Story, Person], None]] = {
    "defence": again_from_defence,
    "deliberation": again_from_deliberation,
    "publicity": again_from_publicity,
    "opinion": again_from_desk,
    "check": again_from_check,
    "department": again_through_department,
}
