"""Putting a round together: panels, experts, its phases (COMM-03, COMM-13, COMM-16)."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.urls import reverse

from accounts.models import User
from committees.models import Committee, Expert
from committees.rules import expert_problem
from committees.states import CommitteeKind, CommitteeStatus
from config.lib import clock
from config.lib.reason import Reason
from declarations.models import Declaration, DeclarationGrant, Recusal
from messaging.letters import Letter, close_tasks, post
from notices.models import Notice
from notices.rules import terms_of
from notices.selectors import current_edition
from records.models import Fact
from records.services.audit import audited, note
from review.meetings.exceptions import MeetingRefused
from review.meetings.models import Assignment, Panel, Round, RoundEntry, RoundExpert
from review.meetings.rules import entries_seen_by, keeps_entry, keeps_the_office, must_keep_away
from review.meetings.services.granting import expire_grants, grant_readings, take_back
from review.meetings.states import OpinionState, RoundState
from review.meetings.targeted import stands_with_its_like

MIXED = Reason("E656", "“双定向”申报和普通申报不能编在同一学科组。", field="entries")  # COMM-18
LEFT_THE_ROUND = Reason("E635", "该专家已退出本批次。")


def open_round(
    *,
    notice: Notice,
    committee: Committee,
    name: str,
    actor: User,
    readers_each: int = 3,
    ends_at: datetime | None = None,
    targeted: bool = False,
) -> Round:
    """Begin a round of a committee; of a 双定向 committee, or ``targeted``, it takes 双定向 alone (COMM-18).

    Raises ``MeetingRefused`` for somebody who does not keep its office.
    """
    keeps_the_office(actor, committee.office_id)
    if committee.status not in CommitteeStatus.working:
        raise MeetingRefused([Reason("E604", "评委会已停止评审或取消评审资格。", field="committee")])
    with audited():
        now = clock.law()
        made = Round.objects.create(
            notice=notice,
            committee=committee,
            name=name,
            readers_each=readers_each,
            ends_at=ends_at,
            targeted=targeted or committee.kind == CommitteeKind.TARGETED,
            created_by=actor,
            created_at=now,
        )
        note(Fact("round.open", made.pk, actor.pk, now))
    return made


def change_round(round_id: int, *, name: str, readers_each: int, ends_at: datetime | None, actor: User) -> Round:
    """Its name, how many read each declaration, the last day of reading; rights to read follow the last day."""
    with audited():
        chosen, now = _lock_round(round_id, actor), clock.law()
        if chosen.state == RoundState.CLOSED:
            raise MeetingRefused([Reason("E637", "本批次已结束。")])
        chosen.name, chosen.readers_each, chosen.ends_at = name, readers_each, ends_at
        chosen.save(update_fields=["name", "readers_each", "ends_at"])
        grant_readings(Assignment.objects.filter(entry__round=chosen), giver=actor, now=now)
        note(Fact("round.change", chosen.pk, actor.pk, now))
    return chosen


def add_panel(round_id: int, *, name: str, specialties: Sequence[str], actor: User, targeted: bool = False) -> Panel:
    """A subject group for some specialties; entries of these without a group move into it, 双定向 apart (COMM-18)."""
    with audited():
        chosen = _lock_round(round_id, actor)
        if chosen.panels.filter(name=name).exists():
            raise MeetingRefused([Reason("E636", "已有同名学科组。", field="name")])
        panel = Panel.objects.create(round=chosen, name=name, specialties=list(specialties), targeted=targeted)
        loose = chosen.entries.filter(panel=None, declaration__specialty__in=specialties)
        fitting = [each.pk for each in loose.select_related("declaration") if _fits(each, panel)]
        chosen.entries.filter(pk__in=fitting).update(panel=panel)
        note(Fact("round.panel", panel.pk, actor.pk, clock.law()))
    return panel


def place_entries(round_id: int, *, entries: Collection[int], panel: Panel, actor: User) -> int:
    """Put entries into a group by hand. Returns how many. Raises ``MeetingRefused`` where 双定向 would be mixed."""
    with audited():
        chosen = _lock_round(round_id, actor)
        assert panel.round_id == chosen.pk, "the form offers the groups of this round"
        asked = entries_seen_by(actor).filter(round=chosen, pk__in=entries)
        if not all(_fits(each, panel) for each in asked.select_related("declaration")):
            raise MeetingRefused([MIXED])
        placed = asked.update(panel=panel)
        note(Fact("round.place", panel.pk, actor.pk, clock.law()))
    return placed


def _fits(entry: RoundEntry, panel: Panel) -> bool:
    return stands_with_its_like(entry.declaration, panel)


def seat_expert(
    round_id: int, *, expert: Expert, actor: User, panel: Panel | None = None, is_chair: bool = False
) -> RoundExpert:
    """Seat an expert in the round, with the training on record (COMM-03, COMM-09). Who left may come back."""
    with audited():
        chosen, now = _lock_round(round_id, actor), clock.law()
        if reasons := _reasons_against_seating(chosen, expert, is_chair=is_chair):
            raise MeetingRefused(reasons)
        seat, _ = RoundExpert.objects.update_or_create(
            round=chosen,
            expert=expert,
            defaults={
                "panel": panel,
                "is_chair": is_chair,
                "trained_on": trained_on(chosen, expert, now),
                "removed_at": None,
                "removed_why": "",
            },
        )
        note(Fact("round.seat", seat.pk, actor.pk, now))
    return seat


def unseat_expert(seat_id: int, *, why: str, actor: User) -> RoundExpert:
    """An expert leaves the round: readings without an opinion are taken back, the seat votes no more."""
    with audited():
        seat = RoundExpert.objects.select_related("expert").get(pk=seat_id)
        _lock_round(seat.round_id, actor)
        seat = RoundExpert.objects.select_for_update(of=("self",)).select_related("expert").get(pk=seat_id)
        if seat.removed_at:
            raise MeetingRefused([LEFT_THE_ROUND])
        seat.removed_at, seat.removed_why, seat.is_chair = clock.law(), why, False
        seat.save(update_fields=["removed_at", "removed_why", "is_chair"])
        take_back(Assignment.objects.filter(expert=seat), now=seat.removed_at)
        note(Fact("round.unseat", seat.pk, actor.pk, seat.removed_at))
    return seat


def pledge_discipline(seat_id: int, *, actor: User) -> RoundExpert:
    """The expert signs the discipline pledge in person; only then may they read (COMM-13)."""
    with audited():
        seat = RoundExpert.objects.select_for_update(of=("self",)).select_related("expert").get(pk=seat_id)
        if seat.expert.user_id != actor.pk:
            raise MeetingRefused([Reason("E618", "须由专家本人签署。")])
        if seat.pledged_at:
            return seat
        seat.pledged_at = clock.law()
        seat.save(update_fields=["pledged_at"])
        grant_readings(Assignment.objects.filter(expert=seat), giver=actor, now=seat.pledged_at)
        note(Fact("round.pledge", seat.pk, actor.pk, seat.pledged_at))
    return seat


def assign_reader(entry_id: int, *, seat: RoundExpert, actor: User) -> Assignment:
    """Let an expert read a declaration; refused to who must keep away (E603). The right to read follows the phase."""
    with audited():
        entry = _lock_entry(entry_id, actor)
        seat = RoundExpert.objects.select_related("expert").get(pk=seat.pk)
        if reasons := reasons_against_reading(entry, seat):
            raise MeetingRefused(reasons)
        now = clock.law()
        assignment, _ = Assignment.objects.update_or_create(
            entry=entry, expert=seat, defaults={"withdrawn_at": None, "assigned_at": now}
        )
        grant_readings(Assignment.objects.filter(pk=assignment.pk), giver=actor, now=now)
        note(Fact("round.assign", assignment.pk, actor.pk, now))
    return assignment


def withdraw_reader(assignment_id: int, *, actor: User) -> Assignment:
    """Take a reading back; not after the opinion was handed in, which only a recusal takes out."""
    with audited():
        found = Assignment.objects.select_related("entry").get(pk=assignment_id)
        _lock_entry(found.entry_id, actor)
        if not take_back(Assignment.objects.filter(pk=assignment_id), now=clock.law()):
            raise MeetingRefused([Reason("E620", "该专家已提交评审意见或已收回，不能再收回。")])
        note(Fact("round.withdraw_reader", assignment_id, actor.pk, clock.law()))
    return Assignment.objects.get(pk=assignment_id)


def recuse(*, expert: Expert, declaration: Declaration, why: str, actor: User) -> Recusal:
    """Register a recusal, by the secretariat or the expert: every reading ends at once, everywhere (COMM-13)."""
    if expert.user is None:
        raise MeetingRefused([Reason("E635", f"{expert.name}没有本系统账户，无需登记回避。", field="expert")])
    with audited():
        case = Declaration.objects.lock(declaration.pk)
        if expert.user_id != actor.pk:
            keeps_the_office(actor, case.office_id)
        now = clock.law()
        recusal, _ = Recusal.objects.get_or_create(
            person=expert.user, declaration=case, defaults={"why": why, "by": actor}
        )
        Assignment.objects.filter(entry__declaration=case, expert__expert=expert).update(withdrawn_at=now)
        expire_grants([(expert.user.pk, case.pk)], now=now)
        note(Fact("declaration.recuse", case.pk, actor.pk, now))
    return recusal


def reasons_against_reading(entry: RoundEntry, seat: RoundExpert) -> list[Reason]:
    """Why this expert is not given this declaration."""
    reasons = []
    if seat.removed_at or seat.round_id != entry.round_id:
        reasons.append(LEFT_THE_ROUND)
    if reason := must_keep_away(seat.expert, entry.declaration):
        reasons.append(reason)
    return reasons


def start_reading(round_id: int, *, actor: User) -> Round:
    """The round is complete; experts may read, and are told what waits for them (T24)."""
    with audited():
        chosen, now = _lock_round(round_id, actor), clock.law()
        if chosen.state == RoundState.READING:
            return chosen
        if chosen.state != RoundState.PREPARING or not chosen.entries.exists():
            raise MeetingRefused([Reason("E637", "只有准备中、已列入申报的批次可以交专家评审。")])
        _set_state(chosen, RoundState.READING, actor, now)
        for seat in chosen.experts.filter(removed_at=None).select_related("expert"):
            seat.trained_on = trained_on(chosen, seat.expert, now)
            seat.save(update_fields=["trained_on"])
        assignments = Assignment.objects.filter(entry__round=chosen)
        grant_readings(assignments, giver=actor, now=now)
        post(_letters(chosen), now=now)
    return chosen


def start_meeting(round_id: int, *, actor: User) -> Round:
    """Reading is over: opinions are fixed and may be seen, the meeting takes the floor."""
    with audited():
        chosen, now = _lock_round(round_id, actor), clock.law()
        if chosen.state == RoundState.MEETING:
            return chosen
        if reasons := _reasons_against_meeting(chosen):
            raise MeetingRefused(reasons)
        _set_state(chosen, RoundState.MEETING, actor, now)
        close_tasks(subject_kind="round", subject_ids=[chosen.pk], now=now)
    return chosen


def close_round(round_id: int, *, actor: User) -> Round:
    """The end of the round: every reading is taken back (ROLE-08)."""
    with audited():
        chosen, now = _lock_round(round_id, actor), clock.law()
        if chosen.state == RoundState.CLOSED:
            return chosen
        waiting = chosen.entries.in_review().count()
        if waiting or chosen.state != RoundState.MEETING:
            raise MeetingRefused([Reason("E639", f"还有 {waiting} 份申报未完成评审，不能结束本批次。")])
        _set_state(chosen, RoundState.CLOSED, actor, now)
        readers = Assignment.objects.filter(entry__round=chosen).values("expert__expert__user")
        grants = DeclarationGrant.objects.filter(content_object__entry__round=chosen, user__in=readers)
        grants.filter(expires_at__gt=now).update(expires_at=now)
    return chosen


def trained_on(chosen: Round, expert: Expert, now: datetime) -> date | None:
    """When the expert took this year's course of the notice; None: not yet."""
    rule = terms_of(current_edition(chosen.notice_id, now=now)).expert_training
    taken = expert.trainings.filter(year=chosen.notice.year)
    taken = taken.filter(course=rule.course) if rule else taken
    first = taken.order_by("completed_on").first()
    return first.completed_on if first else None


