"""Lists of a desk: queues, filters, keyset pages. Constant SQL whatever the number of cases (16-2)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.dateparse import parse_datetime

from accounts.models import Membership, User
from accounts.states import DESK_ROLE, Role
from config.lib import clock
from config.lib.text import whole_number
from declarations.models import Declaration, DeclarationGrant, RouteStop
from declarations.rules import CARRY_OUT, visible_to
from declarations.states import LOOKS, State

PAGE = 50
BETWEEN = "~"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for."""

    queue: str = "waiting"
    words: str = ""
    level: str = ""
    specialty: str = ""
    state: str = ""
    after: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, and the tokens of the pages before and after."""

    rows: list[Declaration]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Queue:
    """A tab of a desk, with its explanation."""

    code: str
    label: str
    hint: str
    where: Callable[[User], Q]


def _at_stop(role: str, states: tuple[str, ...]) -> Callable[[User], Q]:
    def where(user: User) -> Q:
        kinds = [kind for kind, desk in DESK_ROLE.items() if desk == role]
        mine = Membership.objects.of(user).filter(role=role, organisation__kind__in=kinds).values("organisation")
        stop = RouteStop.objects.filter(declaration=OuterRef("pk"), index=OuterRef("stop"), organisation__in=mine)
        held = Q(Exists(stop))
        if role == Role.UNIT:  # what another unit commissioned this person with (CHAN-09)
            given = DeclarationGrant.objects.filter(content_object=OuterRef("pk"), user=user)
            held |= Q(Exists(given.filter(permission__codename=CARRY_OUT, expires_at__gt=clock.law())), stop=0)
        return Q(held, state__in=states)

    return where


def _states(*states: str) -> Callable[[User], Q]:
    return lambda _user: Q(state__in=states)


def _corrected_back(_user: User) -> Q:
    return Q(state=State.OFFICE_REVIEW, round_trip__gt=0)


def _everything(_user: User) -> Q:
    return Q()


AT_UNIT = (*State.at_unit,)
DESKS: dict[str, tuple[Queue, ...]] = {
    Role.UNIT: (
        Queue("waiting", "待办理", "轮到本单位办理的申报，按到达先后排列。", _at_stop(Role.UNIT, (*AT_UNIT, State.RELAY_REVIEW))),
        Queue("publicity", "公示中", "正在本单位公示的申报。", _states(State.UNIT_PUBLICITY, State.UNIT_SUPP_PUBLICITY)),
        Queue("returned", "退回与补正", "退回给申报人或被告知补正的申报，请督促。", _states(State.DRAFT, State.CORRECTION)),
        Queue("all", "全部", "本单位经手的全部申报。", _everything),
    ),
    Role.DEPARTMENT: (
        Queue("waiting", "待审核", "轮到本部门审核的申报。", _at_stop(Role.DEPARTMENT, (State.DEPT_REVIEW,))),
        Queue("all", "全部", "经本部门审核的全部申报。", _everything),
    ),
    Role.LOCAL_OFFICE: (
        Queue("waiting", "待审核", "轮到本职改办审核的申报。", _at_stop(Role.LOCAL_OFFICE, (State.LOCAL_OFFICE_REVIEW,))),
        Queue("all", "全部", "经本职改办审核的全部申报。", _everything),
    ),
    Role.CONFIRMER: (
        Queue("waiting", "待同意", "外省委托评审的高级职称申报，同意后报送评委会所在职改办。", _at_stop(Role.CONFIRMER, (State.LOCAL_OFFICE_REVIEW,))),
        Queue("all", "全部", "本机关可见的全部申报。", _everything),
    ),
    Role.OFFICE: (
        Queue("waiting", "待审查", "已报送到评委会所在职改办、等待审查的申报。", _states(State.OFFICE_REVIEW)),
        Queue("corrected", "补正已回", "补正后重新报回的申报，只需看变更部分。", _corrected_back),
        Queue("overdue", "逾期待决定", "下级逾期未报送、等待决定的申报。", _states(State.OVERDUE_HELD)),
        Queue("correction", "补正中", "已一次性告知、尚未报回的申报。", _states(State.CORRECTION)),
        Queue("unpaid", "待缴费", "审核通过、尚未缴费的申报。", _states(State.ACCEPTED)),
        Queue("reported", "已报送", "缴费完成、等待评审的申报。", _states(State.REPORTED)),
        Queue("results", "评审结果", "评审后复核、公示、确认中的申报。", _states(State.RECHECK, State.SECOND_PUBLICITY, State.OBJECTION, State.CONFIRM_PENDING, State.CONFIRMED)),
        Queue("all", "全部", "本职改办可见的全部申报。", _everything),
    ),
}  # fmt: skip


def desk_page(user: User, role: str, filters: Filters) -> Page:
    """One page of a queue, priority first (ELIG-18), then oldest. Two statements, whatever the length of the queue."""
    queue = _queue(role, filters.queue)
    rows = _filtered(_seen(user).filter(queue.where(user)), filters).listed()
    backwards = bool(filters.before)
    if token := filters.before or filters.after:
        rows = rows.filter(_beyond(token, backwards=backwards))
    order = ("has_priority", "-state_since", "-pk") if backwards else ("-has_priority", "state_since", "pk")
    found = list(rows.order_by(*order)[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    if backwards:
        found.reverse()
    return Page(found, _before(found, filters, more=more), _after(found, filters, more=more))


def queue_counts(user: User, role: str, *, current: str) -> list[tuple[str, str, bool, int]]:
    """(label, url, current, count) a tab, for the ``tabs`` piece; one statement a queue."""
    seen = _seen(user)
    return [
        (queue.label, f"?role={role}&queue={queue.code}", queue.code == current, seen.filter(queue.where(user)).count())
        for queue in DESKS[role]
    ]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A way to narrow a list: its name in the address, what it is called, its choices, and the one taken."""

    name: str
    label: str
    choices: list[tuple[str, str]]
    taken: str

    @property
    def words(self) -> str:
        """What was taken, as people read it; a value nobody knows is shown as it stands in the address."""
        return dict(self.choices).get(self.taken, self.taken)


