"""Giving declarations to readers: evenly, by subject group, by lot where loads are equal (COMM-13)."""

import secrets
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from config.lib import clock
from declarations.models import Declaration
from records.models import Fact
from records.services.audit import audited, note
from review.meetings.models import Assignment, Round, RoundEntry, RoundExpert
from review.meetings.rules import entries_seen_by, keeping_away, keeps_the_office
from review.meetings.services.granting import grant_readings


@dataclass(frozen=True, slots=True)
class Evenly:
    """What the lot gave: how many readings, and the entries that still lack readers."""

    given: int
    short: tuple[tuple[RoundEntry, int], ...]


def assign_evenly(round_id: int, *, actor: User) -> Evenly:
    """Fill every entry up to the round's number of readers: of its group, who has least, the rest by lot.

    Experts without a group read for every group. Who must keep away is passed over; what stays short is reported.
    """
    with audited():
        chosen, entries = _lock(round_id, actor)
        seats = list(chosen.experts.filter(removed_at=None).select_related("expert"))
        now = clock.law()
        pairs, short = _drawn(chosen, entries, seats)
        made = [_assignment(entry, seat, now) for entry, seat in pairs]
        grant_readings(Assignment.objects.filter(pk__in=[each.pk for each in made]), giver=actor, now=now)
        note(*(Fact("round.assign", each.pk, actor.pk, now) for each in made))
    return Evenly(len(made), tuple(short))


def _lock(round_id: int, actor: User) -> tuple[Round, list[RoundEntry]]:
    found = Round.objects.select_related("committee").get(pk=round_id)
    keeps_the_office(actor, found.committee.office_id)
    entries = list(entries_seen_by(actor).filter(round=found).in_review())
    held = {each.pk: Declaration.objects.lock(each.declaration_id) for each in sorted(entries, key=_by_declaration)}
    for entry in entries:
        entry.declaration = held[entry.pk]
    return Round.objects.select_for_update(of=("self",)).select_related("committee").get(pk=round_id), entries


def _drawn(
    chosen: Round, entries: Iterable[RoundEntry], seats: list[RoundExpert]
) -> tuple[list[tuple[RoundEntry, RoundExpert]], list[tuple[RoundEntry, int]]]:
    away = keeping_away([seat.expert for seat in seats], [entry.declaration for entry in entries])
    taken = set(Assignment.objects.filter(entry__round=chosen).values_list("entry", "expert"))
    standing = Assignment.objects.filter(entry__round=chosen, withdrawn_at=None).values_list("entry", "expert")
    readers, load = Counter(entry for entry, _ in standing), Counter(seat for _, seat in standing)
    pairs, short = [], []
    for entry in entries:
        able = [
            seat
            for seat in seats
            if seat.panel_id in {None, entry.panel_id}
            and (entry.pk, seat.pk) not in taken
            and (seat.expert_id, entry.declaration_id) not in away
        ]
        wanted = max(0, chosen.readers_each - readers[entry.pk])
        drawn = sorted(able, key=lambda seat: (load[seat.pk], secrets.randbits(32)))[:wanted]
        load.update(seat.pk for seat in drawn)
        pairs += [(entry, seat) for seat in drawn]
        if len(drawn) < wanted:
            short.append((entry, wanted - len(drawn)))
    return pairs, short


def _assignment(entry: RoundEntry, seat: RoundExpert, now: datetime) -> Assignment:
    return Assignment.objects.create(entry=entry, expert=seat, assigned_at=now)


def _by_declaration(entry: RoundEntry) -> int:
    return entry.declaration_id
