"""The final proof of a pending item: handed in, confirmed desk by desk, taken into the dossier or returned (MAT-38).

It walks beside its case and moves no state. The window of the notice holds for the applicant and for every desk below
the office; what reached the office in time may be judged there later, and what a desk kept too long is the office's to
decide: the delay was not the applicant's (TIME-11, G-07, E405).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import CharField, Exists, F, Max, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat

from accounts.models import User
from config.lib import clock
from config.lib.reason import Reason
from declarations.dossier import load_dossier
from declarations.eligibility.slots import OTHER, slots_of
from declarations.models import Declaration, Material, RouteStop
from declarations.parts import entry_key
from declarations.rules import gate_closed, out_of_window
from notices.models import Gate
from notices.rules import terms_of
from notices.services import hold_gate
from notices.states import Window
from records.models import Fact, StoredFile
from records.services.audit import audited, note
from records.services.files import use_file
from review.approvals.exceptions import Refused
from review.approvals.models import Supplement, SupplementFile, SupplementStep
from review.approvals.rules import NOT_YOURS, OWN_CASE, judges_at
from review.approvals.selectors.supplements import MODELS, TAKES_PROOFS, Pending, pending_item, takes_proofs
from review.approvals.services.given import Given, keep_given, too_many
from review.approvals.services.telling import tell_applicant, tell_desk
from review.approvals.services.working import MOVED_ON, refuse
from review.approvals.states import SupplementState

SUBJECT = "declaration"  # the gate of a declaration's files: whoever may read the case may read them
BATCH = 500
NOT_TAKEN = Reason("MAT-38", "该申报现在没有需要补交的结题、发表证明。")
NOT_PENDING = Reason("MAT-38", "这一项不是等待期材料，不需要补交。")
SENT = Reason("MAT-38", "这一项的证明已经交出，请等候逐级确认。")
NO_FILES = Reason("MAT-38", "请选择证明文件。", "files")
SILENT = Reason("MAT-38", "请写明结题或发表的情况。", "said")
NO_WHY = Reason("MAT-38", "请写明退回的原因。", "remark")
AFTERWARDS = "逾期未补充报送的，不作为评审材料。"


@dataclass(frozen=True, slots=True)
class Disregarded:
    """An item whose time ran out without its proof."""

    declaration_id: int
    key: str
    title: str


@dataclass(slots=True)
class Judging:
    """A supplement held by a desk that has its turn."""

    supplement: Supplement
    declaration: Declaration
    stop: RouteStop
    gate: Gate
    now: datetime


# ── the applicant ──────────────────────────────────────────────────────────────────────────────────────────────────
def hand_in_supplement(
    declaration_id: int, *, actor: User, part: str, said: str, uploads: Sequence[Given]
) -> Supplement:
    """Hand in the final proof of one item, to the first desk of the route.

    Raises ``Refused``: too late, not pending, already handed in, or a file that cannot be kept.
    """
    refuse(None if uploads else NO_FILES, too_many(uploads))
    files = keep_given(declaration_id, uploads, actor)
    with audited():
        declaration = Declaration.objects.lock(declaration_id)
        refuse(None if actor.pk == declaration.applicant_id else NOT_YOURS)
        refuse(None if takes_proofs(declaration) else NOT_TAKEN)
        gate = _hold(declaration)
        now = clock.law()
        item = pending_item(declaration, part)
        refuse(*_against(declaration, item, part, said, gate, now))
        assert item is not None
        supplement = _write(declaration, item, part, said.strip(), files, now)
        _count_again(item)
        tell_desk(supplement, _stop(supplement), now=now)
        note(Fact("approvals.supplement", supplement.pk, actor.pk, now, files[0].sha256))
    return supplement


# ── the desks ──────────────────────────────────────────────────────────────────────────────────────────────────────
def confirm_supplement(supplement_id: int, *, actor: User, remark: str = "") -> Supplement:
    """This desk confirms it and sends it on; the office takes it into the dossier. Raises ``Refused``."""
    with _judging(supplement_id, actor=actor, event="supplement_confirm") as judging:
        following = _following(judging.stop)
        _sign(judging, actor, agrees=True, remark=remark)
        if following is None:
            _take_in(judging)
        else:
            refuse(None if following.reached_at else _not_there_yet(following))
            judging.supplement.stop = following.index
            judging.supplement.save(update_fields=["stop"])
            tell_desk(judging.supplement, following, now=judging.now)
    return judging.supplement


def return_supplement(supplement_id: int, *, actor: User, remark: str) -> Supplement:
    """Back to the applicant, who may hand in another until the date; after it the item counts no more."""
    refuse(None if remark.strip() else NO_WHY)
    with _judging(supplement_id, actor=actor, event="supplement_return") as judging:
        _sign(judging, actor, agrees=False, remark=remark)
        supplement, late = judging.supplement, not judging.gate.is_open(judging.now)
        supplement.state, supplement.settled_at = SupplementState.RETURNED, judging.now
        supplement.save(update_fields=["state", "settled_at"])
        item = pending_item(judging.declaration, supplement.part)
        if late and item:
            item.disregarded_at = judging.now
            item.save(update_fields=["disregarded_at"])
        tell_applicant(supplement, _words_of_return(supplement, judging.stop, remark, late=late), now=judging.now)
    return judging.supplement


# ── the clock ──────────────────────────────────────────────────────────────────────────────────────────────────────
def hold_late_supplements() -> list[Supplement]:
    """What a desk below the office still keeps when the window has closed goes to the office to decide (G-07, E405)."""
    with audited():
        stops = RouteStop.objects.filter(declaration=OuterRef("declaration")).values("declaration")
        last = Subquery(stops.annotate(last=Max("index")).values("last"))
        rows = Supplement.objects.on_the_way().filter(declaration__in=_out_of_time()).annotate(last=last)
        late = list(rows.filter(stop__lt=F("last")).select_for_update(of=("self",)).order_by("pk")[:BATCH])
        now = clock.law()
        _hand_over(late, now)
        note(*(Fact("approvals.supplement_late", each.pk, None, now) for each in late))
    return late


def disregard_unsupplemented() -> list[Disregarded]:
    """Items without a proof on its way when the window has closed are not judged any more; everything due (TIME-11)."""
    with audited():
        now, dropped = clock.law(), list[Disregarded]()
        for section, model in MODELS.items():
            key = Concat(Value(f"{section.value}:"), Cast(OuterRef("pk"), CharField()))
            coming = Supplement.objects.on_the_way().filter(declaration=OuterRef("declaration"), part=key)
            waiting = model.objects.filter(
                ~Exists(coming), declaration__in=_out_of_time(), supplemented_at=None, disregarded_at=None
            ).exclude(pending_kind="")
            rows = list(waiting.select_for_update(of=("self",)).order_by("pk")[:BATCH])
            model.objects.filter(pk__in=[row.pk for row in rows]).update(disregarded_at=now)
            dropped += [Disregarded(row.declaration_id, entry_key(section.value, row.pk), row.title) for row in rows]
        note(*(Fact("approvals.disregard", each.declaration_id, None, now, each.key) for each in dropped))
    return dropped


def _out_of_time() -> Subquery:
    cases = Declaration.objects.filter(gate_closed(Window.PENDING_SUPPLEMENT), state__in=TAKES_PROOFS)
    return Subquery(cases.values("pk"))


def _hand_over(late: list[Supplement], now: datetime) -> None:
    names = {
        (declaration, index): name
        for declaration, index, name in RouteStop.objects.filter(
            declaration__in=[each.declaration_id for each in late]
        ).values_list("declaration", "index", "name")
    }
    steps = []
    for each in late:
        each.late_holder = names[each.declaration_id, each.stop]
        why = "未在规定时间前确认，已转评委会所在职改办决定。"
        steps.append(
            SupplementStep(supplement=each, stop=each.stop, name=each.late_holder, agrees=False, note=why, at=now)
        )
        each.stop = each.last  # type: ignore[attr-defined] # annotated
    SupplementStep.objects.bulk_create(steps)
    Supplement.objects.bulk_update(late, ["stop", "late_holder"])


# ── how ────────────────────────────────────────────────────────────────────────────────────────────────────────────
@contextmanager
def _judging(supplement_id: int, *, actor: User, event: str) -> Iterator[Judging]:
    """Hold a supplement at this person's desk: the case before what belongs to it (design §3)."""
    with audited():
        declaration_id = Supplement.objects.values_list("declaration", flat=True).get(pk=supplement_id)
        declaration = Declaration.objects.lock(declaration_id)
        gate = _hold(declaration)
        now = clock.law()
        supplement = Supplement.objects.select_for_update(of=("self",)).get(pk=supplement_id)
        supplement.declaration = declaration
        judging = Judging(supplement, declaration, _stop(supplement), gate, now)
        refuse(*_against_judging(judging, actor))
        yield judging
        note(Fact(f"approvals.{event}", supplement.pk, actor.pk, now))


