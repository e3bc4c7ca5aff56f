"""The unit's board: its cases by step, in the order of the notice, each with its days and one next thing (S14, 14-1).

The order is the notice's: one hangs the sheet before the group sits, another after (UNIT-25).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, Value, When, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from accounts.states import Role
from config.lib import clock
from config.lib.clock import local_date
from declarations.models import Declaration, DeclarationQuerySet
from declarations.rules import ends_of
from declarations.states import State
from notices.models import Notice, NoticeEdition
from notices.rules import Terms, terms_of
from review.approvals.models import Deliberation, Publicity, UnitDefence
from review.approvals.selectors.sheets import missing_of
from review.approvals.states import Addressee
from review.process.desks import SENT, queue_rows
from review.process.recipients import NOTHING, Owed, owed_by

MOST = 20  # tiles a column; the rest is a list
COLUMN_OF = {
    "check": ("待核验", (State.UNIT_CHECK,)),
    "defense": ("答辩", (State.UNIT_DEFENSE,)),
    "deliberation": ("审议", (State.UNIT_DELIBERATION,)),
    "publicity": ("公示", (State.UNIT_PUBLICITY, State.UNIT_SUPP_PUBLICITY)),
    "recommend": ("推荐", (State.UNIT_RECOMMEND,)),
}
RELAY = ("代为审核", (State.RELAY_REVIEW,))
RETURNED = ("已退回", (State.DRAFT, State.CORRECTION))
# One thing to do at each step: its words, and the page it is done on.
NEXT = {
    State.UNIT_CHECK: ("核对原件", "approvals:work"),
    State.UNIT_DEFENSE: ("登记答辩意见", "approvals:defence"),
    State.UNIT_DELIBERATION: ("登记审议结果", "approvals:deliberation"),
    State.UNIT_PUBLICITY: ("查看公示", "approvals:publicity"),
    State.UNIT_SUPP_PUBLICITY: ("查看补充公示", "approvals:publicity"),
    State.UNIT_RECOMMEND: ("出具推荐意见", "approvals:papers"),
    State.RELAY_REVIEW: ("审核", "approvals:review"),
}
# What its page says once it is written down: the button that leads on stands there, too.
ENTERED = {
    State.UNIT_DEFENSE: ("答辩意见已登记，办理下一步", "approvals:defence"),
    State.UNIT_DELIBERATION: ("审议结果已登记，办理下一步", "approvals:deliberation"),
}


@dataclass(frozen=True, slots=True)
class Tile:
    """One case on the board."""

    case: Declaration
    days: int  # at this step
    due: datetime | date | None
    due_of: str
    todo: str
    url: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One step: how many stand in it, the first of them, and the list of all."""

    label: str
    count: int
    url: str
    tiles: tuple[Tile, ...]

    @property
    def more(self) -> int:
        return self.count - len(self.tiles)


@dataclass(frozen=True, slots=True)
class Board:
    """The board of one notice, and the notices there are."""

    notices: list[Notice]
    notice: Notice | None
    columns: tuple[Column, ...] = ()
    due_next: tuple[Tile, ...] = ()
    total: int = 0  # in the list of all
    all_url: str = ""

    @property
    def elsewhere(self) -> int:
        """Settled, well or not: in the list of all, and in no column."""
        return self.total - sum(column.count for column in self.columns)


def board_of(user: User, code: str = "") -> Board:
    """What the unit has in hand under one notice, the one it has most to do for unless told otherwise.

    Constant SQL.
    """
    rows = queue_rows(user, Role.UNIT, "all")
    notices = _notices(rows)
    notice = next((each for each in notices if each.code == code), notices[0] if notices else None)
    if notice is None:
        return Board(notices, None)
    steps, under_it = _steps(_terms(rows, notice)), rows.filter(edition__notice=notice)
    counts = dict(under_it.order_by().values_list("state").annotate(count=Count("pk")))
    columns = tuple(_columns(under_it, counts, notice, steps))
    due = [tile for column in columns for tile in column.tiles if tile.due and tile.url]
    first = tuple(sorted(due, key=_moment)[:3])
    return Board(notices, notice, columns, first, sum(counts.values()), _queue("all", notice))


def _notices(rows: DeclarationQuerySet) -> list[Notice]:
    """The notices the unit has cases under, where most is in hand first; two statements."""
    at_unit = Count("pk", filter=Q(state__in=(*State.at_unit, State.RELAY_REVIEW, *RETURNED[1])))
    in_hand = dict(rows.order_by().values_list("edition__notice").annotate(in_hand=at_unit))
    found = list(Notice.objects.filter(pk__in=in_hand).only("code", "title", "year").order_by("-year", "pk"))
    for each in found:
        each.in_hand = in_hand[each.pk]  # type: ignore[attr-defined] # for the page
    return sorted(found, key=lambda each: -in_hand[each.pk])


def _terms(rows: DeclarationQuerySet, notice: Notice) -> Terms:
    newest = rows.filter(edition__notice=notice).aggregate(edition=Max("edition"))["edition"]
    return terms_of(NoticeEdition.objects.only("digest", "terms").get(pk=newest))


def _steps(terms: Terms) -> list[tuple[str, tuple[State, ...]]]:
    """The columns in the order in which this notice has the unit work (UNIT-25)."""
    return [COLUMN_OF[step] for step in terms.unit_flow.steps]


