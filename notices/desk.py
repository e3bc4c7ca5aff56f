"""What the notice desk shows: its notices, the wall of one draft, its pages of dates and of last year's words (S24)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404
from django.utils.timezone import localtime

from accounts.models import Membership, Organisation, User
from accounts.states import OrganisationKind, Role
from committees.models import Series
from config.lib.reason import Reason
from notices.drafting.cards import BY_KEY, CARDS, Card, CardStand, wall
from notices.drafting.comparing import Difference, differences_of
from notices.drafting.form import Directory
from notices.drafting.leftovers import SPOT, Leftover
from notices.drafting.places import WHOLE, Place, branches_of, stands_at, value_at
from notices.drafting.printed import Printed, printed_still
from notices.drafting.sentences import label_for, sentences_of
from notices.drafting.site import Tables, all_problems, tables_for, to_look_at
from notices.drafting.standing import leftovers_of, seen_at, terms_worked_on, whole_of
from notices.drafting.timeline import Picture, picture_of, span_of
from notices.drafting.words import in_order, row_label, step_words, title_of, value_words
from notices.models import Notice, NoticeEdition
from notices.rules import Terms, dump_terms, given_by_ruleset, terms_of
from notices.rules.amending import NEVER_CHANGED, differences, only_arrangements
from notices.rules.rulesets import read_ruleset
from notices.states import ENDED, NoticeState, window_label
from records.services.calendar import free_days, last_official_day

RECENT = 10  # changes listed on the wall
AROUND = 24  # characters shown on either side of a year


# ── who may ────────────────────────────────────────────────────────────────────────────────────────────────────────
def keeps_notices(user: User) -> bool:
    """Whether the person is a notice administrator anywhere (ROLE-11)."""
    return Membership.objects.of(user).filter(role=Role.ADMIN).exists()


def read_kept(user: User, code: str) -> Notice:
    """A notice of the person's own office, whatever its state; others are not there (SYS-02). Raises ``Http404``."""
    kept = Notice.objects.of_admin(user).select_related("series", "office", "cloned_from", "drafted_by")
    notice = kept.filter(code=code).first()
    if notice is None:
        raise Http404
    return notice


def read_draft(user: User, code: str) -> Notice:
    """A draft of the person's own office, or a notice that is being amended. Raises ``Http404``."""
    notice = read_kept(user, code)
    if not notice.is_worked_on:
        raise Http404
    return notice


# ── the list ───────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class DeskRow:
    """A notice in the desk's list; a draft with how much of it is done."""

    notice: Notice
    done: int
    cards: int
    editions: int
    is_empty: bool = False  # an amendment that changes nothing yet
    ended: str = ""  # of a round that is over: why, by whom and when


def desk_rows(notices: QuerySet[Notice]) -> list[DeskRow]:
    """The notices an administrator looks after, drafts with their progress. A constant number of statements."""
    rows = []
    counted = list(notices.select_related("series", "office", "cloned_from").annotate(published=Count("editions")))
    worked_on = {notice.pk: terms_worked_on(notice) for notice in counted if notice.is_worked_on}
    tables = tables_for(list(worked_on.values()))
    amended = [notice.pk for notice in counted if notice.is_amending]
    latest = {each.notice_id: each for each in NoticeEdition.objects.filter(notice__in=amended).order_by("number")}
    ended = _ended([notice.pk for notice in counted if notice.state == NoticeState.CLOSED])
    for notice in counted:
        stands = _stands(notice, worked_on[notice.pk], tables) if notice.pk in worked_on else ()
        empty = notice.is_amending and not _differences(notice, latest[notice.pk])
        done = sum(each.is_done for each in stands)
        told = ended.get(notice.pk, "")
        rows.append(DeskRow(notice, done, len(stands), notice.published, is_empty=empty, ended=told))
    return rows


def _ended(closed: Sequence[int]) -> dict[int, str]:
    """Why these rounds ended, by whom and when; one statement, none where no round is over."""
    if not closed:
        return {}
    held = Notice.history.filter(id__in=closed, state=NoticeState.CLOSED, history_change_reason__startswith=ENDED)
    return {row.id: _ending_of(row) for row in held.select_related("history_user").order_by("history_id")}


def _ending_of(row: Any) -> str:
    who = row.history_user.name if row.history_user else "系统"
    return f"{row.history_change_reason.removesuffix('：')}（{who}，{localtime(row.history_date):%Y-%m-%d %H:%M}）"


# ── the wall ───────────────────────────────────────────────────────────────────────────────────────────────────────
def cards_of(notice: Notice) -> tuple[CardStand, ...]:
    """The cards of a draft with what stands against each."""
    return _stands(notice, terms_worked_on(notice))


