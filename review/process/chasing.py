"""What a unit looks after besides its own steps: files sent back (UNIT-02, MSG-12), posts that are short (UNIT-19)."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime

from accounts.models import User
from accounts.states import Role
from config.lib import clock
from config.lib.clock import local_date
from config.lib.reason import Reason
from declarations.models import Declaration, DeclarationQuerySet, RouteStop
from declarations.states import State
from messaging.letters import Letter, post
from messaging.models import Message
from notices.models import Notice
from records.models import Fact
from records.services.audit import audited, note
from review.approvals.models import CorrectionItem, CorrectionNotice
from review.approvals.posts import UnitQuota, quotas_of
from review.approvals.rules import desk_of, works_at
from review.approvals.selectors.reaching import UNITS_STEP, carriers_of, kept_from, people_at, reached
from review.approvals.selectors.supplements import staff_of
from review.approvals.states import Addressee
from review.process.desks import queue_rows, units_own

DAILY, URGED, ASKED = "unit_returned", "unit_urged", "desk_reminded"
HELD_AT_A_DESK = (*State.at_unit, *State.on_the_way, State.OFFICE_REVIEW, State.CORRECTION)
MOST = 100  # named on one page; the queue has them all
NAMED = 5  # in a letter


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """A file that was sent back: since when, by whom, what is open, and when it was last asked after."""

    case: Declaration
    by: str
    days: int
    due: datetime | None
    open_items: int
    items: int
    theirs: bool  # the applicant has something to mend
    asked_on: date | None

    @property
    def state_words(self) -> str:
        """已改 2/3 处, 尚未修改, 已全部修改待交回."""
        if not self.items:
            return "待重新提交"
        if self.open_items == self.items:
            return "尚未修改"
        return f"已改 {self.items - self.open_items}/{self.items} 处" if self.open_items else "已全部修改，待交回"


def returned_list(user: User, notice: Notice) -> list[ReturnedRow]:
    """Every file of the unit that is back with somebody below, the longest first. A constant number of statements."""
    rows = queue_rows(user, Role.UNIT, "returned").filter(edition__notice=notice)
    cases = list(rows.with_context().order_by("state_since", "pk")[:MOST])
    ids = [case.pk for case in cases]
    notices = _newest_notices(ids)
    items = _items_of([each.pk for each in notices.values()])
    asked = _asked_on(ids)
    today = local_date(clock.law())
    return [_row(case, notices.get(case.pk), items, asked, today) for case in cases]


def posts_short_of(user: User, notice: Notice) -> list[UnitQuota]:
    """Where the unit has fewer posts than people in hand or recommended at a level, this year (UNIT-19)."""
    own = queue_rows(user, Role.UNIT, "all").filter(units_own(user))
    live = own.filter(edition__notice=notice).live().exclude(submitted_at=None)
    cases = list(live.only("pk", "employer", "unit", "rank", "state"))
    return [
        quota
        for quota in quotas_of(cases, year=notice.year)
        if max(quota.in_round, quota.posts.recommended) > quota.posts.allowed
    ]


def _newest_notices(ids: Collection[int]) -> dict[int, CorrectionNotice]:
    running = CorrectionNotice.objects.running().filter(declaration__in=ids).select_related("organisation")
    return {each.declaration_id: each for each in running.order_by("pk")}


def _items_of(notices: Collection[int]) -> Mapping[int, list[tuple[str, bool]]]:
    """(Addressee, answered) of each item, by notice."""
    found: dict[int, list[tuple[str, bool]]] = defaultdict(list)
    for notice, addressee, at in CorrectionItem.objects.filter(notice__in=notices).values_list(
        "notice", "addressee", "answered_at"
    ):
        found[notice].append((addressee, at is not None))
    return found


def _asked_on(ids: Collection[int]) -> dict[int, date]:
    """The last day on which the unit urged the applicant, by case."""
    told = Message.objects.filter(event=URGED, subject_kind="declaration", subject_id__in=ids).order_by("at")
    return {case: local_date(at) for case, at in told.values_list("subject_id", "at") if case is not None}


def _row(
    case: Declaration,
    notice: CorrectionNotice | None,
    items: Mapping[int, list[tuple[str, bool]]],
    asked: Mapping[int, date],
    today: date,
) -> ReturnedRow:
    own = items.get(notice.pk, []) if notice else []
    return ReturnedRow(
        case,
        notice.organisation.name if notice else "",
        (today - local_date(case.state_since)).days,
        case.due_at or (notice.due_at if notice else None),
        sum(not answered for _, answered in own),
        len(own),
        theirs=case.state == State.DRAFT or any(who == Addressee.APPLICANT for who, _ in own),
        asked_on=asked.get(case.pk),
    )


# ── the daily letter ───────────────────────────────────────────────────────────────────────────────────────────────
def remind_units_of_returned(now: datetime) -> int:
    """Once a day, until it is handed in again: the unit's people are told of each file that is back with its applicant.

    UNIT-02, MSG-12. Returns how many letters were asked for; those posted today stay as they are.
    """
    read = ("ref", "applicant", "applicant__name", "level_name", "edition__notice__code")
    cases = list(_back_with_applicants().select_related("applicant", "edition__notice").only(*read))
    ids = [case.pk for case in cases]
    stops = RouteStop.objects.filter(declaration__in=ids, index=UNITS_STEP)
    desks = dict(stops.values_list("declaration", "organisation"))
    letters = list(_letters(cases, desks, now))
    post(letters, now=now)
    return len(letters)


def _back_with_applicants() -> DeclarationQuerySet:
    """Returned drafts, and corrections in which the applicant still owes an answer."""
    published = Declaration.objects.filter(edition__notice__state="published").exclude(submitted_at=None)
    running = CorrectionNotice.objects.running().values("declaration")
    returned = Q(state=State.DRAFT, pk__in=running) | Q(state=State.CORRECTION, pk__in=_owed_by_applicants())
    return published.filter(returned).order_by("pk")


def _owed_by_applicants() -> QuerySet[CorrectionItem, int]:
    running = CorrectionNotice.objects.running()
    items = CorrectionItem.objects.filter(notice__in=running, addressee=Addressee.APPLICANT)
    return items.values_list("notice__declaration", flat=True)


def _waiting_for_applicant(ids: Collection[int]) -> set[int]:
    return set(_back_with_applicants().filter(pk__in=ids).values_list("pk", flat=True))


def _letters(cases: Sequence[Declaration], desks: Mapping[int, int], now: datetime) -> Iterator[Letter]:
    """One letter a clerk and unit, whatever the number of files; nobody reads of their own, nor who is recused.

    Who is named for one case has no list to open: a letter for each, which leads to the case (UNIT-07).
    """
    ids = [case.pk for case in cases]
    staff, named, kept = staff_of(desks.values()), carriers_of(ids), kept_from(ids)
    lists: dict[tuple[int, int], list[Declaration]] = defaultdict(list)
    for case in cases:
        desk = desks.get(case.pk, 0)
        clerks = staff.get(desk, ())
        for person in reached(case.pk, clerks, case.applicant_id, kept, named.get(case.pk, ())):
            if person in clerks:
                lists[person, desk].append(case)
            else:
                url = reverse("process:case", args=[case.ref])
                yield _daily(person, desk, [case], f"{desk}:{case.pk}", now, url, "查看申报")
    for (person, desk), mine in lists.items():
        yield _daily(person, desk, mine, str(desk), now, _returned_url(mine), "看退回清单")


def _daily(
    person: int, desk: int, cases: Sequence[Declaration], of: str, now: datetime, url: str, button: str
) -> Letter:
    return Letter(
        person_id=person,
        organisation_id=desk,
        event=DAILY,
        title=f"有 {len(cases)} 份退回的申报还没有交回",
        text=f"{_named(cases)}。请督促申报人尽快改好并交回，交回以前每天提醒一次。",
        key=f"{DAILY}:{of}:{local_date(now).isoformat()}",
        url=url,
        button=button,
    )


def _returned_url(cases: Sequence[Declaration]) -> str:
    """The unit's list, which opens to its clerks whatever role they act in; narrowed where all are of one notice."""
    notices = {case.edition.notice.code for case in cases}
    query = {"role": Role.UNIT, "queue": "returned"} | ({"notice": notices.pop()} if len(notices) == 1 else {})
    return f"{reverse('process:desk')}?{urlencode(query)}"