def _columns(
    rows: DeclarationQuerySet,
    counts: Mapping[str, int],
    notice: Notice,
    steps: Sequence[tuple[str, tuple[State, ...]]],
) -> Iterator[Column]:
    shown = [*steps, *([RELAY] if counts.get(State.RELAY_REVIEW) else []), RETURNED]
    tiles = _tiles(rows, [state for _, states in shown for state in states])
    for label, states in shown:
        here = sorted((tile for state in states for tile in tiles.get(state, ())), key=lambda tile: -tile.days)
        yield Column(label, sum(counts.get(state, 0) for state in states), _list_of(states, notice), tuple(here[:MOST]))
    yield Column("已上报", sum(counts.get(state, 0) for state in SENT), _queue("sent", notice), ())


def _list_of(states: Sequence[State], notice: Notice) -> str:
    """The list that holds exactly what a column counts (18-1)."""
    if states == RETURNED[1]:
        return _queue("returned", notice)
    if len(states) > 1:
        return _queue("publicity", notice)
    return _queue("all", notice, state=states[0])


def _queue(queue: str, notice: Notice, **more: str) -> str:
    query = {"role": Role.UNIT, "queue": queue, "notice": notice.code, **more}
    return f"{reverse('process:desk')}?{urlencode(query)}"


# ── tiles ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _tiles(rows: DeclarationQuerySet, states: Sequence[State]) -> dict[str, list[Tile]]:
    """The oldest of each step; for all steps together."""
    place = Window(RowNumber(), partition_by=F("state"), order_by=("state_since", "pk"))
    first = rows.filter(state__in=states).annotate(place=place, is_entered=_entered()).filter(place__lte=MOST)
    cases = list(first.with_context().order_by("state_since", "pk"))
    ids = [case.pk for case in cases]
    running = Publicity.objects.running().objected().filter(declaration__in=ids)
    known = Known(
        ends=ends_of(cases),
        sheets={each.declaration_id: each for each in running},
        owed=owed_by(ids),
        missing=missing_of([case for case in cases if case.state == State.UNIT_RECOMMEND]),
        now=clock.law(),
    )
    found: dict[str, list[Tile]] = {}
    for case in cases:
        found.setdefault(case.state, []).append(known.tile(case))
    return found


def _entered() -> Case:
    """Whether what its step asks was written down since it came there; what was before may not stand any more (T03)."""
    since = {"declaration": OuterRef("pk"), "at__gte": OuterRef("state_since")}
    return Case(
        When(state=State.UNIT_DEFENSE, then=Exists(UnitDefence.objects.filter(**since))),
        When(state=State.UNIT_DELIBERATION, then=Exists(Deliberation.objects.filter(**since))),
        default=Value(value=False),
    )


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of all tiles at once."""

    ends: Mapping[int, datetime | None]
    sheets: Mapping[int, Publicity]
    owed: Mapping[int, Owed]
    missing: Mapping[int, list[str]]
    now: datetime

    def tile(self, case: Declaration) -> Tile:
        """One case: its days, what holds it, the one thing that comes next."""
        days = (local_date(self.now) - local_date(case.state_since)).days
        if sheet := self.sheets.get(case.pk):
            return self._publicised(case, days, sheet)
        todo, page = self._next(case)
        url = reverse(page, args=[case.ref]) if page else ""
        return Tile(case, days, self.ends[case.pk], "截止", todo, url, tuple(self._flags(case)))

    def _publicised(self, case: Declaration, days: int, sheet: Publicity) -> Tile:
        over = local_date(self.now) > sheet.last_day
        bare = sheet.evidence_id is None  # proof that it hung is asked for before it goes up (UNIT-14)
        objected = sheet.is_objected  # type: ignore[attr-defined] # it goes up only without one (UNIT-13)
        todo = "上传公示现场照片" if bare else "公示期满，办理下一步" if over else NEXT[State(case.state)][0]
        todo = "核查异议" if objected else todo
        flags = (*(["有异议待核查"] if objected else []), *(["缺公示现场照片"] if bare else []))
        url = reverse("approvals:publicity", args=[case.ref])
        return Tile(case, days, sheet.last_day, "公示至", todo, url, flags)

    def _next(self, case: Declaration) -> tuple[str, str]:
        if case.state in RETURNED[1]:
            asked = self.owed.get(case.pk, NOTHING).addressees
            if Addressee.UNIT in asked and Addressee.APPLICANT not in asked:
                return "办理补正", "approvals:correction"
            return "督促申报人修改", "process:case"
        if case.state == State.UNIT_RECOMMEND and self.missing.get(case.pk):
            return "补齐签章材料", "approvals:papers"
        if case.is_entered:  # type: ignore[attr-defined] # annotated
            return ENTERED[State(case.state)]
        return NEXT[State(case.state)]

    def _flags(self, case: Declaration) -> Iterator[str]:
        if names := self.missing.get(case.pk):
            yield f"缺签章材料 {len(names)} 份"
        if case.has_priority:
            yield "优先"


def _moment(tile: Tile) -> tuple[date, datetime]:
    """By the day, and within a day by the minute; a day without an hour lasts to its end."""
    assert tile.due is not None, "only what has an end is sorted by it"
    if isinstance(tile.due, datetime):
        return local_date(tile.due), tile.due
    return tile.due, datetime.max.replace(tzinfo=UTC)