def _reasons_of(notice: Notice, terms: Terms, tables: Tables | None = None) -> list[Reason]:
    """Every problem of what is worked on, blocks first, and what a copy easily leaves as it was."""
    return [*all_problems(notice, terms, tables), *to_look_at(notice, terms)]


def _stands(notice: Notice, terms: Terms, tables: Tables | None = None) -> tuple[CardStand, ...]:
    left = (each.path for each in leftovers_of(notice))
    return wall(_reasons_of(notice, terms, tables), left, dump_terms(terms))


@dataclass(frozen=True, slots=True)
class Part:
    """One key of a card: its sentences, and where it is edited."""

    place: Place
    label: str
    sentences: list[str]
    by_ruleset: bool

    @property
    def listed(self) -> bool:
        """More than one sentence is a list."""
        return len(self.sentences) > 1


@dataclass(frozen=True, slots=True)
class CardPage:
    """A card with its keys: the single values in one form, every other key with its own page."""

    card: Card
    stand: CardStand
    singles: list[Part]
    parts: list[Part]


def card_page(notice: Notice, card: Card) -> CardPage:
    """A card opened."""
    whole, given = whole_of(notice), given_paths(notice)
    stand = next(each for each in cards_of(notice) if each.card == card)
    parts = [_part(WHOLE.below(key), whole, given) for key in card.keys]
    return CardPage(
        card,
        stand,
        [each for each in parts if not each.place.is_branch],
        [each for each in parts if each.place.is_branch],
    )


def _part(place: Place, whole: Mapping[str, Any], given: set[str]) -> Part:
    by_ruleset = any(each == place.path or each.startswith(f"{place.path}.") for each in given)
    return Part(place, label_for(place), sentences_of(place, whole), by_ruleset)


def given_paths(notice: Notice) -> set[str]:
    """Paths that the rule set makes another thing than the notice alone would say (GEN-06)."""
    return set() if notice.is_amending else {each["path"] for each in given_by_ruleset(notice.draft)}


def fixed_paths(notice: Notice) -> set[str]:
    """What an editor cannot change: the code, what a rule set that goes before the notice says, what was published."""
    if notice.is_amending:
        return set(NEVER_CHANGED)
    binding = read_ruleset(notice.draft["ruleset"]).switches.overrides_conflicting
    return {"code"} | (given_paths(notice) if binding else set())


# ── one place ──────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list or table."""

    place: Place
    title: str
    note: str


@dataclass(frozen=True, slots=True)
class PlacePage:
    """A place opened: the fields of its form, the places below it, or the items it lists."""

    place: Place
    title: str
    crumbs: list[tuple[str, str]]  # (words, address of the place)
    card: Card
    is_off: bool  # an optional section that is not set up
    items: list[Item]
    below: list[Part]
    seen: str
    whole: Mapping[str, Any]


def place_page(notice: Notice, place: Place) -> PlacePage:
    """A place of a draft. Raises ``Http404`` for an item there is not."""
    whole = whole_of(notice)
    if not _is_there(place, whole):
        raise Http404
    value = value_at(whole, place.steps) if stands_at(whole, place.steps) else None
    return PlacePage(
        place,
        _title_of(place, whole),
        _crumbs_of(place, whole),
        BY_KEY[str(place.steps[0])] if place.steps else CARDS[0],
        value is None,
        list(_items_of(place, value, whole)),
        [_part(each, whole, given_paths(notice)) for each in branches_of(place)] if place.steps else [],
        seen_at(whole, place.steps),
        whole,
    )


def _is_there(place: Place, whole: Mapping[str, Any]) -> bool:
    """Items must be there; a section that is off stands where its parent does."""
    if not place.steps or not place.is_item:
        return len(place.steps) < 2 or stands_at(whole, place.steps[:-1])  # noqa: PLR2004 - a key of the file itself
    return stands_at(whole, place.steps)


def _title_of(place: Place, whole: Mapping[str, Any]) -> str:
    if not place.is_item:
        return label_for(place) if place.steps else "基本内容"
    last = place.steps[-1]
    item = value_at(whole, place.steps)
    return title_of(item, whole) if isinstance(last, int) else row_label(_above(place), str(last), whole)


def _above(place: Place) -> Place:
    above = WHOLE
    for step in place.steps[:-1]:
        above = above.below(step)
    return above


def _crumbs_of(place: Place, whole: Mapping[str, Any]) -> list[tuple[str, str]]:
    told, here = list[tuple[str, str]](), WHOLE
    for step in place.steps[:-1]:
        here = here.below(step)
        told.append((_title_of(here, whole), here.url))
    return told


def _items_of(place: Place, value: Any, whole: Mapping[str, Any]) -> Iterator[Item]:
    if place.items:
        for number, item in enumerate(value or ()):
            yield Item(place.below(number), title_of(item, whole), _note_of(item))
    elif place.rows:
        for name in in_order(place, value or {}):
            yield Item(place.below(name), row_label(place, name, whole), "")


