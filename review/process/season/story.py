"""Each fate of cast.yaml as planned happenings, at the dates of demo.md §2, §7 and §8."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from declarations.states import State
from review.approvals.states import Addressee
from review.process.season import texts
from review.process.season.acts import applicant, offices, results, review, unit
from review.process.season.cast import Person
from review.process.season.directory import join_unit, open_account
from review.process.season.player import Player, moment
from review.process.season.world import World

Act = Callable[..., Any]
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
ON_THE_WAY = (State.DEPT_REVIEW, State.LOCAL_OFFICE_REVIEW)
CORRECTED_BY = "09-30 18:00"  # the end of the correction window
OUTSIDE = 5  # every fifth payer pays by bank


@dataclass(slots=True)
class Story:
    """Plans the life of each person; ``world.shift`` moves every date."""

    player: Player
    world: World

    def at(self, when: str | datetime, act: Act, *args: Any) -> None:
        """Plan an act of this world at a moment of the story."""
        self.player.at(self.moment(when), act, self.world, *args)

    def each(self, when: str, person: Person, *acts: Act) -> None:
        """Acts on one person, one after the other; people of one hour follow one another by minutes."""
        for number, act in enumerate(acts):
            self.at(moment(when) + person.number * MINUTE + number * MINUTE / 6, act, person)

    def moment(self, when: str | datetime) -> datetime:
        return (moment(when) if isinstance(when, str) else when) + self.world.shift


def plan(story: Story, person: Person) -> None:
    """The whole life of one declaration up to the fee; rounds and results are planned for all at once."""
    day = 3 + person.number % 3
    story.each(f"07-{day:02d} 09:00", person, open_account)
    FATES.get(person.fate, walk)(story, person)


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
        story.at(moment("07-06 08:30") + person.number * MINUTE, join_unit, person, _employer(person))
    story.each("07-08 09:00", person, applicant.begin, applicant.fill_in)
    story.each(f"07-{10 + person.number % 12:02d} 10:00", person, applicant.submit)


def through_unit(story: Story, person: Person) -> None:
    """Originals, defence, deliberation; the sheet goes up on 8-8, so that 8-9 … 8-15 count."""
    story.each("07-30 09:00", person, unit.verify, unit.pass_check)
    if person.is_senior:
        story.each("08-05 09:00", person, unit.hold_defence, unit.pass_defence)
    story.each("08-07 14:00", person, unit.deliberate)
    story.each("08-08 15:00", person, unit.hang_sheet)
    story.each("08-12 10:00", person, unit.photograph_sheet)


def recommended(story: Story, person: Person) -> None:
    """From 8-16 on the unit recommends, and the desks above send on."""
    story.each(f"08-{16 + person.number % 3:02d} 09:30", person, unit.recommend)
    up(story, person, "08-20 10:00", "08-23 09:00", "08-27 09:00")


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
    """By the cashier; every fifth by bank, with two clerks of finance."""
    act = offices.pay_outside if person.number % OUTSIDE == 0 else applicant.pay
    story.at(when + 3 * timedelta(hours=1) + person.number * MINUTE, act, person)


# ── detours: corrections on the way ────────────────────────────────────────────────────────────────────────────────
def ask(story: Story, person: Person, when: str, addressee: Addressee, part: str, defect: str) -> None:
    """The committee's office tells once what is to be put right (T15)."""
    item = {"addressee": addressee, "part": part, "defect": defect}
    due = story.moment(CORRECTED_BY)
    story.at(moment(when) + person.number * MINUTE, offices.ask_for_correction, person, due, item)


def again_from_defence(story: Story, person: Person) -> None:
    """The unit's defence is held again (T16b)."""
    ask(story, person, "09-04 10:00", Addressee.UNIT, "unit:defence", "单位答辩意见未记录提问和回答情况，请重新组织答辩。")
    story.each("09-10 09:00", person, unit.answer_own, unit.hand_back)
    story.each("09-13 09:00", person, unit.hold_defence, unit.pass_defence)
    back_up(story, person)


