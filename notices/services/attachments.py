"""The attachments of a notice (ADMIN-02): on the desk they belong to its text, and are frozen with the edition."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import Actor, User
from config.lib import clock
from config.lib.files import PDF, SCANS, XLSX
from config.lib.reason import Reason
from notices.drafting.standing import whole_of
from notices.exceptions import NoticeRefused
from notices.models import Attachment, Notice
from notices.rules import parse_terms, terms_of
from notices.rules.enclosures import cited_in, renumbered
from notices.selectors import ENCLOSURE
from notices.services.drafting import Edit, edit_draft
from notices.states import NoticeState
from records.models import Fact, StoredFile
from records.services.audit import audited, note
from records.services.files import accept_upload, use_file

FORMATS = SCANS | {PDF, XLSX}
SUBJECT = "notices.attachment"  # a file given to a number after publication
AT = ("attachments",)


@dataclass(frozen=True, slots=True)
class Upload:
    """What a person chose."""

    data: bytes
    name: str


# ── on the desk ────────────────────────────────────────────────────────────────────────────────────────────────────
def add_attachment(notice_id: int, *, title: str, form: str, upload: Upload | None, seen: str, actor: User) -> Notice:
    """One more, with the next number. Raises as ``edit_draft``, and ``UploadRefused`` for a file that is not sound."""
    rows = _rows(notice_id)
    stored = _accepted(upload, actor)
    num = max((each["num"] for each in rows), default=0) + 1
    row = {"num": num, "title": title, "form": form, "file": stored.sha256 if stored else ""}
    return _put(notice_id, [*rows, row], stored, seen=seen, said=f"新增附件{num}", actor=actor)


def change_attachment(
    notice_id: int,
    num: int,
    *,
    title: str,
    form: str,
    upload: Upload | None,
    drop_file: bool = False,
    seen: str,
    actor: User,
) -> Notice:
    """Another title, form or file. Raises as ``add_attachment``, ``NoticeRefused`` for a number there is not."""
    rows = _rows(notice_id)
    before = next((each for each in rows if each["num"] == num), None)
    if before is None:
        raise NoticeRefused(_unknown(num))
    stored = _accepted(upload, actor)
    file = stored.sha256 if stored else "" if drop_file else before.get("file", "")
    after = {**before, "title": title, "form": form, "file": file}
    changed = [after if each is before else each for each in rows]
    return _put(notice_id, changed, stored, seen=seen, said=f"修改附件{num}", actor=actor)


def move_attachment(notice_id: int, num: int, by: int, *, seen: str, actor: User) -> Notice:
    """One place up (-1) or down (1): it takes the other's number, and what cites either follows. Raises as above."""
    order = _order(notice_id, num)
    at = order.index(num)
    order.insert(min(max(at + by, 0), len(order) - 1), order.pop(at))
    return _reorder(notice_id, order, seen=seen, said=f"移动附件{num}", actor=actor)


def remove_attachment(notice_id: int, num: int, *, seen: str, actor: User) -> Notice:
    """Without it; those after it move up. Raises as above, ``NoticeRefused`` where other parts cite it."""
    order = _order(notice_id, num)
    if places := cited_in(_whole(notice_id), num):
        text = f"附件{num}在“{'”“'.join(places)}”中被引用，请先到那里改用别的附件。"
        raise NoticeRefused(Reason("E738", text))
    order.remove(num)
    return _reorder(notice_id, order, seen=seen, said=f"删去附件{num}", actor=actor)


def _reorder(notice_id: int, order: Sequence[int], *, seen: str, said: str, actor: User) -> Notice:
    edits = [Edit(steps, value) for steps, value in renumbered(_whole(notice_id), order).items()]
    return edit_draft(notice_id, edits, at=AT, seen=seen, said=said, actor=actor)


def _put(
    notice_id: int, rows: list[dict[str, Any]], stored: StoredFile | None, *, seen: str, said: str, actor: User
) -> Notice:
    with audited():
        notice = edit_draft(notice_id, [Edit(AT, rows)], at=AT, seen=seen, said=said, actor=actor)
        if stored:
            use_file(stored, ENCLOSURE, notice_id)
            note(Fact("notice.enclose", notice_id, actor.pk, clock.law(), stored.sha256))
    return notice


def _accepted(upload: Upload | None, actor: User) -> StoredFile | None:
    if upload is None:
        return None
    return accept_upload(upload.data, name=upload.name, by=actor.pk, allowed=FORMATS)


def _whole(notice_id: int) -> dict[str, Any]:
    return whole_of(Notice.objects.get(pk=notice_id))


def _rows(notice_id: int) -> list[dict[str, Any]]:
    return list(_whole(notice_id)["attachments"])


def _order(notice_id: int, num: int) -> list[int]:
    order = [each["num"] for each in _rows(notice_id)]
    if num not in order:
        raise NoticeRefused(_unknown(num))
    return order


# ── after publication ──────────────────────────────────────────────────────────────────────────────────────────────
def attach_file(notice_id: int, *, num: int, upload: bytes, name: str, actor: Actor) -> Attachment:
    """Give a printed attachment that was published without a file its file; in a draft it may be given another.

    Raises ``NoticeRefused`` for a number the notice does not print, and for one that has its file since publication
    (that is an amendment); ``UploadRefused`` for a file that is not sound.
    """
    _refuse_second_file(Notice.objects.get(pk=notice_id), num)  # before the file is parsed
    stored = accept_upload(upload, name=name, by=actor.pk, allowed=FORMATS)
    with audited():
        notice = Notice.objects.select_for_update(of=("self",)).get(pk=notice_id)
        _refuse_second_file(notice, num)
        attachment = Attachment.objects.filter(notice=notice, num=num).first() or Attachment(notice=notice, num=num)
        attachment.file = stored
        attachment.save()
        use_file(stored, SUBJECT, attachment.pk)
        note(Fact("notice.attach", attachment.pk, actor.pk, clock.law(), stored.sha256))
    return attachment


def _refuse_second_file(notice: Notice, num: int) -> None:
    printed = parse_terms(notice.draft) if notice.state == NoticeState.DRAFT else _published(notice)
    row = printed.attachment(num)
    if row is None:
        raise NoticeRefused(_unknown(num))
    given = notice.state != NoticeState.DRAFT and Attachment.objects.filter(notice=notice, num=num).exists()
    if row.file or given:
        raise NoticeRefused(Reason("E739", f"附件{num}已有文件，发布后更换须走修订。", "num"))


def _published(notice: Notice) -> Any:
    return terms_of(notice.editions.latest("number"))


def _unknown(num: int) -> Reason:
    return Reason("E704", f"没有附件{num}。", "num")
