"""Guards that look at several floors."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localtime

from accounts.models import Actor, System
from accounts.states import Role
from config.lib.flow import Answer, Asked, bulk_guard
from config.lib.reason import Reason, Severity
from declarations import guards as dg
from declarations.eligibility import Finding
from declarations.models import Declaration
from declarations.routes import is_all_year
from declarations.rules import gate_closed, gate_of, out_of_window
from declarations.selectors import exclusions_now, findings_of
from declarations.states import State
from notices.models import Gate
from notices.rules import Terms, terms_of
from notices.states import DeclarationKind as Kind
from notices.states import Window
from review.approvals.models import CorrectionNotice
from review.approvals.states import NoticeState
from review.process.models import MoveRecord
from review.process.reopening import place_before_the_end, time_before_the_end
from review.process.rules import standing, turn_in_correction
from review.process.states import Action

RECHECKED = {"retired": "office_decides"}
# No stage of the notice's binds the office to these (PATH-29, PATH-31); 认定 where its notice sets no time either.
OUT_OF_SEASON = frozenset({Kind.SPECIAL_DIRECT.value})
ANY_DAY = frozenset({Kind.RECONFIRMATION.value, Kind.CONFIRMATION_OF_APPROVAL.value})
HARD_MATERIAL = "E201"
OPEN_NOTICE = (NoticeState.OPEN, NoticeState.ANSWERED)


def dossier_complete(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Answer:
    """Everything the dossier still lacks, at once; the same findings that fill the meter (design §5)."""
    return _reasons(declaration, now)


def corrected_dossier_complete(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Answer:
    """A correction by the applicant must leave the dossier complete; the unit's own papers do not touch it."""
    if turn_in_correction(declaration) not in {"", "applicant"} and declaration.applicant_id != actor.pk:
        return None
    return _reasons(declaration, now)