def again_from_deliberation(story: Story, person: Person) -> None:
    """The group deliberates again (T16b)."""
    ask(story, person, "09-04 10:00", Addressee.UNIT, "unit:deliberation", "审议推荐小组会议记录缺到会人员名单，请重新审议。")
    story.each("09-10 09:00", person, unit.answer_own, unit.hand_back)
    story.each("09-13 09:00", person, unit.deliberate, leave_deliberation)
    back_up(story, person)


def again_from_publicity(story: Story, person: Person) -> None:
    """The sheet hangs again, whole (T16b)."""
    ask(story, person, "09-04 10:00", Addressee.UNIT, "unit:publicity", texts.RETURNS["publicity"])
    story.each("09-09 09:00", person, unit.answer_own, unit.hand_back)
    story.each("09-11 09:00", person, unit.photograph_sheet)
    back_up(story, person)


def again_from_desk(story: Story, person: Person) -> None:
    """Only the city office's own opinion was wanting (T16c)."""
    ask(story, person, "09-04 10:00", Addressee.LOCAL_OFFICE, "desk:opinion", "市职改办审核意见未写明推荐程序审核情况。")
    story.each("09-10 10:00", person, offices.answer_own, offices.hand_back)
    up(story, person, "09-13 10:00", "09-16 10:00")
    late_accepted(story, person)


def again_from_check(story: Story, person: Person) -> None:
    """An item of the applicant's: the whole way again, what changed only (T16a)."""
    ask(story, person, "09-04 10:00", Addressee.APPLICANT, "slot:id_document", "身份证件扫描件只有一面，请补充后重新上传。")
    story.each("09-11 09:00", person, applicant.mend_slot, applicant.answer_all, applicant.hand_back)
    story.each("09-13 09:00", person, unit.verify, unit.pass_check)
    back_up(story, person)


def again_through_department(story: Story, person: Person) -> None:
    """The same, a few days ahead: on 9-12 it lies with the department."""
    ask(story, person, "09-03 10:00", Addressee.APPLICANT, "slot:id_document", "身份证件扫描件只有一面，请补充后重新上传。")
    story.each("09-06 09:00", person, applicant.mend_slot, applicant.answer_all, applicant.hand_back)
    story.each("09-09 09:00", person, unit.verify, unit.pass_check)
    story.each("09-10 15:00", person, unit.recommend)
    up(story, person, "09-13 10:00")
    late_accepted(story, person)


def leave_deliberation(world: World, person: Person) -> None:
    """The step leads to the recommendation, or hangs a sheet where none stands."""
    unit.hang_sheet(world, person)


def back_up(story: Story, person: Person) -> None:
    """The unit recommends once more; the desks above see what changed."""
    story.each("09-20 09:00", person, unit.recommend)
    up(story, person, "09-23 09:00", "09-24 09:00")
    late_accepted(story, person)


def late_accepted(story: Story, person: Person) -> None:
    """Corrected files are judged until 10-11 (G-04)."""
    story.each("09-27 14:00", person, offices.accept)
    paid(story, person, moment("10-08 09:00"))


# ── fates ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def returned(story: Story, person: Person) -> None:
    """An ordinary 退回 inside stage 1 (T03)."""
    declare(story, person)
    story.each("07-24 09:00", person, unit.give_back)
    story.each("07-26 09:00", person, applicant.mend_achievement, applicant.answer_all, applicant.submit)
    through_unit(story, person)
    recommended(story, person)
    accepted(story, person)


def one_person_group(story: Story, person: Person) -> None:
    """The county's office names who checks the owner of a one-person studio (G-32)."""
    story.each("07-29 09:00", person, unit.be_named)
    walk(story, person)


def corrected(story: Story, person: Person) -> None:
    """Two items of the applicant's; what was publicised changed, so it hangs again (T16a, T10)."""
    declare(story, person)
    through_unit(story, person)
    recommended(story, person)
    story.each("09-02 11:00", person, ask_two)
    story.each("09-05 09:00", person, applicant.mend_achievement, applicant.mend_paper, applicant.answer_all, applicant.hand_back)
    story.each("09-06 09:00", person, unit.verify, unit.pass_check)
    story.each("09-09 09:00", person, unit.hang_supplement)
    story.each("09-11 09:00", person, unit.photograph_sheet)
    story.each("09-18 09:00", person, unit.recommend)
    up(story, person, "09-19 10:00", "09-20 10:00")
    late_accepted(story, person)


