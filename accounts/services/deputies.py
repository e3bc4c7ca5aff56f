"""代办: a colleague sits at a desk for somebody who is away, with days and in their own name (issue 5, Absence).

A deputy's seat is a membership with an end: every gate and list reads it as any other, and none needs a second way.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.exceptions import AccountRefused
from accounts.models import SYSTEM, Membership, User
from accounts.models.membership import MembershipQuerySet
from accounts.orders import Line, tell_people
from accounts.rules import manages
from accounts.selectors import colleagues_at
from accounts.services.memberships import NOT_MANAGER, end_seat, hold_place
from accounts.states import Role
from config.lib import clock
from config.lib.reason import Reason
from records.models import Fact
from records.services.audit import audited, note

LONGEST = timedelta(days=183)  # who is away longer hands the desk over
NOT_HELD = Reason("deputy.held", "此人已不在这个岗位，请刷新后再试。", field="seat")
OF_A_DEPUTY = Reason("deputy.chain", "代办人不能再由他人代办。", field="seat")
STRANGER = Reason("deputy.stranger", "代办人须是本组织的经办人，或本组织已确认人事关系的人员。", field="person")
ONESELF = Reason("deputy.self", "请选择另外一个人。", field="person")
TAKEN = Reason("deputy.taken", "这段时间已经指定了代办人，请先结束原来的代办。", field="first_day")
PAST = Reason("deputy.past", "开始日期不能早于今天。", field="first_day")
BACKWARDS = Reason("deputy.backwards", "结束日期不能早于开始日期。", field="last_day")
TOO_LONG = Reason("deputy.long", f"代办最长 {LONGEST.days} 天；更长的请移交岗位。", field="last_day")
NOT_YOURS = Reason("deputy.yours", "只有本组织的管理员、代办人和被代办的人可以结束代办。")


def name_deputy(
    seat_id: int, *, person_id: int, first_day: date, last_day: date, reason: str, actor: User
) -> Membership:
    """Seat a colleague at somebody's desk for these days, both included. Raises ``AccountRefused``."""
    with audited():
        hold_place(memberships=seat_id)
        seat = Membership.objects.current().select_related("organisation", "user").filter(pk=seat_id).first()
        if seat is None or not manages(actor, seat.organisation):
            raise AccountRefused(NOT_HELD if seat is None else NOT_MANAGER)
        now = clock.law()
        since, until = _start_of(first_day), _start_of(last_day + timedelta(days=1))
        _forget_lapsed(seat, person_id)
        if reasons := [*_against_days(first_day, last_day, now), *_against(seat, person_id, since, until)]:
            raise AccountRefused(*reasons)
        made = _seated(seat, person_id, max(since, now), until, reason.strip(), actor)
        note(Fact("deputy.named", made.pk, actor.pk, now, str(seat.user_id)))
        _tell_named(made)
    return made


def end_deputy(membership_id: int, *, actor: User) -> int:
    """Before its last day: by the manager, by who came back, or by the deputy; how much open work went back.

    Raises ``AccountRefused``.
    """
    with audited():
        hold_place(memberships=membership_id)
        held = _locked().select_related("organisation", "user", "deputy_of").get(pk=membership_id)
        involved = actor.pk in {held.user_id, held.deputy_of_id}
        if held.deputy_of_id is None or not (involved or manages(actor, held.organisation)):
            raise AccountRefused(NOT_YOURS)
        if held.ended_at:
            return 0
        back = end_seat(held, by=actor)
        _tell_ended(held, back)
    return back


def end_lapsed_deputies() -> int:
    """Deputies whose last day is over, or who stand in for somebody who has left the desk: ended on record, too."""
    ended = 0
    same = {"organisation": OuterRef("organisation"), "role": OuterRef("role"), "user": OuterRef("deputy_of")}
    gone = ~Exists(Membership.objects.own().filter(**same, ended_at=None))
    lapsed = Membership.objects.deputies().filter(Q(gone) | Q(until__lte=clock.law()))
    for pk in lapsed.order_by("pk").values_list("pk", flat=True):
        with audited():
            hold_place(memberships=pk)
            held = _locked().select_related("user", "deputy_of", "organisation").get(pk=pk)
            if held.ended_at is None:
                _tell_ended(held, end_seat(held, by=SYSTEM))
                ended += 1
    return ended


