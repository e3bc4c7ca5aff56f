"""What happens next to a case, by the state it stands in: the notice decides the way, not a story."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from accounts.models import Actor
from config.lib import clock
from config.lib.reason import Severity
from declarations.models import Declaration
from declarations.selectors import attests_of, relevance_points
from declarations.states import Special, State
from fees.models import Bill, OutsidePayment
from fees.selectors.windows import fee_windows
from fees.services import announce_window, confirm_outside_payment, enter_outside_payment
from notices.rules import terms_of
from notices.states import DeclarationKind
from review.approvals.archives import held_items, is_at_archive
from review.approvals.guards.batch import goes_in_a_batch
from review.approvals.guards.filing import filing_asked
from review.approvals.models import BatchEntry, ExceptionDecision, LetterFiling, Publicity
from review.approvals.services import (
    attach_batch_paper,
    confirm_filing,
    decide_exception,
    put_in_batch,
    verify_from_archive,
)
from review.approvals.services.batching import titles_of
from review.approvals.states import Authenticity
from review.process.exceptions import MoveRefused
from review.process.rehearsal.house import House
from review.process.rehearsal.offers import Played
from review.process.season import texts
from review.process.season.acts import applicant, offices, unit
from review.process.season.papers import sheet
from review.process.services import perform
from review.process.states import Action

EXPLAINED = "彩排：情况已核实，予以说明。"
FEE_DAYS = timedelta(days=30)
Step = Callable[[House, Played], None]


def move(declaration_id: int, action: str, *, actor: Actor, **answers: Any) -> None:
    """One step; reminders are explained as a person would. Raises ``MoveRefused`` for what explains nothing away."""
    try:
        perform(declaration_id, action, actor=actor, **answers)
    except MoveRefused as refusal:
        if any(each.severity != Severity.WARN for each in refusal.reasons):
            raise
        explained = {each.code: EXPLAINED for each in refusal.reasons}
        perform(declaration_id, action, actor=actor, explained=explained, **answers)


# ── the applicant and the unit ─────────────────────────────────────────────────────────────────────────────────────
def submit(house: House, person: Played) -> None:
    """Self-checks, pledge, signature (T02)."""
    signed = {"pledge": True, "checked": applicant.CHECKED, "signed_name": person.name, "signature": applicant.STROKES}
    move(house.cases[person.name], Action.SUBMIT, actor=house.people[person.name], **signed)


def check(house: House, person: Played) -> None:
    """Every original beside the dossier; what the notice asks to be attested point by point (T04)."""
    unit.verify(house, person)
    declaration, actor = house.case(person), unit.clerk(house, person)
    told = {"meets_conditions": True, "photo_ok": True, "responsible": actor.name, "opinion": "原件核对无误。"}
    points = {"attested": attests_of(declaration), "relevant": relevance_points(declaration)}
    told |= {name: list(given) for name, given in points.items() if given}
    move(declaration.pk, Action.PASS_CHECK, actor=actor, **told)


def defend(house: House, person: Played) -> None:
    """The unit's defence (T05)."""
    unit.hold_defence(house, person)
    _by_unit(house, person, Action.PASS_DEFENCE)


def deliberate(house: House, person: Played) -> None:
    """The group sits (T06)."""
    unit.deliberate(house, person)
    _by_unit(house, person, Action.DELIBERATE, **_place(house.case(person)))


def photograph(house: House, person: Played) -> None:
    """The photo of the board; the clock takes the sheet down (UNIT-14)."""
    waiting = Publicity.objects.filter(declaration=house.cases[person.name], evidence=None, voided_at=None)
    if waiting.exists():
        unit.photograph_sheet(house, person)


def recommend(house: House, person: Played) -> None:
    """Words and papers of the unit (T09); a letter from outside lies with the office by then (CHAN-13)."""
    declaration = house.case(person)
    if filing_asked(declaration) and not LetterFiling.objects.filter(declaration=declaration).exists():
        filed_on = clock.local_date(clock.law())
        confirm_filing(declaration.pk, actor=house.office_of(declaration), filed_on=filed_on, number="彩排1号")
    told = unit.recommendation_of(house, person)
    _by_unit(house, person, Action.RECOMMEND, **told)


def _by_unit(house: House, person: Played, action: str, **answers: Any) -> None:
    move(house.cases[person.name], action, actor=unit.clerk(house, person), **answers)


