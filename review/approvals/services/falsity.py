"""Doubts about the truth of materials: fed back, answered with proof, found on, filed above (OFFICE-10, OFFICE-14).

Whoever finds them false enters nothing: the finding is reported as a suspicion, which an authority hears and decides
(INTEG-03); the case itself is refused or its result cancelled by the moves of the table (T13, T19, T37).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time

from django.urls import reverse
from django.utils.timezone import make_aware

from accounts.models import Organisation, User
from config.lib import clock
from config.lib.clock import local_date
from config.lib.reason import Reason
from declarations.models import Declaration
from integrity.states import Act
from messaging.letters import close_tasks
from messaging.services import tell
from records.models import Fact
from records.services.audit import audited, note
from records.services.files import use_file
from review.approvals.content import digest_of
from review.approvals.models import FalsityCase, FalsityFile
from review.approvals.rules import NOT_YOURS, OWN_CASE, speaking_for
from review.approvals.selectors.falsity import ASKABLE, staff_asking
from review.approvals.services.given import Given, keep_given, too_many
from review.approvals.services.suspecting import record_suspicion
from review.approvals.services.working import MOVED_ON, refuse
from review.approvals.states import FalsityState

TASK = "falsity"
SUBJECT = "declaration"  # the gate of a declaration's files: whoever may read the case may read them
LAST_SECOND = time(23, 59, 59)  # a day counts whole (G-08)
NO_DOUBT = Reason("OFFICE-10", "请写明疑点和需要申报人举证的内容。", "doubt")
TOO_SOON = Reason("OFFICE-10", "举证时限不能早于明天，请给申报人留出准备的时间。", "due_on")
SILENT = Reason("OFFICE-10", "请写明情况说明。", "answer")
ANSWERED = Reason("OFFICE-10", "已经举证，请等候认定。")
FOUND = Reason("OFFICE-10", "这项核查已经认定。")
NO_FINDING = Reason("OFFICE-10", "请写明认定结论和理由。", "finding")
STILL_TIME = Reason("OFFICE-10", "举证时限未到，申报人还没有举证，不能认定为虚假。", "verdict")
NOTHING_TO_FILE = Reason("OFFICE-10", "只有认定为虚假的才报备。")
NOT_YET = Reason("OFFICE-10", "报备日期不能晚于今天，也不能早于认定之日。", "filed_on")


@dataclass(slots=True)
class Finding:
    """A falsity case held by a person of the office that asked."""

    falsity: FalsityCase
    now: datetime
    content: str = ""


def ask_for_proof(declaration_id: int, *, actor: User, doubt: str, due_on: date, place: str = "") -> FalsityCase:
    """Feed a doubt back to the applicant, to be proved by the end of ``due_on`` (Asia/Shanghai). Raises ``Refused``."""
    with audited():
        declaration = Declaration.objects.lock(declaration_id)
        now = clock.law()
        office = _office(actor, declaration, at=declaration.stop)
        refuse(
            MOVED_ON if declaration.state not in ASKABLE else None,
            None if doubt.strip() else NO_DOUBT,
            None if due_on > local_date(now) else TOO_SOON,
        )
        falsity = FalsityCase.objects.create(
            declaration=declaration,
            organisation=office,
            place=place[:200],
            doubt=doubt.strip(),
            due_at=make_aware(datetime.combine(due_on, LAST_SECOND)),
            asked_by=actor,
            asked_at=now,
        )
        _tell_the_applicant_of_doubt(falsity)
        note(Fact("approvals.falsity_ask", falsity.pk, actor.pk, now, digest_of([place, doubt, due_on.isoformat()])))
    return falsity


def give_proof(falsity_id: int, *, actor: User, answer: str, uploads: Sequence[Given] = ()) -> FalsityCase:
    """The applicant explains and proves; late proof counts as long as nothing is found. Raises ``Refused``."""
    refuse(None if answer.strip() else SILENT, too_many(uploads))
    number = FalsityCase.objects.values_list("declaration", flat=True).get(pk=falsity_id)
    files = keep_given(number, uploads, actor)
    with audited():
        declaration = Declaration.objects.lock(number)
        falsity = FalsityCase.objects.select_for_update(of=("self",)).get(pk=falsity_id)
        now = clock.law()
        refuse(None if actor.pk == declaration.applicant_id else NOT_YOURS)
        refuse({FalsityState.ASKED: None, FalsityState.ANSWERED: ANSWERED}.get(FalsityState(falsity.state), FOUND))
        falsity.state, falsity.answer, falsity.answered_at = FalsityState.ANSWERED, answer.strip(), now
        falsity.save(update_fields=["state", "answer", "answered_at"])
        for position, file in enumerate(dict.fromkeys(files)):
            FalsityFile.objects.create(falsity=falsity, file=file, position=position)
            use_file(file, SUBJECT, declaration.pk)
        close_tasks(subject_kind=TASK, subject_ids=[falsity.pk], now=now)
        falsity.declaration = declaration
        _tell_the_office(falsity)
        told = digest_of([falsity.answer, [file.sha256 for file in files]])
        note(Fact("approvals.falsity_answer", falsity.pk, actor.pk, now, told))
    return falsity


def find_on_falsity(falsity_id: int, *, actor: User, is_false: bool, finding: str) -> FalsityCase:
    """The office's finding: proved, or false – then an integrity case is opened beside it (OFFICE-14).

    False before the time is over only where the applicant has answered. Raises ``Refused``.
    """
    with _held(falsity_id, actor=actor, event="falsity_find") as held:
        falsity, now = held.falsity, held.now
        early = is_false and falsity.is_asked and now <= falsity.due_at
        refuse(None if falsity.is_open else FOUND)
        refuse(None if finding.strip() else NO_FINDING, STILL_TIME if early else None)
        falsity.state = FalsityState.FALSE if is_false else FalsityState.CLEARED
        falsity.finding, falsity.found_by, falsity.found_at = finding.strip(), actor, now
        if is_false:
            facts = f"{falsity.doubt}\n认定：{falsity.finding}"
            falsity.suspicion = record_suspicion(
                falsity.declaration, act=Act.FALSE_MATERIALS, place=falsity.place, facts=facts, actor=actor
            )
        falsity.save(update_fields=["state", "finding", "found_by", "found_at", "suspicion"])
        close_tasks(subject_kind=TASK, subject_ids=[falsity.pk], now=now)
        _tell_the_applicant_of_finding(falsity)
        held.content = digest_of([is_false, falsity.finding])
    return falsity


def record_filing(falsity_id: int, *, actor: User, filed_on: date, filing_no: str = "") -> FalsityCase:
    """When the finding was filed with the region's office; the newer entry counts. Raises ``Refused``."""
    with _held(falsity_id, actor=actor, event="falsity_file") as held:
        falsity = held.falsity
        refuse(None if falsity.state == FalsityState.FALSE else NOTHING_TO_FILE)
        assert falsity.found_at is not None, "the table has a check for it"
        refuse(None if local_date(falsity.found_at) <= filed_on <= local_date(held.now) else NOT_YET)
        falsity.filed_on, falsity.filing_no, falsity.filed_by = filed_on, filing_no.strip()[:60], actor
        falsity.save(update_fields=["filed_on", "filing_no", "filed_by"])
        held.content = digest_of([filed_on.isoformat(), falsity.filing_no])
    return falsity