def _locked() -> MembershipQuerySet:
    return Membership.objects.select_for_update(of=("self",))


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _against_days(first: date, last: date, now: datetime) -> Iterator[Reason]:
    if first < clock.local_date(now):
        yield PAST
    if last < first:
        yield BACKWARDS
    if last - first >= LONGEST:
        yield TOO_LONG


def _against(seat: Membership, person_id: int, since: datetime, until: datetime) -> Iterator[Reason]:
    if seat.deputy_of_id:
        yield OF_A_DEPUTY
    if person_id == seat.user_id:
        yield ONESELF
    elif not colleagues_at(seat.organisation).filter(pk=person_id).exists():
        yield STRANGER
    here = Membership.objects.filter(organisation=seat.organisation_id, role=seat.role, ended_at=None)
    if here.filter(user=person_id, deputy_of=None).exists() and person_id != seat.user_id:
        yield Reason("deputy.held_already", "此人已经担任这个角色，可以直接办理，不需要代办。", field="person")
    if stretch := here.deputies().filter(user=person_id).select_related("deputy_of").first():
        yield _stands_in(stretch)
    elif here.filter(deputy_of=seat.user_id, since__lt=until, until__gt=since).exists():
        yield TAKEN


def _stands_in(stretch: Membership) -> Reason:
    """One row a role: whoever stands in there cannot at the same time be named for later, or for somebody else."""
    days = f"代{stretch.deputy_of}，{clock.local_date(stretch.since):%Y-%m-%d}至{stretch.last_day:%Y-%m-%d}"
    text = f"此人在这个岗位已有一段代办（{days}）；请在其结束后再指定，或者另选一人。"
    return Reason("deputy.stands_in", text, field="person")


def _forget_lapsed(seat: Membership, person_id: int) -> None:
    """One row a role: a deputy's of earlier days, not swept yet, makes room."""
    mine = Membership.objects.deputies().filter(organisation=seat.organisation_id, role=seat.role, user=person_id)
    for held in mine.filter(until__lte=clock.law()).select_related("user"):
        end_seat(held, by=SYSTEM)


def _seated(seat: Membership, person_id: int, since: datetime, until: datetime, reason: str, actor: User) -> Membership:
    return Membership.objects.create(
        user_id=person_id,
        organisation=seat.organisation,
        role=seat.role,
        since=since,
        until=until,
        deputy_of=seat.user,
        reason=reason[:120],
        given_by=actor,
    )


def _tell_named(made: Membership) -> None:
    absent, place = made.deputy_of, f"{made.organisation.name}{Role(made.role).label}"
    assert absent is not None, "a deputy's seat"
    days = f"{clock.local_date(made.since):%Y-%m-%d}至{made.last_day:%Y-%m-%d}"
    mine = Line(
        people=[made.user_id],
        event="deputy_named",
        title=f"请您代{absent.name}办理{place}的工作",
        text=f"{days}。您以自己的名义办理，办理记录注明代{absent.name}；到期自动结束。不便代办的，可以在“个人信息”里结束。",
        key=f"deputy:{made.pk}:named",
        url=reverse("accounts:profile"),
        button="查看",
    )
    tell_people(mine)
    text = f"{made.user.name}代您办理{place}的工作，{days}。"
    tell_people(Line([absent.pk], "deputy_named", "已为您指定代办人", text, f"deputy:{made.pk}:absent"))


def _tell_ended(held: Membership, back: int) -> None:
    absent = held.deputy_of
    assert absent is not None, "a deputy's seat"
    place = f"{held.organisation.name}{Role(held.role).label}"
    text = f"{held.user.name}代{absent.name}办理{place}的工作已结束{went_back(back)}。"
    tell_people(Line([held.user_id, absent.pk], "deputy_ended", "代办已结束", text, f"deputy:{held.pk}:ended"))


def went_back(back: int) -> str:
    """What became of open work, in a half sentence; nothing where there was none."""
    return f"，没有办完的 {back} 件已退回待办" if back else ""
