"""Each fate of cast.yaml as planned happenings, at the dates of demo.md §2 and §8."""

from collections.abc import Callable

from review.approvals.states import Addressee
from review.process.season import texts
from review.process.season.acts import applicant, offices, unit
from review.process.season.cast import Person
from review.process.season.directory import join_unit, open_account
from review.process.season.player import moment
from review.process.season.telling import MINUTE, Story
from review.process.season.ways import (
    CORRECTED_BY,
    accepted,
    ask,
    back_up,
    declare,
    late_accepted,
    paid,
    recommended,
    through_unit,
    up,
    walk,
)
from review.process.season.world import World


def plan(story: Story, person: Person) -> None:
    """The whole life of one declaration up to the fee; rounds and results are planned for all at once."""
    day = 3 + person.number % 3
    story.each(f"07-{day:02d} 09:00", person, open_account)
    FATES.get(person.fate, walk)(story, person)


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
    story.each(
        "09-05 09:00",
        person,
        applicant.mend_achievement,
        applicant.mend_paper,
        applicant.answer_all,
        applicant.hand_back,
    )
    story.each("09-06 09:00", person, unit.verify, unit.pass_check)
    story.each("09-09 09:00", person, unit.hang_supplement, unit.show_online)
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
    defects = {
        f"achievement:{work.pk}": texts.RETURNS["works"],
        f"publication:{paper.pk}": texts.RETURNS["paper"].format(paper=paper.title),
    }
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
    ask(
        story,
        person,
        "09-05 10:00",
        Addressee.APPLICANT,
        "insurance",
        texts.RETURNS["insurance"],
    )


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
