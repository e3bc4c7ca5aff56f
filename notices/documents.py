"""Blank letters of outside units, printed with the notice as attachments (FORM-01, FORM-02; CHAN-11)."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from notices.models import Notice
from notices.rules import Terms, terms_of
from records.models import Document
from records.services.documents import Form, register_form, request_document

LOCAL, COMMISSIONED = "FORM-01", "FORM-02"
SUBJECT = "notice"


@dataclass(frozen=True, slots=True)
class Letter:
    """What a kind is called and asks for. 属地: judged and certified here; 委托: judged here, certified there."""

    heading: str
    verb: str
    result: str


LETTERS = {
    LOCAL: Letter(
        "属地评审授权函",
        "授权该同志按属地在我区（市）参加",
        "评审通过的，由贵单位按规定公示、确认并办理发文、发证，我单位予以认可。",
    ),
    COMMISSIONED: Letter(
        "委托评审函",
        "委托贵单位代为组织该同志的",
        "请将评审结果函告我单位；评审通过的，由我单位按管理权限办理发文、发证。",
    ),
}


def blank_letter(kind: str, notice_id: int) -> Form:
    """The letter with everything the notice knows printed, and lines for what the issuing unit writes."""
    notice = Notice.objects.select_related("office").get(pk=notice_id)
    terms = terms_of(notice.editions.latest("number"))
    printed = next(each for each in terms.attachments if each.form == kind)
    context: dict[str, Any] = {
        "letter": LETTERS[kind],
        "num": printed.num,
        "terms": terms,
        "to": notice.office.name,
        "title_word": terms.term("title"),
        "levels": [level.name for level in terms.levels],
        "issuers": terms.outside_units.issuers,
        "one_channel": terms.outside_units.multi_channel == "forbidden",
    }
    return Form(
        "pdf/outside_letter.html",
        context,
        printed.title,
        notice_title=terms.title,
        verifiable=False,  # filled in and sealed by others; what comes back is a scan
    )


def ask_for_blanks(notice: Notice, terms: Terms) -> None:
    """Ask the workers for the blank letters this notice prints; the same words are printed once."""
    for kind in LETTERS:
        if any(each.form == kind for each in terms.attachments):
            request_document(kind, SUBJECT, notice.pk, by=None)


def blanks_of(notice: Notice) -> dict[str, Document]:
    """The newest blank of each kind that is ready. One statement."""
    ready = Document.objects.filter(subject_kind=SUBJECT, subject_id=notice.pk, kind__in=LETTERS)
    return {each.kind: each for each in ready.select_related("file").order_by("pk")}


def may_read_blank(_user: Any, notice_id: int) -> bool:
    """Blanks of public notices are everybody's."""
    return Notice.objects.public().filter(pk=notice_id).exists()


def register() -> None:
    """Called when the apps are ready."""
    for kind, builder in BUILDERS.items():
        register_form(kind, builder)


BUILDERS = {kind: partial(blank_letter, kind) for kind in LETTERS}
