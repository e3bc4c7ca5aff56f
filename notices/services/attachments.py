"""The file behind an attachment's number (ADMIN-02)."""

from accounts.models import Actor
from config.lib import clock
from config.lib.files import PDF, SCANS, XLSX
from config.lib.reason import Reason
from notices.exceptions import NoticeRefused
from notices.models import Attachment, Notice
from notices.rules import parse_terms
from records.models import Fact
from records.services.audit import audited, note
from records.services.files import accept_upload, use_file

FORMATS = SCANS | {PDF, XLSX}
SUBJECT = "notices.attachment"


def attach_file(notice_id: int, *, num: int, upload: bytes, name: str, actor: Actor) -> Attachment:
    """Give an attachment of the notice its file; an earlier one is replaced (the history keeps it).

    Raises ``NoticeRefused`` for a number the notice does not print, ``UploadRefused`` for a file that is not sound.
    """
    notice = Notice.objects.get(pk=notice_id)
    if parse_terms(notice.draft).attachment(num) is None:
        raise NoticeRefused(Reason("E704", f"没有附件{num}。", "num"))
    stored = accept_upload(upload, name=name, by=actor.pk, allowed=FORMATS)
    with audited():
        attachment = Attachment.objects.filter(notice=notice, num=num).first() or Attachment(notice=notice, num=num)
        attachment.file = stored
        attachment.save()
        use_file(stored, SUBJECT, attachment.pk)
        note(Fact("notice.attach", attachment.pk, actor.pk, clock.law(), stored.sha256))
    return attachment