def _against_judging(judging: Judging, actor: User) -> list[Reason]:
    declaration, stop = judging.declaration, judging.stop
    if actor.pk == declaration.applicant_id:
        return [OWN_CASE]
    if not judges_at(actor, declaration, stop):
        return [NOT_YOURS]
    if judging.supplement.state != SupplementState.ON_THE_WAY or declaration.state not in TAKES_PROOFS:
        return [MOVED_ON]
    below = _following(stop) is not None
    return [out_of_window(judging.gate, now=judging.now)] if below and not judging.gate.is_open(judging.now) else []


def _against(
    declaration: Declaration, item: Pending | None, part: str, said: str, gate: Gate, now: datetime
) -> list[Reason]:
    reasons = []
    if not gate.is_open(now):
        closed = out_of_window(gate, now=now)
        reasons.append(replace(closed, text=f"{closed.text}{AFTERWARDS}"))
    if item is None:
        return [*reasons, NOT_PENDING]
    there = declaration.supplements.filter(part=part).exclude(state=SupplementState.RETURNED)
    return [*reasons, *([SENT] if there.exists() else []), *([] if said.strip() else [SILENT])]


def _hold(declaration: Declaration) -> Gate:
    try:
        return hold_gate(declaration.edition.notice_id, Window.PENDING_SUPPLEMENT, declaration.level)
    except Gate.DoesNotExist as none:
        raise Refused(NOT_TAKEN) from none


