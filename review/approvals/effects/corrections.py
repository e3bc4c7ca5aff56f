"""Returns and corrections: given, walked again, done with (T03, T12, T12a, T12b, T15–T17)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from accounts.models import Actor, User
from config.lib.flow import Asked, BulkEffect
from declarations.effects import arrive, go_home
from declarations.models import Declaration, EditPermit
from declarations.routes import submission_window
from declarations.rules import gate_of
from declarations.states import RouteNode, State
from notices.rules import terms_of
from notices.states import Window
from review.approvals.effects.papers import keep_refusals
from review.approvals.effects.publicity import open_publicity_here
from review.approvals.models import CorrectionItem, CorrectionNotice
from review.approvals.running import (
    addressee_at,
    correction_gate,
    current_notice,
    lowest_in,
    stop_of,
)
from review.approvals.states import Addressee, NoticeKind, NoticeState

BY_THE_CLOCK = Asked()  # the clock enters nothing


# ── giving ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def record_return(declaration: Declaration, asked: Asked, *, actor: User, now: datetime) -> None:
    """An ordinary return inside stage 1; while a correction runs, one more notice of that correction (T03, T12a)."""
    if declaration.state == State.CORRECTION:
        notice = _give(declaration, asked, NoticeKind.CORRECTION, actor, now, due_at=declaration.due_at)
        _permit([declaration], notice.items.all(), opens_at=now, now=now)
        return
    gate = gate_of(declaration, submission_window(terms_of(declaration.edition), declaration.kind))
    closes_at = gate.closes_at if gate else None
    _give(declaration, asked, NoticeKind.RETURN, actor, now, due_at=declaration.due_at or closes_at)


def go_to_addressee(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """Down to the applicant's desk, or to the unit's when nothing is theirs (T12a)."""
    if declaration.state == State.DRAFT:
        go_home(declaration, asked, actor=actor, now=now)
    else:
        arrive(declaration, stop=0, now=now)


def issue_notice(declaration: Declaration, asked: Asked, *, actor: User, now: datetime) -> None:
    """一次性告知: the whole list at once, each item to its addressee; its time replaces the windows (T12, T15)."""
    gate = correction_gate(declaration)
    opens_at = max(now, gate.opens_at) if gate else now  # without a window of its own: taken all year (PATH-31)
    notice = _give(declaration, asked, NoticeKind.CORRECTION, actor, now, due_at=asked["due_at"], opens_at=opens_at)
    _permit([declaration], notice.items.all(), opens_at=opens_at, now=now)
    _wait_for_answers(declaration, notice)


@BulkEffect
def turn_return_to_correction(declarations: Sequence[Declaration], *, actor: Actor, now: datetime) -> None:
    """Returned and not back at the end of stage 1: a correction from its first day to its last (T12b, G-03)."""
    groups: dict[tuple[int, str], list[Declaration]] = {}
    for case in declarations:
        groups.setdefault((case.edition.notice_id, case.level), []).append(case)
    for cases in groups.values():
        _turn(cases, now)


# ── walking again ──────────────────────────────────────────────────────────────────────────────────────────────────
def walk_again(declaration: Declaration, asked: Asked, *, actor: User, now: datetime) -> None:
    """Handed back: from the lowest addressee upward again, its own time still running (T16)."""
    notice = current_notice(declaration)
    stop = stop_of(declaration, lowest_in(notice))
    declaration.permits.filter(used_at=None).update(used_at=now)
    declaration.round_trip += 1
    declaration.save(update_fields=["round_trip"])
    _settle_answered(declaration, now)
    arrive(declaration, stop=stop.index if stop else 0, now=now)
    if declaration.state == State.UNIT_PUBLICITY:  # the publicity itself was found wanting: it hangs again in full
        declaration.publicities.ended().update(voided_at=now)
        open_publicity_here(declaration, asked, actor=actor, now=now)


def close_return(declaration: Declaration, asked: Asked, *, actor: User, now: datetime) -> None:
    """Handed in again: what the return asked of the applicant is answered (T02 after T03, T12a)."""
    items = CorrectionItem.objects.filter(notice__in=declaration.corrections.running())
    items.filter(addressee=Addressee.APPLICANT).unanswered().update(answered_by=actor, answered_at=now)
    _settle_answered(declaration, now)


def answer_passing(declaration: Declaration, asked: Asked, *, actor: User, now: datetime) -> None:
    """A desk that sends the file up has put its own items right (T16c); the unit did so one by one."""
    here = declaration.stops.get(index=declaration.stop)
    items = CorrectionItem.objects.filter(notice__in=declaration.corrections.running())
    items.filter(addressee=addressee_at(here.node)).unanswered().update(answered_by=actor, answered_at=now)
    _settle_answered(declaration, now)


def back_at_noticing_desk(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """At the committee's office a corrected file has the time of the re-review; below, its own time goes on (G-04)."""
    here = declaration.stops.get(index=declaration.stop)
    if here.node != RouteNode.COMMITTEE_OFFICE or declaration.due_at is None:
        return
    if declaration.corrections.running().filter(kind=NoticeKind.CORRECTION).exists():
        gate = gate_of(declaration, Window.RECHECK)
        if gate and gate.closes_at:
            declaration.due_at = max(declaration.due_at, gate.closes_at)
            declaration.save(update_fields=["due_at"])


