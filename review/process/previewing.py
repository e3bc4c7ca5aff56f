"""A step looked at before it is taken: its words, its letters, its days (17-5, lesson 11)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from config.lib.text import mask_phone
from declarations.models import Declaration
from messaging.models import Message, Sms
from records.services.audit import audited
from review.approvals.documents.notices import correction_notice
from review.approvals.models import CorrectionItem, CorrectionNotice
from review.approvals.places import labels_of
from review.approvals.states import Addressee, NoticeKind
from review.process.models import MoveRecord
from review.process.services import perform


@dataclass(frozen=True, slots=True)
class Said:
    """One text as it will go out: by which way, to whom, which words."""

    way: str
    to: str
    text: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A notice as it will be: its sheet, where it is a formal one, and every text that goes with it."""

    notice: CorrectionNotice
    items: tuple[tuple[int, str, str, CorrectionItem], ...]  # number, who, where, what
    sheet: Mapping[str, Any]
    said: tuple[Said, ...]

    @property
    def counted(self) -> str:
        """Which of the items count against the unit (G-19)."""
        counted = [str(number) for number, *_, item in self.items if item.counts]
        return f"{len(counted)} 项（第 {'、'.join(counted)} 项）" if counted else "0 项"


class _TakenBack(Exception):  # no error: the way out of the transaction
    def __init__(self, preview: Preview) -> None:
        self.preview = preview


def preview_of(
    declaration_id: int, action: str, *, actor: User, explained: Mapping[str, str], **answers: Any
) -> Preview:
    """What a return or a notice would say, to the letter: it is given and taken back. Raises ``MoveRefused``.

    The table's own road writes it, so that nothing is previewed that would be refused or worded otherwise; nothing of
    it is kept, sent or chained.
    """
    try:
        with audited():
            declaration = perform(declaration_id, action, actor=actor, explained=explained, **answers)
            raise _TakenBack(_read(declaration))  # noqa: TRY301  # the way out of the transaction, in one place
    except _TakenBack as back:
        return back.preview


def _read(declaration: Declaration) -> Preview:
    notice = declaration.corrections.select_related("organisation").order_by("-pk")[0]
    places = dict(labels_of(declaration))
    items = [
        (number, Addressee(item.addressee).label, places.get(item.part, item.part), item)
        for number, item in enumerate(notice.items.all(), 1)
    ]
    formal = notice.kind == NoticeKind.CORRECTION
    sheet = correction_notice(declaration.pk).context if formal else {}
    return Preview(notice, tuple(items), sheet, tuple(_texts(declaration)))


def _texts(declaration: Declaration) -> Iterator[Said]:
    """Every line and every text message of this step, as they stand in the ledgers."""
    at = MoveRecord.objects.filter(declaration=declaration).latest("pk").at
    here = {"subject_kind": "declaration", "subject_id": declaration.pk, "at": at}
    for line in Message.objects.filter(**here).select_related("person", "organisation").order_by("pk"):
        desk = f"{line.organisation.name} " if line.organisation else ""
        yield Said("站内消息", f"{desk}{line.person.name}", f"{line.title}：{line.text}")
    for text in Sms.objects.filter(**here).order_by("pk"):
        yield Said("短信", mask_phone(text.phone), text.text)
