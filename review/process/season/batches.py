"""Small notices beside the season, for the demo: the same law with its dates moved, and a title that says so.

On one day no notice holds a case in every state; a finished round, one under review and one open for declaring do.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from accounts.models import SYSTEM
from notices.drafting.cards import CARDS
from notices.services import clone_notice, load_notice, publish_notice
from notices.states import NoticeState
from review.process.season import directory, rounds, story
from review.process.season.acts import applicant, results, review, unit
from review.process.season.cast import Person, people
from review.process.season.directory import join_unit, open_account
from review.process.season.player import Player, moment
from review.process.season.sign_ins import VOTERS
from review.process.season.telling import AFTERWARDS, MINUTE, PUBLISHED, Story
from review.process.season.ways import walk
from review.process.season.world import World

WEEK = timedelta(weeks=1)
TEXT = "本通知为演示用，条款与2024年度广西工艺美术系列职称评审通知相同，各阶段时间整体平移。"
EXPLAINED = "演示批次"
# The notice of 2024 for craft arts prints none: those of 2024-liudong-engineering (UNIT-18, DEPT-02), so that figures,
# a matter to decide and what follows can be tried at an office that has cases.
RATIOS = {"unit_problem_ratio": 0.10, "department_unqualified_ratio": 0.20, "small_sample_below": 5}
OF_RATIOS = "为便于试用，另设问题率标准：单位申报材料问题率 10%，主管部门推荐不符合率 20%。"


@dataclass(frozen=True, slots=True)
class Batch:
    """One moved notice: ``group`` of the cast plays under it."""

    code: str
    title: str
    year: int
    shift: timedelta
    group: str
    has_ratios: bool = False


EARLIER = Batch(
    "2023-craft-arts-demo",
    "2023年度广西工艺美术系列职称评审（演示·往年批次）",
    2023,
    -52 * WEEK,
    "earlier",
    has_ratios=True,
)
BETWEEN = Batch(
    "2024-craft-arts-demo-1",
    "2024年度广西工艺美术系列职称评审（演示·评审进行中）",
    2024,
    -9 * WEEK,
    "between",
    has_ratios=True,
)
NEXT = ("2025-craft-arts-demo", 2025)
NEXT_OF_ZONE = ("2025-liudong-engineering-demo", 2025)
LATER = Batch("2024-craft-arts-demo-2", "2024年度广西工艺美术系列职称评审（演示·正在申报）", 2024, 5 * WEEK, "later")


def moved(source: Mapping[str, Any], batch: Batch) -> dict[str, Any]:
    """The notice file with every date moved; years in labels follow, numbers of documents do not."""
    years = batch.year - int(source["year"])
    told: dict[str, Any] = _moved(dict(source), batch.shift)
    told |= {
        "code": batch.code,
        "title": batch.title,
        "year": batch.year,
        "body": [{"num": "", "text": TEXT + OF_RATIOS * batch.has_ratios}],
        "cc": [],
        "quality_thresholds": RATIOS if batch.has_ratios else None,
    }
    told["checklist"] = [row | {"label": _later(row["label"], years)} for row in told["checklist"]]
    told["attachments"] = [row | {"title": _later(row["title"], years)} for row in told["attachments"]]
    told["self_assessment"]["title"] = _later(told["self_assessment"]["title"], years)
    told["ce"] |= {"public_course_year": batch.year, "reference_year": batch.year - 1}
    told["seniority"]["cutoff_date"] = date(batch.year, 12, 31)
    return told


def plan_batch(player: Player, world: World, batch: Batch, source: Mapping[str, Any]) -> None:
    """The moved notice is published, and each of its people is played to where they belong."""
    told = Story(player, world)
    told.at(PUBLISHED, publish, batch, source)
    told.at(AFTERWARDS, directory.enter_committees)
    player.at(told.moment("07-03 08:00"), plan_people, told, batch)


def draft(world: World, code: str, year: int, by: str = "admin") -> None:
    """The notice of the next year as its administrator finds it: copied from this year's, not yet looked through."""
    cards = [card.code for card in CARDS]
    clone_notice(world.notice.pk, code=code, year=year, cards=cards, actor=world.clerks[by])