def _named(cases: Sequence[Declaration]) -> str:
    names = "、".join(f"{case.applicant.name}（{case.level_name}）" for case in cases[:NAMED])
    return f"{names}等 {len(cases)} 份" if len(cases) > NAMED else names


# ── urging one applicant ───────────────────────────────────────────────────────────────────────────────────────────
def urge_applicant(case: Declaration, *, actor: User, now: datetime) -> Reason | None:
    """A word from the unit to the applicant of a returned file, once a day; why not, where it cannot be (UNIT-02)."""
    if case.state not in (State.DRAFT, State.CORRECTION) or case.submitted_at is None:
        return Reason("urge.not_returned", "没有退回，不需要催办。")
    if case.pk not in _waiting_for_applicant([case.pk]):
        return Reason("urge.not_theirs", "补正事项不由申报人办理。")
    if _asked_on([case.pk]).get(case.pk) == local_date(now):
        return Reason("urge.today", "今天已经催办过。")
    due = f"办理时限：{localtime(case.due_at):%Y-%m-%d %H:%M}。" if case.due_at else ""
    text = f"{case.unit.name}请您尽快按退回意见改好{case.level_name}申报材料并交回。{due}"
    with audited():
        post([_urging(case, text, now)], now=now)
        note(Fact("declaration.urge", case.pk, actor.pk, now))
    return None