# ── ending ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def close_notices(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """Accepted, or ended otherwise: nothing is to be corrected any more. Refused: the paper that says why (FORM-26)."""
    declaration.corrections.running().update(state=NoticeState.CLOSED, closed_at=now)
    declaration.permits.filter(used_at=None).update(used_at=now)
    if declaration.state == State.NOT_ACCEPTED:
        keep_refusals([declaration], asked, actor=actor, now=now)


def _close_overdue(
    declarations: Sequence[Declaration], *, actor: Actor, now: datetime, asked: Asked = BY_THE_CLOCK
) -> None:
    """The time is over: notices say so, nothing may be edited (MAT-08, T17); a person gives a reason (T20b)."""
    CorrectionNotice.objects.running().filter(declaration__in=declarations).update(
        state=NoticeState.OVERDUE, closed_at=now
    )
    EditPermit.objects.filter(declaration__in=declarations, used_at=None).update(used_at=now)
    keep_refusals(declarations, asked, actor=actor, now=now)


close_overdue_notices = BulkEffect(_close_overdue, asks=True)


def _give(
    declaration: Declaration,
    asked: Asked,
    kind: NoticeKind,
    actor: User,
    now: datetime,
    *,
    due_at: datetime | None,
    opens_at: datetime | None = None,
) -> CorrectionNotice:
    """Write a notice of the desk where the case stands; the one it gave before has been judged by giving this."""
    here = declaration.stops.get(index=declaration.stop)
    declaration.corrections.running().filter(stop=here.index).update(state=NoticeState.CLOSED, closed_at=now)
    override = _override(asked)
    notice = CorrectionNotice.objects.create(
        declaration=declaration,
        kind=kind,
        organisation_id=here.organisation_id,
        stop=here.index,
        round_trip=declaration.round_trip,
        issued_by=actor,
        issued_at=now,
        opens_at=opens_at or now,
        due_at=due_at if due_at and due_at > (opens_at or now) else None,
        override_reason=override,
        override_by=actor if override else None,
    )
    CorrectionItem.objects.bulk_create(_item(notice, given) for given in asked["items"])
    return notice


def _override(asked: Asked) -> str:
    given = asked.answers.get("override_reason") or asked.explained.get("E403", "")
    return str(given).strip()[:300]


def _item(notice: CorrectionNotice, given: Mapping[str, Any]) -> CorrectionItem:
    return CorrectionItem(
        notice=notice,
        addressee=given["addressee"],
        part=given["part"],
        defect=given["defect"].strip(),
        todo=given.get("todo", "").strip(),
        kind=given.get("kind", ""),
        counts=given.get("counts", True),
    )


def _permit(
    cases: Iterable[Declaration], items: Iterable[CorrectionItem], *, opens_at: datetime, now: datetime
) -> None:
    """Open the parts the applicant's items name, and nothing else (ROLE-01)."""
    wanted = {(each.notice.declaration_id, each.part) for each in items if each.addressee == Addressee.APPLICANT}
    ids = [case.pk for case in cases]
    known = EditPermit.objects.filter(declaration__in=ids, used_at=None).values_list("declaration", "part")
    EditPermit.objects.bulk_create(
        EditPermit(declaration_id=case, part=part, granted_at=now, opens_at=opens_at)
        for case, part in sorted(wanted - set(known))
    )


def _wait_for_answers(declaration: Declaration, notice: CorrectionNotice) -> None:
    """The case waits with the lowest addressee, under its own time and no window."""
    stop = stop_of(declaration, lowest_in(notice))
    declaration.stop, declaration.window = stop.index if stop else 0, ""
    declaration.due_at = notice.due_at
    declaration.save(update_fields=["stop", "window", "due_at"])


def _turn(cases: Sequence[Declaration], now: datetime) -> None:
    """Cases of one notice and level, whose correction window is the same; a constant number of statements."""
    gate = correction_gate(cases[0])
    assert gate is not None, "OPEN_RETURN lets nothing pass here without a correction window"
    opens_at, ids = max(now, gate.opens_at), [case.pk for case in cases]
    returns = CorrectionNotice.objects.running().filter(declaration__in=ids, kind=NoticeKind.RETURN)
    turned = list(returns.values_list("pk", flat=True))
    due_at = gate.closes_at if gate.closes_at and gate.closes_at > opens_at else None
    window = "" if due_at else Window.CORRECTION  # without an end of its own the case stands under the window's gate
    returns.update(kind=NoticeKind.CORRECTION, state=NoticeState.OPEN, opens_at=opens_at, due_at=due_at)
    # The file waits with the applicant or with the unit, whose stop is the same: a return reaches no higher desk.
    Declaration.objects.filter(pk__in=ids).update(stop=0, window=window, due_at=due_at)
    for case in cases:
        case.stop, case.window, case.due_at = 0, window, due_at
    given = CorrectionItem.objects.filter(notice__in=turned)
    given.filter(addressee=Addressee.APPLICANT).update(answered_at=None, answered_by=None)  # said, but not handed back
    items = given.unanswered().select_related("notice")
    _permit(cases, items, opens_at=opens_at, now=now)


def _settle_answered(declaration: Declaration, now: datetime) -> None:
    """A notice with every item answered waits for its desk's judgement; a mere return is done with."""
    owed = CorrectionItem.objects.filter(notice=OuterRef("pk"), answered_at=None)
    answered = declaration.corrections.running().filter(~Exists(owed))
    answered.filter(kind=NoticeKind.RETURN).update(state=NoticeState.CLOSED, closed_at=now)
    answered.filter(kind=NoticeKind.CORRECTION).update(state=NoticeState.ANSWERED)