def _note_of(item: Mapping[str, Any]) -> str:
    """What else tells an item apart: its group, its code."""
    return " · ".join(str(item[name]) for name in ("group", "code") if item.get(name))


def directory_names() -> Directory:
    """The names that the site's own lists allow."""
    offices = Organisation.objects.filter(kind__in=OrganisationKind.offices).order_by("name")
    return {
        "series": tuple((name, name) for name in Series.objects.values_list("name", flat=True)),
        "committees.office": tuple((name, name) for name in offices.values_list("name", flat=True)),
    }


# ── last year's words ──────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Old:
    """One leftover as the page asks about it."""

    left: Leftover
    label: str
    now: str
    suggested: str
    before: str  # what last year's notice says there

    @property
    def card(self) -> str:
        """The card it lies on."""
        return BY_KEY[str(self.left.steps[0])].code

    @property
    def section(self) -> str:
        """The address of the form it is edited in; empty at the top of the file."""
        return "/".join(map(str, self.left.steps[:-1]))

    @property
    def excerpts(self) -> list["Excerpt"]:
        """The changed spots of a text with some words around them: years, and days that have moved."""
        changed = self.now != self.suggested and not self.left.is_date
        return list(_excerpts(self.now, self.suggested)) or [Excerpt("", self.now, self.suggested, "")] * changed


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One spot: what stands before it, there now, suggested, and after it."""

    head: str
    old: str
    new: str
    tail: str


def _excerpts(now: str, suggested: str) -> Iterator[Excerpt]:
    longer = 0  # how much further the suggestion is at this spot
    for found in SPOT.finditer(now):
        start, end = found.span()
        there = SPOT.match(suggested, start + longer)
        if there is None:
            return
        longer += len(there[0]) - len(found[0])
        if there[0] != found[0]:
            yield Excerpt(now[max(start - AROUND, 0) : start], found[0], there[0], now[end : end + AROUND])


def old_words(notice: Notice) -> list[Old]:
    """Texts and years of a copy that still say last year's."""
    return [_old(each, notice) for each in leftovers_of(notice) if not each.is_date]


def old_dates(notice: Notice) -> list[Old]:
    """Days and moments of a copy that nobody has confirmed yet."""
    return [_old(each, notice) for each in leftovers_of(notice) if each.is_date]


def _old(left: Leftover, notice: Notice) -> Old:
    place, source = WHOLE, notice.cloned_from
    for step in left.steps:
        place = place.below(step)
    before = value_at(source.draft, left.steps) if source and stands_at(source.draft, left.steps) else None
    said = [value_words(place, value, notice.draft) for value in (left.value, left.suggested, before)]
    return Old(left, step_words(left.steps, notice.draft), *said)


def times_of(notice: Notice) -> Picture | None:
    """The windows of a draft as a picture over the working calendar; None while nothing is dated."""
    terms = terms_worked_on(notice)
    names = {each.code: each.name for each in terms.levels}
    levels = terms.level_windows().items()
    own = {f"{window_label(name)}（{names.get(level, level)}）": span for (name, level), span in levels}
    windows = {**terms.windows(), **own}
    span = span_of(windows)
    return picture_of(windows, free_days(*span), last_official_day()) if span else None


def differences_from_source(notice: Notice) -> list[Difference]:
    """A copy beside the notice it was made from as that stands now (24-1), an amendment beside what is published."""
    source = notice if notice.is_amending else notice.cloned_from
    if source is None:
        return []
    return _differences(notice, source.editions.latest("number"))


def _differences(notice: Notice, edition: NoticeEdition) -> list[Difference]:
    before = dump_terms(terms_of(edition))
    return differences_of(before, whole_of(notice), by_ruleset=dict.fromkeys(given_paths(notice)))


def printed_of(notice: Notice, differences: Sequence[Difference]) -> list[Printed]:
    """Where the text still prints what an amendment changes, place by place (GEN-10)."""
    terms = terms_worked_on(notice)
    return printed_still(differences, whole_of(notice).get("body", []), terms.clause_numbers())


def moves_only_arrangements(notice: Notice) -> bool:
    """Whether an amendment leaves the law itself as it is published, and moves times, places and wording."""
    before = dump_terms(terms_of(notice.editions.latest("number")))
    return only_arrangements(differences(before, whole_of(notice)))


def compare_title(notice: Notice) -> str:
    """What ``differences_from_source`` compares with."""
    return "修改的内容" if notice.is_amending else "与上一年度对照"


def compare_columns(notice: Notice) -> tuple[str, str]:
    """The heads of the two columns."""
    if notice.is_amending:
        return "现行内容", "修订后"
    earlier = f"{notice.cloned_from.year}年度" if notice.cloned_from else "—"
    return earlier, f"{notice.year}年度"
