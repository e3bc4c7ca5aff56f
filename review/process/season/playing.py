"""The plays themselves: a whole season, and the demo that stands still in the middle of it."""

from datetime import datetime
from pathlib import Path

import yaml
from django.conf import settings

from accounts.models import SYSTEM
from notices.services import load_notice, publish_notice
from notices.states import NoticeState
from review.process.season import deputies, directory, rounds, story
from review.process.season.batches import BETWEEN, EARLIER, LATER, NEXT, NEXT_OF_ZONE, draft, plan_batch
from review.process.season.cast import people
from review.process.season.chapters import DEMO, SEASON, announce
from review.process.season.player import Player, moment
from review.process.season.regional import enter_regional_days
from review.process.season.telling import AFTERWARDS, PUBLISHED, Story
from review.process.season.world import World

BEGIN = "06-24 09:00"
END = "12-31 12:00"
STANDS = "09-12 10:00"  # corrections, payment and office receiving are all live (demo.md §8)
NOTICE = "2024-craft-arts"
OF_ANOTHER_OFFICE = "2024-liudong-engineering"
EXPLAINED = "随程序附带的通知，供本机试用"


def play_season(*, until: datetime | None = None, names: frozenset[str] = frozenset(), loud: bool = False) -> World:
    """The notice of 2024 from its publication to the certificates, or up to a moment of it.

    ``names`` plays a few people of the cast only.
    """
    player, world = Player(moment(BEGIN)), World()
    if loud:
        announce(player, SEASON)
    plan_season(player, world, names)
    player.run(until or moment(END))
    directory.give_everybody_the_password()
    return world


def play_demo(*, loud: bool = False) -> World:
    """The season up to the day the demo stands still, and the small batches beside it.

    Directory and units come with the first of them, a year before.
    """
    first = World(EARLIER.shift)
    player = Player(moment(BEGIN) + EARLIER.shift)
    source = yaml.safe_load(notice_file(NOTICE).read_text("utf-8"))
    if loud:
        announce(player, DEMO)
    _enter(player, first)
    season = World.beside(first)
    player.at("03-20 09:00", enter_regional_days, season)
    player.at(PUBLISHED, publish, season, NOTICE)
    player.at(AFTERWARDS, directory.enter_committees, season)
    player.at("07-03 08:00", plan_people, Story(player, season))
    for batch in (EARLIER, BETWEEN, LATER):
        plan_batch(player, first if batch is EARLIER else World.beside(first, batch.shift), batch, source)
    player.at("09-10 09:00", draft, season, *NEXT)
    deputies.plan(player, season)
    zone = World.beside(first)
    player.at("07-12 09:00", publish, zone, OF_ANOTHER_OFFICE)  # the day it bears
    player.at("07-12 10:00", directory.enter_keepers, zone)
    player.at("09-10 09:30", draft, zone, *NEXT_OF_ZONE, "zone")
    player.run(moment(STANDS))
    directory.give_everybody_the_password()
    return season


def plan_season(player: Player, world: World, names: frozenset[str] = frozenset()) -> None:
    """Directory, notice, units, people, rounds and results."""
    _enter(player, world)
    player.at(PUBLISHED, publish, world, NOTICE)
    player.at(AFTERWARDS, directory.enter_committees, world)
    player.at("07-03 08:00", plan_people, Story(player, world), names)


def _enter(player: Player, world: World) -> None:
    told = Story(player, world)
    for enter in directory.DIRECTORY:
        told.at(BEGIN, enter)
    told.at("07-02 11:00", directory.register_units)  # the notice is out: they come for it


def plan_people(told: story.Story, names: frozenset[str] = frozenset()) -> None:
    """Everybody's life, and the meetings they share. The notice is there by now."""
    everybody = [each for each in people() if not names or each.name in names]
    for person in everybody:
        story.plan(told, person)
    for person in (each for each in people("refused") if not names or each.name in names):
        story.plan(told, person)
    rounds.plan_reviews(told, everybody)
    rounds.plan_results(told, everybody)


def publish(world: World, code: str) -> None:
    """The notice file, loaded and published; a database that has it already keeps it as it is."""
    notice = load_notice(notice_file(code), actor=SYSTEM)
    if notice.state == NoticeState.DRAFT:
        publish_notice(notice.pk, actor=SYSTEM, explained=EXPLAINED)
        notice.refresh_from_db()
    world.notice = notice


def notice_file(code: str) -> Path:
    """Where a notice's file stands."""
    return Path(settings.BASE_DIR) / "notices" / "data" / f"{code}.yaml"
