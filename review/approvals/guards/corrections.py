"""Returns and one-time notices: when they may be given, what they hold, who has answered (OFFICE-04, G-03, G-31)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localtime

from accounts.models import Actor, Membership, User
from accounts.states import DESK_ROLE
from config.lib import clock
from config.lib.flow import Asked, bulk_guard
from config.lib.reason import Reason, Severity
from declarations.models import Declaration, RouteStop
from declarations.parts import UnitStep
from declarations.routes import submission_window
from declarations.rules import gate_of
from declarations.states import State
from notices.models import NoticeEdition
from notices.rules import terms_of
from notices.states import DeclarationKind
from records.services.calendar import count_between
from review.approvals.models import CorrectionItem, CorrectionNotice
from review.approvals.publicised import is_shown
from review.approvals.running import (
    addressee_at,
    correction_gate,
    corrects_any_day,
    current_notice,
    is_correcting,
    lowest_in,
)
from review.approvals.states import Addressee, NoticeKind, NoticeState

RUNNING = (NoticeState.OPEN, NoticeState.ANSWERED)
NAMED = 3
MOST = 100


# ── giving one ─────────────────────────────────────────────────────────────────────────────────────────────────────
def items_given(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> list[Reason]:
    """At least one defect in words, each addressed to somebody below this desk and to a place of theirs."""
    items = asked["items"]
    if not items:
        return [Reason("E411", "请至少写明一项存在问题。", field="items")]
    known = set(addressees_below(declaration))
    found = [reason for number, item in enumerate(items, 1) if (reason := _faulty(number, item, known))]
    return [*found, *_too_many(items)]


def addressees_below(declaration: Declaration) -> list[Addressee]:
    """Who may be asked: the applicant, and the desks this declaration passed on its way here."""
    nodes = declaration.stops.filter(index__lt=declaration.stop).order_by("index").values_list("node", flat=True)
    below = [addressee for node in nodes if (addressee := addressee_at(node))]
    return list(dict.fromkeys([Addressee.APPLICANT, *below]))


def item_field(number: int) -> str:
    """The name under which a reason speaks of one item, the first being 1."""
    return f"item_{number}"


def first_stage_open(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """An ordinary return can be mended while stage 1 is open (T12a, G-03)."""
    window = submission_window(terms_of(declaration.edition), declaration.kind)
    gate = gate_of(declaration, window)
    if (gate is not None and gate.is_open(now)) or (not window and declaration.kind in DeclarationKind.unvoted):
        return None  # what is taken all year may be given back any day (PATH-31)
    return Reason("E412", "个人申报及单位推荐阶段已截止，不能退回；请使用“一次性告知补正”。")


def first_stage_closed(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Before that there is nothing formal about it (T12)."""
    if first_stage_open(declaration, asked, actor=actor, now=now):
        return None
    return Reason("E412", "个人申报及单位推荐阶段尚未截止，请使用“退回”。")


