"""Batches of an upper desk: which cases go together, the roster, the stamped documents (CHAN-22, DEPT-05, MAT-71)."""

from pathlib import Path

from accounts.models import User
from config.lib import clock
from config.lib.files import UploadRefused
from config.lib.reason import Reason
from config.lib.sheets import write_table
from declarations.models import Declaration
from notices.rules import terms_of
from records.models import Fact
from records.services.audit import audited, note
from records.services.documents import request_document
from records.services.files import accept_upload, use_file
from review.approvals.exceptions import Refused
from review.approvals.guards.batch import REPORTING, goes_in_a_batch
from review.approvals.models import Batch, BatchEntry, BatchPaper
from review.approvals.roster import roster_rows
from review.approvals.rules import BATCH, KEEPS_AWAY, NOT_YOURS, desk_of, keeps_away, may_report
from review.approvals.services.working import refuse, working

ROSTER_COLUMNS = ("序号", "姓名", "性别", "单位", "学历", "现职称", "取得时间", "申报职称", "专业")
NOT_HERE = Reason("DEPT-05", "该申报不按批次报送。")
ELSEWHERE = Reason("DEPT-05", "该申报已列入别的批次。")
SEALED = Reason("DEPT-05", "本批次文件已经齐备，不能再改动；需要改动的，请先撤回文件。")
STAMPED = Reason("DEPT-05", "本批次已上传盖章文件，名单不能再改动；需要改动的，请先撤回文件。")
UNKNOWN = Reason("DEPT-05", "通知没有要求这份文件。", field="title")
EMPTY = Reason("DEPT-05", "本批次还没有列入申报。")
GONE_ON = Reason("DEPT-05", "本批次已有申报报送，不能撤回文件。")


def put_in_batch(declaration_id: int, *, actor: User) -> BatchEntry:
    """Into the open batch of this desk, which is begun when there is none. Raises ``Refused``."""
    with working(declaration_id, actor=actor, event="batch", states=REPORTING) as work:
        declaration = work.declaration
        refuse(None if goes_in_a_batch(declaration) else NOT_HERE)
        entry = BatchEntry.objects.filter(declaration=declaration).select_related("batch").first()
        desk = desk_of(declaration)
        assert desk is not None, "who works here works at a desk"
        if entry and entry.batch.sender_id == desk.organisation_id:
            return entry
        refuse(ELSEWHERE if entry else None)
        told = {"made_by": actor, "made_at": work.now}
        notice = declaration.edition.notice
        # Held, so that nobody seals it between the look and the entry; one sealed meanwhile is not found any more.
        held = Batch.objects.select_for_update(of=("self",))
        batch, _ = held.get_or_create(notice=notice, sender=desk.organisation, sealed_at=None, defaults=told)
        refuse(_closed(batch))
        return BatchEntry.objects.create(batch=batch, declaration=declaration)


def take_out_of_batch(declaration_id: int, *, actor: User) -> None:
    """Not with this batch after all. Raises ``Refused``: a document of it is stamped already."""
    with working(declaration_id, actor=actor, event="batch_out", states=REPORTING) as work:
        held = Batch.objects.select_for_update(of=("self",))
        batch = held.filter(entries__declaration=work.declaration).first()
        refuse(_closed(batch) if batch else None)
        BatchEntry.objects.filter(declaration=work.declaration).delete()


def attach_batch_paper(batch_id: int, *, title: str, upload: bytes | Path, name: str, actor: User) -> Batch:
    """The cover letter or the stamped roster; with the last of them the batch is sealed. Raises ``Refused``."""
    try:
        file = accept_upload(upload, name=name, by=actor.pk)
    except UploadRefused as refusal:
        raise Refused(refusal.reason) from refusal
    with audited():
        batch = _held(batch_id, actor)
        titles = titles_of(batch)
        refuse(
            SEALED if batch.sealed_at else None,
            None if title in titles else UNKNOWN,
            None if batch.entries.exists() else EMPTY,
        )
        now = clock.law()
        use_file(file, BATCH, batch.pk)
        batch.papers.update_or_create(title=title, defaults={"file": file, "by": actor, "at": now})
        if set(batch.papers.values_list("title", flat=True)) >= set(titles):
            batch.sealed_at = now
            batch.save(update_fields=["sealed_at"])
        note(Fact("approvals.batch_paper", batch.pk, actor.pk, now, content=file.sha256))
    return batch


def request_batch_form(batch_id: int, kind: str, *, actor: User) -> str:
    """Ask the workers for the letter or the roster of this batch (FORM-23, FORM-24). Raises ``Refused``."""
    with audited():
        batch = _held(batch_id, actor)
        refuse(None if batch.entries.exists() else EMPTY)
        note(Fact("approvals.batch_form", batch.pk, actor.pk, clock.law()))
        return request_document(kind, BATCH, batch.pk, by=actor.pk)


def reopen_batch(batch_id: int, *, actor: User) -> Batch:
    """Take the papers back to change the list, while nothing was reported yet. Raises ``Refused``."""
    with audited():
        cases = _cases(batch_id)  # before the batch: none of them goes up while its papers are taken back
        batch = _held(batch_id, actor)
        refuse(None if all(case.state in REPORTING for case in cases) else GONE_ON)
        another = Batch.objects.filter(notice=batch.notice, sender=batch.sender, sealed_at=None).exclude(pk=batch.pk)
        refuse(Reason("DEPT-05", "已有一个在办的批次，请先办完。") if another.exists() else None)
        BatchPaper.objects.filter(batch=batch).delete()
        batch.sealed_at = None
        batch.save(update_fields=["sealed_at"])
        note(Fact("approvals.batch_reopened", batch.pk, actor.pk, clock.law()))
    return batch


def roster_of(batch: Batch) -> bytes:
    """名册表 as a workbook, to be printed, stamped and scanned (FORM-24)."""
    return write_table("名册表", ROSTER_COLUMNS, roster_rows(batch), widths=(6, 10, 6, 28, 10, 18, 12, 18, 18))


def titles_of(batch: Batch) -> list[str]:
    """The documents the notice names."""
    entry = batch.entries.select_related("declaration__edition").first()
    if entry is None:
        return []
    return [each.title for each in terms_of(entry.declaration.edition).batch_documents]


def _closed(batch: Batch) -> Reason | None:
    """Why nobody comes or goes (CHAN-22, MAT-71)."""
    if batch.sealed_at:
        return SEALED
    return STAMPED if batch.is_stamped else None


def _held(batch_id: int, actor: User) -> Batch:
    batch = Batch.objects.select_for_update(of=("self",)).select_related("sender", "notice").get(pk=batch_id)
    refuse(
        None if may_report(actor, batch.sender) else NOT_YOURS,
        KEEPS_AWAY if keeps_away(actor, batch) else None,
    )
    return batch


def _cases(batch_id: int) -> list[Declaration]:
    cases = Declaration.objects.filter(batch_entry__batch=batch_id).order_by("pk")
    return list(cases.select_for_update(of=("self",)))