def _write(
    declaration: Declaration, item: Pending, part: str, said: str, files: list[StoredFile], now: datetime
) -> Supplement:
    first = declaration.stops.order_by("index").first()
    assert first is not None, "whatever was handed in has a route"
    supplement = Supplement.objects.create(
        declaration=declaration,
        part=part,
        title=item.title,
        kind=item.pending_kind,
        said=said[:300],
        stop=first.index,
        handed_in_at=now,
    )
    for position, file in enumerate(dict.fromkeys(files)):
        SupplementFile.objects.create(supplement=supplement, file=file, position=position)
        use_file(file, SUBJECT, declaration.pk)
    return supplement


def _count_again(item: Pending) -> None:
    """A window that an amendment opened again takes back what its end had done."""
    if item.disregarded_at:
        item.disregarded_at = None
        item.save(update_fields=["disregarded_at"])


def _take_in(judging: Judging) -> None:
    """The files become materials of the item, so that everybody who reads the dossier reads them."""
    supplement, declaration, now = judging.supplement, judging.declaration, judging.now
    item = pending_item(declaration, supplement.part)
    refuse(None if item else NOT_PENDING)
    assert item is not None
    item.supplemented_at, item.disregarded_at = now, None
    item.save(update_fields=["supplemented_at", "disregarded_at"])
    slot, there = _slot_of(declaration, supplement.part), declaration.materials.filter(part=supplement.part).count()
    for each in supplement.kept.select_related("file"):
        Material.objects.create(
            declaration=declaration,
            slot=slot,
            part=supplement.part,
            file=each.file,
            label=f"《{supplement.title[:80]}》{supplement.proof}（补交）",
            position=there + each.position,
            uploaded_by_id=declaration.applicant_id,
            uploaded_at=supplement.handed_in_at,
        )
    supplement.state, supplement.settled_at = SupplementState.ACCEPTED, now
    supplement.save(update_fields=["state", "settled_at"])
    tell_applicant(supplement, f"“{supplement.title}”的{supplement.proof}已由{judging.stop.name}确认采用。", now=now)


def _slot_of(declaration: Declaration, part: str) -> str:
    slots = slots_of(load_dossier(declaration), terms_of(declaration.edition))
    return next((slot.code for slot in slots if slot.part == part), OTHER.code)


def _sign(judging: Judging, actor: User, *, agrees: bool, remark: str) -> None:
    SupplementStep.objects.create(
        supplement=judging.supplement,
        stop=judging.stop.index,
        name=judging.stop.name,
        agrees=agrees,
        note=remark.strip()[:300],
        by=actor,
        at=judging.now,
    )


def _stop(supplement: Supplement) -> RouteStop:
    stops: RouteStop = supplement.declaration.stops.select_related("organisation").get(index=supplement.stop)
    return stops


def _following(stop: RouteStop) -> RouteStop | None:
    after = RouteStop.objects.filter(declaration=stop.declaration_id, index__gt=stop.index).order_by("index")
    return after.select_related("organisation").first()


def _not_there_yet(stop: RouteStop) -> Reason:
    return Reason("MAT-38", f"该申报还没有报送到{stop.name}，请先办理申报，再转交补交的证明。")


def _words_of_return(supplement: Supplement, stop: RouteStop, remark: str, *, late: bool) -> str:
    after = "补交时限已过，这一项不作为评审材料。" if late else "请在时限前重新补交。"
    return f"“{supplement.title}”的{supplement.proof}被{stop.name}退回：{remark.strip()}。{after}"