def not_excluded(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Answer:
    """The notice's exclusions are asked again at acceptance (T18)."""
    barred = exclusions_now(declaration, now=now).values()
    return [Reason(finding.code, finding.text, field=finding.part) for finding in barred]


def not_excluded_at_confirmation(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Answer:
    """…and at confirmation (ELIG-09), as the notice says of each: by itself, by a person's decision, or not at all."""
    again = terms_of(declaration.edition).eligibility.recheck_at_confirmation
    if not again:
        return None
    barred = exclusions_now(declaration, now=now).items()
    return [
        Reason("E605", f"出现不得申报情形，评审结果不予确认：{finding.text}", severity=severity)
        for name, finding in barred
        if (severity := _said_again(again, name))
    ]


def _said_again(again: object, name: str) -> Severity | None:
    # true: all by themselves, but who reached retirement age meanwhile is decided by a person (G-10).
    said = again.get(name, "automatic") if isinstance(again, Mapping) else RECHECKED.get(name, "automatic")
    return {"automatic": Severity.BLOCK, "office_decides": Severity.WARN, "skip": None}[said]


def turn_to_answer(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """In a correction the lowest addressee moves first; the others answer as the file passes them (T16)."""
    turn = turn_in_correction(declaration)
    own = declaration.applicant_id == actor.pk
    if turn in {"", "applicant"}:
        return None if own else Reason("E406", "请等待申报人先完成补正。")
    return Reason("E406", "本次补正由审核单位办理，申报材料已锁定，您无需操作。") if own else None


def changes_signed(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Answer:
    """The applicant signs what was changed as they signed what they handed in (11-4); a desk's items are its own."""
    if declaration.applicant_id != actor.pk:
        return None
    if not asked.answers.get("signed_name"):
        return Reason("E225", "请填写本人姓名作为签名。", field="signed_name")
    found = (
        guard(declaration, asked, actor=actor, now=now) for guard in (dg.signed_by_the_applicant, dg.signature_given)
    )
    return [reason for reason in found if reason]


def office_window_open(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """The office decides on a late file inside its own window (T20b)."""
    gate = _office_gate(declaration)
    if gate is None or gate.is_open(now):
        return None
    return out_of_window(gate, now=now)


def due_within_office_window(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """The new time lies ahead, and not after the office stops receiving (T20b)."""
    return _due_before(_office_gate(declaration), asked, now)


def due_within_the_round(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """The stage that acts next is open, or the office gives a time ahead, up to the end of receiving or paying (T38).

    A desk gives no time: its own would bind the desks above it too.
    """
    if asked.answers.get("due_at") is None:
        return _stage_over(declaration, place_before_the_end(declaration), now)
    if Role.OFFICE not in standing(actor, declaration):
        return Reason("E407", "新的办理时限由评委会所在职改办给出；请留空，按原来的时限继续办理。", field="due_at")
    ended = MoveRecord.objects.filter(declaration=declaration, target=declaration.state).latest("pk")
    unpaid = ended.source == State.ACCEPTED
    return _due_before(gate_of(declaration, Window.FEES) if unpaid else _office_gate(declaration), asked, now)


def _stage_over(declaration: Declaration, state: str, now: datetime) -> Reason | None:
    window, due_at = time_before_the_end(declaration, state)
    if due_at:
        over = f"已超过办理时限（{localtime(due_at):%Y-%m-%d %H:%M}），须由评委会所在职改办给出新的办理时限。"
        return Reason("E402", over, field="due_at") if now > due_at else None
    gate = gate_of(declaration, window)
    return None if gate is None or gate.is_open(now) else replace(out_of_window(gate, now=now), field="due_at")


def _due_before(gate: Gate | None, asked: Asked, now: datetime) -> Reason | None:
    if asked["due_at"] <= now:
        return Reason("E407", "新的时限须晚于现在。", field="due_at")
    if gate and gate.closes_at and asked["due_at"] > gate.closes_at:
        return Reason(
            "E407", f"新的时限不得晚于 {localtime(gate.closes_at):%Y-%m-%d %H:%M}（本环节截止时间）。", field="due_at"
        )
    return None


def declared_twice(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """All results of a year fall only when the year holds two declarations of one slot (ELIG-16, T35)."""
    same = Declaration.objects.filter(applicant=declaration.applicant, slot=declaration.slot).exclude(slot="")
    if same.submitted().exclude(pk=declaration.pk).exists():
        return None
    return Reason("E408", "未发现同一年度重复申报同级别职称。", severity=Severity.WARN)


def reopened_never(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """A case is opened again once (T38)."""
    before = MoveRecord.objects.filter(declaration=declaration, action=Action.REOPEN)
    return Reason("E409", "该申报已重新开启过一次。") if before.exists() else None


def a_second_person(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> Reason | None:
    """Who ended a case does not open it again (T38)."""
    last = MoveRecord.objects.filter(declaration=declaration, target=declaration.state).latest("pk")
    if last.person_id is None or last.person_id != actor.pk:
        return None
    return Reason("E410", "须由另一人办理重新开启。")


def _office_closed(now: datetime) -> Q:
    notices = CorrectionNotice.objects.filter(declaration=OuterRef("pk"), state__in=OPEN_NOTICE)
    corrected = Q(Exists(notices))
    determined = Q(kind=Kind.INITIAL_DETERMINATION, edition__terms__initial_determination__time_limited=False)
    any_day = determined | Q(kind__in=ANY_DAY)
    in_season = ~corrected & ~any_day & ~Q(kind__in=OUT_OF_SEASON)
    rechecked = corrected & ~any_day & gate_closed(Window.RECHECK)
    return rechecked | (in_season & gate_closed(Window.COMMITTEE_OFFICE))


@bulk_guard(where=_office_closed)
def OFFICE_MAY_REFUSE_LATE(  # noqa: N802  # stands in the table as a constant
    declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime
) -> Reason | None:
    """The office any time in its window; the clock when that window is closed and nobody decided (T20b)."""
    gate = _office_gate(declaration)
    closed = gate is not None and gate.closed_at is not None
    if isinstance(actor, System):
        return None if closed else Reason("E401", "评委会所在职改办仍可决定。")
    return Reason("E401", "接收审核时间已结束。") if closed else None


def _office_gate(declaration: Declaration) -> Gate | None:
    window = office_window(declaration, corrected=declaration.corrections.filter(state__in=OPEN_NOTICE).exists())
    return gate_of(declaration, window) if window else None


def office_window(declaration: Declaration, *, corrected: bool) -> str:
    """In which window the committee's office decides on this case (T20b); empty where none binds it."""
    return office_window_of(terms_of(declaration.edition), declaration.kind, corrected=corrected)


def office_window_of(terms: Terms, kind: str, *, corrected: bool) -> str:
    """The same for all cases of a kind."""
    if is_all_year(terms, kind):
        return ""  # also when it was corrected (PATH-31, TIME-16)
    if corrected:
        return Window.RECHECK
    return "" if kind in OUT_OF_SEASON else Window.COMMITTEE_OFFICE


def _reasons(declaration: Declaration, now: datetime) -> list[Reason]:
    blocks = [each for each in findings_of(declaration, now=now) if each.blocks]
    lacking = [each for each in blocks if each.code == HARD_MATERIAL]
    rest = [each for each in blocks if each.code != HARD_MATERIAL]
    return [*_missing_materials(lacking), *(Reason(each.code, each.text, field=each.part) for each in rest)]


def _missing_materials(lacking: list[Finding]) -> list[Reason]:
    """One sentence that lists everything 不可缺少 that is not there, in F2's words (MAT-03, MAT-04, E201)."""
    if not lacking:
        return []
    names = "、".join(dict.fromkeys(each.title for each in lacking))
    return [Reason(HARD_MATERIAL, f"缺少不可缺少的硬件材料：{names}，不得提交单位审核推荐。", field=lacking[0].part)]