def ask_two(world: World, person: Person) -> None:
    """Two defects, each at its own place."""
    declaration = world.case(person)
    work, paper = declaration.achievements.order_by("rank").last(), declaration.publications.order_by("rank").first()
    assert work
    assert paper
    defects = {f"achievement:{work.pk}": texts.RETURNS["works"], f"publication:{paper.pk}": texts.RETURNS["paper"].format(paper=paper.title)}
    items = [{"addressee": Addressee.APPLICANT, "part": part, "defect": defect} for part, defect in defects.items()]
    offices.ask_for_correction(world, person, moment(CORRECTED_BY) + world.shift, *items)


def unit_correction(story: Story, person: Person) -> None:
    """Seal and leader's signature are missing: the unit's to mend, the applicant's data stay locked (T16b)."""
    declare(story, person)
    through_unit(story, person)
    recommended(story, person)
    ask(story, person, "09-03 10:00", Addressee.UNIT, "slot:deliberation_opinion", texts.RETURNS["seal"])
    story.each("09-16 09:00", person, unit.answer_own, unit.hand_back)
    back_up(story, person)


def correction_unanswered(story: Story, person: Person) -> None:
    """Told once, never answered: lapses on 9-30 (T17)."""
    declare(story, person)
    through_unit(story, person)
    recommended(story, person)
    ask(story, person, "09-05 10:00", Addressee.APPLICANT, "experience", "专业技术工作经历缺项目起始时间和本人任职证明。")


def exceptional(story: Story, person: Person) -> None:
    """破格: the office decides before review (PATH-16)."""
    declare(story, person)
    through_unit(story, person)
    recommended(story, person)
    agree = person.fate == "exceptional_approved"
    story.at(moment("09-09 09:00") + person.number * MINUTE, decide, person, agree)
    if agree:
        story.each("09-11 09:00", person, offices.accept)
        paid(story, person, moment("09-18 09:00"))
    else:
        reason = "破格申报未获评委会所在职改办同意，且不符合常规学历条件。"
        story.at(moment("09-10 09:00") + person.number * MINUTE, offices.refuse, person, reason)


def decide(world: World, person: Person, agree: bool) -> None:  # noqa: FBT001  # an argument of a happening
    """Agreed, or not."""
    offices.decide_on_exception(world, person, agree=agree)


def unit_late_allowed(story: Story, person: Person) -> None:
    """Still with the unit on 8-23: the office agrees to receive it later (T20a, T20b)."""
    declare(story, person)
    through_unit(story, person)
    due, reason = story.moment("09-19 18:00"), "单位经办人住院期间未及时上报，非申报人原因，同意延后接收。"
    story.at("09-06 10:00", offices.allow_late, person, due, reason)
    story.each("09-13 09:00", person, unit.recommend)
    up(story, person, "09-14 09:00")
    story.each("09-19 09:00", person, offices.accept)
    paid(story, person, moment("09-24 09:00"))


def city_late_refused(story: Story, person: Person) -> None:
    """Still with the city's office on 8-30: not received (T20b)."""
    declare(story, person)
    through_unit(story, person)
    story.each("08-19 09:30", person, unit.recommend)
    story.at("09-13 14:00", offices.refuse_late, person, "未在规定时间内上报，且无正当理由，不予受理。")


def unpaid(story: Story, person: Person) -> None:
    """Accepted, never paid: lapses on 10-15 (T22)."""
    declare(story, person)
    through_unit(story, person)
    recommended(story, person)
    story.each("09-10 09:00", person, offices.accept)


def withdrawn(story: Story, person: Person) -> None:
    """Leaves on 8-28, whoever holds the file (T34)."""
    declare(story, person)
    through_unit(story, person)
    recommended(story, person)
    story.each("08-28 09:00", person, applicant.withdraw)


def never_submitted(story: Story, person: Person) -> None:
    """Begun, half filled in, never handed in: lapses on 8-23 (T20)."""
    story.at("07-06 08:30", join_unit, person, person.unit)
    story.each("07-20 20:00", person, applicant.begin, applicant.fill_in_half)