def narrowings(user: User, role: str, filters: Filters) -> list[Narrowing]:
    """Level, specialty and state as they occur in this queue; three statements, whatever its length."""
    rows = _seen(user).filter(_queue(role, filters.queue).where(user)).order_by()
    levels = sorted(rows.values_list("level", "level_name").distinct())
    specialties = sorted(rows.values_list("specialty", "specialty_name").distinct())
    states = sorted(rows.values_list("state", flat=True).distinct())
    return [
        Narrowing("level", "级别", levels, filters.level),
        Narrowing("specialty", "专业", specialties, filters.specialty),
        Narrowing("state", "状态", [(state, LOOKS[State(state)].label) for state in states], filters.state),
    ]


def hint_of(role: str, code: str) -> str:
    """What stands in this queue, in a sentence."""
    return _queue(role, code).hint


def _seen(user: User) -> QuerySet[Declaration]:
    return visible_to(user).exclude(applicant=user)


def _queue(role: str, code: str) -> Queue:
    return next((queue for queue in DESKS[role] if queue.code == code), DESKS[role][0])


def _filtered(rows: QuerySet[Declaration], filters: Filters) -> QuerySet[Declaration]:
    exact = {"level": filters.level, "specialty": filters.specialty, "state": filters.state}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if not filters.words:
        return rows
    words = filters.words
    return rows.filter(Q(applicant__name__icontains=words) | Q(number=words) | Q(unit__name__icontains=words))


def _beyond(token: str, *, backwards: bool) -> Q:
    first, moment, pk = _read(token)
    if moment is None:
        return Q()
    side = "lt" if backwards else "gt"
    later = Q(**{f"state_since__{side}": moment}) | Q(**{"state_since": moment, f"pk__{side}": pk})
    # Priority comes first: going on, what has none lies beyond what has; going back, the other way round.
    return Q(later, has_priority=first) | (Q(has_priority=backwards) if first != backwards else Q(pk__in=[]))


def _read(token: str) -> tuple[bool, datetime | None, int]:
    first, _, rest = token.partition(BETWEEN)
    text, _, pk = rest.partition(BETWEEN)
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    number = whole_number(pk)
    return (first == "1", moment, number) if moment and number is not None else (False, None, 0)


def _token(row: Declaration) -> str:
    return BETWEEN.join((str(int(row.has_priority)), row.state_since.isoformat(), str(row.pk)))


def _before(found: list[Declaration], filters: Filters, *, more: bool) -> str:
    return _token(found[0]) if found and (more if filters.before else bool(filters.after)) else ""


def _after(found: list[Declaration], filters: Filters, *, more: bool) -> str:
    return _token(found[-1]) if found and (True if filters.before else more) else ""
