"""Entries of 公示公告 written by an office: put up with their files, and withdrawn with a reason (ADMIN-07)."""

from collections.abc import Sequence
from datetime import date

from accounts.models import Organisation, User
from config.lib import clock
from config.lib.files import PDF, SCANS, XLSX
from config.lib.reason import Reason
from config.lib.text import mask_numbers_in
from notices.exceptions import NoticeRefused
from notices.models import Posting, PostingFile
from notices.services.attachments import Upload
from notices.states import PostingKind
from records.models import Fact
from records.services.audit import audited, note
from records.services.files import accept_upload, use_file

SUBJECT = "notices.posting"
FORMATS = SCANS | {PDF, XLSX}
MOST_FILES = 5
NO_LAST_DAY = Reason("posting.last_day", "公示应写明截止日期。", "last_day")
BACKWARDS = Reason("posting.backwards", "截止日期不能早于开始日期。", "last_day")
OVER = Reason("posting.over", "截止日期已过，请重新填写。", "last_day")
BEGUN = Reason("posting.begun", "公示不能从今天以前开始。", "first_day")
NUMBERS = "不能写完整的身份证号码、手机号码，请删去或隐去中间几位。"
TOO_MANY = Reason("posting.files", f"最多{MOST_FILES}个附件。", "uploads")
IS_DOWN = Reason("posting.down", "这条已经撤下。")


def put_up(
    *,
    office: Organisation,
    kind: str,
    title: str,
    body: str,
    first_day: date,
    last_day: date | None,
    uploads: Sequence[Upload],
    actor: User,
) -> Posting:
    """Publish an entry with its files. Raises ``NoticeRefused``; ``UploadRefused`` for a file that is not sound."""
    _refuse_bad(kind, first_day, last_day, len(uploads), {"title": title, "body": body})
    stored = [accept_upload(each.data, name=each.name, by=actor.pk, allowed=FORMATS) for each in uploads]
    with audited():
        now = clock.law()
        made = Posting.objects.create(
            office=office,
            kind=kind,
            title=title,
            body=body,
            first_day=first_day,
            last_day=last_day,
            by=actor,
            at=now,
        )
        for num, file in enumerate(stored, 1):
            PostingFile.objects.create(posting=made, num=num, file=file)
            use_file(file, SUBJECT, made.pk)
        note(Fact("posting.put_up", made.pk, actor.pk, now))
    return made


def withdraw_posting(posting_id: int, *, why: str, actor: User) -> Posting:
    """Take an entry down before its time. Raises ``NoticeRefused`` where it is down already."""
    with audited():
        found = Posting.objects.select_for_update(of=("self",)).get(pk=posting_id)
        if found.withdrawn_at:
            raise NoticeRefused(IS_DOWN)
        found.withdrawn_at, found.withdrawn_why = clock.law(), why
        found.save(update_fields=["withdrawn_at", "withdrawn_why"])
        note(Fact("posting.withdraw", found.pk, actor.pk, found.withdrawn_at))
    return found


def _refuse_bad(kind: str, first_day: date, last_day: date | None, files: int, texts: dict[str, str]) -> None:
    faults = [Reason("posting.numbers", NUMBERS, name) for name, said in texts.items() if mask_numbers_in(said) != said]
    today = clock.local_date(clock.law())
    if kind == PostingKind.PUBLICITY and first_day < today:  # nobody could have objected on a day that is over
        faults.append(BEGUN)
    if last_day is None:
        faults += [NO_LAST_DAY] if kind == PostingKind.PUBLICITY else []
    elif last_day < first_day:
        faults.append(BACKWARDS)
    elif last_day < today:
        faults.append(OVER)
    if files > MOST_FILES:
        faults.append(TOO_MANY)
    if faults:
        raise NoticeRefused(*faults)
