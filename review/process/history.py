"""The history of one case to take away: every step with its place in the audit chain, and the chain's head (SYS-06)."""

from collections.abc import Iterator

from django.utils.timezone import localtime

from accounts.models import User
from config.lib import clock
from config.lib.sheets import write_table
from declarations.models import Declaration
from records.models import AuditEntry
from records.selectors import audit_head
from review.approvals.rules import speaking_for
from review.approvals.selectors.falsity import EVENTS, falsities_of, steps_of_falsity
from review.process.models import MoveRecord
from review.process.selectors import reason_of, words_of

COLUMNS = ("时间", "事项", "办理人", "单位", "由", "到", "理由", "审计链序号", "内容摘要", "审计链摘要")
WIDTHS = (18, 24, 14, 30, 18, 18, 50, 12, 66, 66)


def history_sheet(declaration: Declaration, person: User) -> bytes:
    """XLSX; whoever holds it compares a line's digests with ``manage.py verify_audit``. Constant statements."""
    now = clock.law()
    number, digest = audit_head()
    mark = (
        f"{declaration.applicant.name} {declaration.level_name} {declaration.number or ''} 办理经过，"
        f"{person.name} 于 {localtime(now):%Y-%m-%d %H:%M} 导出；审计链此时共 {number} 条，链头 {digest}"
    )
    doubts = _of_doubts(declaration) if speaking_for(person, declaration) else ()
    return write_table(
        "办理经过",
        COLUMNS,
        sorted([*_lines(declaration), *doubts], key=lambda line: str(line[0])),
        widths=WIDTHS,
        mark=mark,
    )


def _lines(declaration: Declaration) -> Iterator[list[object]]:
    records = list(MoveRecord.objects.filter(declaration=declaration).select_related("person"))
    events = {f"declaration.{record.action}" for record in records}
    entries = AuditEntry.objects.filter(event__in=events, subject_id=declaration.pk)
    placed = {(entry.event, entry.at, entry.content): entry for entry in entries}
    for record in records:
        digest = record.digest()
        entry = placed.get((f"declaration.{record.action}", record.at, digest))
        yield [
            f"{localtime(record.at):%Y-%m-%d %H:%M:%S}",
            words_of(record.action),
            record.who,
            record.organisation,
            record.get_source_display(),
            record.get_target_display(),
            reason_of(record),
            entry.number if entry else "",
            digest,
            entry.digest if entry else "",
        ]


def _of_doubts(declaration: Declaration) -> Iterator[list[object]]:
    """What was asked, proved and found about the truth of materials, for the offices: it moves no state (OFFICE-10)."""
    falsities = list(falsities_of(declaration))
    entries = AuditEntry.objects.filter(event__in=EVENTS, subject_id__in=[each.pk for each in falsities])
    placed = {(entry.subject_id, entry.at): entry for entry in entries}
    for falsity in falsities:
        for label, who, at, why in steps_of_falsity(falsity, public=False):
            entry = placed.get((falsity.pk, at))
            chained = (entry.number, entry.content, entry.digest) if entry else ("", "", "")
            yield [f"{localtime(at):%Y-%m-%d %H:%M:%S}", label, who, falsity.organisation.name, "", "", why, *chained]
