"""Writes of the desk: committees, terms, seats and experts, each with who changed it (ADMIN-09, COMM-01, COMM-09)."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, TypeVar

from django.db import IntegrityError, models
from django.db.models import Q, QuerySet

from accounts.models import Actor
from committees.exceptions import CommitteeRefused
from committees.models import Committee, CommitteeMember, CommitteeTerm, Expert, Series, Specialty
from committees.states import ExpertStatus, MemberPost
from config.lib import clock
from config.lib.histories import sign
from config.lib.reason import Reason
from config.lib.seen import STALE, is_stale
from records.models import Fact
from records.services.audit import audited, note

Row = TypeVar("Row", bound=models.Model)
TWIN = Reason("committee.twin", "已有同名的评委会，请核对。", field="name")
NUMBER_TAKEN = Reason("term.number", "这一届已经录入。", field="number")
OVERLAP = Reason("term.overlap", "任期与另一届重叠，请核对起止日期。", field="starts_on")
SEATED = Reason("seat.twice", "这位专家已在本届名单中。", field="expert")
CHAIR_TAKEN = Reason("seat.chair", "本届已有主任委员。", field="post")
NOT_LISTED = Reason("seat.listed", "只能从在库专家中选任。", field="expert")


EXPERT_KEPT = (
    *("name", "unit", "unit_name", "title", "rank", "status", "exit_reason", "recommended_by", "listed_on"),
    *("series", "specialties"),
)


def put_committee(
    said: Mapping[str, Any], *, committee: Committee | None, reason: str, seen: str = "", actor: Actor
) -> Committee:
    """Enter a committee with its authority, or bring it up to date. Raises ``CommitteeRefused``.

    ``seen`` is, here and below, ``state_of`` the row when a form showed it.
    """
    try:
        with audited():
            known = Committee.objects.select_for_update(of=("self",)).get(pk=committee.pk) if committee else None
            if known and is_stale(known, said, seen):
                raise CommitteeRefused(STALE)
            if Committee.objects.filter(name=said["name"]).exclude(pk=known.pk if known else None).exists():
                raise CommitteeRefused(TWIN)
            return _put(known or Committee(), said, reason, actor)
    except IntegrityError as twin:  # entered by another in the same moment
        raise CommitteeRefused(TWIN) from twin


def put_term(
    committee: Committee, said: Mapping[str, Any], *, term: CommitteeTerm | None, seen: str = "", actor: Actor
) -> CommitteeTerm:
    """Enter a term of office, or correct it; terms do not overlap. Raises ``CommitteeRefused``."""
    with audited():
        Committee.objects.select_for_update(of=("self",)).get(pk=committee.pk)
        known = committee.terms.select_for_update(of=("self",)).get(pk=term.pk) if term else None
        if known and is_stale(known, said, seen):
            raise CommitteeRefused(STALE)
        others = committee.terms.exclude(pk=known.pk if known else None)
        if others.filter(number=said["number"]).exists():
            raise CommitteeRefused(NUMBER_TAKEN)
        last = said["ends_on"] or date.max
        if others.filter(Q(ends_on=None) | Q(ends_on__gte=said["starts_on"]), starts_on__lte=last).exists():
            raise CommitteeRefused(OVERLAP)
        return _put(known or CommitteeTerm(committee=committee), said, "", actor)


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
    within: QuerySet[Series],
    expert: Expert | None,
    reason: str = "",
    seen: str = "",
    actor: Actor,
) -> Expert:
    """Enter an expert of the pool, or bring the entry up to date (COMM-09). Raises ``CommitteeRefused``.

    ``within`` are the series the actor keeps: what the expert has beyond them stays.
    """
    with audited():
        known = Expert.objects.select_for_update(of=("self",)).get(pk=expert.pk) if expert else None
        if known and is_stale(known, EXPERT_KEPT, seen):
            raise CommitteeRefused(STALE)
        wanted = _with_beyond(known, series, specialties, within)
        told = _ties_said(known, wanted)
        row = _put(known or Expert(), said, "；".join(each for each in (reason, told) if each), actor, also=bool(told))
        row.series.set(wanted[0])
        row.specialties.set(wanted[1])
    return row


Ties = tuple[set[Series], set[Specialty]]


def _with_beyond(
    known: Expert | None, series: Collection[Series], specialties: Collection[Specialty], within: QuerySet[Series]
) -> Ties:
    if known is None:
        return set(series), set(specialties)
    own = within.values("pk")
    stays = known.series.exclude(pk__in=own), known.specialties.exclude(series__in=own)
    return {*series, *stays[0]}, {*specialties, *stays[1]}


def _ties_said(known: Expert | None, wanted: Ties) -> str:
    """What comes and goes, in words: the history keeps an expert's own fields, not what the row is tied to."""
    if known is None:
        return ""
    parts = []
    for label, stands, new in zip(("系列", "专业"), (known.series.all(), known.specialties.all()), wanted, strict=True):
        old = set(stands)
        named = (("增加", new - old), ("去掉", old - new))
        parts += [f"{word}{label}：{'、'.join(sorted(each.name for each in rows))}" for word, rows in named if rows]
    return "；".join(parts)


def _put(row: Row, said: Mapping[str, Any], reason: str, actor: Actor, *, also: bool = False) -> Row:
    """``also``: something beside its own fields changes, which is a line of the history, too."""
    changed = [name for name, value in said.items() if getattr(row, name, None) != value]
    if row.pk and not changed and not also:
        return row
    event = "change" if row.pk else "enter"
    for name in changed:
        setattr(row, name, said[name])
    sign(row, actor, reason)
    row.save(update_fields=(changed or list(said)) if row.pk else None)
    note(Fact(f"{row._meta.model_name}.{event}", row.pk, actor.pk, clock.law()))
    return row