def publish(world: World, batch: Batch, source: Mapping[str, Any]) -> None:
    """Load and publish the moved notice."""
    notice = load_notice(moved(source, batch), actor=SYSTEM)
    if notice.state == NoticeState.DRAFT:
        publish_notice(notice.pk, actor=SYSTEM, explained=EXPLAINED)
        notice.refresh_from_db()
    world.notice = notice


def plan_people(told: Story, batch: Batch) -> None:
    """A finished round as a whole; of the others each person's own way."""
    everybody = people(batch.group)
    if batch is EARLIER:
        for person in everybody:
            story.plan(told, person)
        rounds.plan_reviews(told, everybody)
        rounds.plan_results(told, everybody)
    elif batch is BETWEEN:
        for person in everybody:
            _plan_paid(told, person)
        _plan_rounds(told, everybody)
    else:
        for person in everybody:
            _plan_half_way(told, person)


# ── a round under review ───────────────────────────────────────────────────────────────────────────────────────────
def _plan_paid(told: Story, person: Person) -> None:
    """The ordinary way up to the fee."""
    told.each("07-03 09:00", person, open_account)
    walk(told, person)


def _plan_rounds(told: Story, everybody: list[Person]) -> None:
    """Five rounds, each left where its people are to be found."""
    senior, junior = told.world.committees()
    plans = (
        ("senior", senior, ("to_confirm",), _leave_with_the_region),
        ("senior", senior, ("to_defence", "to_reading", "to_round"), _leave_reading),
        ("senior", senior, ("to_vote",), _leave_voting),
        ("junior", junior, ("to_recheck",), _leave_rechecking),
        ("junior", junior, ("to_publicity", "to_objection", "to_report", "to_confirmed"), _leave_publicised),
    )
    for number, (key, committee, fates, leave) in zip("一二三四五", plans, strict=True):
        chosen = [each for each in everybody if each.fate in fates]
        leave(told, review.Sitting(told.world, key, committee, chosen, batch=f"第{number}批"))


def _listed(told: Story, sitting: review.Sitting, when: str = "10-16 09:00") -> None:
    told.player.at(told.moment(when), review.put_together, sitting, told.moment("12-31 18:00"))


def _leave_reading(told: Story, sitting: review.Sitting) -> None:
    at, when = told.player.at, told.moment
    _listed(told, sitting, "11-11 09:00")
    at(when("11-12 09:00"), review.give_out, sitting, ("to_round",))
    defending, reading = (
        [each for each in sitting.people if each.fate == fate] for fate in ("to_defence", "to_reading")
    )
    at(when("11-13 09:00"), review.read, sitting, defending)
    at(when("11-13 09:30"), review.begin_reading, sitting, reading)
    at(when("11-13 10:00"), review.call_defences, sitting, when("11-19 09:30"), timedelta(minutes=30))


def _leave_voting(told: Story, sitting: review.Sitting) -> None:
    """Only whom the sign-in page offers has not voted yet: with their votes the box can be closed and counted."""
    at, when = told.player.at, told.moment
    _listed(told, sitting)
    at(when("10-21 09:00"), review.give_out, sitting)
    at(when("10-28 09:00"), review.read, sitting)
    at(when("11-11 09:00"), review.call_meeting, sitting, when("11-14 09:00"))
    at(when("11-14 09:00"), review.open_vote, sitting)
    at(when("11-14 09:30"), review.vote, sitting, [name for name, _ in VOTERS])


def _decided(told: Story, sitting: review.Sitting, held: str) -> None:
    at, when = told.player.at, told.moment
    _listed(told, sitting, "10-16 14:00")
    at(when("10-17 15:00"), review.give_out, sitting)
    at(when("10-24 09:00"), review.read, sitting)
    at(when("10-29 09:00"), review.call_meeting, sitting, when(held))
    for number, act in enumerate((review.open_vote, review.vote, review.count)):
        at(when(held) + number * timedelta(hours=1), act, sitting)


