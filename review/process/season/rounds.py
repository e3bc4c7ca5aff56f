"""The meetings everybody shares, and what follows from them, at the dates of demo.md §7."""

from datetime import timedelta

from review.process.season.acts import results, review
from review.process.season.cast import Person
from review.process.season.telling import Story
from review.process.season.world import World


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
    for person in [each for each in seniors if each.fate == "fail"][-1:]:
        story.each("11-12 09:00", person, results.ask_for_review)
        story.each("11-15 09:00", person, results.answer_review)
    for senior, confirmed, approved in ((False, "12-03 09:00", "12-10 09:00"), (True, "12-05 09:00", "12-17 09:00")):
        story.at(confirmed, confirm, people, senior)
        story.at(approved, approve, people, senior)


def confirm(world: World, people: list[Person], senior: bool) -> None:  # noqa: FBT001  # an argument of a happening
    """By the authority of the rank."""
    results.confirm(world, people, senior=senior)


def approve(world: World, people: list[Person], senior: bool) -> None:  # noqa: FBT001  # an argument of a happening
    """By the issuing body."""
    results.approve(world, people, senior=senior)


def _plan_round(
    story: Story, sitting: review.Sitting, listed: str, given: str, read: str, called: str, held: str
) -> None:
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