def _urging(case: Declaration, text: str, now: datetime) -> Letter:
    return Letter(
        person_id=case.applicant_id,
        event=URGED,
        title="单位请您尽快改好并交回",
        text=text,
        key=f"{URGED}:{case.pk}:{local_date(now).isoformat()}",
        url=reverse("process:case", args=[case.ref]),
        button="查看申报",
        needs_action=True,
        due_at=case.due_at,
        subject_kind="declaration",
        subject_id=case.pk,
    )


# ── a desk above asks who has the file ─────────────────────────────────────────────────────────────────────────────
def remind_holder(case: Declaration, *, actor: User, now: datetime) -> Reason | None:
    """A word to whoever must act on a case now, once a day; why not, where there is nobody to be reminded (S16)."""
    if against := against_reminding(case, actor=actor, now=now):
        return against
    if case.pk in _waiting_for_applicant([case.pk]):
        return urge_applicant(case, actor=actor, now=now)
    with audited():
        post([_asking(case, person, now) for person in _holders(case)], now=now)
        note(Fact("declaration.remind", case.pk, actor.pk, now))
    return None


def against_reminding(case: Declaration, *, actor: User, now: datetime) -> Reason | None:
    """Why nobody is reminded of this case; it only looks."""
    if case.is_settled:
        return Reason("remind.over", "已经办结。")
    if case.pk in _waiting_for_applicant([case.pk]):
        today = _asked_on([case.pk]).get(case.pk) == local_date(now)
        return Reason("urge.today", "今天已经催办过。") if today else None
    if case.state != State.ACCEPTED and works_at(actor, case):  # the office's desk waits for the applicant's fee
        return Reason("remind.own", "现在由本处办理，不需要提醒。")
    if not (people := _holders(case)):
        return Reason("remind.nobody", "现在没有可以提醒的经办人。")
    told = Message.objects.filter(person__in=people, key=_key(case, now))
    return Reason("urge.today", "今天已经提醒过。") if told.exists() else None


def _holders(case: Declaration) -> list[int]:
    if case.state == State.ACCEPTED:  # the fee is the applicant's to pay
        return [case.applicant_id]
    stop = desk_of(case) if case.state in HELD_AT_A_DESK else None
    return people_at(case, stop) if stop else []


def _key(case: Declaration, now: datetime) -> str:
    return f"{ASKED}:{case.pk}:{local_date(now).isoformat()}"


def _asking(case: Declaration, person: int, now: datetime) -> Letter:
    due = f"办理时限：{localtime(case.due_at):%Y-%m-%d %H:%M}。" if case.due_at else ""
    return Letter(
        person_id=person,
        event=ASKED,
        title="请尽快办理一份申报",
        text=f"{case.applicant.name}的{case.level_name}申报现处于“{case.look.words}”，请尽快办理。{due}",
        key=_key(case, now),
        url=reverse("process:case", args=[case.ref]),
        button="查看申报",
        needs_action=True,
        due_at=case.due_at,
        subject_kind="declaration",
        subject_id=case.pk,
    )