def first_notice(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Once, and all at once, for each desk; again only with the reason of whoever is in charge (OFFICE-04).

    Whose word it takes is told before the word is asked for.
    """
    here = declaration.stops.filter(index=declaration.stop).first()
    before = declaration.corrections.filter(organisation=here.organisation_id).order_by("-pk") if here else None
    if here is None or not before:
        return None
    another = _by_another(here, before[0], actor)
    if another or asked.answers.get("override_reason", "").strip() or asked.explained.get("E403", "").strip():
        return another
    text = f"已作过一次性告知，不得再次提出新的补正事项（需负责人说明）。这将是本级第 {len(before) + 1} 次告知。"
    return Reason("E403", text, field="override_reason", severity=Severity.WARN)


def _by_another(here: RouteStop, last: CorrectionNotice, actor: Actor) -> Reason | None:
    """Who was incomplete the first time does not excuse themselves, where the desk has a second person."""
    if not isinstance(actor, User) or last.issued_by_id != actor.pk:
        return None
    colleagues = Membership.objects.current().filter(organisation=here.organisation_id, role__in=DESK_ROLE.values())
    if not colleagues.exclude(user=actor).exists():
        return None
    return Reason(
        "E410", "上一次告知由您作出，再次告知须由本级另一人（负责人）说明理由并办理。", field="override_reason"
    )


def corrections_allowed(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """The notice knows corrections, also at this desk, and their time is not over (T12, T15, MAT-09).

    What no window binds is sent back any day: the season's corrections are not its own (PATH-31, TIME-16).
    """
    if corrects_any_day(declaration):
        return None
    forbidden = terms_of(declaration.edition).correction.after_committee == "forbidden"
    if forbidden and declaration.state == State.OFFICE_REVIEW:
        return Reason("E413", "申报材料上报至评委会后不允许补充材料，不能告知补正。")
    gate = correction_gate(declaration)
    if gate is None:
        return Reason("E413", "本通知不设补正，不能告知补正。")
    if gate.closed_at or (gate.closes_at and now > gate.closes_at):
        return Reason("E413", f"补正时间已于 {_moment(gate.closes_at)} 结束，不能再告知补正。")
    return None


def due_within_correction(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Editing begins with the correction window; everything is back before it ends (G-03)."""
    gate, due = correction_gate(declaration), asked["due_at"]
    if gate is None and not corrects_any_day(declaration):
        return None
    opens = max(now, gate.opens_at) if gate else now
    if due <= opens:
        return Reason("E414", f"补正时限须晚于 {_moment(opens)}。", field="due_at")
    if gate and gate.closes_at and due > gate.closes_at:
        return Reason("E414", f"补正时限不得晚于补正截止时间 {_moment(gate.closes_at)}。", field="due_at")
    return None


def time_for_supplementary(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """A change of what was publicised must hang again before the file is back: is there time for it (G-31)?"""
    terms, gate = terms_of(declaration.edition), correction_gate(declaration)
    mine = [item["part"] for item in asked["items"] if item["addressee"] == Addressee.APPLICANT]
    asked_for = gate is not None or corrects_any_day(declaration)
    if not asked_for or not terms.correction.supplementary_publicity or not any(is_shown(part) for part in mine):
        return None
    needed = terms.unit_flow.publicity.supplementary_min_working_days
    start = clock.local_date(max(now, gate.opens_at) if gate else now)
    whole = count_between(start, clock.local_date(asked["due_at"])) - 2  # the day it is put up, the day it goes up
    if whole >= needed:
        return None
    text = f"补正涉及公示内容，补充公示须满 {needed} 个工作日，所定时限内只有 {max(whole, 0)} 个。"
    return Reason("W115", text, field="due_at", severity=Severity.WARN)


# ── answering one ──────────────────────────────────────────────────────────────────────────────────────────────────
def correction_open(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """There is a notice to answer, and its editing time has come (G-03)."""
    notice = current_notice(declaration)
    if notice is None:
        return Reason("E415", "没有待办理的补正事项。")
    if now < notice.opens_at:
        return Reason("E415", f"补正自 {_moment(notice.opens_at)} 起办理。")
    return None


def own_items_answered(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Everything this notice asks of the lowest addressee, before they hand the file back (T16)."""
    notice = current_notice(declaration)
    addressee = lowest_in(notice)
    if notice is None or addressee is None:
        return None
    return _unanswered(notice.items.unanswered().filter(addressee=addressee), "还有补正事项没有办理")


def unit_items_answered(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """The unit answers its own items as the file passes it (T16a)."""
    items = CorrectionItem.objects.filter(notice__in=declaration.corrections.running(), addressee=Addressee.UNIT)
    return _unanswered(items.unanswered(), "还有应由单位补正的事项没有办理")


def no_open_correction(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """What was handed back in a correction is not recalled (T34a is a matter of stage 1)."""
    return Reason("E317", "补正期间不能取回修改。") if is_correcting(declaration) else None


# ── what the clock asks of many at once ────────────────────────────────────────────────────────────────────────────
def _items(**conditions: Any) -> Exists:
    running = CorrectionItem.objects.filter(notice__declaration=OuterRef("pk"), notice__state__in=RUNNING)
    return Exists(running.filter(answered_at=None, **conditions))


def _has_open_return(_now: datetime) -> Q:
    editions = NoticeEdition.objects.filter(notice__state="published")
    correcting = [each.pk for each in editions.only("digest", "terms") if terms_of(each).correction.enabled]
    returned = CorrectionNotice.objects.running().filter(declaration=OuterRef("pk"), kind=NoticeKind.RETURN)
    return Q(Exists(returned), edition__in=correcting)


@bulk_guard(where=_has_open_return)
def OPEN_RETURN(  # noqa: N802  # stands in the table as a constant
    declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime
) -> Reason | None:
    """Returned and not back when stage 1 ends: a correction now, where the notice knows corrections (T12b, G-03)."""
    running = declaration.corrections.running().filter(kind=NoticeKind.RETURN)
    published = declaration.edition.notice.state == "published"
    if published and terms_of(declaration.edition).correction.enabled and running.exists():
        return None
    return Reason("E415", "没有未完成的退回事项。")


def _has_no_open_return(now: datetime) -> Q:
    return ~_has_open_return(now)


@bulk_guard(where=_has_no_open_return)
def NOTHING_RETURNED(  # noqa: N802  # stands in the table as a constant
    declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime
) -> Reason | None:
    """The other side of ``OPEN_RETURN``: a draft never handed in, recalled, or returned where no correction follows."""
    if OPEN_RETURN(declaration, asked, actor=actor, now=now):
        return None
    return Reason("E415", "退回的申报逾期转为补正。")


def _applicant_owes(_now: datetime) -> Q:
    return Q(_items(addressee=Addressee.APPLICANT))


def _applicant_is_done(_now: datetime) -> Q:
    return ~Q(_items(addressee=Addressee.APPLICANT))


@bulk_guard(where=_applicant_owes)
def APPLICANT_UNANSWERED(  # noqa: N802  # stands in the table as a constant
    declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime
) -> Reason | None:
    """Overdue by the applicant: an item of theirs is not answered (T17)."""
    return None if _owed_by_applicant(declaration) else Reason("E405", "申报人已完成补正。")


@bulk_guard(where=_applicant_is_done)
def APPLICANT_ANSWERED(  # noqa: N802  # stands in the table as a constant
    declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime
) -> Reason | None:
    """The delay is somebody else's: nothing is owed by the applicant, or nothing was asked of them (T17a, T20a)."""
    return Reason("E402", "已超过补正时限，视为放弃申报。") if _owed_by_applicant(declaration) else None


def _owed_by_applicant(declaration: Declaration) -> bool:
    items = CorrectionItem.objects.filter(notice__in=declaration.corrections.running(), addressee=Addressee.APPLICANT)
    return items.unanswered().exists()


def _unanswered(items: Any, told: str) -> Reason | None:
    defects = list(items.values_list("defect", flat=True))
    if not defects:
        return None
    more = f"等 {len(defects)} 项" if len(defects) > NAMED else ""
    return Reason("E415", f"{told}：{'；'.join(defects[:NAMED])}{more}。")


def _faulty(number: int, item: Mapping[str, Any], known: Iterable[str]) -> Reason | None:
    row = item_field(number)
    if not item["defect"].strip():
        return Reason("E411", f"第 {number} 项没有写明存在问题。", field=row)
    if not item["part"]:
        return Reason("E411", f"第 {number} 项没有选择位置。", field=row)
    if item["addressee"] not in known:
        return Reason("E411", f"第 {number} 项不能由本级以上或未经过的单位补正。", field=row)
    of_applicant = item["addressee"] == Addressee.APPLICANT
    at_unit_step, at_desk = item["part"] in UnitStep.values, item["part"].startswith("desk:")
    if of_applicant and (at_unit_step or at_desk):
        return Reason("E411", f"第 {number} 项的位置不属于申报人填写的材料。", field=row)
    return None


def _too_many(items: list[Any]) -> list[Reason]:
    return [Reason("E411", f"一次最多告知 {MOST} 项。", field="items")] if len(items) > MOST else []


def _moment(moment: datetime | None) -> str:
    return f"{localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
