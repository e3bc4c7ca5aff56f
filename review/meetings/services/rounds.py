"""Putting a round together: panels, experts, who reads what (COMM-03, COMM-13, COMM-16)."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import Permission

from accounts.models import User
from committees.models import Committee, Expert
from config.lib import clock
from config.lib.reason import Reason
from declarations.models import Declaration, DeclarationGrant, Recusal
from notices.models import Notice
from records.models import Fact
from records.services.audit import audited, note
from review.meetings.exceptions import MeetingRefused
from review.meetings.models import Assignment, Panel, Round, RoundEntry, RoundExpert
from review.meetings.rules import keeps_the_office
from review.meetings.states import RoundState

READ = "view_declaration"


def open_round(
    *,
    notice: Notice,
    committee: Committee,
    name: str,
    actor: User,
    readers_each: int = 3,
    ends_at: datetime | None = None,
) -> Round:
    """Begin a round of a committee. Raises ``MeetingRefused`` for somebody who does not keep its office."""
    keeps_the_office(actor, committee.office_id)
    with audited():
        now = clock.law()
        made = Round.objects.create(
            notice=notice,
            committee=committee,
            name=name,
            readers_each=readers_each,
            ends_at=ends_at,
            created_by=actor,
            created_at=now,
        )
        note(Fact("round.open", made.pk, actor.pk, now))
    return made


def add_panel(round_id: int, *, name: str, specialties: Sequence[str], actor: User) -> Panel:
    """A subject group for some specialties."""
    with audited():
        chosen = _lock_round(round_id, actor)
        panel = Panel.objects.create(round=chosen, name=name, specialties=list(specialties))
        note(Fact("round.panel", panel.pk, actor.pk, clock.law()))
    return panel


def seat_expert(
    round_id: int, *, expert: Expert, actor: User, panel: Panel | None = None, is_chair: bool = False
) -> RoundExpert:
    """Seat an expert in the round, with the training on record (COMM-03)."""
    with audited():
        chosen, now = _lock_round(round_id, actor), clock.law()
        trained = expert.trainings.filter(year=chosen.notice.year).order_by("completed_on").first()
        seat = RoundExpert.objects.create(
            round=chosen,
            expert=expert,
            panel=panel,
            is_chair=is_chair,
            trained_on=trained.completed_on if trained else None,
        )
        note(Fact("round.seat", seat.pk, actor.pk, now))
    return seat


def pledge_discipline(seat_id: int, *, actor: User) -> RoundExpert:
    """The expert signs the discipline pledge in person (COMM-13)."""
    with audited():
        seat = RoundExpert.objects.select_for_update(of=("self",)).select_related("expert").get(pk=seat_id)
        if seat.expert.user_id != actor.pk:
            raise MeetingRefused([Reason("E618", "须由专家本人签署。")])
        seat.pledged_at = seat.pledged_at or clock.law()
        seat.save(update_fields=["pledged_at"])
        note(Fact("round.pledge", seat.pk, actor.pk, seat.pledged_at))
    return seat


def assign_reader(entry_id: int, *, seat: RoundExpert, actor: User) -> Assignment:
    """Let an expert read a declaration: a dated grant, refused to who must keep away (E603)."""
    with audited():
        entry = RoundEntry.objects.select_related("declaration", "round__committee").get(pk=entry_id)
        Declaration.objects.lock(entry.declaration_id)
        keeps_the_office(actor, entry.round.committee.office_id)
        now = clock.law()
        if reason := must_keep_away(seat.expert, entry.declaration):
            raise MeetingRefused([reason])
        assignment, _ = Assignment.objects.update_or_create(
            entry=entry, expert=seat, defaults={"withdrawn_at": None, "assigned_at": now}
        )
        _grant_reading(entry, seat, actor, now)
        note(Fact("round.assign", assignment.pk, actor.pk, now))
    return assignment


def recuse(*, expert: Expert, declaration: Declaration, why: str, actor: User) -> Recusal:
    """Register a recusal: readings are taken back at once, everywhere (COMM-13)."""
    assert expert.user is not None, "only people with an account can be recused from reading"
    with audited():
        Declaration.objects.lock(declaration.pk)
        now = clock.law()
        recusal, _ = Recusal.objects.get_or_create(
            person=expert.user, declaration=declaration, defaults={"why": why, "by": actor}
        )
        Assignment.objects.filter(entry__declaration=declaration, expert__expert=expert).update(withdrawn_at=now)
        grants = DeclarationGrant.objects.filter(content_object=declaration, user=expert.user, expires_at__gt=now)
        grants.update(expires_at=now)
        note(Fact("declaration.recuse", declaration.pk, actor.pk, now))
    return recusal


def start_reading(round_id: int, *, actor: User) -> Round:
    """The round is complete; experts may read."""
    return _set_round(round_id, RoundState.READING, actor)


def start_meeting(round_id: int, *, actor: User) -> Round:
    """Reading is over, the meeting is called."""
    return _set_round(round_id, RoundState.MEETING, actor)


def must_keep_away(expert: Expert, declaration: Declaration) -> Reason | None:
    """Own case, own unit, or a registered recusal (E603)."""
    same_unit = expert.unit_id is not None and expert.unit_id in {declaration.unit_id, declaration.employer_id}
    own = expert.user_id == declaration.applicant_id
    if own or same_unit or declaration.recusals.filter(person=expert.user_id).exists():
        return Reason("E603", f"专家应回避：{expert.name}。")
    return None


def _grant_reading(entry: RoundEntry, seat: RoundExpert, actor: User, now: datetime) -> None:
    if seat.expert.user is None:
        return
    permission = Permission.objects.get(content_type__app_label="declarations", codename=READ)
    DeclarationGrant.objects.update_or_create(
        user=seat.expert.user,
        permission=permission,
        content_object=entry.declaration,
        defaults={"giver": actor, "reason": f"{entry.round} 评审", "expires_at": entry.round.ends_at or _year_end(now)},
    )


def _year_end(now: datetime) -> datetime:
    return now.replace(month=12, day=31, hour=23, minute=59, second=59)


def _set_round(round_id: int, state: RoundState, actor: User) -> Round:
    with audited():
        chosen = _lock_round(round_id, actor)
        chosen.state = state
        chosen.save(update_fields=["state"])
        note(Fact(f"round.{state}", chosen.pk, actor.pk, clock.law()))
    return chosen


def _lock_round(round_id: int, actor: User) -> Round:
    chosen = Round.objects.select_for_update(of=("self",)).select_related("committee", "notice").get(pk=round_id)
    keeps_the_office(actor, chosen.committee.office_id)
    return chosen