# ── how ────────────────────────────────────────────────────────────────────────────────────────────────────────────
@contextmanager
def _held(falsity_id: int, *, actor: User, event: str) -> Iterator[Finding]:
    """The case before what belongs to it (design §3), held by a person of the office that asked."""
    with audited():
        number = FalsityCase.objects.values_list("declaration", flat=True).get(pk=falsity_id)
        declaration = Declaration.objects.lock(number)
        falsity = FalsityCase.objects.select_for_update(of=("self",)).get(pk=falsity_id)
        falsity.declaration = declaration
        _office(actor, declaration, of=falsity.organisation_id)
        held = Finding(falsity, clock.law())
        yield held
        note(Fact(f"approvals.{event}", falsity.pk, actor.pk, held.now, held.content))


def _office(actor: User, declaration: Declaration, *, at: int | None = None, of: int | None = None) -> Organisation:
    """The office of the route in whose name this person speaks: the one asked for, else where the case stands.

    Raises ``Refused``.
    """
    refuse(OWN_CASE if actor.pk == declaration.applicant_id else None)
    stops = [stop for stop in speaking_for(actor, declaration) if of in {None, stop.organisation_id}]
    refuse(None if stops else NOT_YOURS)
    return min(stops, key=lambda stop: (stop.index != at, stop.index)).organisation


def _tell_the_applicant_of_doubt(falsity: FalsityCase) -> None:
    case = falsity.declaration
    tell(
        [case.applicant],
        event="falsity_asked",
        title="请对申报材料的真实性举证",
        text=f"{falsity.organisation.name}对您的申报材料有疑问：{falsity.doubt.rstrip('。')}。请在时限前说明并举证；"
        "逾期不举证或举证不成立的，按规定处理。",
        key=f"falsity:{falsity.pk}:asked",
        now=falsity.asked_at,
        url=reverse("approvals:proof", args=[case.ref]),
        button="去举证",
        needs_action=True,
        due_at=falsity.due_at,
        subject=(TASK, falsity.pk),
    )


def _tell_the_office(falsity: FalsityCase) -> None:
    case = falsity.declaration
    assert falsity.answered_at is not None, "the applicant has just answered"
    tell(
        staff_asking(falsity),
        event="falsity_answered",
        title=f"{case.applicant.name}已对材料真实性举证",
        text=f"{case.applicant.name}（{case.level_name}）已说明和举证，请认定。",
        key=f"falsity:{falsity.pk}:answered",
        now=falsity.answered_at,
        url=reverse("approvals:falsity", args=[case.ref]),
        button="去认定",
        needs_action=True,
        subject=(TASK, falsity.pk),
    )


def _tell_the_applicant_of_finding(falsity: FalsityCase) -> None:
    case = falsity.declaration
    assert falsity.found_at is not None, "it was found just now"
    tell(
        [case.applicant],
        event="falsity_found",
        title=f"材料真实性核查：{falsity.get_state_display()}",
        text=f"{falsity.organisation.name}的认定：{falsity.finding}",
        key=f"falsity:{falsity.pk}:found",
        now=falsity.found_at,
        url=reverse("approvals:proof", args=[case.ref]),
        button="查看",
        subject=(SUBJECT, case.pk),
    )