def _place(declaration: Declaration) -> dict[str, str]:
    own = declaration.unit
    return {"place": texts.PUBLICITY_PLACE.format(unit=own.name), "contact": f"办公室 {own.contact_phone}"}


# ── the desks above ────────────────────────────────────────────────────────────────────────────────────────────────
def forward(house: House, person: Played) -> None:
    """Reviewed and sent up, from the archive and in a batch where the notice wants that (T11)."""
    declaration = house.case(person)
    actor = house.clerk_here(declaration)
    if is_at_archive(declaration):
        found = {held.part.key: (Authenticity.TRUE.value, "") for held in held_items(declaration)}
        verify_from_archive(declaration.pk, actor=actor, found=found)
    if goes_in_a_batch(declaration):
        _report(declaration, actor)
    offices.sign_sheet(house, person)
    move(declaration.pk, Action.FORWARD, actor=actor)


def _report(declaration: Declaration, actor: Any) -> None:
    entry = BatchEntry.objects.filter(declaration=declaration).select_related("batch").first()
    if entry is None:
        put_in_batch(declaration.pk, actor=actor)
        entry = BatchEntry.objects.select_related("batch").get(declaration=declaration)
    if not entry.batch.sealed_at:
        for title in titles_of(entry.batch):
            page = sheet(f"{title}（样张）"[:26], [f"报送单位：{entry.batch.sender.name}"])
            attach_batch_paper(entry.batch_id, title=title, upload=page, name="盖章文件.jpg", actor=actor)


def receive(house: House, person: Played) -> None:
    """The committee's office: a word on 破格, the sheet, accepted; or determined where nobody votes (T18)."""
    declaration = house.case(person)
    actor = house.office_of(declaration)
    if _waits_for_a_word(declaration):
        reason = "业绩突出，同意破格（彩排）。"
        decide_exception(declaration.pk, actor=actor, agree=True, relaxes=["资历"], reason=reason)
    offices.sign_sheet(house, person)
    unvoted = declaration.kind in DeclarationKind.unvoted
    move(declaration.pk, Action.DETERMINE if unvoted else Action.ACCEPT, actor=actor)


def _waits_for_a_word(declaration: Declaration) -> bool:
    law = terms_of(declaration.edition).exception
    asked = law is not None and law.approval_mode == "office_in_flow" and Special.EXCEPTIONAL in declaration.options
    return asked and not ExceptionDecision.objects.filter(declaration=declaration).exists()


def pay(house: House, person: Played) -> None:
    """At the cashier, or by voucher that two people look at where the notice takes money on delivery (T21)."""
    bill, terms = Bill.objects.get(declaration=house.cases[person.name]), house.terms
    if terms.fees.window == "announced":
        _announce(house)
    if terms.fees.method == "online":
        applicant.pay(house, person)
        return
    finance = house.office_of(house.case(person))
    paid_on = clock.local_date(clock.law())
    told = {"amount_fen": bill.amount_fen, "paid_on": paid_on, "voucher_no": f"CP{bill.pk}", "remark": "彩排"}
    enter_outside_payment(bill.pk, **told, actor=finance)
    entry = OutsidePayment.objects.waiting().get(bill=bill)
    confirm_outside_payment(entry.pk, actor=house.clerks["finance2"])


def _announce(house: House) -> None:
    """The office opens payment when the first bill waits (G-06)."""
    now = clock.law()
    if fee_windows([house.notice], now=now)[0].opens_at is None:
        actor = house.clerk_at(house.notice.office_id)
        announce_window(house.notice.pk, opens_at=now, closes_at=now + FEE_DAYS, actor=actor)


def pass_recheck(house: House, person: Played) -> None:
    """Nothing is found (T28)."""
    declaration = house.case(person)
    opinion = "复核未发现硬件条件缺失、程序不规范或材料不实。"
    move(declaration.pk, Action.PASS_RECHECK, actor=house.office_of(declaration), opinion=opinion)


STEPS: dict[str, Step] = {
    State.DRAFT: submit,
    State.UNIT_CHECK: check,
    State.UNIT_DEFENSE: defend,
    State.UNIT_DELIBERATION: deliberate,
    State.UNIT_PUBLICITY: photograph,
    State.UNIT_RECOMMEND: recommend,
    State.RELAY_REVIEW: forward,
    State.DEPT_REVIEW: forward,
    State.LOCAL_OFFICE_REVIEW: forward,
    State.OFFICE_REVIEW: receive,
    State.ACCEPTED: pay,
    State.RECHECK: pass_recheck,
}