def _reasons_against_seating(chosen: Round, expert: Expert, *, is_chair: bool) -> list[Reason]:
    reasons = []
    if problem := expert_problem(expert, course=None, year=chosen.notice.year):
        reasons.append(Reason(problem.code, problem.text, field="expert"))
    if expert.user_id is None:
        reasons.append(Reason("E635", f"{expert.name}没有本系统账户，不能阅读材料和投票。", field="expert"))
    if chosen.experts.filter(expert=expert, removed_at=None).exists():
        reasons.append(Reason("E635", f"{expert.name}已在本批次。", field="expert"))
    if is_chair and chosen.experts.filter(is_chair=True, removed_at=None).exists():
        reasons.append(Reason("E635", "本批次已有主任委员。", field="is_chair"))
    return reasons


def _reasons_against_meeting(chosen: Round) -> list[Reason]:
    if chosen.state != RoundState.READING:
        return [Reason("E638", "本批次不在专家评审阶段。")]
    waiting = Assignment.objects.filter(entry__in=chosen.entries.in_review(), withdrawn_at=None)
    missing = waiting.exclude(opinion__state=OpinionState.SUBMITTED).count()
    return [Reason("E638", f"还有 {missing} 份专家评审意见未提交。")] if missing else []


def _letters(chosen: Round) -> list[Letter]:
    given = Assignment.objects.filter(entry__round=chosen, withdrawn_at=None).values_list(
        "expert__expert__user", flat=True
    )
    counts: dict[int, int] = {}
    for person in given:
        counts[person] = counts.get(person, 0) + 1
    return [
        Letter(
            person_id=person,
            event="reading_started",
            title="有申报材料待您评审",
            text=f"{chosen}：请您评审 {count} 份申报材料，并逐份提交评审意见。",
            key=f"reading_started:{chosen.pk}",
            url=reverse("meetings:reading"),
            button="去评审",
            needs_action=True,
            due_at=chosen.ends_at,
            subject_kind="round",
            subject_id=chosen.pk,
        )
        for person, count in sorted(counts.items())
    ]


def _set_state(chosen: Round, state: RoundState, actor: User, now: datetime) -> None:
    chosen.state = state
    chosen.save(update_fields=["state"])
    note(Fact(f"round.{state}", chosen.pk, actor.pk, now))


def _lock_entry(entry_id: int, actor: User) -> RoundEntry:
    entry = RoundEntry.objects.select_related("round__committee").get(pk=entry_id)
    entry.declaration = Declaration.objects.lock(entry.declaration_id)
    keeps_entry(actor, entry)
    return entry


def _lock_round(round_id: int, actor: User) -> Round:
    chosen = Round.objects.select_for_update(of=("self",)).select_related("committee", "notice").get(pk=round_id)
    keeps_the_office(actor, chosen.committee.office_id)
    return chosen
