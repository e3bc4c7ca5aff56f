"""Writes of the desk: committees, terms, seats and experts, each with who changed it (ADMIN-09, COMM-01, COMM-09)."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q

from accounts.models import Actor
from committees.exceptions import CommitteeRefused
from committees.models import Committee, CommitteeMember, CommitteeTerm, Expert, Series, Specialty
from committees.states import ExpertStatus, MemberPost
from config.lib import clock
from config.lib.histories import sign
from config.lib.reason import Reason
from records.models import Fact
from records.services.audit import audited, note

Row = TypeVar("Row", bound=models.Model)
TWIN = Reason("committee.twin", "已有同名的评委会，请核对。", field="name")
NUMBER_TAKEN = Reason("term.number", "这一届已经录入。", field="number")
OVERLAP = Reason("term.overlap", "任期与另一届重叠，请核对起止日期。", field="starts_on")
SEATED = Reason("seat.twice", "这位专家已在本届名单中。", field="expert")
CHAIR_TAKEN = Reason("seat.chair", "本届已有主任委员。", field="post")
NOT_LISTED = Reason("seat.listed", "只能从在库专家中选任。", field="expert")


def put_committee(said: Mapping[str, Any], *, committee: Committee | None, reason: str, actor: Actor) -> Committee:
    """Enter a committee with its authority, or bring it up to date. Raises ``CommitteeRefused``."""
    with audited():
        known = Committee.objects.select_for_update(of=("self",)).get(pk=committee.pk) if committee else None
        if Committee.objects.filter(name=said["name"]).exclude(pk=known.pk if known else None).exists():
            raise CommitteeRefused(TWIN)
        return _put(known or Committee(), said, reason, actor)


def put_term(
    committee: Committee, said: Mapping[str, Any], *, term: CommitteeTerm | None, actor: Actor
) -> CommitteeTerm:
    """Enter a term of office, or correct it; terms do not overlap. Raises ``CommitteeRefused``."""
    with audited():
        Committee.objects.select_for_update(of=("self",)).get(pk=committee.pk)
        others = committee.terms.exclude(pk=term.pk if term else None)
        if others.filter(number=said["number"]).exists():
            raise CommitteeRefused(NUMBER_TAKEN)
        last = said["ends_on"] or date.max
        if others.filter(Q(ends_on=None) | Q(ends_on__gte=said["starts_on"]), starts_on__lte=last).exists():
            raise CommitteeRefused(OVERLAP)
        return _put(term or CommitteeTerm(committee=committee), said, "", actor)


def seat_expert(term: CommitteeTerm, expert: Expert, *, post: str, actor: Actor) -> CommitteeMember:
    """Name an expert of the pool for a term. Raises ``CommitteeRefused``."""
    with audited():
        CommitteeTerm.objects.select_for_update(of=("self",)).get(pk=term.pk)
        if expert.status != ExpertStatus.LISTED:
            raise CommitteeRefused(NOT_LISTED)
        if term.members.filter(expert=expert).exists():
            raise CommitteeRefused(SEATED)
        if post == MemberPost.CHAIR and term.members.filter(post=MemberPost.CHAIR).exists():
            raise CommitteeRefused(CHAIR_TAKEN)
        return _put(CommitteeMember(term=term), {"expert": expert, "post": post}, "", actor)


def unseat_expert(term: CommitteeTerm, seat_id: int, *, actor: Actor) -> None:
    """Take a seat away; the history keeps that it was there. Done twice it is harmless."""
    with audited():
        seat = term.members.select_for_update(of=("self",)).filter(pk=seat_id).first()
        if seat is None:
            return
        sign(seat, actor)
        seat.delete()
        note(Fact("committeemember.end", seat_id, actor.pk, clock.law()))


def put_expert(
    said: Mapping[str, Any],
    *,
    series: Collection[Series],
    specialties: Collection[Specialty],
    expert: Expert | None,
    reason: str = "",
    actor: Actor,
) -> Expert:
    """Enter an expert of the pool, or bring the entry up to date (COMM-09)."""
    with audited():
        known = Expert.objects.select_for_update(of=("self",)).get(pk=expert.pk) if expert else None
        row = _put(known or Expert(), said, reason, actor)
        row.series.set(series)
        row.specialties.set(specialties)
    return row


def _put(row: Row, said: Mapping[str, Any], reason: str, actor: Actor) -> Row:
    changed = [name for name, value in said.items() if getattr(row, name, None) != value]
    if row.pk and not changed:
        return row
    event = "change" if row.pk else "enter"
    for name in changed:
        setattr(row, name, said[name])
    sign(row, actor, reason)
    row.save(update_fields=changed if row.pk else None)
    note(Fact(f"{row._meta.model_name}.{event}", row.pk, actor.pk, clock.law()))
    return row
