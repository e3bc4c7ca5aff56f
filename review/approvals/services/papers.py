"""Paper and scan: forms the unit prints, signs and seals, and what comes back (UNIT-01, UNIT-08, UNIT-14)."""

from pathlib import Path

from accounts.models import User
from config.lib import clock
from config.lib.files import MIB, Limits, UploadRefused, media_types
from config.lib.reason import Reason
from declarations.models import Declaration, Material
from declarations.states import State
from notices.rules import ChecklistItem, terms_of
from records.models import Fact, StoredFile
from records.services.audit import audited, note
from records.services.documents import request_document
from records.services.files import accept_upload, use_file
from review.approvals.exceptions import Refused
from review.approvals.models import Publicity
from review.approvals.rules import NOT_YOURS, is_barred
from review.approvals.services.working import refuse, working
from review.approvals.states import Paper
from review.approvals.steps import unit_rows

SUBJECT = "declaration"  # the gate of a declaration's files: whoever may read the case may read them
GONE = Reason("E308", "该文件已不存在，请刷新页面。")
NOT_A_PAPER = Reason("E308", "本次申报不需要单位提供这份材料。")
NOT_HUNG = Reason("publicity.open", "公示还没有期满结束，结束以后才能生成公示结果记录。")
VOIDED = Reason("publicity.voided", "这次公示已撤销，照片没有保存；请拍新张贴的公示表。")
PICTURES = ("pdf", "jpg", "png")


def attach_unit_scan(declaration_id: int, *, actor: User, slot: str, upload: bytes | Path, name: str) -> Material:
    """A stamped sheet, scanned or photographed, into its slot. Raises ``Refused`` for a file that cannot be kept."""
    file = admit_unit_scan(declaration_id, actor=actor, slot=slot, upload=upload, name=name)
    return lay_unit_scan(declaration_id, actor=actor, slot=slot, file=file)


def admit_unit_scan(declaration_id: int, *, actor: User, slot: str, upload: bytes | Path, name: str) -> StoredFile:
    """Look at a sheet before the case is locked. Raises ``Refused`` for a file that cannot be kept."""
    return _accept(declaration_id, upload, name, row_of(declaration_id, slot).formats, actor)


def lay_unit_scan(declaration_id: int, *, actor: User, slot: str, file: StoredFile) -> Material:
    """A sheet that was looked at, into its slot. Raises ``Refused``: not their desk, or the slot is full."""
    row = row_of(declaration_id, slot)
    with working(declaration_id, actor=actor, event="scan", states=(*State.at_unit, State.CORRECTION)) as work:
        there = work.declaration.materials.filter(slot=slot, removed_at=None)
        refuse(
            Reason("file.many", f"“{row.label}”最多 {row.max_files} 个文件。")
            if there.count() >= row.max_files
            else None
        )
        use_file(file, SUBJECT, work.declaration.pk)
        work.content = file.sha256
        return Material.objects.create(
            declaration=work.declaration,
            slot=slot,
            file=file,
            label=row.label,
            position=there.count(),
            uploaded_by=actor,
            uploaded_at=work.now,
        )


def remove_unit_scan(material_id: int, *, actor: User) -> Material:
    """Take a wrong scan out of its slot; it stays as history. Raises ``Refused``."""
    declaration_id = Material.objects.values_list("declaration", flat=True).get(pk=material_id)
    with working(declaration_id, actor=actor, event="scan_out", states=(*State.at_unit, State.CORRECTION)) as work:
        slots = {row.code for row in unit_rows(work.declaration)}
        found = work.declaration.materials.filter(pk=material_id, slot__in=slots, removed_at=None).first()
        refuse(None if found else GONE)
        assert found is not None
        found.removed_at = work.now
        found.save(update_fields=["removed_at"])
    return found


def attach_publicity_evidence(publicity_id: int, *, actor: User, upload: bytes | Path, name: str) -> Publicity:
    """The photo of the sheet on the board (UNIT-14). Raises ``Refused`` for a file that cannot be kept."""
    declaration_id = Publicity.objects.values_list("declaration", flat=True).get(pk=publicity_id)
    return lay_board_photo(publicity_id, actor=actor, file=accept_scan(declaration_id, upload, name, actor))


def lay_board_photo(publicity_id: int, *, actor: User, file: StoredFile) -> Publicity:
    """A photo that was looked at, beside its sheet; a newer one takes its place. Raises ``Refused``: no desk; void."""
    declaration_id = Publicity.objects.values_list("declaration", flat=True).get(pk=publicity_id)
    with working(declaration_id, actor=actor, event="evidence", states=State.at_unit) as work:
        publicity = work.declaration.publicities.get(pk=publicity_id)
        refuse(VOIDED if publicity.voided_at else None)
        use_file(file, SUBJECT, work.declaration.pk)
        publicity.evidence, work.content = file, file.sha256
        publicity.save(update_fields=["evidence"])
    return publicity


def request_form(declaration: Declaration, kind: str, *, actor: User) -> str:
    """Ask the workers for a form of this case; returns the key of the request. Raises ``Refused``."""
    with audited():
        own = actor.pk == declaration.applicant_id and kind in Paper.of_applicant
        refuse(
            NOT_YOURS if is_barred(actor, declaration) and not own else None,
            NOT_HUNG if kind == Paper.PUBLICITY_RECORD and not declaration.publicities.ended().exists() else None,
        )
        note(Fact("approvals.form", declaration.pk, actor.pk, clock.law()))
        return request_document(kind, SUBJECT, declaration.pk, by=actor.pk)


def accept_scan(declaration_id: int, upload: bytes | Path, name: str, actor: User) -> StoredFile:
    """A sealed sheet of the unit, not bound to a slot. Raises ``Refused`` for a file that cannot be kept."""
    return _accept(declaration_id, upload, name, PICTURES, actor)


def row_of(declaration_id: int, slot: str) -> ChecklistItem:
    """The sheet the notice asks of the unit. Raises ``Refused`` for one it does not."""
    declaration = Declaration.objects.with_context().get(pk=declaration_id)
    row = next((row for row in unit_rows(declaration) if row.code == slot), None)
    refuse(None if row else NOT_A_PAPER)
    assert row is not None
    return row


def _accept(declaration_id: int, upload: bytes | Path, name: str, formats: tuple[str, ...], actor: User) -> StoredFile:
    """Inspected before the case is locked: a heavy PDF must not hold up anybody else."""
    most = terms_of(Declaration.objects.select_related("edition").get(pk=declaration_id).edition).uploads
    limits = Limits(image_bytes=most.image_mb * MIB, pdf_bytes=most.pdf_mb * MIB)
    try:
        return accept_upload(upload, name=name, by=actor.pk, allowed=media_types(formats), limits=limits)
    except UploadRefused as refusal:
        raise Refused(refusal.reason) from refusal
