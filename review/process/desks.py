"""Lists of a desk: queues, filters, keyset pages. Constant SQL whatever the number of cases (16-2)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Membership, User
from accounts.states import DESK_ROLE, Role
from config.lib import clock
from config.lib.counting import count_words
from declarations.models import DeclarationGrant, DeclarationQuerySet, RouteStop
from declarations.models.declaration import LAW
from declarations.rules import CARRY_OUT, Desk, desk_held, kept_by, seen_at
from declarations.states import RouteNode, State
from review.approvals.models import Publicity
from review.approvals.selectors.reaching import UNITS_STEP
from review.process.figures.behind import behind
from review.process.listing.columns import telling
from review.process.listing.counting import counts_of
from review.process.listing.ordering import Page, page_of
from review.process.listing.searching import like

States = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for."""

    queue: str = "waiting"
    words: str = ""
    notice: str = ""
    level: str = ""
    specialty: str = ""
    state: str = ""
    # What a figure of 数据看板 counts (figures.groups).
    step: str = ""
    result: str = ""
    unit: str = ""
    day: str = ""
    problem: str = ""
    sort: str = ""
    columns: tuple[str, ...] = ()
    after: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """A tab of a desk, with its explanation."""

    code: str
    label: str
    hint: str
    where: Callable[[Desk, States], Q]
    states: States = ()  # it holds nothing else; none named: any
    of_others: bool = False  # somebody else has to act on what it holds: they may be reminded

    def holds(self, desk: Desk) -> Q:
        """What stands in it at a desk."""
        return self.where(desk, self.states)


def _at_stop(desk: Desk, states: States) -> Q:
    bodies = [body for body, kind in desk.bodies.items() if DESK_ROLE.get(kind) == desk.role]
    here = RouteStop.objects.filter(declaration=OuterRef("pk"), organisation__in=bodies, index=OuterRef("stop"))
    held = Q(Exists(here))
    if desk.role == Role.UNIT and desk.granted:
        held |= Q(_carried(desk.user), stop=0)
    return Q(held, state__in=states)


def _stops_of(user: User, role: str) -> QuerySet[RouteStop]:
    kinds = [kind for kind, desk in DESK_ROLE.items() if desk == role]
    mine = Membership.objects.of(user).filter(role=role, organisation__kind__in=kinds).values("organisation")
    return RouteStop.objects.filter(declaration=OuterRef("pk"), organisation__in=mine)


def _carried(user: User) -> Q:
    """What another unit commissioned this person with (CHAN-09)."""
    given = DeclarationGrant.objects.filter(content_object=OuterRef("pk"), user=user)
    return Q(Exists(given.filter(permission__codename=CARRY_OUT, expires_at__gt=clock.law_in_sql())))


def units_own(user: User) -> Q:
    """Cases whose unit's step is this person's, by a desk or by grant; their other roles may show them more."""
    return Q(Exists(_stops_of(user, Role.UNIT).filter(index=UNITS_STEP))) | _carried(user)


def _units(desk: Desk, states: States) -> Q:
    """The unit's own, and what it relays for another, while that is with it or above."""
    relay = _stops_of(desk.user, Role.UNIT).filter(node__in=RouteNode.relays, reached_at__isnull=False)
    relayed = Q(Exists(relay)) & ~Q(state__in=(*AT_UNIT, State.DRAFT, State.CORRECTION))
    mine = units_own(desk.user) | relayed
    return Q(mine, state__in=states) if states else mine


def _standing(desk: Desk, states: States) -> Q:
    """Of the cases this office itself receives: one notice may name a committee of another office, too (A-31)."""
    received = kept_by(list(desk.bodies))
    return Q(state__in=states) & (received | Q(pk__in=desk.granted) if desk.granted else received)


def _corrected_back(desk: Desk, states: States) -> Q:
    return _standing(desk, states) & Q(round_trip__gt=0)


def _everything(_desk: Desk, _states: States) -> Q:
    return Q()