def refused_e109(story: Story, person: Person) -> None:
    """A 中级 attempt from a city's unit: this notice has no committee for it (CHAN-03)."""
    story.at("07-06 08:30", join_unit, person, person.unit)
    story.each("07-09 09:00", person, applicant.be_refused)


def plan_reviews(story: Story, people: list[Person]) -> None:
    """Both rounds, from the list to the chair's seal (demo.md §7)."""
    senior, junior = _sittings(story.world, people)
    hour = timedelta(hours=1)
    _plan_round(story, junior, "10-16 14:00", "10-17 15:00", "10-24 09:00", "10-29 09:00", "10-31 09:00")
    _plan_round(story, senior, "10-16 09:00", "10-17 10:00", "10-28 09:00", "11-05 09:00", "11-07 09:00")
    story.player.at(story.moment("10-18 09:00"), review.call_works, senior, story.moment("10-25 17:00"))
    story.player.at(story.moment("10-18 10:00"), review.call_defences, senior, story.moment("10-22 09:30"), hour / 2)
    story.player.at(story.moment("10-22 17:00"), review.hear_defences, senior)
    story.player.at(story.moment("10-25 17:00"), review.receive_all_works, senior)


def plan_results(story: Story, people: list[Person]) -> None:
    """Recheck, second publicity, the objection, confirmation and approval."""
    juniors, seniors = [each for each in people if not each.is_senior], [each for each in people if each.is_senior]
    story.at("11-04 09:00", results.recheck, juniors)
    story.at("11-05 09:00", results.publicise, juniors)
    story.at("11-11 09:00", results.recheck, seniors)
    story.at("11-13 09:00", results.publicise, seniors)
    for person in (each for each in people if each.fate == "objection"):
        story.each("11-18 09:00", person, results.object_to)
        story.each("11-19 09:00", person, results.freeze)
        story.each("11-27 09:00", person, results.dismiss)
    for senior, confirmed, approved in ((False, "12-03 09:00", "12-10 09:00"), (True, "12-05 09:00", "12-17 09:00")):
        story.at(confirmed, confirm, people, senior)
        story.at(approved, approve, people, senior)


def confirm(world: World, people: list[Person], senior: bool) -> None:  # noqa: FBT001  # an argument of a happening
    """By the authority of the rank."""
    results.confirm(world, people, senior=senior)


def approve(world: World, people: list[Person], senior: bool) -> None:  # noqa: FBT001  # an argument of a happening
    """By the issuing body."""
    results.approve(world, people, senior=senior)


def _plan_round(story: Story, sitting: review.Sitting, listed: str, given: str, read: str, called: str, held: str) -> None:
    at, start = story.player.at, story.moment(held)
    at(story.moment(listed), review.put_together, sitting, story.moment("11-30 18:00"))
    at(story.moment(given), review.give_out, sitting)
    at(story.moment(read), review.read, sitting)
    at(story.moment(called), review.call_meeting, sitting, start)
    for number, act in enumerate((review.open_vote, review.vote, review.count)):
        at(start + number * timedelta(hours=1), act, sitting)


def _sittings(world: World, people: list[Person]) -> tuple[review.Sitting, review.Sitting]:
    senior, junior = world.committees()
    return (
        review.Sitting(world, "senior", senior, [each for each in people if each.is_senior]),
        review.Sitting(world, "junior", junior, [each for each in people if not each.is_senior]),
    )


def _employer(person: Person) -> str:
    return person.unit


FATES: dict[str, Callable[[Story, Person], None]] = {
    "returned": returned,
    "one_person_group": one_person_group,
    "corrected": corrected,
    "unit_correction": unit_correction,
    "correction_unanswered": correction_unanswered,
    "exceptional_approved": exceptional,
    "exceptional_refused": exceptional,
    "unit_late_allowed": unit_late_allowed,
    "city_late_refused": city_late_refused,
    "unpaid": unpaid,
    "withdrawn": withdrawn,
    "never_submitted": never_submitted,
    "refused_e109": refused_e109,
}
DETOURS: dict[str, Callable[[Story, Person], None]] = {
    "defence": again_from_defence,
    "deliberation": again_from_deliberation,
    "publicity": again_from_publicity,
    "opinion": again_from_desk,
    "check": again_from_check,
    "department": again_through_department,
}