def _leave_rechecking(told: Story, sitting: review.Sitting) -> None:
    _decided(told, sitting, "11-12 09:00")


def _leave_with_the_region(told: Story, sitting: review.Sitting) -> None:
    """Publicised without an objection: the region's office confirms next (T31)."""
    _decided(told, sitting, "10-30 09:00")
    told.at("11-04 09:00", results.recheck, sitting.people)
    told.at("11-04 14:00", results.publicise, sitting.people)


def _leave_publicised(told: Story, sitting: review.Sitting) -> None:
    """Those who are to be found further were publicised first."""
    _decided(told, sitting, "10-31 09:00")
    first = [each for each in sitting.people if each.fate in {"to_report", "to_confirmed"}]
    now = [each for each in sitting.people if each not in first]
    told.at("11-04 09:00", results.recheck, sitting.people)
    told.at("11-04 15:00", results.publicise, first)
    told.at("11-12 15:00", results.publicise, now)
    for person in (each for each in now if each.fate == "to_objection"):
        told.each("11-13 09:00", person, results.object_to)
        told.each("11-13 15:00", person, results.freeze)
    told.at("11-13 09:00", confirm_some, [each for each in first if each.fate == "to_confirmed"])


def confirm_some(world: World, chosen: list[Person]) -> None:
    """The committee's own office confirms what is not senior."""
    results.confirm(world, chosen, senior=False)


# ── a notice open for declaring ────────────────────────────────────────────────────────────────────────────────────
def _plan_half_way(told: Story, person: Person) -> None:
    """Step by step until the one where this person is to be found."""
    told.each("07-09 09:00", person, open_account)
    told.at(moment("07-10 08:30") + person.number * MINUTE, join_unit, person, person.unit)
    if person.fate == "in_draft":
        told.each("08-05 20:00", person, applicant.begin, applicant.fill_in_half)
        return
    told.each("07-10 09:00", person, applicant.begin, applicant.fill_in, applicant.submit)
    for when, fates, acts in STEPS:
        if person.fate in fates:
            told.each(when, person, *(act for act in acts if person.is_senior or act not in DEFENCE))


def _moved(value: Any, by: timedelta) -> Any:
    """Dates and moments anywhere inside, moved; words as they are."""
    if isinstance(value, dict):
        return {name: _moved(each, by) for name, each in value.items()}
    if isinstance(value, list):
        return [_moved(each, by) for each in value]
    return value + by if isinstance(value, date) else value  # a datetime is a date


def _later(label: str, years: int) -> str:
    return re.sub(r"20\d\d(?=年)", lambda found: str(int(found[0]) + years), label)


DEFENCE = (unit.hold_defence, unit.pass_defence)
BEYOND_CHECK = ("at_defence", "at_deliberation", "at_publicity", "at_recommendation", "at_department", "at_county")
BEYOND_DEFENCE = BEYOND_CHECK[1:]
BEYOND_PUBLICITY = BEYOND_CHECK[3:]
Acts = tuple[Callable[..., Any], ...]
STEPS: tuple[tuple[str, tuple[str, ...], Acts], ...] = (
    ("07-19 09:00", BEYOND_CHECK, (unit.verify, unit.pass_check)),
    ("07-22 09:00", BEYOND_DEFENCE, DEFENCE),
    ("07-25 09:00", BEYOND_PUBLICITY, (unit.set_up_group, unit.deliberate, unit.hang_sheet)),
    ("07-29 09:00", BEYOND_PUBLICITY, (unit.photograph_sheet,)),
    ("08-05 09:00", ("at_publicity",), (unit.set_up_group, unit.deliberate, unit.hang_sheet)),
    ("08-05 14:00", ("at_department", "at_county"), (unit.recommend,)),
)