AT_UNIT = (*State.at_unit,)
# What the unit has sent up and somebody above still works on.
SENT = tuple(
    state
    for state in State
    if state not in {*State.at_unit, *State.settled, State.DRAFT, State.CORRECTION, State.RELAY_REVIEW}
)
DESKS: dict[str, tuple[Queue, ...]] = {
    Role.UNIT: (
        Queue("waiting", "待办理", "轮到本单位办理的申报，按到达先后排列。", _at_stop, (*AT_UNIT, State.RELAY_REVIEW)),
        Queue("publicity", "公示中", "正在本单位公示的申报。", _units, (State.UNIT_PUBLICITY, State.UNIT_SUPP_PUBLICITY)),
        Queue("returned", "退回与补正", "退回给申报人或被告知补正的申报，请督促。", _units, (State.DRAFT, State.CORRECTION), of_others=True),
        Queue("sent", "已上报", "本单位已上报、正在上级审核或评审的申报。", _units, SENT, of_others=True),
        Queue("all", "全部", "本单位经手的全部申报。", _units, of_others=True),
    ),
    Role.DEPARTMENT: (
        Queue("waiting", "待审核", "轮到本部门审核的申报。", _at_stop, (State.DEPT_REVIEW,)),
        Queue("all", "全部", "经本部门审核的全部申报。", _everything, of_others=True),
    ),
    Role.LOCAL_OFFICE: (
        Queue("waiting", "待审核", "轮到本职改办审核的申报。", _at_stop, (State.LOCAL_OFFICE_REVIEW,)),
        Queue("all", "全部", "经本职改办审核的全部申报。", _everything, of_others=True),
    ),
    Role.CONFIRMER: (
        Queue("waiting", "待同意", "外省委托评审的高级职称申报，同意后报送评委会所在职改办。", _at_stop, (State.LOCAL_OFFICE_REVIEW,)),
        Queue("all", "全部", "本机关可见的全部申报。", _everything, of_others=True),
    ),
    Role.OFFICE: (
        Queue("waiting", "待审查", "已报送到评委会所在职改办、等待审查的申报。", _standing, (State.OFFICE_REVIEW,)),
        Queue("corrected", "补正已回", "补正后重新报回的申报，只需看变更部分。", _corrected_back, (State.OFFICE_REVIEW,)),
        Queue("overdue", "逾期待决定", "下级逾期未报送、等待决定的申报。", _standing, (State.OVERDUE_HELD,)),
        Queue("correction", "补正中", "已一次性告知、尚未报回的申报。", _standing, (State.CORRECTION,), of_others=True),
        Queue("unpaid", "待缴费", "审核通过、尚未缴费的申报。", _standing, (State.ACCEPTED,), of_others=True),
        Queue("reported", "已报送", "缴费完成、等待评审的申报。", _standing, (State.REPORTED,)),
        Queue("results", "评审结果", "评审后复核、公示、确认中的申报。", _standing, (State.RECHECK, State.SECOND_PUBLICITY, State.OBJECTION, State.CONFIRM_PENDING, State.CONFIRMED)),
        Queue("all", "全部", "本职改办可见的全部申报。", _everything, of_others=True),
    ),
}  # fmt: skip


def desk_page(user: User, role: str, filters: Filters, desk: Desk | None = None) -> Page:
    """One page of a queue, priority first (ELIG-18), then oldest, unless asked for otherwise. One statement."""
    rows = (
        telling(desk_rows(user, role, filters, desk))
        .listed()
        .select_related("edition__notice", "assignment__person")
        .defer(*LAW)
    )
    if role == Role.UNIT:  # said on the row, in the same statement: it goes up only without one (UNIT-13)
        held = Publicity.objects.running().objected().filter(declaration=OuterRef("pk"), is_objected=True)
        rows = rows.annotate(is_objected=Exists(held))
    return page_of(rows, filters.sort, after=filters.after, before=filters.before)


def desk_rows(user: User, role: str, filters: Filters, desk: Desk | None = None) -> DeclarationQuerySet:
    """Everything the filter lets through, in no order: what a list shows, counts, exports and works on (16-6)."""
    return _filtered(queue_rows(user, role, filters.queue, desk), filters)


def queue_rows(user: User, role: str, code: str, desk: Desk | None = None) -> DeclarationQuerySet:
    """Everything in one queue of a desk, as far as the person may see it; a queue nobody knows is the first.

    Who asks for more of the same desk reads it once, and hands it in.
    """
    desk = desk or desk_held(user, role)
    return seen_at(desk).filter(queue_of(role, code).holds(desk))


def queue_lists(desk: Desk) -> dict[str, DeclarationQuerySet]:
    """What stands in each queue of a desk, by its code: to be counted together."""
    seen = seen_at(desk)
    return {queue.code: seen.filter(queue.holds(desk)) for queue in DESKS[desk.role]}


def queue_counts(user: User, role: str, *, current: str, desk: Desk | None = None) -> list[tuple[str, str, bool, str]]:
    """(label, url, current, count) a tab, for the ``tabs`` piece; one statement for all of them."""
    return queue_tabs(role, current, counts_of(queue_lists(desk or desk_held(user, role))))


def queue_tabs(role: str, current: str, counts: Mapping[str, int]) -> list[tuple[str, str, bool, str]]:
    """The same of queues that were counted already."""
    shown = queue_of(role, current).code
    return [
        (queue.label, f"?role={role}&queue={queue.code}", queue.code == shown, count_words(counts[queue.code]))
        for queue in DESKS[role]
    ]


def hint_of(role: str, code: str) -> str:
    """What stands in this queue, in a sentence."""
    return queue_of(role, code).hint


def queue_of(role: str, code: str) -> Queue:
    """The tab of this name; the desk's first where there is none."""
    return next((queue for queue in DESKS[role] if queue.code == code), DESKS[role][0])


def _filtered(rows: DeclarationQuerySet, filters: Filters) -> DeclarationQuerySet:
    exact = {"level": filters.level, "specialty": filters.specialty, "state": filters.state}
    exact["edition__notice__code"] = filters.notice
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    rows = rows.filter(behind(filters))
    return rows.filter(like(filters.words)) if filters.words else rows
