"""Laying the dossier beside its originals, and the unit's defence (UNIT-03, UNIT-04, UNIT-06, RISK-03)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from config.lib import clock
from config.lib.reason import Reason
from declarations.models import Declaration
from declarations.parts import UnitStep
from declarations.states import State
from records.models import StoredFile
from records.services.files import use_file
from review.approvals.content import Part, digest_of, parts_of_dossier
from review.approvals.guards.verification import awaits_judgment, unverified, verifications_by_part
from review.approvals.models import PartOpening, UnitDefence, Verification
from review.approvals.running import asked_again_at
from review.approvals.services.drafting import place_of_part, settle_draft
from review.approvals.services.papers import SUBJECT, accept_scan
from review.approvals.services.working import MOVED_ON, Work, refuse, working
from review.approvals.states import Authenticity
from review.approvals.steps import basis_digest
from review.approvals.versions import hold_to

GONE = Reason("E318", "该项材料已不存在，请刷新页面。")
NO_WORD = Reason("E301", "存疑或不予采用的，请写明情况。", field="note")
NO_METHOD = Reason("E315", "风险刊物须填写核验方法。", field="method")
NO_SIGNER = Reason("MAT-07", "复印件须由审核人签名并注明日期，请填写。", field="copy_signer")
NO_SEAL = Reason("MAT-07", "请上传注明“与原件一致”并盖章的复印件扫描件。", field="copy_scan")
NOT_SEEN = Reason("E301", "请核对原件后再勾选“属实”。", field="original_seen")


@dataclass(frozen=True, slots=True)
class CopyWord:
    """与原件一致: who signed when, and the sealed sheet (MAT-07)."""

    signer: str = ""
    signed_on: date | None = None
    scan: bytes | None = None
    name: str = ""


def open_part(declaration_id: int, *, actor: User, part: str) -> PartOpening:
    """Note that this person laid the part, as it stands now, beside its original (S14). Raises ``Refused``."""
    with working(declaration_id, actor=actor, event="open") as work:
        found = _part(work.declaration, part)
        opening, _ = PartOpening.objects.update_or_create(
            declaration=work.declaration,
            part=part,
            person=actor,
            defaults={"content_digest": found.digest, "at": work.now},
        )
    return opening


def verify_part(
    declaration_id: int,
    *,
    actor: User,
    part: str,
    original_seen: bool,
    finding: str = Authenticity.TRUE,
    note: str = "",
    method: str = "",
    copy: CopyWord | None = None,
    seen: str | None = None,
    draft: int | None = None,
) -> Verification:
    """What the unit found on one part; ``copy`` is its word on a copy (MAT-07), ``seen`` what the page showed.

    Raises ``Refused``: not there, a doubt without a word, a risk without method, a copy not attested, a file that
    cannot be kept. Raises ``Overtaken``: a colleague wrote on the part meanwhile (17-7). ``draft`` is the version of
    what was kept unsaved.
    """
    scan = accept_scan(declaration_id, copy.scan, copy.name, actor) if copy and copy.scan else None
    with working(declaration_id, actor=actor, event="verify", states=State.at_unit) as work:
        found = _part(work.declaration, part)
        refuse(None if may_be_verified(work.declaration, found) else MOVED_ON)
        hold_to(seen, verifications_by_part(work.declaration).get(part))
        doubted = finding != Authenticity.TRUE
        refuse(
            NO_WORD if doubted and not note.strip() else None,
            NOT_SEEN if not doubted and not original_seen and not found.has_copies else None,
            NO_METHOD if found.flag and not method.strip() else None,
        )
        work.content = digest_of([part, found.digest, finding, note, method])
        told = {"original_seen": original_seen, "finding": finding, "note": note.strip(), "method": method.strip()}
        if found.has_copies:
            told |= _attested(work, found, copy or CopyWord(), scan, doubted=doubted)
        settle_draft(work.declaration, actor, place_of_part(part), version=draft)
        return _write(work, found, actor, told)


def may_be_verified(declaration: Declaration, part: Part) -> bool:
    """At the check; and as long as the unit has the case, a journal that was listed afterwards (RISK-03)."""
    if declaration.state == State.UNIT_CHECK:
        return True
    verification = verifications_by_part(declaration).get(part.key) if part.flag else None
    return declaration.state in State.at_unit and awaits_judgment(part, verification)


def _attested(
    work: Work, part: Part, copy: CopyWord, scan: StoredFile | None, *, doubted: bool
) -> dict[str, str | date | StoredFile | None]:
    """Signer, date and sealed sheet; the sheet kept before stays where no new one came."""
    before = Verification.objects.filter(declaration=work.declaration, part=part.key).first()
    kept = scan or (before.copy_scan if before else None)
    refuse(
        NO_SIGNER if not doubted and not (copy.signer.strip() and copy.signed_on) else None,
        NO_SEAL if not doubted and kept is None else None,
        _future(copy.signed_on, work, "copy_signed_on") if copy.signed_on else None,
    )
    if scan:
        use_file(scan, SUBJECT, work.declaration.pk)
        work.content = digest_of([work.content, scan.sha256])
    return {"copy_signer": copy.signer.strip(), "copy_signed_on": copy.signed_on, "copy_scan": kept}


def verify_all_opened(declaration_id: int, *, actor: User) -> int:
    """Tick everything this person has opened in its present form, and that no list warns of; returns how many (S14)."""
    with working(declaration_id, actor=actor, event="verify_opened", states=(State.UNIT_CHECK,)) as work:
        mine = PartOpening.objects.filter(declaration=work.declaration, person=actor)
        opened = set(mine.values_list("part", "content_digest"))
        waiting = unverified(work.declaration, parts_of_dossier(work.declaration))
        plain = [part for part in waiting if not (part.flag or part.has_copies)]  # the others are judged one by one
        ready = [part for part in plain if (part.key, part.digest) in opened]
        for part in ready:
            _write(work, part, actor, {"original_seen": True, "finding": Authenticity.TRUE, "note": "", "method": ""})
        work.content = digest_of([(part.key, part.digest) for part in ready])
    return len(ready)


def record_defence(
    declaration_id: int,
    *,
    actor: User,
    held_on: date,
    place: str,
    panel: Sequence[Mapping[str, str]],
    questions: str,
    opinion: str,
    seen: str | None = None,
    draft: int | None = None,
) -> UnitDefence:
    """The unit's defence of a senior title; entered again, it replaces the former (FORM-19).

    Raises ``Refused``, and ``Overtaken`` when another stands there than ``seen`` on the page (17-7).
    """
    with working(declaration_id, actor=actor, event="defence", states=State.at_unit) as work:
        refuse(why_not_now(work.declaration, State.UNIT_DEFENSE, UnitStep.DEFENCE), _future(held_on, work))
        hold_to(seen, UnitDefence.objects.filter(declaration=work.declaration).select_related("by").first())
        people = [dict(expert) for expert in panel if expert["name"].strip()]
        refuse(None if people else Reason("E304", "请填写答辩专家。", field="panel"))
        told = {"place": place.strip(), "panel": people, "questions": questions.strip(), "opinion": opinion.strip()}
        work.content = digest_of([held_on, told])
        settle_draft(work.declaration, actor, "defence", version=draft)
        return _defence(work, actor, held_on, told)


def why_not_now(declaration: Declaration, state: State, step: UnitStep) -> Reason | None:
    """A step is entered at its turn, or again when a notice asks for it (T16b)."""
    if declaration.state == state or asked_again_at(declaration, step):
        return None
    return Reason("E318", f"现在不办理{step.label}。")


def _defence(work: Work, actor: User, held_on: date, told: Mapping[str, object]) -> UnitDefence:
    defence, _ = UnitDefence.objects.update_or_create(
        declaration=work.declaration,
        defaults={
            **told,
            "held_on": held_on,
            "content_digest": basis_digest(work.declaration),
            "by": actor,
            "at": work.now,
        },
    )
    return defence


def _future(day: date, work: Work, field: str = "held_on") -> Reason | None:
    late = day > clock.local_date(work.now)
    return Reason("E318", "日期不能在今天之后。", field=field) if late else None


def _part(declaration: Declaration, key: str) -> Part:
    found = next((part for part in parts_of_dossier(declaration) if part.key == key), None)
    refuse(None if found else GONE)
    assert found is not None
    return found


def _write(work: Work, part: Part, actor: User, told: Mapping[str, object]) -> Verification:
    verification, _ = Verification.objects.update_or_create(
        declaration=work.declaration,
        part=part.key,
        defaults={**told, "content_digest": part.digest, "by": actor, "at": work.now},
    )
    return verification
